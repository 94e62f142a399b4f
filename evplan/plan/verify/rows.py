"""The plan's own rows: whether they are well formed, and which raw rows they speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.plan.record import SOLUTION_COLUMNS, Solution
from evplan.plan.verify.breach import Breach
from evplan.plan.verify.case import Case, looked_up
from evplan.plan.verify.upgrade import CONTENT, started, with_content
from evplan.quantities import quantity_slack

_HOME = {
    "offer": "offers",
    "member": "suppliers",
    "site": "sites",
    **dict.fromkeys(("vehicle", "part", "parent", "child"), "parts"),
}
_ITEMS = {"tooling": "offers", "opening": "suppliers", "upgrade": "upgrades"}
"""The table whose keys the items of a kind of investment are."""

_SPOT = ["workshop", "site", "vehicle"]
_OFFER = (
    *("supplier", "part", "mode", "price", "currency", "duty_share", "yield_share", "process", "hours_per_unit"),
    *("labour_hours_per_unit", "lead_time_periods", "valid_from", "valid_to", *CONTENT),
)


@dataclass(frozen=True)
class Rows:
    """The plan's rows that can be read, with ``position`` for ``period`` (both are kept).

    ``awards`` has the columns of its offer beside it (content as upgrades have made it by then), its supplier's
    ``region``, ``to_region`` (that of the workshop it is sent to, else of its site), ``workshop_lead`` (lead time of
    the workshop's own offer), ``units_paid`` = (units + surplus) / yield, ``units_used`` = units / yield, and the
    lane's ``freight_idr_per_kg``, ``lane_lead`` and ``lane_known``. ``upgrades`` are the upgrades that are started
    (`evplan.plan.verify.upgrade.started`). ``spots`` are where units are used: index of (workshop, site, vehicle), the
    workshop blank for the assembly line itself.
    """

    case: Case
    builds: pd.DataFrame
    awards: pd.DataFrame
    stock: pd.DataFrame
    substitutes: pd.DataFrame
    members: pd.DataFrame
    investments: pd.DataFrame
    upgrades: pd.DataFrame
    spots: pd.MultiIndex

    @property
    def converted(self) -> pd.DataFrame:
        """Return the awards of conversion offers."""
        return self.awards[self.awards["mode"] == "conversion"]

    def place(self, frame: pd.DataFrame) -> npt.NDArray[np.int64]:
        """Return the number of each row's (workshop, site, vehicle, position); one more is a period later there."""
        spot = self.spots.get_indexer(pd.MultiIndex.from_frame(frame[_SPOT]))
        return np.asarray(spot * self.case.count + frame["position"].to_numpy(dtype="int64"), dtype=np.int64)

    def described(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame that has ``place`` with workshop, site, vehicle, ``position`` and ``period`` beside it."""
        spot, position = np.divmod(frame["place"].to_numpy(dtype="int64"), self.case.count)
        named = {name: self.spots.get_level_values(name).to_numpy()[spot] for name in _SPOT}
        return self.case.with_period(frame.assign(**named, position=position))


def read_rows(case: Case, solution: Solution) -> tuple[Rows, list[Breach]]:
    """Return the rows that can be read, and what is wrong with the form of the others.

    Rows with unknown keys or without a number are left out, negative numbers are read as zero, rows of one key are
    added up: each of these is a breach.
    """
    found: list[Breach] = []
    tables: dict[str, pd.DataFrame] = {}
    for name, columns in SOLUTION_COLUMNS.items():
        tables[name] = _read(case, name, getattr(solution, name).astype(columns), columns, found)
    tables["builds"] = tables["builds"].assign(workshop="").astype({"workshop": "str"})
    upgrades = started(case, tables["investments"])
    awards = _with_lane(case, _with_offer(case, tables["awards"], upgrades))
    worked_on = awards[awards["mode"] == "conversion"].assign(workshop=lambda frame: frame["offer"])
    used = [*(table for table in tables.values() if "workshop" in table), worked_on]
    spots = pd.concat([table[_SPOT] for table in used], ignore_index=True).drop_duplicates()
    read = tables | {"awards": awards, "upgrades": upgrades}
    return Rows(case, spots=pd.MultiIndex.from_frame(spots), **read), found


def _read(case: Case, name: str, frame: pd.DataFrame, columns: Mapping[str, str], found: list[Breach]) -> pd.DataFrame:
    keys = [column for column, kind in columns.items() if kind == "str"]
    amounts = [column for column in columns if column not in keys]
    place = ("table", *(key for key in keys if key != "substitute_group"))
    readable = np.ones(len(frame), dtype=np.bool_)
    for key in keys:
        known = _known(case, key, frame)
        readable &= known
        if not known.all():
            rows = pd.DataFrame({"table": name, "column": key, "found": frame.loc[~known, key]})
            found.append(Breach("verify-unknown-key", rows, ("table",)))
    for amount in amounts:
        values = frame[amount].to_numpy()
        readable &= np.isfinite(values)
        wrong = ~(np.isfinite(values) & (values >= -quantity_slack(np.zeros(1))))
        if wrong.any():
            rows = frame.loc[wrong, keys].assign(table=name, column=amount, found=values[wrong])
            found.append(Breach("verify-bad-number", rows, place))
    result = frame[readable]
    twice = result.duplicated(keys)
    if twice.any():
        found.append(Breach("verify-duplicate-row", result.loc[twice, keys].assign(table=name), place))
        result = result.groupby(keys, sort=False, as_index=False).sum()
    result = result.assign(**{amount: result[amount].clip(lower=0.0) for amount in amounts})
    position = pd.Index(case.periods["period"]).get_indexer(result["period"])
    return result.assign(position=position.astype("int64")).reset_index(drop=True)


def _known(case: Case, key: str, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which rows name something that there is in a column of keys."""
    names = frame[key]
    if key == "substitute_group":
        known = names.notna()
    elif key == "item":
        known = pd.Series(False, index=frame.index)
        for kind, table in _ITEMS.items():
            known |= (frame["kind"] == kind) & names.isin(_keys(case, table))
    elif key == "kind":
        known = names.isin(list(_ITEMS))
    elif key == "period":
        known = names.isin(case.periods["period"])
    elif key == "workshop":
        known = names.isin(["", *case.offers.index[case.offers["mode"] == "conversion"]])
    else:
        known = names.isin(_keys(case, _HOME[key]))
    return np.asarray(known, dtype=np.bool_)


def _keys(case: Case, table: str) -> pd.Series:
    return case.tables[table][table.removesuffix("s")]


def _with_offer(case: Case, awards: pd.DataFrame, upgrades: pd.DataFrame) -> pd.DataFrame:
    table = with_content(awards.join(case.offers[list(_OFFER)], on="offer"), upgrades)
    table["region"] = looked_up(table["supplier"], case.suppliers["region"])
    at_line = looked_up(table["site"], case.tables["sites"].set_index("site")["region"])
    workshop = looked_up(looked_up(table["workshop"], case.offers["supplier"]), case.suppliers["region"])
    table["to_region"] = workshop.where(table["workshop"] != "", at_line)
    table["workshop_lead"] = looked_up(table["workshop"], case.offers["lead_time_periods"]).fillna(0.0)
    table["units_used"] = table["units"] / table["yield_share"]
    return table.assign(units_paid=(table["units"] + table["surplus"]) / table["yield_share"])


def _with_lane(case: Case, awards: pd.DataFrame) -> pd.DataFrame:
    """Add rate, lead time and whether there is a way at all; without a table of lanes freight costs nothing."""
    lanes = case.tables["lanes"]
    if lanes.empty:
        return awards.assign(freight_idr_per_kg=0.0, lane_lead=0.0, lane_known=True)
    columns = ["region", "to_region", "freight_idr_per_kg", "lane_lead"]
    lanes = lanes.set_axis(columns, axis="columns").assign(
        freight_idr_per_kg=pd.to_numeric(lanes["freight_idr_per_kg"]), listed=True
    )
    table = awards.merge(lanes, on=["region", "to_region"], how="left")
    known = table["listed"].notna() | (table["region"] == table["to_region"])
    table[columns[2:]] = table[columns[2:]].fillna(0.0)
    return table.drop(columns="listed").assign(lane_known=known)
