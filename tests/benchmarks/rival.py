"""The same program written with linopy, Pyomo and PuLP's expression arithmetic, each in its own natural way.

The rivals get for nothing what `evplan.model.program.build` has to work out: which columns and rows there are, with
every coefficient (`Given`). They only write it down and hand it to HiGHS. `size_of` says what HiGHS then holds, so that
a benchmark can show that all of them wrote the same program.
"""

from __future__ import annotations

import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import pandas as pd

from evplan.model.block import Group, Indices, Rows
from evplan.model.content import local_content
from evplan.model.program import SourcingModel, cheapest_mix
from evplan.quantities import Floats


@dataclass(frozen=True)
class Sum:
    """Terms of a family over one group: ``value[k]`` x column ``place[k]`` of ``group`` in row ``row[k]``."""

    group: str
    row: Indices
    place: Indices
    value: Floats


@dataclass(frozen=True)
class Family:
    """Rows ``lower`` <= sum of terms <= ``upper``."""

    name: str
    lower: Floats
    upper: Floats
    sums: tuple[Sum, ...]


@dataclass(frozen=True)
class Given:
    """A whole program as tables: the groups of columns, and the families of rows with their terms by group."""

    groups: tuple[Group, ...]
    families: tuple[Family, ...]


@dataclass(frozen=True)
class Size:
    """What HiGHS holds: numbers of rows, columns, whole columns and nonzeros, and sums that tell programs apart."""

    rows: int
    columns: int
    integers: int
    nonzeros: int
    cost: float
    coefficients: float


@dataclass(frozen=True)
class Written:
    """How long a rival took: ``build`` to write the program down, ``hand_over`` to pass it to HiGHS; seconds."""

    build: float
    hand_over: float
    size: Size


def given(model: SourcingModel) -> Given:
    """Return a model's program as tables, the scores' rows laid at the cheapest mix."""
    groups = tuple(group for group in model.columns.space.groups.values() if group.size)
    rows = [*model.blocks, *local_content(model.columns, list(model.scores), cheapest_mix(model))]
    return Given(groups, tuple(_family(groups, block) for block in rows if block.size))


def _family(groups: Sequence[Group], block: Rows) -> Family:
    owner = np.searchsorted([group.start for group in groups], block.column, side="right") - 1
    sums = []
    for number in np.unique(owner):
        here = owner == number
        group = groups[number]
        # A pair may come twice and then adds up: the rivals get it once.
        table = pd.DataFrame({"row": block.row[here], "place": block.column[here] - group.start})
        added = table.assign(value=block.value[here]).groupby(["row", "place"], as_index=False)["value"].sum()
        added = added[added["value"] != 0.0]
        sums.append(Sum(group.name, *(added[name].to_numpy() for name in ("row", "place", "value"))))
    return Family(block.family, block.lower, block.upper, tuple(sums))


def size_of(solver: Any) -> Size:
    """Return what a HiGHS holds."""
    lp = solver.getLp()
    whole = np.array([kind != highspy.HighsVarType.kContinuous for kind in lp.integrality_])
    values = np.asarray(lp.a_matrix_.value_)
    cost = float(np.abs(np.asarray(lp.col_cost_)).sum())
    return Size(lp.num_row_, lp.num_col_, int(whole.sum()), len(values), cost, float(np.abs(values).sum()))


def with_linopy(program: Given) -> Written:
    """Write the program with linopy: a variable per group, a constraint per family, terms summed by row."""
    import linopy
    import xarray

    began = time.perf_counter()
    model = linopy.Model()
    variables, costs = {}, []
    for group in program.groups:
        index = pd.RangeIndex(group.size, name="column")
        bounds = {"binary": True} if _is_binary(group) else {"lower": group.lower, "upper": group.upper}
        variables[group.name] = model.add_variables(
            coords=[index], name=group.name, **bounds, **({"integer": True} if _is_whole(group) else {})
        )
        if group.cost.any():
            costs.append((variables[group.name] * xarray.DataArray(group.cost, {"column": index})).sum())
    for family in program.families:
        terms = [_linopy_terms(variables[piece.group], piece) for piece in family.sums]
        total = linopy.merge(terms, join="outer") if len(terms) > 1 else terms[0]
        rows = total.indexes["row"]
        for name, sign, bound in _one_sided(family):
            kept = np.flatnonzero(np.isfinite(bound[rows]))
            if len(kept):
                left = total.isel(row=kept) if len(kept) < len(rows) else total
                right = xarray.DataArray(bound[rows[kept]], {"row": rows[kept]})
                model.add_constraints(left, sign, right, name=name)
    model.add_objective(linopy.merge(costs))
    built = time.perf_counter()
    solver = model.to_highspy()
    return Written(built - began, time.perf_counter() - built, size_of(solver))


def _linopy_terms(variable: Any, piece: Sum) -> Any:
    import xarray

    entry = pd.RangeIndex(len(piece.row), name="entry")
    place = xarray.DataArray(piece.place, {"entry": entry})
    value = xarray.DataArray(piece.value, {"entry": entry})
    terms = (variable.isel(column=place) * value).drop_vars("column")
    return terms.groupby(pd.Series(piece.row, index=entry, name="row")).sum()


def with_pyomo(program: Given) -> Written:
    """Write the program with Pyomo: an indexed variable per group, an indexed constraint per family, by rules."""
    import pyomo.environ as pyo
    from pyomo.contrib.appsi.solvers import Highs

    began = time.perf_counter()
    model = pyo.ConcreteModel()
    variables: dict[str, Any] = {}
    for number, group in enumerate(program.groups):
        bounds = [(low, high if np.isfinite(high) else None) for low, high in _pairs(group.lower, group.upper)]
        domain = pyo.Integers if group.integer else pyo.Reals
        variable = pyo.Var(range(group.size), domain=domain, bounds=lambda _, place, bounds=bounds: bounds[place])
        model.add_component(f"x{number}", variable)
        variables[group.name] = variable
    for number, family in enumerate(program.families):
        terms, sides = _by_row(family, variables), list(_pairs(family.lower, family.upper))

        def rule(_: Any, row: int, terms: Any = terms, sides: Any = sides) -> Any:
            total = pyo.quicksum((value * column for value, column in terms[row]))
            low, high = sides[row]
            if low == high:
                return total == low
            return (low if np.isfinite(low) else None, total, high if np.isfinite(high) else None)

        model.add_component(f"r{number}", pyo.Constraint(range(len(family.lower)), rule=rule))
    costs = _costs(program, variables)
    model.cost = pyo.Objective(expr=pyo.quicksum((cost * column for cost, column in costs)))
    built = time.perf_counter()
    solver = Highs()
    solver.set_instance(model)
    return Written(built - began, time.perf_counter() - built, size_of(solver._solver_model))


def with_pulp(program: Given) -> Written:
    """Write the program with PuLP: a list of variables per group, `lpSum` per row, PuLP's own HiGHS adapter."""
    import pulp

    began = time.perf_counter()
    problem = pulp.LpProblem("rival", pulp.LpMinimize)
    variables: dict[str, Any] = {}
    for number, group in enumerate(program.groups):
        category = pulp.LpInteger if group.integer else pulp.LpContinuous
        variables[group.name] = [
            problem.add_variable(f"x{number}_{place}", low, high if np.isfinite(high) else None, category)
            for place, (low, high) in enumerate(_pairs(group.lower, group.upper))
        ]
    problem += pulp.lpSum(cost * column for cost, column in _costs(program, variables))
    for number, family in enumerate(program.families):
        terms = _by_row(family, variables)
        for row, (low, high) in enumerate(_pairs(family.lower, family.upper)):
            total = pulp.lpSum(value * column for value, column in terms[row])
            if low == high:
                problem += total == low, f"r{number}_{row}"
                continue
            if np.isfinite(low):
                problem += total >= low, f"r{number}_{row}"
            if np.isfinite(high):
                problem += total <= high, f"r{number}_{row}_"
    built = time.perf_counter()
    adapter = pulp.HiGHS(msg=False)
    adapter.createAndConfigureSolver(problem)
    adapter.buildSolverModel(problem)
    return Written(built - began, time.perf_counter() - built, size_of(problem.solverModel))


RIVALS: dict[str, Callable[[Given], Written]] = {"linopy": with_linopy, "Pyomo": with_pyomo, "PuLP": with_pulp}


def write(name: str, program: Given) -> Written:
    """Write a program with a rival; what it warns of is its own affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return RIVALS[name](program)


def _is_binary(group: Group) -> bool:
    return group.integer and bool((group.lower == 0.0).all() and (group.upper == 1.0).all())


def _is_whole(group: Group) -> bool:
    return group.integer and not _is_binary(group)


def _pairs(low: Floats, high: Floats) -> list[tuple[float, float]]:
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _one_sided(family: Family) -> list[tuple[str, str, Floats]]:
    """Return a family as linopy knows rows: equalities, or one side each; name, sign and bound (no bound: inf)."""
    same = family.lower == family.upper
    return [
        (f"{family.name} =", "=", np.where(same, family.lower, np.inf)),
        (f"{family.name} >", ">=", np.where(same, np.inf, family.lower)),
        (f"{family.name} <", "<=", np.where(same, np.inf, family.upper)),
    ]


def _by_row(family: Family, variables: dict[str, Any]) -> dict[int, list[tuple[float, Any]]]:
    """Return value and variable of every term, by row."""
    terms: dict[int, list[tuple[float, Any]]] = defaultdict(list)
    for piece in family.sums:
        columns = variables[piece.group]
        for row, place, value in zip(piece.row.tolist(), piece.place.tolist(), piece.value.tolist(), strict=True):
            terms[row].append((value, columns[place]))
    return terms


def _costs(program: Given, variables: dict[str, Any]) -> list[tuple[float, Any]]:
    return [
        (cost, variables[group.name][place])
        for group in program.groups
        for place, cost in enumerate(group.cost.tolist())
        if cost
    ]
