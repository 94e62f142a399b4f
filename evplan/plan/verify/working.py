"""Hours: what offers take, who works them, and whether everybody has them; a cooperative's are those of its members."""

from __future__ import annotations

import pandas as pd

from evplan.plan.record import PLAN_COLUMNS, no_rows
from evplan.plan.verify.breach import Breach
from evplan.plan.verify.case import Case, looked_up
from evplan.plan.verify.rows import Rows
from evplan.plan.verify.supply import orders
from evplan.plan.verify.total import above, apart
from evplan.plan.verify.upgrade import available_hours
from evplan.quantities import NEGLIGIBLE_UNITS

_OWNER = ["supplier", "process", "position"]


def _asked(rows: Rows) -> pd.DataFrame:
    """Return the hours that orders take: ``offer``, ``supplier``, ``process``, ``position``, ``hours``.

    ``setup_hours + hours_per_unit * units_paid``; only rows above zero, of offers with a process.
    """
    table = orders(rows)
    table = table[(table["units_paid"] > NEGLIGIBLE_UNITS) & table["process"].notna()]
    table = table.assign(hours=table["setup_hours"] + table["hours_per_unit"] * table["units_paid"])
    return table.loc[table["hours"] > 0.0, ["offer", *_OWNER, "hours"]]


def _has_members(case: Case, suppliers: pd.Series) -> pd.Series[bool]:
    return suppliers.isin(case.tables["memberships"]["cooperative"])


def capacity_use(rows: Rows) -> pd.DataFrame:
    """Return the hours used by who works them: ``supplier``, ``process``, ``position``, ``used_hours``, ``hours``.

    What members work for the offers of their cooperative (and the cooperative itself, if it has members) is theirs,
    beside what their own offers take. ``hours`` are those there are, with upgrades in force (none: 0).
    """
    asked = _asked(rows)
    own = asked.loc[~_has_members(rows.case, asked["supplier"]), [*_OWNER, "hours"]]
    work = rows.members.rename(columns={"member": "supplier"})
    work = work.assign(process=looked_up(work["offer"], rows.case.offers["process"]))
    every = pd.concat([own, work.loc[work["process"].notna(), [*_OWNER, "hours"]]], ignore_index=True)
    used = every.rename(columns={"hours": "used_hours"}).groupby(_OWNER, as_index=False)["used_hours"].sum()
    there = available_hours(rows.case, rows.upgrades)
    return used[used["used_hours"] > 0.0].merge(there, on=_OWNER, how="left").fillna({"hours": 0.0})


def offer_hours(rows: Rows) -> pd.DataFrame:
    """Return the hours there are for what a supplier offers: ``supplier``, ``process``, ``position``, ``hours``.

    Its own and those of its members, with upgrades in force.
    """
    there = available_hours(rows.case, rows.upgrades)
    lent = there.merge(rows.case.tables["memberships"], left_on="supplier", right_on="member")
    lent = lent.drop(columns="supplier").rename(columns={"cooperative": "supplier"})
    return pd.concat([there, lent[[*_OWNER, "hours"]]]).groupby(_OWNER, as_index=False)["hours"].sum()


def check_hours(use: pd.DataFrame) -> list[Breach]:
    """Return where somebody works more hours in a process than it has; ``use`` is `capacity_use` with periods."""
    over = use[above(use["used_hours"], use["hours"])]
    over = over.rename(columns={"used_hours": "found", "hours": "expected"})
    return [Breach("verify-hours", over, ("supplier", "process", "period"))]


def check_members(rows: Rows) -> list[Breach]:
    """Return work by who is no member, and offers of cooperatives whose members work more or less than they take."""
    case, work = rows.case, rows.members
    supplier = looked_up(work["offer"], case.offers["supplier"])
    memberships = case.tables["memberships"][["cooperative", "member"]]
    pairs = pd.MultiIndex.from_arrays([supplier, work["member"]])
    known = pairs.isin(pd.MultiIndex.from_frame(memberships)) | (work["member"] == supplier)
    known &= _has_members(case, supplier)
    strangers = work.assign(supplier=supplier)[~known]
    asked = _asked(rows)
    asked = asked.loc[_has_members(case, asked["supplier"]), ["offer", "position", "hours"]]
    keys = ["offer", "position"]
    asked = asked.rename(columns={"hours": "expected"}).assign(found=0.0)
    done = work.loc[known, [*keys, "hours"]].rename(columns={"hours": "found"}).assign(expected=0.0)
    both = pd.concat([asked, done], ignore_index=True).groupby(keys, as_index=False)[["found", "expected"]].sum()
    wrong = case.with_period(both[apart(both["found"], both["expected"])])
    return [
        Breach("verify-not-a-member", strangers, ("offer", "member", "period")),
        Breach("verify-member-hours", wrong, ("offer", "period")),
    ]


def members(rows: Rows, awards: pd.DataFrame) -> pd.DataFrame:
    """Return the plan's table of members; ``awards`` are `evplan.plan.verify.money.priced`.

    ``units`` (good) and ``value_idr`` are what the offer brings in that period, divided by hours; ``fee_idr`` is the
    membership's ``fee_share`` of the value, nothing for the cooperative's own hours.
    """
    work = rows.members
    if work.empty:
        return no_rows(PLAN_COLUMNS["members"])
    keys = ["offer", "period"]
    brought = awards.groupby(keys, as_index=False)[["units", "value_idr"]].sum()
    table = work.assign(cooperative=looked_up(work["offer"], rows.case.offers["supplier"]))
    table = table.merge(brought, on=keys, how="left").fillna({"units": 0.0, "value_idr": 0.0})
    whole = table.groupby(keys)["hours"].transform("sum")
    part = (table["hours"] / whole.where(whole > 0.0, 1.0)).astype("float64")
    fees = rows.case.tables["memberships"][["cooperative", "member", "fee_share"]]
    fee_share = table[["cooperative", "member"]].merge(fees, on=["cooperative", "member"], how="left")["fee_share"]
    value = table["value_idr"] * part
    return table.assign(units=table["units"] * part, value_idr=value, fee_idr=value * fee_share.fillna(0.0).to_numpy())
