"""Checks of meaning on whether offers can be used at all: hours, certificates, children to work on, lanes."""

from __future__ import annotations

import pandas as pd

from evplan.errors import Finding
from evplan.plan.check.conversion import unreached_workshops
from evplan.plan.check.listing import joined, listed
from evplan.plan.check.need import Bill, Missing, bill, missing_parts
from evplan.schema import Tables


def check_usable(tables: Tables) -> list[Finding]:
    """Return what stops offers from being used, and the needed parts that this leaves without any."""
    hours = offer_hours(tables)
    lacking = lacking_certificates(tables)
    offers = tables["offers"]
    obstacles = pd.DataFrame(
        {
            "no_hours": needs_hours(offers) & ~hours.gt(0),
            "no_certificate": offers.set_index(["supplier", "part"]).index.isin(
                lacking.set_index(["supplier", "part"]).index
            ),
            "no_units": offers["maximum_units"].eq(0),
            "no_days": offers["valid_from"].gt(offers["valid_to"]),
        }
    )
    lines = bill(tables)
    unreached = unreached_workshops(tables, lines, ~obstacles.any(axis=1).to_numpy())
    obstacles["no_children"] = offers["offer"].isin(unreached["offer"])
    unusable = obstacles.any(axis=1)
    return [
        *_hours(offers, hours),
        *listed("certificate-missing", "offers", lacking, ["supplier", "part"], "part"),
        *_workshops(unreached),
        *_needed(tables, lines, obstacles, offers["offer"].isin(unreached.loc[unreached["nowhere"], "offer"])),
        *_lanes(tables, lines, offers[~unusable]),
    ]


def needs_hours(offers: pd.DataFrame) -> pd.Series:
    """Return which offers use hours of a process (same index)."""
    return offers["process"].notna() & (offers["hours_per_unit"].gt(0) | offers["setup_hours"].gt(0))


def offer_hours(tables: Tables) -> pd.Series:
    """Return the most hours of a period that each offer's process has at its supplier (index of ``offers``).

    With what its upgrades add. A cooperative's hours are its own and its members'; ``NaN`` where there are none.
    """
    capacity, members, offers = tables["capacity"], tables["memberships"], tables["offers"]
    columns = ["supplier", "process"]
    most = capacity.groupby(columns, as_index=False)["hours"].max()
    added = tables["upgrades"][[*columns, "added_hours"]].dropna().rename(columns={"added_hours": "hours"})
    most = pd.concat([most, added]).groupby(columns, as_index=False)["hours"].sum()
    lent = members[["cooperative", "member"]].merge(most, left_on="member", right_on="supplier")
    lent = lent[["cooperative", "process", "hours"]].rename(columns={"cooperative": "supplier"})
    total = pd.concat([most, lent]).groupby(columns)["hours"].sum()
    keys = pd.MultiIndex.from_frame(offers[["supplier", "process"]])
    return total.reindex(keys).set_axis(offers.index)


def lacking_certificates(tables: Tables) -> pd.DataFrame:
    """Return the supplier, part and ``certificates`` (text) that a part needs and its supplier neither has nor gets."""
    parts, upgrades = tables["parts"], tables["upgrades"]
    needed = parts.loc[parts["certificates"].notna(), ["part", "certificates"]]
    needed = needed.assign(certificate=needed["certificates"].str.split(";")).explode("certificate")
    pairs = tables["offers"][["supplier", "part"]].drop_duplicates().merge(needed[["part", "certificate"]], on="part")
    columns = ["supplier", "certificate"]
    held = pd.concat([tables["supplier_certificates"][columns], upgrades[columns].dropna()])
    pairs = pairs[~pd.MultiIndex.from_frame(pairs[columns]).isin(pd.MultiIndex.from_frame(held))]
    return pairs.groupby(["supplier", "part"], as_index=False).agg(certificates=("certificate", joined))


def _hours(offers: pd.DataFrame, hours: pd.Series) -> list[Finding]:
    """Return processes without hours, set-ups and minimum orders that do not fit into the hours."""
    uses = needs_hours(offers)
    columns = ["supplier", "process"]
    none = offers[uses & ~hours.gt(0)].groupby(columns, as_index=False).agg(count=("offer", "size"))
    known = offers.assign(hours=hours)[uses & hours.gt(0)]
    setup = known["setup_hours"].fillna(0.0)
    known = known.assign(units=(known["hours"] - setup) / known["hours_per_unit"].where(known["hours_per_unit"].gt(0)))
    over, small = setup.gt(known["hours"]), known["minimum_order"].gt(known["units"])
    loose = offers["process"].isna() & (offers["hours_per_unit"].gt(0) | offers["setup_hours"].gt(0))
    return [
        *listed("capacity-missing", "capacity", none, columns, "hours"),
        *listed("hours-without-process", "offers", offers.loc[loose, ["offer"]], ["offer"], "process"),
        *listed(
            "setup-above-hours",
            "offers",
            known.loc[over, ["offer", *columns, "setup_hours", "hours"]],
            ["offer"],
            "setup_hours",
        ),
        *listed(
            "minimum-order-above-hours",
            "offers",
            known.loc[small & ~over, ["offer", *columns, "minimum_order", "units", "hours"]],
            ["offer"],
            "minimum_order",
        ),
    ]


def _workshops(unreached: pd.DataFrame) -> list[Finding]:
    """Return workshops that the children they are to work on cannot reach, by whether anyone offers them at all."""
    columns = ["offer", "supplier", "children", "region"]
    alone = unreached["nowhere"]
    return [
        *listed("workshop-child-not-offered", "offers", unreached.loc[alone, columns], ["offer"], "part"),
        *listed("workshop-child-without-lane", "offers", unreached.loc[~alone, columns], ["offer"], "part"),
    ]


def _missing(lines: Bill, vehicles: pd.Series, usable: pd.DataFrame) -> Missing:
    complete = usable["mode"].eq("supply")
    return missing_parts(lines, vehicles, usable.loc[complete, "part"], usable.loc[~complete, "part"])


def _needed(tables: Tables, lines: Bill, obstacles: pd.DataFrame, hungry: pd.Series) -> list[Finding]:
    """Return the needed parts that nobody offers, or that nobody can deliver.

    A part whose workshops are ``hungry`` for a child that cannot be had anywhere is looked into: the child is told.
    """
    offers, vehicles = tables["offers"], tables["parts"].loc[tables["parts"]["kind"].eq("vehicle"), "part"]
    own = obstacles.drop(columns="no_children").any(axis=1)
    missing = _missing(lines, vehicles, offers[~own & (hungry | ~obstacles["no_children"])])
    parents = tables["bom_lines"].groupby("child")["parent"].agg(lambda names: joined(names.unique().tolist()))
    blocked = obstacles.groupby(offers["part"]).sum().astype("int64").assign(count=offers.groupby("part").size())

    def told(code: str, parts: pd.Index) -> list[Finding]:
        rows = pd.DataFrame({"part": parts, "parents": parents.reindex(parts).to_numpy()}).sort_values("part")
        return listed(code, "parts", rows, ["part"], "part")

    offered = missing.parts.isin(offers["part"].unique())
    unusable = blocked.reindex(missing.parts[offered]).rename_axis("part").reset_index().sort_values("part")
    return [
        *told("part-not-offered", missing.parts[~offered]),
        *listed("part-not-usable", "parts", unusable, ["part"], "part"),
        *told("alternative-not-offered", missing.alternatives[~missing.alternatives.isin(offers["part"].unique())]),
    ]


def _lanes(tables: Tables, lines: Bill, offers: pd.DataFrame) -> list[Finding]:
    """Return lanes that are missing, and needed parts that no offer can bring to a site for want of a lane.

    Without a ``lanes`` table freight is zero and nothing is missing; inside a region no lane is needed. ``offers`` are
    those that can be used otherwise; what goes to workshops is not looked at here.
    """
    lanes, demand = tables["lanes"], tables["demand"]
    if lanes.empty:
        return []
    region = tables["suppliers"].set_index("supplier")["region"]
    sent = offers[["offer", "supplier", "part"]].assign(origin=offers["supplier"].map(region), mode="supply")
    homeless = sent.loc[sent["origin"].isna(), ["supplier"]].drop_duplicates()
    sites = tables["sites"][tables["sites"]["site"].isin(demand["site"])]
    findings = listed("supplier-without-region", "suppliers", homeless, ["supplier"], "region")
    findings += listed("site-without-region", "sites", sites.loc[sites["region"].isna(), ["site"]], ["site"], "region")
    known = pd.MultiIndex.from_frame(lanes[["origin", "destination"]])
    missing, stuck = [], []
    everywhere = _missing(lines, demand["vehicle"], sent).parts
    at_line = sent["part"].isin(_missing(lines, demand["vehicle"], sent.head(0)).parts)
    for site, destination in sites.loc[sites["region"].notna(), ["site", "region"]].itertuples(index=False):
        pairs = pd.MultiIndex.from_product([sent["origin"].fillna(""), [destination]])
        open_lane = pairs.isin(known) | sent["origin"].eq(destination).to_numpy()
        closed = sent[~open_lane & sent["origin"].notna().to_numpy() & at_line.to_numpy()]
        missing.append(closed.assign(destination=destination, site=site))
        vehicles = demand.loc[demand["site"].eq(site), "vehicle"]
        parts = _missing(lines, vehicles, sent[open_lane]).parts.difference(everywhere)
        stuck.append(pd.DataFrame({"part": parts, "site": site, "region": destination}))
    return [*findings, *_missing_lanes(missing), *_stuck(stuck)]


def _missing_lanes(missing: list[pd.DataFrame]) -> list[Finding]:
    if not missing:
        return []
    pairs = pd.concat(missing).groupby(["origin", "destination"], as_index=False)
    rows = pairs.agg(site=("site", "first"), suppliers=("supplier", lambda names: joined(names.unique().tolist())))
    return listed("lane-missing", "lanes", rows, ["origin", "destination"])


def _stuck(stuck: list[pd.DataFrame]) -> list[Finding]:
    return listed("part-without-lane", "lanes", pd.concat(stuck, ignore_index=True), ["part", "site"]) if stuck else []
