"""Checks of a scenario's rules against the data: what they select, and whether they contradict each other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pandas as pd

from evplan.errors import Finding, finding, nearest
from evplan.plan.check.listing import joined
from evplan.plan.check.usable import needs_hours
from evplan.plan.maker import makers_of
from evplan.scenario.document import Scenario
from evplan.scenario.rule import (
    SUPPLIER_GROUPS,
    Award,
    Cell,
    Distance,
    FairShare,
    Fix,
    Jobs,
    LocalContent,
    Rule,
    Selector,
    SourceCount,
)
from evplan.scenario.selector import matches, selected
from evplan.schema import TABLES, Tables

SELECTORS = {"suppliers": "supplier", "parts": "part", "vehicles": "vehicle", "regions": "region", "periods": "period"}
"""Field of a rule -> the key that it selects."""

Choices = dict[str, pd.DataFrame]


def check_rules(
    tables: Tables, scenario: Scenario, references: Mapping[str, pd.DataFrame] | None = None
) -> list[Finding]:
    """Return the findings on the rules of ``scenario``: each by itself, then against each other.

    ``references`` are the runs that are there, by name; without them (``None``) runs that are named are not looked up.
    """
    choices = _choices(tables, scenario)
    findings: list[Finding] = []
    for rule in scenario.rule:
        source = f"{scenario.name}:rule {rule.id}"
        wrong = [*_fields(rule, choices, source), *_offer(rule, tables["offers"], source)]
        wrong += _cooperative(rule, tables, source)
        if isinstance(rule, Distance):
            findings += missing_run(rule.run, references, source)
        findings += [*_doubled(rule, source), *wrong]
        if not any(found.code != "selector-value-unused" for found in wrong):
            findings += _empty(rule, tables, choices, source)
    return findings + _contradictions(scenario)


def missing_run(name: str, references: Mapping[str, pd.DataFrame] | None, source: str) -> Iterator[Finding]:
    """Return that a run with this name and a plan is not there."""
    if references is not None and name not in references:
        yield finding("reference-missing", source, column="run", found=name, nearest=nearest(name, references))


def _choices(tables: Tables, scenario: Scenario) -> Choices:
    """Return the table that each selector speaks of, its key column named after what it selects."""
    parts = tables["parts"]
    vehicles = parts[parts["kind"].eq("vehicle")].rename(columns={"part": "vehicle"})
    regions = tables["regions"]
    if regions.empty:
        regions = tables["suppliers"][["region"]].dropna().drop_duplicates(ignore_index=True)
    return {
        "suppliers": tables["suppliers"],
        "parts": parts,
        "vehicles": vehicles,
        "regions": regions,
        "periods": scenario.calendar.table,
    }


def _fields(rule: Rule, choices: Choices, source: str) -> Iterator[Finding]:
    for field, key in SELECTORS.items():
        selector: Selector | None = getattr(rule, field)
        if isinstance(selector, list):
            yield from _keys(selector, choices[field], key, field, source)
        elif selector is not None:
            for column, wanted in selector.items():
                yield from _column(column, wanted, choices[field], key, field, source)


def _keys(names: list[str], frame: pd.DataFrame, key: str, field: str, source: str) -> Iterator[Finding]:
    """Return a finding for each name that is no key of the table."""
    known = frame[key]
    if not names:
        yield finding("selector-empty", source, column=field)
    for name in names:
        if name not in set(known):
            if key == "period":
                span = f"{known.iloc[0]} to {known.iloc[-1]}"
                yield finding("selector-period", source, column=field, found=name, expected=span)
            else:
                yield finding("selector-key", source, column=field, found=name, key=key, nearest=nearest(name, known))


def _column(
    column: str, wanted: Cell | list[Cell], frame: pd.DataFrame, key: str, field: str, source: str
) -> Iterator[Finding]:
    """Return what is wrong with one ``column = value`` of a selector."""
    values = wanted if isinstance(wanted, list) else [wanted]
    group = key == "supplier" and column == "group"
    if group:
        known = [*SUPPLIER_GROUPS]
    elif column not in frame:
        names = [*frame.columns, "group"] if key == "supplier" else [*frame.columns]
        yield finding("selector-column", source, column=field, found=column, nearest=nearest(column, names))
        return
    elif column == key:
        yield from _keys([str(value) for value in values], frame, key, field, source)
        return
    else:
        table = TABLES["parts" if key == "vehicle" else field] if key != "period" else None
        known = list(table.by_name[column].choices) if table else []
    for value in values:
        if known and str(value) not in known:
            yield finding(
                "selector-choice",
                source,
                column=field,
                found=value,
                place=column,
                expected=", ".join(known),
                nearest=nearest(str(value), known),
            )
        elif not group and not matches(frame[column], [value]).any():
            near = nearest(str(value), frame[column].dropna().astype("str").unique())
            yield finding("selector-value-unused", source, column=field, found=value, place=column, nearest=near)


def _offer(rule: Rule, offers: pd.DataFrame, source: str) -> Iterator[Finding]:
    name = rule.offer if isinstance(rule, Fix) else None
    if name is not None and name not in set(offers["offer"]):
        near = nearest(name, offers["offer"])
        yield finding("selector-key", source, column="offer", found=name, key="offer", nearest=near)


def _cooperative(rule: Rule, tables: Tables, source: str) -> Iterator[Finding]:
    """Return that a fair share names no cooperative, one without members, or members without hours for its offers."""
    if not isinstance(rule, FairShare):
        return
    name, members = rule.cooperative, tables["memberships"]
    known = tables["suppliers"]["supplier"]
    if name not in set(known):
        near = nearest(name, members["cooperative"].unique())
        yield finding("selector-key", source, column="cooperative", found=name, key="supplier", nearest=near)
        return
    mine = members[members["cooperative"].eq(name)]
    if mine.empty:
        near = nearest(name, members["cooperative"].unique())
        yield finding("cooperative-without-members", source, column="cooperative", found=name, nearest=near)
        return
    offers = tables["offers"]
    offers = offers[offers["supplier"].eq(name) & needs_hours(offers)]
    makers = makers_of(tables, offers[["supplier", "process"]].drop_duplicates())
    if makers["supplier"].eq(name).all():
        yield finding("members-without-hours", source, column="cooperative", found=name, count=len(mine))


def _doubled(rule: Rule, source: str) -> Iterator[Finding]:
    each = rule.each or []
    doubled = sorted({key for key in each if each.count(key) > 1})
    if doubled:
        yield finding("each-doubled", source, column="each", found=joined(doubled))


def _empty(rule: Rule, tables: Tables, choices: Choices, source: str) -> Iterator[Finding]:
    """Return that a rule selects nothing: no row by one of its selectors, or no offer by all of them together."""
    rows = {
        field: choices[field].loc[selected(choices[field], key, getattr(rule, field)), key]
        for field, key in SELECTORS.items()
    }
    empty = [field for field, keys in rows.items() if keys.empty and getattr(rule, field) is not None]
    if empty:
        yield from (finding("selector-nothing", source, column=field) for field in empty)
        return
    if not isinstance(rule, LocalContent | Distance | FairShare):
        offers = tables["offers"]
        region = offers["supplier"].map(tables["suppliers"].set_index("supplier")["region"])
        taken = offers["supplier"].isin(rows["suppliers"]) & offers["part"].isin(rows["parts"])
        taken &= region.isin(rows["regions"]) if rule.regions is not None else True
        taken &= offers["offer"].eq(rule.offer) if isinstance(rule, Fix) and rule.offer is not None else True
        if not taken.any():
            yield finding("rule-without-offers", source)


def _contradictions(scenario: Scenario) -> list[Finding]:
    """Return pairs of mandatory rules that bound the same thing, the minimum of one above the maximum of the other."""
    bounds = [bound for rule in scenario.rule if not rule.is_soft for bound in _bounds(rule)]
    table = pd.DataFrame(bounds, columns=["rule", "thing", "measure", "minimum", "maximum"])
    lows, highs = table[table["minimum"].notna()], table[table["maximum"].notna()]
    pairs = lows.merge(highs, on=["thing", "measure"], suffixes=("", "_other"))
    pairs = pairs[pairs["minimum"].gt(pairs["maximum_other"]) & pairs["rule"].ne(pairs["rule_other"])]
    return [
        finding(
            "rules-contradict",
            f"{scenario.name}:rule {row['rule']}",
            rule=row["rule"],
            other=row["rule_other"],
            measure=row["measure"],
            minimum=row["minimum"],
            maximum=row["maximum_other"],
        )
        for row in pairs.to_dict("records")
    ]


def _bounds(rule: Rule) -> Iterator[tuple[str, str, str, float | None, float | None]]:
    """Yield (id, what is bounded, measure, minimum, maximum) of a rule; equal text means the same thing."""
    fields = {*SELECTORS, "each", "measure", "new_only", "offer"}
    thing = json.dumps(rule.model_dump(mode="json", include=fields) | {"kind": type(rule).__name__}, sort_keys=True)
    if isinstance(rule, Award):
        yield rule.id, thing, rule.measure, rule.minimum, rule.maximum
        yield rule.id, thing, f"share of {rule.measure}", rule.minimum_share, rule.maximum_share
    elif isinstance(rule, SourceCount):
        yield rule.id, thing, "number of suppliers", rule.minimum, rule.maximum
    elif isinstance(rule, Jobs):
        yield rule.id, thing, "labour hours", rule.minimum, rule.maximum
    elif isinstance(rule, Fix):
        amounts = {"units": rule.units, "share": rule.share}
        yield from ((rule.id, thing, name, amount.low, amount.high) for name, amount in amounts.items() if amount)
