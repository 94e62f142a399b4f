"""The tables beneath the pictures: the figures that are drawn, all of them."""

from __future__ import annotations

import pandas as pd

from evplan.plan.flow import ASSEMBLY, VEHICLES
from evplan.report import block, render
from evplan.report.block import Block, table_block
from evplan.report.gallery import Subject
from evplan.report.gallery.award import supplier_rows
from evplan.report.gallery.capacity import tightest
from evplan.report.language import Language
from evplan.report.plan import GROUPS
from evplan.report.word import label, word


def award_table(subject: Subject, language: Language) -> Block:
    """Return every supplier's parts with units and value, suppliers as in the picture."""
    order = {key: number for number, key in enumerate(supplier_rows(subject.awarded)["supplier"])}
    rows = subject.awarded.sort_values(
        ["supplier", "value_idr", "part"],
        key=lambda column: column.map(order) if column.name == "supplier" else column,
        ascending=[True, False, True],
    )
    frame = pd.DataFrame(
        {
            "supplier": named(rows["supplier"], subject.names.suppliers),
            "group": [word(f"chart.kind.{kind}", language) for kind in rows["kind"]],
            "part": named(rows["part"], subject.names.parts),
            "units": rows["units"],
            "unit": [subject.names.units.get(part, "") for part in rows["part"]],
            "value_idr": rows["value_idr"],
            "suppliers": rows["suppliers"],
        }
    )
    formats = {"units": block.count, "value_idr": block.money}
    return table_block(frame, language, formats=formats)


def capacity_table(subject: Subject, language: Language) -> Block:
    """Return every supplier and process that works: hours used, hours there are, and both in the tightest period."""
    use = tightest(subject.plan.capacity_use)
    whole = use.groupby(["row", "supplier", "process"], as_index=False).agg(
        used_hours=("used_hours", "sum"), hours=("hours", "sum"), peak_used=("used", "max")
    )
    whole["capacity_used"] = whole["used_hours"] / whole["hours"]
    whole["supplier"] = named(whole["supplier"], subject.names.suppliers)
    frame = whole[["supplier", "process", "used_hours", "hours", "capacity_used", "peak_used"]]
    return table_block(frame, language, formats={"peak_used": block.percent})


def flow_table(subject: Subject, language: Language) -> Block:
    """Return what flows between regions, landed."""
    names = dict(subject.places.dropna(subset="name")[["region", "name"]].itertuples(index=False, name=None))
    flows = subject.flows.regions
    frame = pd.DataFrame(
        {
            "origin": named(flows["origin"], names),
            "destination": named(flows["destination"], names),
            "landed_idr": flows["idr"],
            "kg": flows["kg"],
        }
    )
    return table_block(frame, language, formats={"kg": block.count})


def tier_table(subject: Subject, language: Language) -> Block:
    """Return what flows between tiers, with the material worked into it."""
    tiers = subject.flows.tiers
    names = subject.names.parts | subject.site_names

    def told(tier: int, node: str) -> str:
        return label("chart.kind", node, language) if tier > ASSEMBLY else names.get(node, node)

    def numbered(tier: int) -> str:
        special = {ASSEMBLY: "chart.tier.assembly", VEHICLES: "chart.tier.vehicles"}
        return word(special.get(tier, "chart.tier"), language, number=tier)

    frame = pd.DataFrame(
        {
            "from_tier": [numbered(tier) for tier in tiers["from_tier"]],
            "from_node": [told(*pair) for pair in zip(tiers["from_tier"], tiers["from_node"], strict=True)],
            "to_node": [told(*pair) for pair in zip(tiers["to_tier"], tiers["to_node"], strict=True)],
            "landed_idr": tiers["idr"],
        }
    )
    return table_block(frame, language)


def output_table(subject: Subject, language: Language) -> Block:
    """Return vehicles wanted and built per period."""
    output = subject.output
    frame = pd.DataFrame(
        {
            "period": [render.period(period, language) for period in output["period"]],
            "vehicle": named(output["vehicle"], subject.names.parts),
            "wanted": output["wanted"],
            "built": output["built"],
        }
    )
    return table_block(frame, language, formats={"wanted": block.count, "built": block.count})


def beside(subjects: list[Subject], which: str, language: Language) -> Block:
    """Return ``costs``, ``shares`` or ``scores`` of runs as a table with a column per run."""
    if which == "costs":
        columns = {one.name: one.plan.costs.set_index("kind")["idr"] for one in subjects}
        frame = pd.DataFrame(columns)
        frame.loc["total"] = frame.sum()
        frame = frame[frame.ne(0).any(axis=1)]
        frame.insert(0, "kind", [word(f"cost.{kind}", language) for kind in frame.index])
        return table_block(frame, language, formats=dict.fromkeys(columns, block.money))
    if which == "shares":
        columns = {
            one.name: one.plan.shares[one.plan.shares["measure"].eq("value")].set_index("group")["share"]
            for one in subjects
        }
        frame = pd.DataFrame(columns)
        frame = frame.reindex([group for group in GROUPS if group in frame.index])
        frame = frame[frame.gt(0).any(axis=1)]
        frame.insert(0, "group", [label("group", group, language) for group in frame.index])
        return table_block(frame, language, formats=dict.fromkeys(columns, block.percent))
    keys = ["vehicle", "year", "method"]
    columns = {one.name: one.plan.scores.set_index(keys)["score"] for one in subjects}
    frame = pd.DataFrame(columns).reset_index()
    names = {key: name for one in subjects for key, name in one.names.parts.items()}
    frame["vehicle"] = named(frame["vehicle"], names)
    frame["method"] = [label("method", method, language) for method in frame["method"]]
    return table_block(frame, language, formats=dict.fromkeys(columns, block.precise_percent))


def named(keys: pd.Series, names: dict[str, str]) -> pd.Series:
    """Return names for keys; a key without a name stands for itself."""
    return keys.map(lambda key: names.get(key, key))
