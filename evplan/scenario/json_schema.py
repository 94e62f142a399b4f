"""The JSON Schema of the scenario file, for editors that complete and check it as it is written."""

from __future__ import annotations

from typing import Any

from evplan.scenario.document import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_FILE = "scenario.schema.json"
"""Name that a new scenario expects its schema to have, beside it."""

_SELECTOR = "a list of keys, or a table of column = value or list of values"

# What each key means; a dotted name holds for one section or kind of rule only.
MEANINGS: dict[str, str] = {
    "name": "Name of the scenario; its runs are NAME#1, NAME#2, ...",
    "question": "What the scenario is to answer, in your own words.",
    "based_on": "One parent file, relative to this one; its settings hold unless this file says otherwise.",
    "data": "The data set: a folder or a workbook, relative to this file.",
    "calendar": "The horizon: which periods are planned.",
    "demand": "How the data set's demand is read.",
    "money": "How money at different times compares.",
    "objective": "What is optimised, in order; among plans that are equally good by all, the cheapest is taken.",
    "rule": "What the plan has to keep, beyond the data's own limits.",
    "drop_rules": "Ids of the parent's rules that are left out.",
    "change": "Changes to the data, for this scenario only; kept with the run.",
    "solver": "How the search is done.",
    "Calendar.first": "The first period: 2027-01, 2027-Q1 or 2027.",
    "Calendar.periods": "How many periods are planned.",
    "Calendar.length": "Length of a period.",
    "Calendar.orders_from": "First period in which orders can be placed; absent: everything can be ordered in time.",
    "Calendar.data_length": "Length of period that the data set's blank periods speak of; absent: this calendar's.",
    "Demand.scale": "Demand as a multiple of the data set's.",
    "Demand.growth_share": "By how much demand grows a year (0.05 is 5 %), from the horizon's second calendar year on.",
    "Demand.unmet_penalty_idr": "Rupiah per vehicle that is not built; absent: every vehicle must be built.",
    "Demand.surplus": "Whether parts may be left over at the end of the horizon, if that is cheaper.",
    "Money.discount_share": (
        "By how much later money counts less, a year (0.1 is 10 %), from the horizon's first day; absent: not at all."
    ),
    "Objective.minimise": (
        "What is optimised. local_content, umkm_value and labour_hours are made as LARGE as can be, although the key "
        "says minimise; cost, unmet (vehicles not built), change (units moved from a run) and risk (rupiah of the "
        "supplier that gets most) as small."
    ),
    "Objective.tolerance": "Part of the best value (0 to 1) that the objectives behind it may give up.",
    "Objective.method": "For local_content: the method of the score. Default: sectoral.",
    "Objective.run": "For change: the stored run that the plan is compared with, SCENARIO#VERSION.",
    "Change.table": "Table of the data set.",
    "Change.where": "Rows that are changed: column = value or list of values; absent: all rows.",
    "Change.set": "New values: column = value, or { times = 1.1 }, { plus = 5 } or both.",
    "Change.reason": "Why, in your own words; kept with the run.",
    "Solver.name": "highs, cbc, or any other solver that PuLP finds here.",
    "Solver.gap": "A plan within this part of the best possible is good enough (0.001 is 0.1 %).",
    "Solver.time_limit": "Seconds after which the search stops with the best plan it has; shared by all objectives.",
    "Solver.threads": "How many processor threads the solver may use.",
    "Solver.seed": "Seed of the solver's random numbers: the same seed gives the same plan.",
    "Solver.options": "Options of the solver's own, by their names.",
    "id": "Name of the rule, once in a scenario.",
    "kind": "What kind of rule it is.",
    "purpose": "Why the rule is there, in your own words; told with it.",
    "suppliers": f"Suppliers that the rule speaks of: {_SELECTOR}; also group = domestic, import, umkm, umkm_koperasi.",
    "parts": f"Parts that the rule speaks of: {_SELECTOR}.",
    "vehicles": f"Vehicles that the rule speaks of: {_SELECTOR}.",
    "regions": f"Regions of the suppliers that the rule speaks of: {_SELECTOR}.",
    "periods": f"Periods that the rule speaks of: {_SELECTOR}.",
    "each": "Keys for which the limit holds one by one; absent: across all that is selected.",
    "penalty_idr": (
        "Makes the rule soft: rupiah per unit of violation, per percentage point for shares and scores; absent: the "
        "rule is mandatory."
    ),
    "method": "Method of the local-content score; best: whichever method in force scores highest.",
    "measure": "What is measured.",
    "minimum": "At least so much.",
    "maximum": "At most so much.",
    "minimum_share": "At least this share (0 to 1) of all that those parts get.",
    "maximum_share": "At most this share (0 to 1) of all that those parts get.",
    "LocalContent.minimum": 'At least this score (0 to 1), or "law": the law\'s minimum of the year.',
    "SourceCount.each": "Keys for which suppliers are counted one by one; absent: per part; []: in all.",
    "SourceCount.new_only": "Whether only candidates count.",
    "Fix.offer": "One offer, by its key; otherwise name suppliers and parts.",
    "Fix.units": "Good units over the selected periods.",
    "Fix.share": "Share (0 to 1) of all units that those parts get.",
    "exactly": "Exactly so much.",
    "at_least": "At least so much.",
    "at_most": "At most so much; 0 bans the award.",
    "Steady.each": "Keys whose combinations are kept steady one by one; absent: supplier and part; []: all together.",
    "Steady.minimum_share_of_average": (
        "Who gets work gets, in every selected period, at least this share (0 to 1) of its average over those periods."
    ),
    "Steady.maximum_share_of_capacity": (
        "At most this share (0 to 1) of a supplier's hours is used for the parts, per process and period."
    ),
    "FairShare.cooperative": "The cooperative, by its key.",
    "FairShare.tolerance_share": (
        "By how much (0 to 1) a member's share of the members' hours for the cooperative may differ from its share of "
        "the hours that they have."
    ),
    "Budget.measure": (
        "spend: purchases ex works, surplus included; investment: tooling, opening and upgrades, less what loans "
        "carry; credit: what loans carry."
    ),
    "Budget.maximum": "At most so many rupiah.",
    "Jobs.minimum": "At least so many labour hours.",
    "Jobs.maximum": "At most so many labour hours.",
    "Distance.run": "The stored run that the plan is compared with, SCENARIO#VERSION.",
    "Distance.measure": "units or value that go elsewhere, or suppliers gained and lost.",
    "Distance.maximum_share": "At most this share (0 to 1) of what the run has may be different.",
}


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a scenario file, every key described.

    A file with ``based_on`` may leave out what its parent says; any other needs ``data`` and ``calendar.first``.
    """
    schema = Scenario.model_json_schema()
    sections = schema.pop("$defs")
    for name, section in [("Scenario", schema), *sections.items()]:
        for key, setting in section.get("properties", {}).items():
            setting["description"] = MEANINGS.get(f"{name}.{key}") or MEANINGS[key]
            setting.pop("title", None)
    _accept_short_fix(sections["Fix"])
    sections["Calendar"].pop("required", None)
    schema["required"] = ["name"]
    alone = {"required": ["data", "calendar"], "properties": {"calendar": {"required": ["first"]}}}
    schema |= {"if": {"not": {"required": ["based_on"]}}, "then": alone}
    head = {"$schema": DIALECT, "title": "evplan scenario"}
    return head | {key: value for key, value in schema.items() if key not in head} | {"$defs": sections}


def _accept_short_fix(fix: dict[str, Any]) -> None:
    """Let a fix state its bounds without a table: ``measure = "units"`` with ``exactly`` and so on beside it."""
    amounts = {key: {"type": "number", "minimum": 0, "description": MEANINGS[key]} for key in ("exactly", "at_least")}
    amounts["at_most"] = {"type": "number", "minimum": 0, "description": MEANINGS["at_most"]}
    fix["properties"] |= amounts | {"measure": {"enum": ["units", "share"], "description": MEANINGS["measure"]}}
