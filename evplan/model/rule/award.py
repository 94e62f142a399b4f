"""What suppliers get: a bound on it, an award given by hand, labour hours in regions."""

from __future__ import annotations

from evplan.model.block import Rows
from evplan.model.column import Columns
from evplan.model.rule.limit import bounds
from evplan.model.rule.scope import asked, bought, scope, scope_of
from evplan.plan.inputs import PlanInputs
from evplan.scenario.rule import Award, Fix, Jobs


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
    amounts = bought(inputs, columns, rule.measure)
    mine = on_parts & by_supplier
    wanted = asked(inputs, rule)
    rows = []
    if rule.minimum is not None or rule.maximum is not None:
        needed = wanted if rule.minimum is not None else None
        low, high = rule.minimum, rule.maximum
        rows += bounds(columns, rule, keys, mine, on_parts, amounts, 0.0, low, high, needed)
    for share, is_minimum in ((rule.minimum_share, True), (rule.maximum_share, False)):
        if share is not None:
            low, high, needed = (0.0, None, wanted) if is_minimum else (None, 0.0, None)
            rows += bounds(columns, rule, keys, mine, on_parts, amounts, share, low, high, needed)
    return rows


def fix(inputs: PlanInputs, columns: Columns, rule: Fix) -> list[Rows]:
    """Hold an award that was given by hand.

    Formula
    -------
    low  <=  sum over the offer, or over S and P, of buy  <=  high                    ``units``
    low * all  <=  sum over S, P of buy  <=  high * all,  all = sum over P of buy     ``share``
    """
    _, _, keys = scope(inputs, columns, rule)
    mine, on_parts = scope_of(inputs, columns, rule)
    amounts = bought(inputs, columns, "units")
    wanted = asked(inputs, rule) if rule.offer is None else None
    if rule.units is not None:
        low, high = rule.units.low, rule.units.high
        needed = None if low is None else wanted
        return bounds(columns, rule, keys, mine, on_parts, amounts, 0.0, low, high, needed)
    assert rule.share is not None, "checked by the schema"
    rows = []
    if rule.share.low is not None:
        rows += bounds(columns, rule, keys, mine, on_parts, amounts, rule.share.low, 0.0, None, wanted)
    if rule.share.high is not None:
        rows += bounds(columns, rule, keys, mine, on_parts, amounts, rule.share.high, None, 0.0)
    return rows


def jobs(inputs: PlanInputs, columns: Columns, rule: Jobs) -> list[Rows]:
    """Bound the labour hours of a set of suppliers, usually those of some regions.

    Formula
    -------
    minimum - violation  <=  sum over S, P of labour[o] / yield[o] * buy  <=  maximum + violation
    for each combination of the keys of ``each``

    Symbols
    -------
    labour[o]   ``offers.labour_hours_per_unit``, per unit paid; surplus counts nowhere
    """
    on_parts, by_supplier, keys = scope(inputs, columns, rule)
    mine = on_parts & by_supplier
    wanted = None if rule.minimum is None else asked(inputs, rule)
    amounts = bought(inputs, columns, "labour_hours")
    return bounds(columns, rule, keys, mine, on_parts, amounts, 0.0, rule.minimum, rule.maximum, wanted)
