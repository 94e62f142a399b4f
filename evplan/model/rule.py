"""Rules as rows: what a scenario asks, beyond the data's own limits. `RULE_ROWS` has a function per kind of rule.

Every function gets the inputs, the columns and one rule and returns its rows; columns that it needs (a violation at a
price, a supplier that counts) it adds itself. Local content, which depends on the mix, has its own room
(`evplan.model.content`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from evplan.model.block import Indices, Rows, Terms, numbered
from evplan.model.column import Columns
from evplan.plan.inputs import PlanInputs
from evplan.quantities import PERCENTAGE_POINTS, Floats, to_solver_money
from evplan.scenario.rule import Award, Fix, Rule, SourceCount
from evplan.scenario.selector import selected

COUNTS_FROM = 1.0
"""Units from which a supplier counts toward a minimum number of sources."""


def scope(inputs: PlanInputs, columns: Columns, rule: Rule) -> tuple[np.ndarray, np.ndarray, dict[str, Indices]]:
    """Return what a rule speaks of among the ``buy`` columns.

    Whether a column is on the rule's parts, vehicles and periods; whether its supplier is one of the rule's as well;
    and for every key of ``each`` the code of each column (0, 1, ...).
    """
    buy = columns["buy"].index
    offer, period = buy["offer"].to_numpy(), buy["period"].to_numpy()
    part, supplier = (inputs.offers[name].to_numpy()[offer] for name in ("part_code", "supplier_code"))
    line = columns.requirement.destinations["line"].to_numpy()[buy["destination"]]
    vehicle_code = pd.Index(inputs.parts["part"]).get_indexer(inputs.lines["vehicle"])
    vehicle = np.where(line >= 0, vehicle_code[line], 0)
    on_parts = selected(inputs.parts, "part", rule.parts).to_numpy()[part]
    on_parts &= selected(inputs.periods, "period", rule.periods).to_numpy()[period]
    if rule.vehicles is not None:
        on_parts &= (line >= 0) & selected(inputs.parts, "part", rule.vehicles).to_numpy()[vehicle]
    by_supplier = selected(inputs.suppliers, "supplier", rule.suppliers).to_numpy()
    if rule.regions is not None:
        regions = inputs.suppliers.assign(region=inputs.suppliers["region"].fillna(""))
        by_supplier &= selected(regions, "region", rule.regions).to_numpy()
    region = pd.factorize(inputs.suppliers["region"].fillna(""))[0]
    keys = {
        "supplier": supplier,
        "part": part,
        "vehicle": vehicle,
        "region": region[supplier],
        "period": period,
    }
    return on_parts, by_supplier[supplier], {key: keys[key].astype(np.int64) for key in rule.each or ()}


def names_vehicles(rule: Rule) -> bool:
    """Return whether a rule tells the vehicles' lines apart."""
    return rule.vehicles is not None or "vehicle" in (rule.each or ())


def award(inputs: PlanInputs, columns: Columns, rule: Award) -> list[Rows]:
    """Bound what a set of suppliers gets on a set of parts.

    Formula
    -------
    sum over S, P of a * buy  >=  minimum - violation         likewise  <=  maximum + violation
    sum over S, P of a * buy - share * sum over P of a * buy  >=  -violation      likewise for the maximum
    for each combination of the keys of ``each``

    Symbols
    -------
    a   per good unit, by ``measure``: rupiah ex works, 1, machine hours or labour hours; surplus counts nowhere
    S   the rule's suppliers, P its parts, vehicles and periods; a share is of all that those parts get
    """
    on_parts, by_supplier, keys = scope(inputs, columns, rule)
    amount = measured(inputs, columns, rule.measure)
    mine = on_parts & by_supplier
    rows = []
    if rule.minimum is not None or rule.maximum is not None:
        rows += _bounds(columns, rule, keys, mine, mine, amount, 0.0, rule.minimum, rule.maximum)
    for share, is_minimum in ((rule.minimum_share, True), (rule.maximum_share, False)):
        if share is not None:
            bounds = (0.0, None) if is_minimum else (None, 0.0)
            rows += _bounds(columns, rule, keys, mine, on_parts, amount, share, *bounds)
    return rows


def measured(inputs: PlanInputs, columns: Columns, measure: str) -> Floats:
    """Return the measure per good unit of every ``buy`` column; value in rupiah."""
    buy = columns["buy"].index
    if measure == "value":
        return np.asarray(buy["value"].to_numpy())
    if measure == "units":
        return np.ones(len(buy))
    column = "hours_per_unit" if measure == "hours" else "labour_hours_per_unit"
    offer = buy["offer"].to_numpy()
    return np.asarray(inputs.offers[column].to_numpy()[offer] / inputs.offers["yield_share"].to_numpy()[offer])


def _bounds(
    columns: Columns,
    rule: Rule,
    keys: dict[str, Indices],
    mine: np.ndarray,
    all_of_it: np.ndarray,
    amount: Floats,
    share: float,
    minimum: float | None,
    maximum: float | None,
) -> list[Rows]:
    """Return rows ``minimum <= mine - share * all <= maximum`` per combination of keys, scaled to about one.

    Suppliers and regions split what is theirs, not the whole that a share is of.
    """
    buy = columns["buy"]
    index, row_of, whole_of = _groups(keys, mine, all_of_it)
    scale = _scale(buy.upper * amount, all_of_it)
    amount = amount / scale
    terms = Terms()
    here = np.flatnonzero(mine)
    terms.add(row_of[here], buy.columns[here], amount[here])
    if share:
        for row, part in enumerate(whole_of):
            inside = np.flatnonzero(all_of_it & part)
            terms.add(np.full(len(inside), row), buy.columns[inside], -share * amount[inside])
    if rule.is_soft:
        _add_violation(columns, rule, terms, index, scale, share, amount * buy.upper, all_of_it, minimum is not None)
    low, high = (np.inf if bound is None else bound / scale for bound in (minimum, maximum))
    return [terms.rows_of(f"rule:{rule.id}", index, lower=-np.inf if minimum is None else low, upper=high)]


def _groups(
    keys: dict[str, Indices], mine: np.ndarray, all_of_it: np.ndarray
) -> tuple[pd.DataFrame, Indices, list[np.ndarray]]:
    """Return the combinations of keys, the row of every column, and per row which columns the whole is made of."""
    if not keys:
        return pd.DataFrame({"across": [0]}), np.zeros(len(mine), dtype=np.int64), [np.ones(len(mine), dtype=np.bool_)]
    own = {key: codes for key, codes in keys.items() if key in ("supplier", "region")}
    relevant = np.flatnonzero(mine if own else all_of_it)
    first, inverse = numbered(*(codes[relevant] for codes in keys.values()))
    index = pd.DataFrame({key: codes[relevant][first] for key, codes in keys.items()})
    row_of = np.full(len(mine), -1, dtype=np.int64)
    row_of[relevant] = inverse
    wholes = []
    for combination in index.itertuples(index=False):
        same = np.ones(len(mine), dtype=np.bool_)
        for key, code in zip(index.columns, combination, strict=True):
            if key not in own:
                same &= keys[key] == code
        wholes.append(same)
    return index, row_of, wholes


def _scale(size: Floats, used: np.ndarray) -> float:
    """Return a power of ten that brings a row's typical coefficient near one."""
    values = np.abs(size[used])
    values = values[values > 0]
    return float(10.0 ** np.round(np.log10(np.median(values)))) if len(values) else 1.0


def _add_violation(
    columns: Columns,
    rule: Rule,
    terms: Terms,
    index: pd.DataFrame,
    scale: float,
    share: float,
    size: Floats,
    all_of_it: np.ndarray,
    is_minimum: bool,
) -> None:
    """Add a violation per row at the rule's penalty: per unit of the measure, or per percentage point of a share.

    A share's violation in points is worth 1/100 of the whole, taken at half its upper bound; the penalty that counts
    is computed from the plan (`evplan.plan.outcome`).
    """
    penalty = rule.penalty_idr or 0.0
    worth = float(size[all_of_it].sum()) / 2.0 / PERCENTAGE_POINTS / max(len(index), 1) if share else 1.0 / scale
    name = f"violation:{rule.id}:{'low' if is_minimum else 'high'}:{len(columns.space.groups)}"
    group = columns.space.add(name, index, cost=to_solver_money(np.full(len(index), penalty)))
    terms.add(np.arange(len(index)), group.columns, worth if is_minimum else -worth)


def source_count(inputs: PlanInputs, columns: Columns, rule: SourceCount) -> list[Rows]:
    """Bound how many suppliers get work.

    Formula
    -------
    sum over o of s, d, t of buy[o,d,t]  <=  M[s,k] * counts[s,k]
    sum over o of s, d, t of buy[o,d,t]  >=  units[s,k] * counts[s,k]     where there is a minimum
    minimum - violation  <=  sum over s of counts[s,k]  <=  maximum + violation
    for each combination k of the keys of ``each``

    Symbols
    -------
    counts[s,k]  0/1, the supplier gets work on k
    M[s,k]       sum of the columns' upper bounds, at most what k needs altogether
    units[s,k]   one unit, or M if that is less
    """
    on_parts, by_supplier, keys = scope(inputs, columns, rule)
    buy = columns["buy"]
    supplier = inputs.offers["supplier_code"].to_numpy()[buy.index["offer"]].astype(np.int64)
    mine = on_parts & by_supplier
    if rule.new_only:
        mine &= inputs.suppliers["status"].eq("candidate").to_numpy()[supplier]
    here = np.flatnonzero(mine)
    group_keys = [codes[here] for codes in keys.values()] or [np.zeros(len(here), dtype=np.int64)]
    first, pair = numbered(*group_keys, supplier[here])
    counts = pd.DataFrame({"supplier": supplier[here][first]})
    group_first, group = numbered(*(codes[first] for codes in group_keys)) if len(first) else (first, first)
    most = np.bincount(pair, weights=_first_price_upper(columns)[here], minlength=len(first)).astype(np.float64)
    binary = columns.space.add(f"counts:{rule.id}", counts.assign(group=group), upper=1.0, integer=True)
    link = Terms().add(pair, buy.columns[here], 1.0).add(np.arange(binary.size), binary.columns, -most)
    rows = [link.rows_of(f"rule:{rule.id}:link", counts, upper=0.0)]
    if rule.minimum:
        least = np.minimum(COUNTS_FROM, most)
        token = Terms().add(pair, buy.columns[here], 1.0).add(np.arange(binary.size), binary.columns, -least)
        rows.append(token.rows_of(f"rule:{rule.id}:token", counts, lower=0.0))
    index = pd.DataFrame({key: codes[here][first][group_first] for key, codes in keys.items()})
    if not keys:
        index = pd.DataFrame({"across": [0]})
    number = Terms().add(group, binary.columns, 1.0)
    if rule.is_soft:
        cost = to_solver_money(np.full(len(index), rule.penalty_idr or 0.0))
        for sign, bound in ((1.0, rule.minimum), (-1.0, rule.maximum)):
            if bound is not None:
                name = f"violation:{rule.id}:{'low' if sign > 0 else 'high'}"
                violation = columns.space.add(name, index, cost=cost)
                number.add(np.arange(len(index)), violation.columns, sign)
    rows.append(
        number.rows_of(
            f"rule:{rule.id}",
            index,
            lower=-np.inf if rule.minimum is None else float(rule.minimum),
            upper=np.inf if rule.maximum is None else float(rule.maximum),
        )
    )
    return rows


def _first_price_upper(columns: Columns) -> Floats:
    """Return the ``buy`` columns' upper bounds, counting an offer with several prices once."""
    buy = columns["buy"]
    again = buy.index.duplicated(["offer", "destination", "period"]).to_numpy()
    return np.where(again, 0.0, buy.upper)


def fix(inputs: PlanInputs, columns: Columns, rule: Fix) -> list[Rows]:
    """Hold an award that was given by hand.

    Formula
    -------
    low  <=  sum over the offer, or over S and P, of buy  <=  high                    ``units``
    low * all  <=  sum over S, P of buy  <=  high * all,  all = sum over P of buy     ``share``
    """
    _, _, keys = scope(inputs, columns, rule)
    mine, on_parts = scope_of(inputs, columns, rule)
    ones = np.ones(columns["buy"].size)
    if rule.units is not None:
        return _bounds(columns, rule, keys, mine, mine, ones, 0.0, rule.units.low, rule.units.high)
    assert rule.share is not None, "checked by the schema"
    rows = []
    for share, bounds in ((rule.share.low, (0.0, None)), (rule.share.high, (None, 0.0))):
        if share is not None:
            rows += _bounds(columns, rule, keys, mine, on_parts, ones, share, *bounds)
    return rows


def scope_of(inputs: PlanInputs, columns: Columns, rule: Award | Fix) -> tuple[np.ndarray, np.ndarray]:
    """Return which ``buy`` columns are the rule's own, and which are the whole that a share is of."""
    on_parts, by_supplier, _ = scope(inputs, columns, rule)
    if isinstance(rule, Fix) and rule.offer is not None:
        offers = inputs.offers
        code = offers["offer"].eq(rule.offer).to_numpy()
        offer = columns["buy"].index["offer"].to_numpy()
        by_supplier = code[offer]
        on_parts &= np.isin(offers["part_code"].to_numpy()[offer], offers["part_code"].to_numpy()[code])
    return on_parts & by_supplier, on_parts


RuleRows = Callable[[PlanInputs, Columns, Rule], Sequence[Rows]]

RULE_ROWS: dict[str, RuleRows] = {"award": award, "source_count": source_count, "fix": fix}  # type: ignore[dict-item]
