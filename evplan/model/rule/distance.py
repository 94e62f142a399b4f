"""How far the plan moves from a stored run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.model.block import Indices, Rows, Terms, numbered
from evplan.model.column import Columns
from evplan.model.rule.limit import add_violation
from evplan.model.rule.scope import key_codes, region_names, scope
from evplan.model.rule.source_count import COUNTS_FROM, first_price_upper
from evplan.plan.inputs import PlanInputs
from evplan.quantities import NEGLIGIBLE_UNITS, PERCENTAGE_POINTS, Floats, to_solver_money
from evplan.scenario.rule import Distance
from evplan.scenario.selector import selected


@dataclass(frozen=True)
class Movement:
    """The distance from a run as a sum over columns, per group of ``index`` (the keys of ``each``).

    ``row``, ``column``, ``value`` are its terms, ``constant`` what is moved whatever is decided; ``whole`` is what the
    run has. ``rows`` are needed beside. Groups of which the run has nothing are left out.
    """

    index: pd.DataFrame
    row: Indices
    column: Indices
    value: Floats
    constant: Floats
    whole: Floats
    rows: list[Rows]


def distance(inputs: PlanInputs, columns: Columns, rule: Distance) -> list[Rows]:
    """Bound how far the plan moves from a stored run.

    Formula
    -------
    sum over k of moved[k] / 2                                  <=  share * all0 + violation     units, value
    moved[k]  >=  a[k] * units[k] - amount0[k],   moved[k]  >=  amount0[k] - a[k] * units[k]
    sum over s new of counts[s] + sum over s kept of (1 - counts[s])  <=  share * number0         suppliers
    for each combination of the keys of ``each`` of which the run has anything

    Symbols
    -------
    k           supplier and part (with the keys of ``each``), of the rule's selection
    amount0[k]  good units of the run; in rupiah ex works for ``value``; all0 their sum
    a[k]        1, or for ``value`` the run's average price; a pair that is new counts at its own price
    counts[s]   0/1, the supplier gets work, as in `source_count`; new or kept against the number0 of the run
    violation   percentage points of all0 or number0
    """
    movement = (_suppliers if rule.measure == "suppliers" else moved)(inputs, columns, rule, f"rule:{rule.id}")
    terms = Terms().add(movement.row, movement.column, movement.value)
    if rule.is_soft:
        violation = add_violation(columns, rule, movement.index, "high")
        terms.add(np.arange(len(movement.index)), violation.columns, -movement.whole / PERCENTAGE_POINTS)
    limit = rule.maximum_share * movement.whole - movement.constant
    return [*movement.rows, terms.rows_of(f"rule:{rule.id}", movement.index, upper=limit)]


def moved(inputs: PlanInputs, columns: Columns, rule: Distance, family: str) -> Movement:
    """Return the distance in units, or in million rupiah; adds ``moved:FAMILY`` columns, one per pair of the run."""
    here, codes = _own(inputs, columns, rule)
    run = _reference(inputs, rule)
    run_codes = _run_codes(inputs, run)
    keys: list[str] = list(dict.fromkeys([*rule.each_keys, "supplier", "part"]))
    first, pair = numbered(*(np.concatenate([codes[key], run_codes[key]]) for key in keys))
    own, theirs = pair[: len(here)], pair[len(here) :]
    units, amount = (_sums(theirs, run[column].to_numpy(), len(first)) for column in ("units", "amount"))
    known = units > NEGLIGIBLE_UNITS
    with np.errstate(invalid="ignore", divide="ignore"):
        price = np.where(known, amount / units, 0.0)
    own_price = to_solver_money(columns["buy"].index["value"].to_numpy()[here]) if rule.measure == "value" else 1.0
    weight = np.where(known[own], price[own], own_price)

    index, place = _by_each(rule, keys, codes, run_codes, first, known)
    reachable = np.zeros(len(first), dtype=np.bool_)
    reachable[own] = True
    pairs = np.flatnonzero(known & reachable & (place >= 0))
    column = columns.space.add(f"moved:{family}", pd.DataFrame({"pair": pairs}))
    row_of = np.full(len(first), -1, dtype=np.int64)
    row_of[pairs] = np.arange(len(pairs))
    mine = np.flatnonzero(row_of[own] >= 0)
    sides = []
    for name, sign in (("more", -1.0), ("less", 1.0)):
        side = Terms().add(row_of[own[mine]], columns["buy"].columns[here[mine]], weight[mine])
        side.add(np.arange(len(pairs)), column.columns, sign)
        low, high = (-np.inf, amount[pairs]) if sign < 0 else (amount[pairs], np.inf)
        sides.append(side.rows_of(f"{family}:{name}", pd.DataFrame({"pair": pairs}), lower=low, upper=high))
    new = np.flatnonzero(~known[own] & (place[own] >= 0))
    lost, all_of_it = (np.flatnonzero(known & which & (place >= 0)) for which in (~reachable, True))
    return Movement(
        index,
        np.concatenate([place[pairs], place[own[new]]]),
        np.concatenate([column.columns, columns["buy"].columns[here[new]]]),
        np.concatenate([np.full(len(pairs), 0.5), weight[new] / 2.0]),
        _sums(place[lost], amount[lost] / 2.0, len(index)),
        _sums(place[all_of_it], amount[all_of_it], len(index)),
        sides,
    )


def _suppliers(inputs: PlanInputs, columns: Columns, rule: Distance, family: str) -> Movement:
    """Return the number of suppliers gained and lost; adds ``counts:ID`` columns, one per supplier that could work."""
    here, codes = _own(inputs, columns, rule)
    run = _reference(inputs, rule)
    run_codes = _run_codes(inputs, run)
    keys: list[str] = list(dict.fromkeys([*rule.each_keys, "supplier"]))
    first, pair = numbered(*(np.concatenate([codes[key], run_codes[key]]) for key in keys))
    own, theirs = pair[: len(here)], pair[len(here) :]
    units = _sums(theirs, run["units"].to_numpy(), len(first))
    known = units > NEGLIGIBLE_UNITS
    index, place = _by_each(rule, keys, codes, run_codes, first, known)
    most = _sums(own, first_price_upper(columns)[here], len(first))
    pairs = np.flatnonzero((most > 0) & (place >= 0))
    counts = columns.space.add(f"counts:{rule.id}", pd.DataFrame({"pair": pairs}), upper=1.0, integer=True)
    row_of = np.full(len(first), -1, dtype=np.int64)
    row_of[pairs] = np.arange(len(pairs))
    mine = np.flatnonzero(row_of[own] >= 0)
    rows = []
    least: Floats = np.minimum(np.where(known, np.minimum(units, COUNTS_FROM), 0.0), most)
    for name, bound, low, high in (("link", most, -np.inf, 0.0), ("token", least, 0.0, np.inf)):
        terms = Terms().add(row_of[own[mine]], columns["buy"].columns[here[mine]], 1.0)
        terms.add(np.arange(len(pairs)), counts.columns, -bound[pairs])
        rows.append(terms.rows_of(f"{family}:{name}", pd.DataFrame({"pair": pairs}), lower=low, upper=high))
    kept = known & (place >= 0)
    number = _sums(place[kept], kept[kept], len(index))
    gained = np.where(known[pairs], -1.0, 1.0)
    return Movement(index, place[pairs], counts.columns, gained, number, number, rows)


def _sums(place: np.ndarray, amount: np.ndarray, size: int) -> Floats:
    return np.bincount(place, weights=amount, minlength=size).astype(np.float64)


def _own(inputs: PlanInputs, columns: Columns, rule: Distance) -> tuple[Indices, dict[str, Indices]]:
    """Return the rule's ``buy`` columns (places), and the codes of every key of theirs."""
    on_parts, by_supplier, _ = scope(inputs, columns, rule)
    here = np.flatnonzero(on_parts & by_supplier)
    return here, {key: code[here] for key, code in key_codes(inputs, columns).items()}


def _reference(inputs: PlanInputs, rule: Distance) -> pd.DataFrame:
    """Return the run's awards in the rule's selection: keys, ``units``, and ``amount`` (units, or million rupiah).

    What the selectors take is decided by today's data; without a selector everything is taken, known today or not.
    Where ``each`` names periods, those that are outside today's horizon have nothing to be compared with.
    """
    awards = inputs.references[rule.run]
    region = inputs.suppliers.set_index("supplier")["region"].reindex(awards["supplier"])
    awards = awards.assign(region=region.fillna("").to_numpy())
    for field, key, table, column in (
        ("suppliers", "supplier", inputs.suppliers, "supplier"),
        ("parts", "part", inputs.parts, "part"),
        ("vehicles", "vehicle", inputs.parts, "part"),
        ("regions", "region", inputs.regions, "region"),
        ("periods", "period", inputs.periods, "period"),
    ):
        selector = getattr(rule, field)
        if selector is not None or (key == "period" and key in rule.each_keys):
            awards = awards[awards[key].isin(table.loc[selected(table, column, selector), column])]
    delivered = (awards["units"] + awards["surplus"]).where(lambda units: units > 0, 1.0)
    value = to_solver_money((awards["value_idr"] * awards["units"] / delivered).to_numpy())
    return awards.assign(amount=value if rule.measure == "value" else awards["units"])


def _run_codes(inputs: PlanInputs, run: pd.DataFrame) -> dict[str, Indices]:
    """Return the codes of a run's awards by the tables of the inputs; keys that are unknown today come after them."""
    names = {
        "supplier": pd.Index(inputs.suppliers["supplier"]),
        "part": pd.Index(inputs.parts["part"]),
        "vehicle": pd.Index(inputs.parts["part"]),
        "region": region_names(inputs)[1],
        "period": pd.Index(inputs.periods["period"]),
    }
    codes = {}
    for key, known in names.items():
        code = known.get_indexer(run[key])
        lost, _ = pd.factorize(run[key].where(code < 0))
        codes[key] = np.where(code < 0, len(known) + lost, code).astype(np.int64)
    return codes


def _by_each(
    rule: Distance,
    keys: list[str],
    codes: dict[str, Indices],
    run_codes: dict[str, Indices],
    first: Indices,
    known: np.ndarray,
) -> tuple[pd.DataFrame, Indices]:
    """Return the groups of ``each`` of which the run has anything, and the place of every pair's group (or -1)."""
    table = {key: np.concatenate([codes[key], run_codes[key]])[first] for key in keys}
    by = [table[key] for key in rule.each_keys] or [np.zeros(len(first), dtype=np.int64)]
    start, group = numbered(*by)
    here = np.zeros(len(start), dtype=np.bool_)
    here[group[known]] = True
    place = np.where(here, np.cumsum(here) - 1, -1)[group].astype(np.int64)
    count = int(here.sum())
    if not rule.each_keys:
        return pd.DataFrame({"across": np.zeros(count, dtype=np.int64)}), place
    return pd.DataFrame({key: table[key][start][here] for key in rule.each_keys}), place
