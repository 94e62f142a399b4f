"""Vehicles against demand and sites, parts against what is built: nothing appears, nothing is lost."""

from __future__ import annotations

import pandas as pd

from evplan.plan.verify import span
from evplan.plan.verify.breach import AWARD, Breach
from evplan.plan.verify.case import Case, looked_up
from evplan.plan.verify.explosion import LINE
from evplan.plan.verify.rows import Rows
from evplan.plan.verify.total import above, larger
from evplan.quantities import quantity_slack


def vehicle_balance(rows: Rows) -> pd.DataFrame:
    """Return ``vehicle``, ``site``, ``position``, ``demanded``, ``built`` for every line with demand or a build."""
    keys = ["vehicle", "site", "position"]
    built = rows.builds[[*keys, "built"]]
    return span.demand(rows.case).merge(built, on=keys, how="outer").fillna({"demanded": 0.0, "built": 0.0})


def check_vehicles(case: Case, balance: pd.DataFrame) -> list[Breach]:
    """Return where more is built than wanted, less without a price for it, or more than a site can hold."""
    table = case.with_period(balance).rename(columns={"built": "found", "demanded": "expected"})
    place = ("vehicle", "site", "period")
    breaches = [Breach("verify-built-too-many", table[above(table["found"], table["expected"])], place)]
    if case.scenario.demand.unmet_penalty_idr is None:
        breaches.append(Breach("verify-not-built", table[above(table["expected"], table["found"])], place))
    site = table.groupby(["site", "period"], as_index=False, sort=False)["found"].sum()
    site["expected"] = looked_up(site["site"], case.tables["sites"].set_index("site")["capacity_units"]) * case.ratio
    full = site[site["expected"].notna() & above(site["found"], site["expected"])]
    return [*breaches, Breach("verify-site-capacity", full, ("site", "period"))]


def check_parts(rows: Rows, needed: pd.DataFrame) -> list[Breach]:
    """Return where stock before + units bought is not what is needed + stock carried on (good units).

    At every line, and at every workshop: what comes in is what goes into what it makes.

    ``needed`` is `evplan.plan.verify.explosion.requirement`.
    """
    last = rows.stock["position"] == rows.case.count - 1
    stock = pd.DataFrame({"part": rows.stock["part"], "place": rows.place(rows.stock), "carried": rows.stock["units"]})
    before = stock[~last].rename(columns={"carried": "before"})
    before["place"] += 1
    bought = pd.DataFrame({"part": rows.awards["part"], "place": rows.place(rows.awards)})
    bought["bought"] = rows.awards["units"]
    columns = ["needed", "bought", "before", "carried"]
    flows = pd.concat([needed.rename(columns={"units": "needed"}), bought, before, stock], ignore_index=True)
    table = flows.reindex(columns=["part", "place", *columns]).fillna(dict.fromkeys(columns, 0.0))
    table = table.groupby(["part", "place"], as_index=False)[columns].sum()
    table["found"] = table["before"] + table["bought"]
    table["expected"] = table["needed"] + table["carried"]
    slack = quantity_slack(larger(table["found"], table["expected"]))
    wrong = rows.described(table[(table["found"] - table["expected"]).abs() > slack])
    at_line = wrong["workshop"] == ""
    return [
        Breach("verify-part-balance", wrong[at_line], LINE),
        Breach("verify-workshop-balance", wrong[~at_line], LINE),
    ]


def check_stock(rows: Rows) -> list[Breach]:
    """Return stock of parts that are not stocked, and stock that is left at the end."""
    held = rows.stock[above(rows.stock["units"], 0.0)].rename(columns={"units": "found"})
    unpriced = looked_up(held["part"], rows.case.parts["holding_cost_idr"]).isna()
    last = held["position"] == rows.case.count - 1
    return [
        Breach("verify-stock-not-kept", held[unpriced], LINE),
        Breach("verify-stock-left-over", held[last], LINE),
    ]


def check_surplus(rows: Rows) -> list[Breach]:
    """Return surplus in a scenario that allows none, and of workshops: they work on what is needed, never on more."""
    extra = rows.awards[above(rows.awards["surplus"], 0.0)]
    extra = extra.assign(found=extra["surplus"])
    converted = extra["mode"] == "conversion"
    worked = Breach("verify-conversion-surplus", extra[converted], AWARD)
    return (
        [worked] if rows.case.scenario.demand.surplus else [worked, Breach("verify-surplus", extra[~converted], AWARD)]
    )


def vehicles(balance: pd.DataFrame) -> pd.DataFrame:
    """Return the plan's table of vehicles: ``vehicle``, ``demanded``, ``built`` over the horizon."""
    return balance.groupby("vehicle", as_index=False)[["demanded", "built"]].sum()
