"""Checks of meaning on the terms of each offer and on its price bands."""

from __future__ import annotations

import pandas as pd

from evplan.errors import Finding
from evplan.plan.check.listing import joined, listed
from evplan.quantities import HOME_CURRENCY, money_values
from evplan.scenario.selector import supplier_groups
from evplan.schema import Tables

LOW_YIELD = 0.5
"""Fewer good units than this per unit paid is more likely a slip than a process."""


def check_offers(tables: Tables) -> list[Finding]:
    """Return the findings on ``offers`` and ``price_bands``, each offer by itself."""
    offers = tables["offers"]
    return [
        *_parts(offers, tables),
        *_quantities(offers),
        *_dates(offers),
        *_currencies(offers, tables["exchange_rates"]),
        *_content(offers, tables["suppliers"]),
        *_bands(offers, tables["price_bands"]),
    ]


def _parts(offers: pd.DataFrame, tables: Tables) -> list[Finding]:
    """Return offers for vehicles and for parts that no bill uses."""
    vehicle = offers["part"].map(tables["parts"].set_index("part")["kind"]).eq("vehicle")
    unused = offers[~vehicle & ~offers["part"].isin(tables["bom_lines"]["child"])]
    by_part = unused.groupby("part", as_index=False).agg(offers=("offer", joined))
    return [
        *listed("offer-for-vehicle", "offers", offers.loc[vehicle, ["offer", "part"]], ["offer"], "part"),
        *listed("offered-in-no-bill", "offers", by_part, ["part"], "part"),
    ]


def _quantities(offers: pd.DataFrame) -> list[Finding]:
    """Return sizes of order that cannot be, a maximum of nothing, and a very low yield."""
    most, columns = (
        offers["maximum_units"],
        ["offer", "minimum_order", "order_multiple", "maximum_units", "yield_share"],
    )
    sizes = offers[columns]
    some = most.gt(0)
    return [
        *listed("maximum-zero", "offers", sizes[most.eq(0)], ["offer"], "maximum_units"),
        *listed(
            "minimum-above-maximum", "offers", sizes[some & sizes["minimum_order"].gt(most)], ["offer"], "minimum_order"
        ),
        *listed(
            "multiple-above-maximum",
            "offers",
            sizes[some & sizes["order_multiple"].gt(most)],
            ["offer"],
            "order_multiple",
        ),
        *listed("yield-low", "offers", sizes[sizes["yield_share"].lt(LOW_YIELD)], ["offer"], "yield_share"),
    ]


def _dates(offers: pd.DataFrame) -> list[Finding]:
    turned = offers.loc[offers["valid_from"].gt(offers["valid_to"]), ["offer", "valid_from", "valid_to"]]
    return listed("dates-turned", "offers", turned.assign(what="Offer " + turned["offer"]), ["offer"], "valid_to")


def _currencies(offers: pd.DataFrame, rates: pd.DataFrame) -> list[Finding]:
    foreign = offers[offers["currency"].ne(HOME_CURRENCY) & ~offers["currency"].isin(rates["currency"])]
    rows = foreign.groupby("currency", as_index=False).agg(offers=("offer", joined))
    return listed("exchange-rate-missing", "exchange_rates", rows, ["currency"], "currency")


def _content(offers: pd.DataFrame, suppliers: pd.DataFrame) -> list[Finding]:
    """Return local content that counts for nothing, or that nothing backs."""
    imports = suppliers.loc[supplier_groups(suppliers)["import"], "supplier"]
    share = offers["local_content_share"].gt(0)
    foreign = share & offers["supplier"].isin(imports)
    columns = ["supplier"]
    abroad = offers[foreign].groupby(columns, as_index=False).agg(count=("offer", "size"))
    endless = offers[offers["content_evidence"].eq("certificate") & offers["certificate_expiry"].isna()]
    unbacked = offers[share & ~foreign & (offers["content_evidence"].isna() | offers["content_evidence"].eq("none"))]
    return [
        *listed("content-of-import", "offers", abroad, columns, "local_content_share"),
        *_together("content-without-expiry", endless, "certificate_expiry"),
        *_together("content-unbacked", unbacked, "content_evidence"),
    ]


def _together(code: str, offers: pd.DataFrame, column: str) -> list[Finding]:
    """Return one finding for all ``offers`` together, or none."""
    rows = pd.DataFrame({"count": [len(offers)], "offers": [joined(offers["offer"])]})
    return listed(code, "offers", rows.iloc[: min(len(offers), 1)], [], column)


def _bands(offers: pd.DataFrame, bands: pd.DataFrame) -> list[Finding]:
    """Return bands that are dearer than what is below them, of two bases, or out of reach of the offer's sizes."""
    if bands.empty:
        return []
    terms = offers.set_index("offer")[["price", "minimum_order", "maximum_units"]].add_prefix("offer_")
    rows = bands.sort_values(["offer", "minimum_units"], kind="stable").join(terms, on="offer", how="inner")
    price = money_values(rows["price"])
    below = price.groupby(rows["offer"]).shift().fillna(money_values(rows["offer_price"]))
    dearer = rows.assign(below=below, now=price)[price.gt(below)]
    mixed = bands.groupby("offer", as_index=False).agg(bases=("basis", "nunique"))
    period = rows["basis"].eq("period")
    small = rows[period & rows["minimum_units"].gt(0) & rows["minimum_units"].lt(rows["offer_minimum_order"])]
    large = rows[period & rows["minimum_units"].gt(rows["offer_maximum_units"])]
    key, column = ["offer", "minimum_units"], "minimum_units"
    return [
        *listed("band-dearer", "price_bands", dearer[["offer", "minimum_units", "below", "now"]], key, "price"),
        *listed("band-basis-mixed", "price_bands", mixed[mixed["bases"].gt(1)], ["offer"], "basis"),
        *listed("band-below-minimum", "price_bands", small[[*key, "offer_minimum_order"]], key, column),
        *listed("band-above-maximum", "price_bands", large[[*key, "offer_maximum_units"]], key, column),
    ]
