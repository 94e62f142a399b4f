"""From answers to rules and changes to data: what the next plan must keep, may no longer do, or can newly do.

============  ==================================================================================================
answer        becomes
============  ==================================================================================================
accept        a hold: the offer gets at least the good units of the plan, over the horizon (``fix``, hard)
partial       a cap on each period that was cut (``fix``, at most), and a hold of all that was accepted
counter       a revision of the offer: its price and price bands, ``maximum_units``, ``valid_from``
decline       a ban: the offer gets nothing (``fix``, at most 0)
no answer     nothing (*keep*), or as an acceptance or a decline, as the planner says
============  ==================================================================================================

Holds are over the horizon, not by period: a month in which somebody else declines must be filled by somebody. Who is
to deliver in other months than it accepted is asked again in the next round.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from evplan.plan.inputs import PlanInputs
from evplan.plan.review import Answer, ItemStatus, RoundStatus, Unanswered, shown_units
from evplan.plan.review_answer import kept_units
from evplan.plan.review_item import same_units
from evplan.quantities import QUANTITY_TOLERANCE, decimal_text
from evplan.scenario.calendar import parse_period
from evplan.scenario.document import Change, Objective, Scenario
from evplan.scenario.rule import Amount, AnyRule, Fix
from evplan.schema import Tables

HOLD, CAP, BAN = "review-hold-", "review-cap-", "review-ban-"
"""How the ids of the rules begin that reviews make; the offer's key follows, for caps also the period."""

NO_ANSWER = "no answer"

CHANGE_COLUMNS = {
    "supplier": "str",
    "offer": "str",
    "part": "str",
    "before": "float64",
    "after": "float64",
    "before_price": "float64",
    "after_price": "float64",
    "currency": "str",
    "before_idr": "float64",
    "after_idr": "float64",
    "timing": "bool",
    "why": "str",
    "reason": "str",
}


@dataclass(frozen=True)
class Step:
    """What becomes of one item: ``answer`` is ``None`` where nobody answered and silence means nothing.

    ``silent``: nobody answered, and the planner said what that means. ``released``: its hold was let go. ``reason`` is
    kept with the rules and changes.
    """

    item: ItemStatus
    answer: Answer | None
    silent: bool
    released: bool
    reason: str
    rules: tuple[Fix, ...] = ()
    changes: tuple[Change, ...] = ()


def steps_of(
    status: RoundStatus,
    lines: pd.DataFrame,
    inputs: PlanInputs,
    tables: Tables,
    unanswered: Unanswered | None,
    release: Collection[str] = (),
) -> tuple[Step, ...]:
    """Return what becomes of every item of a round; ``lines`` are the plan's (`evplan.plan.review_item.offer_lines`).

    Items without an answer become nothing where ``unanswered`` is ``None``.
    """
    by_offer = {str(offer): mine for offer, mine in lines.groupby("offer", sort=False)}
    return tuple(
        _step(one, status, by_offer[one.item.offer], inputs, tables, unanswered, one.item.offer in release)
        for one in status.items
    )


def _step(
    one: ItemStatus,
    status: RoundStatus,
    lines: pd.DataFrame,
    inputs: PlanInputs,
    tables: Tables,
    unanswered: Unanswered | None,
    released: bool,
) -> Step:
    silent = one.answer is None and unanswered in ("accept", "decline")
    answer = one.answer
    if silent:
        answer = Answer(kind="accept" if unanswered == "accept" else "decline", reason=NO_ANSWER)
    if answer is None:
        return Step(one, None, False, released, "")
    reason = _reason(one, answer, status, silent)
    rules = {"accept": _hold, "partial": _part, "counter": _none, "decline": _ban}[answer.kind](one, answer, lines)
    named = tuple(rule.model_copy(update={"purpose": reason}) for rule in rules)
    kept = tuple(rule for rule in named if not (released and rule.id.startswith(HOLD)))
    changes: tuple[Change, ...] = ()
    if answer.kind == "counter":
        changes = _revision(one, answer, inputs, tables, reason)
    elif answer.kind == "decline" and inputs.scenario.demand.surplus:
        # Rules count no surplus; without a maximum a ban would leave the offer free to deliver what nobody uses.
        changes = (Change(table="offers", where={"offer": one.item.offer}, set={"maximum_units": 0}, reason=reason),)
    return Step(one, answer, silent, released, reason, kept, changes)


def _reason(one: ItemStatus, answer: Answer, status: RoundStatus, silent: bool) -> str:
    """Return what is kept with the run: round, who, what, when, why."""
    said = {
        "accept": "accepted",
        "partial": "accepted in part",
        "counter": "made a counter-offer",
        "decline": "declined",
    }[answer.kind]
    if silent:
        return f"review round {status.round.number}: {one.item.supplier} gave no answer, taken as {said}"
    why = f": {answer.reason}" if answer.reason and answer.reason != NO_ANSWER else ""
    return f"review round {status.round.number}: {one.item.supplier} {said} on {one.at[:10]}{why}"


def _fixed(offer: str, kind: str, amount: Amount, period: str | None = None) -> Fix:
    where = None if period is None else [period]
    name = f"{kind}{offer}" if period is None else f"{kind}{offer}-{period}"
    return Fix(kind="fix", id=name, offer=offer, units=amount, periods=where)


def _at_least(units: float) -> Amount:
    # Down to six decimals: what a solver's rounding left must not make a plan impossible that was possible.
    return Amount(at_least=math.floor(units * 1e6) / 1e6)


def _hold(one: ItemStatus, _answer: Answer, lines: pd.DataFrame) -> tuple[Fix, ...]:
    return (_fixed(one.item.offer, HOLD, _at_least(float(lines["good_units"].sum()))),)


def _part(one: ItemStatus, answer: Answer, lines: pd.DataFrame) -> tuple[Fix, ...]:
    kept = pd.Series(kept_units(answer, one.item), dtype="float64").reindex(lines["period"]).to_numpy()
    paid, good = lines["units_paid"].to_numpy(), lines["good_units"].to_numpy()
    accepted = good * kept / paid
    cut = kept < paid
    caps = tuple(
        _fixed(one.item.offer, CAP, Amount(at_most=float(units)), str(period))
        for period, units in zip(lines.loc[cut, "period"], accepted[cut], strict=True)
    )
    return (*caps, _fixed(one.item.offer, HOLD, _at_least(float(accepted.sum()))))


def _ban(one: ItemStatus, _answer: Answer, _lines: pd.DataFrame) -> tuple[Fix, ...]:
    return (_fixed(one.item.offer, BAN, Amount(at_most=0.0)),)


def _none(_one: ItemStatus, _answer: Answer, _lines: pd.DataFrame) -> tuple[Fix, ...]:
    return ()


def _revision(one: ItemStatus, answer: Answer, inputs: PlanInputs, tables: Tables, reason: str) -> tuple[Change, ...]:
    """Return the offer as its supplier would have it; bands of price move with the price by the same part."""
    offer = one.item.offer
    row = tables["offers"].set_index("offer").loc[offer]
    bands = tables["price_bands"][tables["price_bands"]["offer"].eq(offer)]
    new: dict[str, str | float] = {}
    changes: list[Change] = []
    if answer.price is not None:
        times = answer.price / one.item.price
        new["price"] = _money(answer.price if bands.empty else float(row["price"]) * times)
        for band in bands.itertuples():
            where = {"offer": offer, "minimum_units": float(band.minimum_units), "basis": str(band.basis)}
            price = _money(float(band.price) * times)
            changes.append(Change(table="price_bands", where=where, set={"price": price}, reason=reason))
    if answer.units_per_period is not None:
        new["maximum_units"] = answer.units_per_period / inputs.scenario.calendar.data_ratio
    if answer.first_period is not None:
        period = parse_period(answer.first_period)
        assert period is not None, "checked with the answer"
        was = row["valid_from"]
        new["valid_from"] = max(period.first_day.isoformat(), "" if pd.isna(was) else str(was))
    own = Change(table="offers", where={"offer": offer}, set=new, reason=reason) if new else None
    return (*([] if own is None else [own]), *changes)


def _money(price: float) -> str:
    return decimal_text(f"{price:.2f}")


def next_scenario(
    scenario: Scenario, run: str, steps: Collection[Step], reviewed: Collection[str], tolerance: float = 0.0
) -> Scenario:
    """Return the scenario that is solved next: the answers' rules and changes, then least change from ``run``.

    Rules of earlier rounds stay where nothing new was said. Objectives of change from runs ``reviewed`` earlier make
    way for the new one; ``tolerance`` is what the last of the scenario's own objectives may give up for it.
    """
    rules: dict[str, AnyRule] = {rule.id: rule for rule in scenario.rule}
    changes = list(scenario.change)
    for step in steps:
        rules = {name: rule for name, rule in rules.items() if not _is_past(rule, step)}
        rules |= {rule.id: rule for rule in step.rules}
        changes += step.changes
    own = [one for one in scenario.objective if not (one.minimise == "change" and one.run in reviewed)]
    own = own or [Objective()]
    if tolerance > own[-1].tolerance:
        own[-1] = own[-1].model_copy(update={"tolerance": tolerance})
    goals = [*own, Objective(minimise="change", run=run)]
    return scenario.model_copy(update={"rule": list(rules.values()), "change": changes, "objective": goals})


def _is_past(rule: AnyRule, step: Step) -> bool:
    """Return whether a rule of an earlier round is overtaken by what becomes of its item now."""
    if not isinstance(rule, Fix) or rule.offer != step.item.item.offer:
        return False
    if rule.id.startswith(HOLD):
        return step.released or step.answer is not None
    if rule.id.startswith(CAP):
        return step.answer is not None and (step.answer.kind == "decline" or step.answer.units_per_period is not None)
    return False


def holds(scenario: Scenario) -> dict[str, str]:
    """Return the offer that each hold of a review keeps, by the rule's id."""
    return {
        rule.id: rule.offer
        for rule in scenario.rule
        if isinstance(rule, Fix) and rule.offer is not None and rule.id.startswith(HOLD)
    }


def changed_offers(before: pd.DataFrame, after: pd.DataFrame, inputs: PlanInputs) -> pd.DataFrame:
    """Return what changed between two plans, a row per offer, by supplier and part: `CHANGE_COLUMNS`.

    ``before`` and ``after`` are `evplan.plan.review_item.offer_lines` of the two; units are units paid over the
    horizon, prices per unit on average (``NaN`` without units). ``timing``: the units moved between periods only.
    ``why`` is ``others`` and ``reason`` blank: `with_reasons` fills them in.
    """
    keys = ["supplier", "part", "offer"]
    told = _by_offer(before, "before").join(_by_offer(after, "after"), how="outer")
    for name in ("before", "after", "before_idr", "after_idr"):
        told[name] = told[name].fillna(0.0)
    moved = _moved(before, after)
    table = told.reset_index()
    table["timing"] = table["offer"].map(moved).astype("bool")
    currency = inputs.offers.set_index("offer")["currency"]
    table["currency"] = table["offer"].map(currency)
    units = (table["before"] - table["after"]).abs() > QUANTITY_TOLERANCE * table[["before", "after"]].max(axis=1)
    # What people see as the same number of pieces has not changed.
    units &= table["offer"].map(moved).astype("bool")
    price = (table["before_price"] - table["after_price"]).abs() > QUANTITY_TOLERANCE * table["before_price"]
    table["timing"] &= ~units
    table = table[units | price | table["timing"]].assign(why="others", reason="")
    return table.sort_values(keys, ignore_index=True)[list(CHANGE_COLUMNS)].astype(CHANGE_COLUMNS)


def with_reasons(changes: pd.DataFrame, steps: Collection[Step]) -> pd.DataFrame:
    """Return `changed_offers` with ``why``: ``yours`` where the supplier itself asked for it, and its reason."""
    asked: Mapping[str, Step] = {
        step.item.item.offer: step for step in steps if step.answer is not None and step.answer.kind != "accept"
    }
    why = ["yours" if offer in asked else "others" for offer in changes["offer"]]
    reason = [asked[offer].reason if offer in asked else "" for offer in changes["offer"]]
    return changes.assign(why=why, reason=reason).astype(CHANGE_COLUMNS)


def _by_offer(lines: pd.DataFrame, name: str) -> pd.DataFrame:
    money = lines.assign(money=lines["price"] * lines["units_paid"])
    sums = money.groupby(["supplier", "part", "offer"])[["units_paid", "value_idr", "money"]].sum()
    return pd.DataFrame(
        {
            name: sums["units_paid"],
            f"{name}_price": sums["money"] / sums["units_paid"],
            f"{name}_idr": sums["value_idr"],
        }
    )


def _moved(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, bool]:
    """Return, by offer, whether the units of any period differ to those who see them."""
    was, now = _deliveries(before), _deliveries(after)
    return {offer: not same_units(was.get(offer, {}), now.get(offer, {})) for offer in {*was, *now}}


def _deliveries(lines: pd.DataFrame) -> dict[str, dict[str, float]]:
    return {
        str(offer): shown_units(dict(zip(mine["period"], mine["units_paid"], strict=True)), mine["unit"].iloc[0])
        for offer, mine in lines.groupby("offer", sort=False)
    }
