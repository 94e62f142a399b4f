"""The supply network of a generated data set: workshops that convert, semi-finished parts, upgrades and rebates.

What `generator.generate` writes is bought complete; this adds the tiers above it. Complete offers stay, so that the
set stays feasible by construction, and making is worth about as much as buying: fee and material come to 0.93-1.02 of
the price of the complete offer that a conversion offer is drawn from.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

Tables = dict[str, pd.DataFrame]

CONVERTED = 0.10
"""Part of the components that workshops convert, next to complete offers."""

CUT = 0.5
"""Part of these whose first material is cut or cast by another workshop first."""

SMALL = ("mikro", "kecil", "menengah")
CEILING = {"mikro": 100_000_000, "kecil": 500_000_000}
"""Largest KUR loan by size class."""


def add_network(rng: np.random.Generator, tables: Tables) -> Tables:
    """Return the tables with conversion on two levels, half an upgrade per supplier and rebates of a few large ones."""
    made = _converted_parts(rng, tables)
    tables = _with_cut_parts(tables, made[: int(np.ceil(CUT * len(made)))])
    tables = tables | {"offers": pd.concat([tables["offers"], _fees(rng, tables, made)], ignore_index=True)}
    return tables | {"upgrades": _upgrades(rng, tables), "supplier_rebates": _rebates(rng, tables)}


def _converted_parts(rng: np.random.Generator, tables: Tables) -> np.ndarray:
    """Return components that have material below them and at least two small firms that offer them by the hour."""
    offers = _small(tables)
    count = offers.groupby("part")["supplier"].nunique()
    parts = tables["parts"]
    fit = parts["kind"].eq("component") & parts["part"].isin(tables["bom_lines"]["parent"])
    able = parts.loc[fit & parts["part"].map(count).ge(2), "part"].to_numpy()
    wanted = int(np.ceil(CONVERTED * int(parts["kind"].eq("component").sum())))
    return rng.permutation(able)[:wanted]


def _small(tables: Tables) -> pd.DataFrame:
    """Return the complete offers of small firms and cooperatives that use hours of a process."""
    offers = tables["offers"]
    size = offers["supplier"].map(tables["suppliers"].set_index("supplier")["size_class"])
    origin = offers["supplier"].map(tables["suppliers"].set_index("supplier")["status"])
    return offers[
        size.isin(SMALL) & offers["hours_per_unit"].ne("") & offers["currency"].eq("IDR") & origin.eq("active")
    ]


def _with_cut_parts(tables: Tables, made: np.ndarray) -> Tables:
    """Return the tables with a semi-finished part between each of these components and its first material."""
    lines, parts = tables["bom_lines"].copy(), tables["parts"].set_index("part", drop=False)
    first = lines[lines["parent"].isin(made)].drop_duplicates("parent")
    names = "S-" + first["parent"].str.removeprefix("C-")
    cost = first["child"].map(parts["reference_cost_idr"]).astype(float)
    cut = parts.loc[first["parent"]].reset_index(drop=True)
    cut = cut.assign(part=names.to_numpy(), name="Setengah jadi", unit="kg", mass_kg="1", main_component="false")
    cut = cut.assign(certificates="", safety_critical="false", holding_cost_idr="")
    cut["reference_cost_idr"] = np.round(cost.to_numpy() * 1.3).astype("int64").astype(str)
    below = first.assign(parent=names, quantity_per="1", scrap_share="0.04", position=10)
    lines.loc[first.index, "child"] = names
    lines.loc[first.index, "scrap_share"] = "0.02"
    offers = _cut_offers(tables, cut, first["parent"].to_numpy(), cost.to_numpy())
    return tables | {
        "parts": pd.concat([parts.reset_index(drop=True), cut], ignore_index=True),
        "bom_lines": pd.concat([lines, below], ignore_index=True),
        "offers": pd.concat([tables["offers"], offers], ignore_index=True),
    }


def _cut_offers(tables: Tables, cut: pd.DataFrame, made: np.ndarray, material: np.ndarray) -> pd.DataFrame:
    """Return offers of semi-finished parts: complete from a large firm, and by conversion from the component's own."""
    large = tables["suppliers"][tables["suppliers"]["size_class"].eq("besar") & tables["suppliers"]["country"].eq("ID")]
    seller = large["supplier"].to_numpy()[np.arange(len(cut)) % len(large)]
    terms = {"minimum_order": "", "order_multiple": "", "maximum_units": "", "tooling_cost_idr": "", "duty_share": ""}
    terms |= {"setup_hours": "", "valid_from": "", "valid_to": "", "yield_share": "", "lead_time_periods": "0"}
    row = dict.fromkeys(tables["offers"].columns, "") | terms
    row |= {"currency": "IDR", "raw_material_origin": "mixed", "source": "illustrative", "confidence": "illustrative"}
    row |= {"content_evidence": "self_declared", "labour_hours_per_unit": "0.02"}
    whole = pd.DataFrame({"supplier": seller, "part": cut["part"], "price": np.round(material * 1.35).astype("int64")})
    whole = whole.assign(**(row | {"mode": "supply", "local_content_share": "0.6"}) | _columns(whole))
    near = _small(tables).drop_duplicates(["part", "supplier"]).groupby("part").head(2)
    pairs = pd.DataFrame({"made": made, "part": cut["part"].to_numpy(), "fee": np.round(material * 0.2)})
    pairs = pairs.merge(near[["part", "supplier", "process"]].rename(columns={"part": "made"}), on="made")
    fees = pd.DataFrame({"supplier": pairs["supplier"], "part": pairs["part"], "price": pairs["fee"].astype("int64")})
    fees = fees.assign(**(row | {"mode": "conversion", "local_content_share": "0.9"}) | _columns(fees))
    fees = fees.assign(process=pairs["process"], hours_per_unit="0.02")
    both = pd.concat([whole, fees], ignore_index=True)
    return both.assign(
        offer=both["part"] + "." + both["supplier"] + both["mode"].map({"supply": "", "conversion": ".MK"})
    )


def _columns(frame: pd.DataFrame) -> dict[str, pd.Series]:
    return {str(name): column for name, column in frame.items()}


def _fees(rng: np.random.Generator, tables: Tables, made: np.ndarray) -> pd.DataFrame:
    """Return two or three conversion offers of each part, from firms that also sell it complete."""
    lines, cost = (
        tables["bom_lines"],
        tables["parts"].set_index("part")["reference_cost_idr"].replace("", "0").astype(float),
    )
    each = lines["quantity_per"].astype(float) * (1 + lines["scrap_share"].replace("", "0").astype(float))
    material = (each * lines["child"].map(cost)).groupby(lines["parent"]).sum()
    offers = _small(tables)
    offers = offers[offers["part"].isin(made) & offers["mode"].eq("supply")].drop_duplicates(["part", "supplier"])
    offers = offers.groupby("part").head(3)
    whole = offers["price"].astype(float)
    fee = np.maximum(whole * rng.uniform(0.93, 1.02, len(offers)) - offers["part"].map(material), 0.15 * whole)
    return offers.assign(
        offer=offers["offer"] + ".MK",
        mode="conversion",
        price=fee.round().astype("int64"),
        minimum_order="",
        order_multiple="",
        tooling_cost_idr="",
        setup_hours="",
        local_content_share="0.85",
        content_evidence="self_declared",
        certificate_expiry="",
    )


def _upgrades(rng: np.random.Generator, tables: Tables) -> pd.DataFrame:
    """Return an upgrade for every second supplier: hours, a better content, or both, the second after the first."""
    suppliers, offers = tables["suppliers"], tables["offers"]
    home = suppliers[suppliers["country"].eq("ID") & suppliers["legal_form"].ne("importer")]
    count = len(suppliers) // 2
    hours = tables["capacity"].drop_duplicates("supplier")
    hours = hours[hours["supplier"].isin(home["supplier"])].head(count // 2)
    content = offers[offers["supplier"].isin(home["supplier"]) & offers["content_evidence"].eq("self_declared")]
    content = content[content["mode"].eq("supply")].drop_duplicates("supplier").head(count - len(hours))
    more = pd.DataFrame({"supplier": hours["supplier"], "kind": "capacity", "process": hours["process"]})
    more = more.assign(added_hours=168, lead_time_periods=rng.integers(1, 5, len(more)))
    better = pd.DataFrame({"supplier": content["supplier"], "kind": "local_content", "offer": content["offer"]})
    share = np.minimum(content["local_content_share"].astype(float) + 0.1, 0.95).round(2)
    better = better.assign(new_local_content_share=share, new_content_evidence="certificate")
    better = better.assign(lead_time_periods=rng.integers(2, 7, len(better)))
    rows = pd.concat([more, better], ignore_index=True)
    rows.insert(0, "upgrade", [f"UP-{number + 1:04}" for number in range(len(rows))])
    first = rows.drop_duplicates("supplier").set_index("supplier")["upgrade"]
    needed = rows["supplier"].map(first)
    size = rows["supplier"].map(suppliers.set_index("supplier")["size_class"])
    price = np.round(rng.uniform(6e7, 4e8, len(rows)), -6).astype("int64")
    credit = np.minimum(0.7 * price, size.map(CEILING).fillna(0)).astype("int64")
    rows = rows.assign(cost_idr=price, credit_idr=credit, requires=needed.where(needed.ne(rows["upgrade"]), ""))
    # Two upgrades of one firm share its ceiling: only the first has credit.
    rows.loc[rows["requires"].ne(""), "credit_idr"] = 0
    return rows.assign(source="illustrative", confidence="illustrative")


def _rebates(rng: np.random.Generator, tables: Tables) -> pd.DataFrame:
    """Return rebates in two steps of three large firms."""
    large = tables["suppliers"][tables["suppliers"]["size_class"].eq("besar")]["supplier"].to_numpy()
    chosen = np.sort(rng.choice(large, min(3, len(large)), replace=False))
    steps = pd.DataFrame({"minimum_spend_idr": [2_000_000_000, 5_000_000_000], "rebate_share": ["0.015", "0.025"]})
    return pd.DataFrame({"supplier": chosen}).merge(steps, how="cross")
