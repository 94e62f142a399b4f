"""How far matching goes toward a target in rupiah: what is certain, what is possible, each rupiah and hour once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evplan.plan.matching import STEPS, Matching
from evplan.schema import Tables

TRANSACTION_COLUMNS = {
    "part": "str",
    "supplier": "str",
    "standing": "str",
    "units": "float64",
    "idr": "float64",
    "sum_idr": "float64",
}


@dataclass(frozen=True)
class Tally:
    """Transactions toward a target.

    ``certain_idr``: what the plan already buys from domestic suppliers of the parts asked about (0 without a plan).
    ``transactions``: `TRANSACTION_COLUMNS`, in the order counted until the target is reached; ``ready_idr`` and
    ``steps_idr`` are their sums: from those who could start now, and from those with a step before them. ``sum_idr``
    begins at what is certain. ``short_idr``: what is missing to the target after all of them (0: it is reached).
    """

    target_idr: float
    certain_idr: float
    ready_idr: float
    steps_idr: float
    short_idr: float
    transactions: pd.DataFrame


def tally(tables: Tables, matching: Matching, target_idr: float) -> Tally:
    """Return what can be counted toward a target: the dearest part first, within it the best supplier first.

    Those who could start now come before those with a step before them. A part's rupiah is counted once, and so is an
    hour, whether a workshop sells it or its cooperative; hours that are not stated bind nobody.
    """
    basis = matching.basis
    domestic = set(matching.pairs["supplier"])
    parts = matching.parts
    awarded = basis.awarded[basis.awarded["part"].isin(parts["part"])]
    suppliers = tables["suppliers"]
    home = suppliers.loc[suppliers["country"].eq("ID") & suppliers["legal_form"].ne("importer"), "supplier"]
    certain = float(awarded.loc[awarded["supplier"].isin(domestic | set(home)), "value_idr"].sum())
    rows = _counted(tables, matching, max(target_idr - certain, 0.0))
    table = pd.DataFrame(rows, columns=["part", "supplier", "standing", "units", "idr"])
    table["sum_idr"] = certain + table["idr"].astype("float64").cumsum()
    later = table["standing"].eq(STEPS)
    ready, steps = float(table.loc[~later, "idr"].sum()), float(table.loc[later, "idr"].sum())
    short = max(target_idr - certain - ready - steps, 0.0)
    return Tally(target_idr, certain, ready, steps, short, table.astype(TRANSACTION_COLUMNS))


def _counted(tables: Tables, matching: Matching, wanted: float) -> list[tuple[str, str, str, float, float]]:
    parts = matching.parts.set_index("part")
    process = tables["parts"].set_index("part")["process"].to_dict()
    hours = parts["hours_per_unit"].to_dict()
    price = (parts["open_idr"] / parts["open_units"].where(parts["open_units"].gt(0))).fillna(0.0).to_dict()
    left = parts["open_units"].to_dict()
    free = _Hours(matching)
    pairs = matching.pairs[matching.pairs["could_idr"].gt(0)]
    pairs = pairs.merge(parts["open_idr"].reset_index(), on="part").assign(later=pairs["standing"].eq(STEPS).to_numpy())
    pairs = pairs.sort_values(["later", "open_idr", "part", "rank"], ascending=[True, False, True, True])
    found: list[tuple[str, str, str, float, float]] = []
    for part, supplier, standing, could in pairs[["part", "supplier", "standing", "could_units"]].to_numpy():
        if wanted <= 0:
            break
        units = min(left[part], could)
        per = hours[part]
        if per > 0:
            units = min(units, free.left(supplier, process[part]) / per)
        if units * price[part] < 1.0:
            continue
        left[part] -= units
        if per > 0:
            free.take(supplier, process[part], units * per)
        wanted -= units * price[part]
        found.append((part, supplier, standing, units, units * price[part]))
    return found


class _Hours:
    """Free hours while they are given away: those of a cooperative are its own and then its members'."""

    def __init__(self, matching: Matching) -> None:
        free, members = matching.basis.free, matching.basis.members
        self._free = {(row.supplier, row.process): row.free_hours for row in free.itertuples()}
        self._stated = set(self._free)
        self._members: dict[str, list[str]] = members.groupby("cooperative")["member"].agg(list).to_dict()

    def left(self, supplier: str, process: str) -> float:
        """Return the hours that are left; without limit where none were stated."""
        if (supplier, process) not in self._stated:
            return float("inf")
        return float(sum(self._free.get((who, process), 0.0) for who in self._who(supplier)))

    def take(self, supplier: str, process: str, hours: float) -> None:
        """Take hours away."""
        for who in self._who(supplier):
            there = min(self._free.get((who, process), 0.0), hours)
            if there > 0:
                self._free[who, process] -= there
                hours -= there

    def _who(self, supplier: str) -> list[str]:
        return [supplier, *self._members.get(supplier, [])]


__all__ = ["TRANSACTION_COLUMNS", "Tally", "tally"]
