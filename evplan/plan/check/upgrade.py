"""Checks of meaning on upgrades: what each says, what it needs first, and the credit that is to carry it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evplan.errors import Finding, finding, nearest
from evplan.law import Law, LoanTerms, loan_terms
from evplan.plan.check.listing import FINDINGS_PER_CODE, joined, listed
from evplan.plan.check.loop import find_loops
from evplan.quantities import money_values
from evplan.scenario.document import Scenario
from evplan.schema import Tables

NEEDED = {
    "capacity": ["process", "added_hours"],
    "process": ["process", "added_hours"],
    "certificate": ["certificate"],
    "local_content": ["offer", "new_local_content_share"],
}
"""Columns that a kind of upgrade cannot do without."""

KEY = ["upgrade"]


def check_upgrades(tables: Tables) -> list[Finding]:
    """Return the findings on ``upgrades`` that need no scenario."""
    upgrades = tables["upgrades"]
    cost, credit = money_values(upgrades["cost_idr"]), money_values(upgrades["credit_idr"])
    above = upgrades[["upgrade"]].assign(cost=cost, credit=credit)[credit.gt(cost)]
    lacking = _lacking(upgrades)
    complete = upgrades[~upgrades["upgrade"].isin(lacking["upgrade"])]
    return [
        *listed("upgrade-incomplete", "upgrades", lacking, KEY),
        *_contents(complete, tables["offers"]),
        *listed("upgrade-without-use", "upgrades", _useless(complete, tables), KEY),
        *listed("credit-above-cost", "upgrades", above, KEY, "credit_idr"),
        *_required(upgrades),
    ]


def check_credit(tables: Tables, scenario: Scenario, law: Law) -> list[Finding]:
    """Return credit that the law gives nobody of that size, or not so much of, in any period of the horizon."""
    upgrades = tables["upgrades"]
    size = upgrades["supplier"].map(tables["suppliers"].set_index("supplier")["size_class"]).astype("str")
    rows = upgrades[["upgrade", "supplier"]].assign(size=size, credit=money_values(upgrades["credit_idr"]))
    rows = rows[rows["credit"].gt(0)]
    if rows.empty:
        return []
    days = scenario.calendar.table["first_day"]
    terms = [found for day in days if (found := loan_terms(law, pd.Timestamp(day).date())) is not None]
    if not terms:
        return [finding("credit-without-terms", "upgrades", table="upgrades", count=len(rows), upgrades=_names(rows))]
    ceiling = rows["size"].map(_highest(terms)).astype("float64")
    rows = rows.assign(ceiling=ceiling, size=rows["size"].fillna("unknown"))
    return [
        *listed("credit-for-nobody", "upgrades", rows[ceiling.isna()], KEY, "credit_idr"),
        *listed("credit-above-ceiling", "upgrades", rows[rows["credit"].gt(ceiling)], KEY, "credit_idr"),
    ]


def check_upgrade_times(tables: Tables, scenario: Scenario) -> list[Finding]:
    """Return upgrades that are in force only after the horizon, even if they are started in its first period."""
    upgrades, periods = tables["upgrades"], scenario.calendar.table
    # Lead times are in periods of the data; rounded so that 6 of 12 months are half a year, not a hair more.
    wait = np.ceil((upgrades["lead_time_periods"] / scenario.calendar.data_ratio).round(9))
    late = upgrades[wait.ge(len(periods))]
    if late.empty:
        return []
    return [finding("upgrade-after-horizon", "upgrades", table="upgrades", count=len(late), upgrades=_names(late))]


def _names(rows: pd.DataFrame) -> str:
    return joined(rows["upgrade"])


def _highest(terms: list[LoanTerms]) -> dict[str, float]:
    """Return the highest ceiling of the horizon by size class."""
    table = pd.DataFrame([found.ceiling_idr for found in terms])
    return {str(name): float(value) for name, value in table.max().items()}


def _lacking(upgrades: pd.DataFrame) -> pd.DataFrame:
    """Return ``upgrade``, ``kind`` and ``columns`` (text) of the upgrades that leave out what their kind needs."""
    empty = upgrades.isna() | upgrades[["added_hours"]].eq(0).reindex(columns=upgrades.columns, fill_value=False)
    lists = [
        [column for column in NEEDED[kind] if empty.at[row, column]]
        for row, kind in upgrades["kind"].astype("str").items()
    ]
    texts = pd.Series([" and ".join(columns) for columns in lists], index=upgrades.index, dtype="str")
    return upgrades[["upgrade", "kind"]].assign(columns=texts)[texts.ne("")]


def _contents(upgrades: pd.DataFrame, offers: pd.DataFrame) -> list[Finding]:
    """Return upgrades of local content of another supplier's offer, and those that would lower it."""
    rows = upgrades.loc[
        upgrades["kind"].eq("local_content"), ["upgrade", "supplier", "offer", "new_local_content_share"]
    ]
    terms = offers.set_index("offer")[["supplier", "local_content_share"]]
    rows = rows.join(terms.rename(columns={"supplier": "owner", "local_content_share": "old"}), on="offer", how="inner")
    other = rows[rows["owner"].ne(rows["supplier"])]
    lower = rows[rows["new_local_content_share"].lt(rows["old"])]
    return [
        *listed("upgrade-of-other", "upgrades", other, KEY, "offer"),
        *listed("upgrade-lowers-content", "upgrades", lower, KEY, "new_local_content_share"),
    ]


def _useless(upgrades: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return ``upgrade``, ``supplier`` and ``what`` of upgrades that no offer of it or its cooperative needs."""
    offers, members = tables["offers"], tables["memberships"]
    behind = members.rename(columns={"cooperative": "supplier", "member": "worker"})[["supplier", "worker"]]
    alone = tables["suppliers"][["supplier"]].assign(worker=tables["suppliers"]["supplier"])
    work = offers[["supplier", "part", "process"]].merge(pd.concat([alone, behind]), on="supplier")
    asked = tables["parts"][["part", "certificates"]].dropna()
    asked = asked.assign(what=asked["certificates"].str.split(";")).explode("what")
    # A certificate is its holder's own: a member's does not make its cooperative's offers usable.
    own = offers[["supplier", "part"]].merge(asked, on="part").rename(columns={"supplier": "worker"})
    used = pd.concat([work[["worker", "process"]].rename(columns={"process": "what"}), own[["worker", "what"]]])
    what = upgrades["process"].where(upgrades["kind"].isin(["capacity", "process"]), upgrades["certificate"])
    rows = upgrades[["upgrade", "supplier"]].assign(what=what)[upgrades["kind"].ne("local_content")]
    known = pd.MultiIndex.from_frame(used.dropna())
    return rows[~pd.MultiIndex.from_frame(rows[["supplier", "what"]]).isin(known)]


def _required(upgrades: pd.DataFrame) -> list[Finding]:
    """Return names in ``requires`` that are no upgrade, and upgrades that need each other in a circle."""
    rows = upgrades[["upgrade", "requires"]].dropna()
    rows = rows.assign(needs=rows["requires"].str.split(";")).explode("needs")
    unknown = rows[~rows["needs"].isin(upgrades["upgrade"])]
    loops = find_loops(rows, "upgrade", "needs", FINDINGS_PER_CODE)
    return [
        *(
            finding(
                "upgrade-requires-unknown",
                f"upgrades:{row.upgrade}",
                table="upgrades",
                column="requires",
                found=row.needs,
                upgrade=row.upgrade,
                nearest=nearest(str(row.needs), upgrades["upgrade"]),
            )
            for row in unknown.head(FINDINGS_PER_CODE).itertuples(index=False)
        ),
        *(
            finding("upgrade-loop", f"upgrades:{loop[0]}", table="upgrades", column="requires", loop=" -> ".join(loop))
            for loop in loops
        ),
    ]
