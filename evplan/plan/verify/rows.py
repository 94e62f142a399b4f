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
from evplan.quantities import quantity_slack

_HOME = {"offer": "offers", "site": "sites", "vehicle": "parts", "part": "parts", "parent": "parts", "child": "parts"}
_OFFER = (
    *("supplier", "part", "mode", "price", "currency", "duty_share", "yield_share", "process", "hours_per_unit"),
    *("labour_hours_per_unit", "lead_time_periods", "local_content_share", "content_evidence", "certificate_expiry"),
    *("raw_material_origin", "valid_from", "valid_to"),
)


@dataclass(frozen=True)
class Rows:
    """The plan's rows that can be read, with ``position`` for ``period`` (both are kept).

    ``awards`` has the columns of its offer beside it, its supplier's ``region``, its site's ``site_region``,
    ``units_paid`` = (units + surplus) / yield, ``units_used`` = units / yield, and the lane's ``freight_idr_per_kg``,
    ``lane_lead`` and ``lane_known``. ``pairs`` are the assembly lines: index of (site, vehicle).
    """

    case: Case
    builds: pd.DataFrame
    awards: pd.DataFrame
    stock: pd.DataFrame
    substitutes: pd.DataFrame
    pairs: pd.MultiIndex

    def place(self, frame: pd.DataFrame) -> npt.NDArray[np.int64]:
        """Return the number of each row's (site, vehicle, position); one more is the same line a period later."""
        pair = self.pairs.get_indexer(pd.MultiIndex.from_frame(frame[["site", "vehicle"]]))
        return np.asarray(pair * self.case.count + frame["position"].to_numpy(dtype="int64"), dtype=np.int64)

    def described(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame that has ``place`` with ``site``, ``vehicle``, ``position`` and ``period`` beside it."""
        pair, position = np.divmod(frame["place"].to_numpy(dtype="int64"), self.case.count)
        site, vehicle = (self.pairs.get_level_values(level).to_numpy()[pair] for level in (0, 1))
        return self.case.with_period(frame.assign(site=site, vehicle=vehicle, position=position))


def read_rows(case: Case, solution: Solution) -> tuple[Rows, list[Breach]]:
    """Return the rows that can be read, and what is wrong with the form of the others.

    Rows with unknown keys or without a number are left out, negative numbers are read as zero, rows of one key are
    added up: each of these is a breach.
    """
    found: list[Breach] = []
    tables: dict[str, pd.DataFrame] = {}
    for name, columns in SOLUTION_COLUMNS.items():
        tables[name] = _read(case, name, getattr(solution, name).astype(columns), columns, found)
    lines = pd.concat([table[["site", "vehicle"]] for table in tables.values()], ignore_index=True)
    pairs = pd.MultiIndex.from_frame(lines.drop_duplicates())
    awards = _with_lane(case, _with_offer(case, tables["awards"]))
    return Rows(case, tables["builds"], awards, tables["stock"], tables["substitutes"], pairs), found


def _read(case: Case, name: str, frame: pd.DataFrame, columns: Mapping[str, str], found: list[Breach]) -> pd.DataFrame:
    keys = [column for column, kind in columns.items() if kind == "str"]
    amounts = [column for column in columns if column not in keys]
    place = ("table", *(key for key in keys if key != "substitute_group"))
    readable = np.ones(len(frame), dtype=np.bool_)
    for key in keys:
        known = (
            frame[key].notna().to_numpy()
            if key == "substitute_group"
            else _known(case, key).get_indexer(frame[key]) >= 0
        )
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


def _known(case: Case, key: str) -> pd.Index:
    if key == "period":
        return pd.Index(case.periods["period"])
    return pd.Index(case.tables[_HOME[key]][_HOME[key].removesuffix("s")])


def _with_offer(case: Case, awards: pd.DataFrame) -> pd.DataFrame:
    table = awards.join(case.offers[list(_OFFER)], on="offer")
    table["region"] = looked_up(table["supplier"], case.suppliers["region"])
    table["site_region"] = looked_up(table["site"], case.tables["sites"].set_index("site")["region"])
    table["units_used"] = table["units"] / table["yield_share"]
    return table.assign(units_paid=(table["units"] + table["surplus"]) / table["yield_share"])


def _with_lane(case: Case, awards: pd.DataFrame) -> pd.DataFrame:
    """Add rate, lead time and whether there is a way at all; without a table of lanes freight costs nothing."""
    lanes = case.tables["lanes"]
    if lanes.empty:
        return awards.assign(freight_idr_per_kg=0.0, lane_lead=0.0, lane_known=True)
    columns = ["region", "site_region", "freight_idr_per_kg", "lane_lead"]
    lanes = lanes.set_axis(columns, axis="columns").assign(
        freight_idr_per_kg=pd.to_numeric(lanes["freight_idr_per_kg"]), listed=True
    )
    table = awards.merge(lanes, on=["region", "site_region"], how="left")
    known = table["listed"].notna() | (table["region"] == table["site_region"])
    table[columns[2:]] = table[columns[2:]].fillna(0.0)
    return table.drop(columns="listed").assign(lane_known=known)
