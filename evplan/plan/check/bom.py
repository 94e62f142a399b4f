"""Checks of meaning on the bills of materials."""

from __future__ import annotations

import pandas as pd

from evplan.errors import Finding, finding
from evplan.plan.check.listing import FINDINGS_PER_CODE, listed
from evplan.plan.check.loop import find_loops
from evplan.schema import Tables

LARGE_QUANTITY = 10_000.0
"""More pieces than this in one parent is more likely a slip of units than a part."""

MASS_FACTOR = 3.0
"""Children that weigh so many times what their parent weighs have a mass or a quantity in the wrong unit."""

COUNTED_UNITS = ("pcs", "set")


def check_bom(tables: Tables) -> list[Finding]:
    """Return the findings on ``bom_lines`` and on the place of each part in them."""
    lines, parts = tables["bom_lines"], tables["parts"]
    kinds = parts.set_index("part")["kind"]
    return [
        *_loops(lines),
        *_places(parts, lines),
        *_vehicles(lines, kinds),
        *_dates(lines),
        *_substitutes(lines),
        *_quantities(lines, parts),
        *_masses(lines, parts),
    ]


def _loops(lines: pd.DataFrame) -> list[Finding]:
    loops = find_loops(lines, "parent", "child", FINDINGS_PER_CODE)
    return [
        finding("bom-loop", f"bom_lines:{loop[-2]}/{loop[-1]}", table="bom_lines", loop=" -> ".join(loop))
        for loop in loops
    ]


def _places(parts: pd.DataFrame, lines: pd.DataFrame) -> list[Finding]:
    """Return parts that no bill uses, and vehicles that have no bill."""
    alone = parts[~parts["part"].isin(lines["child"])]
    empty = alone["kind"].eq("vehicle") & ~alone["part"].isin(lines["parent"])
    return [
        *listed("vehicle-without-lines", "parts", alone.loc[empty, ["part"]], ["part"]),
        *listed(
            "part-in-no-bill",
            "parts",
            alone.loc[alone["kind"].isin(["assembly", "component"]), ["part", "kind"]],
            ["part"],
        ),
        *listed("material-in-no-bill", "parts", alone.loc[alone["kind"].eq("material"), ["part"]], ["part"]),
    ]


def _vehicles(lines: pd.DataFrame, kinds: pd.Series) -> list[Finding]:
    inside = lines.loc[lines["child"].map(kinds).eq("vehicle"), ["parent", "child"]].drop_duplicates()
    return listed("vehicle-as-child", "bom_lines", inside, ["parent", "child"], "child")


def _dates(lines: pd.DataFrame) -> list[Finding]:
    """Return lines that end before they start, and lines of one place that hold at the same time."""
    turned = lines["valid_from"].gt(lines["valid_to"])
    keys = ["parent", "child", "position"]
    open_ended = lines.assign(
        position=lines["position"].fillna(""),
        start=lines["valid_from"].fillna("0000-01-01"),
        end=lines["valid_to"].fillna("9999-12-31"),
    )
    rows = open_ended[~turned & open_ended.duplicated(keys, keep=False)].sort_values([*keys, "start"], kind="stable")
    before = rows.groupby(keys)["end"].shift()
    overlap = rows.loc[before.notna() & before.ge(rows["start"]), keys].drop_duplicates(["parent", "child"])
    return [
        *listed("dates-turned", "bom_lines", _dated(lines[turned]), ["parent", "child"], "valid_to"),
        *listed("bom-lines-overlap", "bom_lines", overlap, ["parent", "child"], "valid_from"),
    ]


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    what = "The line from " + rows["parent"] + " to " + rows["child"]
    return rows[["parent", "child", "valid_from", "valid_to"]].assign(what=what)


def _substitutes(lines: pd.DataFrame) -> list[Finding]:
    grouped = lines[lines["substitute_group"].notna()]
    keys = ["parent", "substitute_group"]
    alone = grouped[grouped.groupby(keys)["child"].transform("nunique").eq(1)].drop_duplicates(keys)
    return listed("substitute-alone", "bom_lines", alone[[*keys, "child"]], keys, "substitute_group")


def _quantities(lines: pd.DataFrame, parts: pd.DataFrame) -> list[Finding]:
    unit = lines["child"].map(parts.set_index("part")["unit"])
    rows = lines.assign(unit=unit)[unit.isin(COUNTED_UNITS) & lines["quantity_per"].gt(LARGE_QUANTITY)]
    rows = rows[["parent", "child", "quantity_per", "unit"]]
    return listed("quantity-large", "bom_lines", rows, ["parent", "child"], "quantity_per")


def _masses(lines: pd.DataFrame, parts: pd.DataFrame) -> list[Finding]:
    """Return parents that weigh far less than what goes into them; alternatives are left out."""
    mass = parts.set_index("part")["mass_kg"]
    plain = lines[lines["substitute_group"].isna()]
    plain = plain[~plain.duplicated(["parent", "child", "position"])]
    inside = (plain["quantity_per"] * plain["child"].map(mass).astype("float64")).groupby(plain["parent"]).sum()
    rows = pd.DataFrame({"children_kg": inside, "mass_kg": mass.reindex(inside.index)})
    rows = rows[rows["mass_kg"].gt(0) & rows["children_kg"].gt(MASS_FACTOR * rows["mass_kg"])]
    return listed("mass-below-children", "parts", rows.rename_axis("part").reset_index(), ["part"], "mass_kg")
