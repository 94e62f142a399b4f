"""What a manager sees of a plan: its own part of it, and nothing from which a rival's could be worked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from evplan.errors import NotFound
from evplan.plan.inputs import PlanInputs
from evplan.plan.investment import hours_with
from evplan.plan.record import PlanTables, no_rows
from evplan.plan.review_item import offer_lines
from evplan.quantities import NEGLIGIBLE_UNITS, WHOLE_UNITS, whole_units
from evplan.schema import Tables

SOON_AFTER = timedelta(days=365)
"""A certificate that ends so long after the horizon is worth thinking of now."""

ASSIGNMENT_COLUMNS = {
    "offer": "str",
    "part": "str",
    "name": "str",
    "unit": "str",
    "period": "str",
    "units": "float64",
    "price": "float64",
    "currency": "str",
    "revenue_idr": "float64",
}

OFFER_COLUMNS = {
    "offer": "str",
    "part": "str",
    "name": "str",
    "unit": "str",
    "mode": "str",
    "units": "float64",
    "price": "float64",
    "currency": "str",
    "revenue_idr": "float64",
    "whole": "bool",
}

HOUR_COLUMNS = {"process": "str", "period": "str", "used_hours": "float64", "hours": "float64", "used_share": "float64"}

MEMBER_COLUMNS = {
    "offer": "str",
    "part": "str",
    "name": "str",
    "member": "str",
    "member_name": "str",
    "hours": "float64",
    "units": "float64",
    "value_idr": "float64",
    "fee_idr": "float64",
}

MATERIAL_COLUMNS = {
    "offer": "str",
    "made": "str",
    "part": "str",
    "name": "str",
    "unit": "str",
    "units": "float64",
    "regions": "str",
}

INVESTMENT_COLUMNS = {
    "kind": "str",
    "item": "str",
    "part": "str",
    "name": "str",
    "period": "str",
    "cost_idr": "float64",
    "credit_idr": "float64",
}

CERTIFICATE_COLUMNS = {"kind": "str", "item": "str", "name": "str", "valid_to": "str", "within": "bool"}

UNAWARDED_COLUMNS = {"offer": "str", "part": "str", "name": "str"}

NOT_WON_COLUMNS = {
    "offer": "str",
    "part": "str",
    "name": "str",
    "price": "float64",
    "currency": "str",
    "standing": "str",
    "cut_share": "float64",
    "steps": "str",
}


@dataclass(frozen=True)
class SupplierView:
    """What one supplier, or one member of a cooperative, sees of a run.

    Nothing in it names another supplier (a cooperative's own members apart) or its offers, prices or units, nor a sum
    from which they follow. Units of pcs and set are whole numbers, rounded so that the sum over the horizon stays
    right (``whole``); money is that of the plan's own quantities, not of the rounded ones.

    supplier, name, run, periods, region
        whose view, of which run, the labels of the horizon; ``region`` is the supplier's own (name).
    member, member_name
        the member whose own part this is, blank for the whole supplier.
    assignments
        ``ASSIGNMENT_COLUMNS``: a row per offer and period with work. ``units`` (units paid, in the part's ``unit``),
        ``price`` per unit (offer's currency, on average of the period), ``revenue_idr``.
    offers
        ``OFFER_COLUMNS``: the same over the horizon, one row per offer; ``mode`` supply | conversion.
    hours
        ``HOUR_COLUMNS``: a row per process and period; of a cooperative its own hours and its members' together.
    members
        ``MEMBER_COLUMNS``: a cooperative's split over the horizon, per offer and member (hours worked, units, value,
        fee that the cooperative keeps); in a member's view its own rows only.
    materials
        ``MATERIAL_COLUMNS``: what is sent to its workshop (conversion offers): ``made`` from it, ``units`` of the part
        (good units, over the horizon), ``regions`` where it comes from (names, ``; `` between, never a supplier).
        Where a supply offer's raw material comes from is the supplier's own affair and no row.
    investments
        ``INVESTMENT_COLUMNS``: its own tooling, opening and upgrades, the period in which they are paid for.
    certificates
        ``CERTIFICATE_COLUMNS``: those that end within the horizon (``within``) or in the year after: ``kind`` process
        (``item``: the certificate) or local_content (``item``: the offer; ``name``: the part's).
    not_won
        ``NOT_WON_COLUMNS``: its offers without work; ``None``: not worked out yet (it takes solving). ``standing`` as
        in `evplan.plan.standing.Verdict`; ``cut_share``: about how much the price would have to fall (0..1, to the
        whole per cent above); ``steps``: keys of other steps that would win, ``;`` between.
    unawarded
        offer, part, name: its offers without work, always there.
    """

    supplier: str
    name: str
    run: str
    region: str
    periods: tuple[str, ...]
    assignments: pd.DataFrame
    offers: pd.DataFrame
    hours: pd.DataFrame
    members: pd.DataFrame
    materials: pd.DataFrame
    investments: pd.DataFrame
    certificates: pd.DataFrame
    unawarded: pd.DataFrame
    not_won: pd.DataFrame | None = None
    member: str = ""
    member_name: str = ""

    @property
    def revenue_idr(self) -> float:
        """Return the revenue of the horizon (of a member: the value of its part)."""
        if self.member:
            return float(self.members["value_idr"].sum())
        return float(self.offers["revenue_idr"].sum())


@dataclass(frozen=True)
class Ground:
    """A run as views are cut from it: ``lines`` are `evplan.plan.review_item.offer_lines` of the whole plan."""

    run: str
    tables: Tables
    inputs: PlanInputs
    plan: PlanTables
    lines: pd.DataFrame


def ground_of(run: str, tables: Tables, inputs: PlanInputs, plan: PlanTables) -> Ground:
    """Return the ground that views of a run are cut from."""
    return Ground(run, tables, inputs, plan, offer_lines(inputs, plan))


def supplier_view(ground: Ground, supplier: str, member: str | None = None) -> SupplierView:
    """Return what a supplier sees of a run, or one member of it only its own part. ``not_won`` is not worked out.

    Raises ``NotFound`` for a supplier that the run's data do not have, or that is no member.
    """
    inputs = ground.inputs
    suppliers = inputs.suppliers.set_index("supplier")
    _require("supplier", supplier, ground.tables["suppliers"]["supplier"], ground.run)
    lines = ground.lines[ground.lines["supplier"].eq(supplier)]
    if member is not None:
        _require("member", member, _members(ground, supplier), supplier)
        lines = _members_lines(ground, lines, supplier, member)
    own = supplier if member is None else member
    row = suppliers.loc[own]
    assignments = _assignments(ground, lines)
    return SupplierView(
        supplier=supplier,
        name=_name(suppliers, supplier),
        run=ground.run,
        region=_region_names(ground, [row["region"]]),
        periods=tuple(inputs.periods["period"].tolist()),
        assignments=assignments,
        offers=_offers(ground, assignments),
        hours=_hours(ground, supplier, member),
        members=_split(ground, supplier, member),
        materials=no_rows(MATERIAL_COLUMNS) if member else _materials(ground, supplier),
        investments=no_rows(INVESTMENT_COLUMNS) if member else _investments(ground, supplier),
        certificates=_certificates(ground, own, lines if member is None else lines[:0]),
        unawarded=no_rows(UNAWARDED_COLUMNS) if member else _unawarded(ground, supplier),
        member=member or "",
        member_name="" if member is None else _name(suppliers, member),
    )


def _require(kind: str, key: str, known: pd.Series, where: str) -> None:
    if key not in set(known):
        raise NotFound(kind=kind, name=key, where=f"run {where}" if kind == "supplier" else where, nearest="")


def _members(ground: Ground, supplier: str) -> pd.Series:
    memberships = ground.tables["memberships"]
    return memberships.loc[memberships["cooperative"].eq(supplier), "member"]


def _name(suppliers: pd.DataFrame, key: str) -> str:
    name = suppliers.loc[key, "name"]
    return key if pd.isna(name) else str(name)


def _parts(ground: Ground, parts: pd.Series) -> pd.DataFrame:
    """Return name and unit of parts, in their order."""
    known = ground.inputs.parts.set_index("part")[["name", "unit"]].reindex(parts)
    names = known["name"].fillna(pd.Series(parts.to_numpy(), index=known.index))
    return pd.DataFrame({"name": names.to_numpy(), "unit": known["unit"].fillna("").to_numpy()}, index=parts.index)


def _assignments(ground: Ground, lines: pd.DataFrame) -> pd.DataFrame:
    """Return what is to be delivered, offer by offer; pcs and sets as whole units with the horizon's sum kept."""
    table = lines.drop(columns="unit").join(_parts(ground, lines["part"]))
    currency = ground.inputs.offers.set_index("offer")["currency"]
    whole = table["unit"].isin(WHOLE_UNITS)
    rounded = table.groupby("offer", sort=False)["units_paid"].transform(lambda units: whole_units(units.to_numpy()))
    table = table.assign(
        units=rounded.where(whole, table["units_paid"]),
        currency=table["offer"].map(currency),
        revenue_idr=table["value_idr"],
    )
    return table[list(ASSIGNMENT_COLUMNS)].astype(ASSIGNMENT_COLUMNS).reset_index(drop=True)


def _offers(ground: Ground, assignments: pd.DataFrame) -> pd.DataFrame:
    if assignments.empty:
        return no_rows(OFFER_COLUMNS)
    keys = ["offer", "part", "name", "unit", "currency"]
    money = assignments.assign(weight=assignments["revenue_idr"].clip(lower=NEGLIGIBLE_UNITS))
    money["weighted"] = money["price"] * money["weight"]
    sums = money.groupby(keys, as_index=False, sort=False)[["units", "revenue_idr", "weight", "weighted"]].sum()
    mode = ground.tables["offers"].set_index("offer")["mode"].fillna("supply")
    sums = sums.assign(
        price=sums["weighted"] / sums["weight"], mode=sums["offer"].map(mode), whole=sums["unit"].isin(WHOLE_UNITS)
    )
    return sums[list(OFFER_COLUMNS)].astype(OFFER_COLUMNS)


def _worked(ground: Ground, supplier: str, member: str | None) -> pd.DataFrame:
    """Return the hours that a cooperative's makers, or one of them, work for its offers: process, period, hours."""
    members = ground.plan.members
    mine = members[members["cooperative"].eq(supplier)]
    mine = mine if member is None else mine[mine["member"].eq(member)]
    process = ground.inputs.offers.set_index("offer")["process"]
    return mine.assign(process=mine["offer"].map(process))


def _hours(ground: Ground, supplier: str, member: str | None) -> pd.DataFrame:
    """Return hours used against hours there are, in every period, of the processes that are used at all.

    Of a cooperative with members only what they work for it, since the rest of their hours is their own affair.
    """
    inputs = ground.inputs
    makers = inputs.makers[inputs.makers["cooperative"].eq(supplier)]
    if member is None and makers.empty:
        rows = inputs.hours_of[inputs.hours_of["supplier"].eq(supplier)]
        use = ground.plan.capacity_use
        used = use[use["supplier"].eq(supplier)].rename(columns={"hours": "there"})
    else:
        makers = makers if member is None else makers[makers["supplier"].eq(member)]
        rows = makers.set_index("hours_code")
        used = _worked(ground, supplier, member).rename(columns={"hours": "used_hours"})
    hours = hours_with(inputs, ground.plan.investments)[rows.index.to_numpy()]
    periods = inputs.periods["period"].to_numpy()
    there = pd.DataFrame(hours, columns=periods, index=pd.Index(rows["process"], name="process"))
    told = there.groupby(level="process").sum().rename_axis("period", axis=1).stack().rename("hours").reset_index()
    taken = used.groupby(["process", "period"])["used_hours"].sum().reset_index()
    told = told.merge(taken, on=["process", "period"], how="left").fillna({"used_hours": 0.0})
    told = told[told.groupby("process")["used_hours"].transform("sum") > 0]
    share = told["used_hours"] / told["hours"].where(told["hours"] > 0)
    place = pd.Index(periods).get_indexer(told["period"])
    told = told.assign(used_share=share.fillna(0.0), place=place).sort_values(["process", "place"], ignore_index=True)
    return told[list(HOUR_COLUMNS)].astype(HOUR_COLUMNS)


def _split(ground: Ground, supplier: str, member: str | None) -> pd.DataFrame:
    """Return a cooperative's work by offer and maker; its units paid are shared by hours, whole ones as a whole."""
    members = ground.plan.members
    mine = members[members["cooperative"].eq(supplier)]
    if mine.empty:
        return no_rows(MEMBER_COLUMNS)
    keys = ["offer", "member"]
    sums = mine.groupby(keys, as_index=False, sort=False)[["hours", "units", "value_idr", "fee_idr"]].sum()
    lines = ground.lines.groupby("offer")[["units_paid", "good_units"]].sum()
    yielded = (lines["units_paid"] / lines["good_units"].where(lines["good_units"] > 0)).fillna(1.0)
    parts = sums["offer"].map(ground.inputs.offers.set_index("offer")["part"])
    told = sums.assign(part=parts, units=sums["units"] * sums["offer"].map(yielded).fillna(1.0)).join(
        _parts(ground, parts)
    )
    rounded = told.groupby("offer", sort=False)["units"].transform(lambda units: whole_units(units.to_numpy()))
    suppliers = ground.inputs.suppliers.set_index("supplier")
    told["units"] = rounded.where(told["unit"].isin(WHOLE_UNITS), told["units"])
    told["member_name"] = [_name(suppliers, key) for key in told["member"]]
    told = told if member is None else told[told["member"].eq(member)]
    return told[list(MEMBER_COLUMNS)].astype(MEMBER_COLUMNS).reset_index(drop=True)


def _members_lines(ground: Ground, lines: pd.DataFrame, supplier: str, member: str) -> pd.DataFrame:
    """Return a member's part of what its cooperative delivers: by hours, in every period."""
    members = ground.plan.members
    ours = members[members["cooperative"].eq(supplier)]
    keys = ["offer", "period"]
    whole = ours.groupby(keys)["hours"].sum()
    mine = ours[ours["member"].eq(member)].groupby(keys)["hours"].sum()
    share = (mine / whole.reindex(mine.index)).rename("share").reset_index()
    told = lines.reset_index(drop=True).merge(share, on=keys, how="inner")
    amounts = {name: told[name] * told["share"] for name in ("units_paid", "good_units", "value_idr")}
    return told.assign(**amounts).drop(columns="share")


def _materials(ground: Ground, supplier: str) -> pd.DataFrame:
    """Return what is sent to the supplier's workshop and from which regions, never from whom."""
    offers, awards = ground.inputs.offers, ground.plan.awards
    mine = offers.loc[offers["supplier"].eq(supplier) & offers["conversion"], ["offer", "part"]]
    sent = awards[awards["workshop"].isin(mine["offer"])]
    if sent.empty:
        return no_rows(MATERIAL_COLUMNS)
    region = ground.inputs.suppliers.set_index("supplier")["region"]
    sent = sent.assign(region=sent["supplier"].map(region), sent=sent["units"] + sent["surplus"])
    keys = ["workshop", "part"]
    table = sent.groupby(keys, as_index=False)["sent"].sum()
    regions = sent.groupby(keys)["region"].agg(lambda found: _region_names(ground, found)).reset_index(drop=True)
    made = table["workshop"].map(mine.set_index("offer")["part"])
    table = table.assign(offer=table["workshop"], made=made, units=table["sent"], regions=regions)
    return table.join(_parts(ground, table["part"]))[list(MATERIAL_COLUMNS)].astype(MATERIAL_COLUMNS)


def _region_names(ground: Ground, regions: pd.Series | list[str]) -> str:
    names = ground.inputs.regions.set_index("region")["name"]
    keys = sorted({str(one) for one in regions if not pd.isna(one)})
    return "; ".join(sorted(str(names.get(key)) if not pd.isna(names.get(key)) else key for key in keys))


def _investments(ground: Ground, supplier: str) -> pd.DataFrame:
    table = ground.plan.investments
    mine = table[table["supplier"].eq(supplier)].reset_index(drop=True)
    parts = mine["item"].map(ground.inputs.offers.set_index("offer")["part"]).where(mine["kind"].eq("tooling"))
    names = _parts(ground, parts)["name"] if len(mine) else parts
    mine = mine.assign(part=parts.fillna(""), name=pd.Series(names, index=mine.index).fillna(""))
    return mine[list(INVESTMENT_COLUMNS)].astype(INVESTMENT_COLUMNS)


def _certificates(ground: Ground, supplier: str, lines: pd.DataFrame) -> pd.DataFrame:
    """Return certificates of the supplier, and of the content of its offers with work, that end in sight."""
    held = ground.tables["supplier_certificates"]
    held = held[held["supplier"].eq(supplier)]
    own = pd.DataFrame({"kind": "process", "item": held["certificate"], "name": "", "valid_to": held["valid_to"]})
    offers = ground.tables["offers"]
    offers = offers[offers["offer"].isin(lines["offer"]) & offers["content_evidence"].eq("certificate")]
    content = pd.DataFrame(
        {
            "kind": "local_content",
            "item": offers["offer"],
            "name": _parts(ground, offers["part"])["name"],
            "valid_to": offers["certificate_expiry"],
        }
    )
    last = date.fromisoformat(ground.inputs.periods["last_day"].iloc[-1])
    table = pd.concat([own, content], ignore_index=True).dropna(subset="valid_to")
    table = table[table["valid_to"] <= (last + SOON_AFTER).isoformat()]
    table = table.assign(within=table["valid_to"] <= last.isoformat()).sort_values("valid_to", ignore_index=True)
    return table[list(CERTIFICATE_COLUMNS)].astype(CERTIFICATE_COLUMNS)


def _unawarded(ground: Ground, supplier: str) -> pd.DataFrame:
    offers = ground.inputs.offers
    mine = offers[offers["supplier"].eq(supplier) & ~offers["offer"].isin(ground.lines["offer"])]
    table = mine[["offer", "part"]].assign(name=_parts(ground, mine["part"])["name"])
    return table[list(UNAWARDED_COLUMNS)].astype(UNAWARDED_COLUMNS).reset_index(drop=True)
