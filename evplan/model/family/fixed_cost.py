"""What is paid once: tooling per award, opening per candidate."""

from __future__ import annotations

import numpy as np

from evplan.model.block import Rows, Terms
from evplan.model.column import Columns
from evplan.plan.inputs import PlanInputs
from evplan.quantities import to_solver_money


def add_award_columns(inputs: PlanInputs, columns: Columns) -> None:
    """Add ``awarded`` (0/1, offers with tooling) and ``used`` (0/1, suppliers with an opening cost)."""
    possible = np.unique(columns.paid.pairs["offer"].to_numpy())
    offers, suppliers = inputs.offers, inputs.suppliers
    tooling = offers["tooling_cost_idr"].to_numpy()[possible]
    index = offers.loc[possible[tooling > 0], ["supplier_code"]].rename_axis("offer").reset_index()
    columns.space.add("awarded", index, upper=1.0, cost=to_solver_money(tooling[tooling > 0]), integer=True)
    supplier = np.unique(offers["supplier_code"].to_numpy()[possible])
    opening = suppliers["opening_cost_idr"].fillna(0.0).to_numpy()[supplier]
    index = suppliers.loc[supplier[opening > 0], []].rename_axis("supplier").reset_index()
    columns.space.add("used", index, upper=1.0, cost=to_solver_money(opening[opening > 0]), integer=True)


def tooling(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Pay for tools before anything is made with them.

    Formula
    -------
    ordered[o,t]  <=  awarded[o]               where the offer has ``ordered``
    paid[o,t]     <=  M[o,t] * awarded[o]      elsewhere; for all offers o with tooling, periods t

    Symbols
    -------
    M[o,t]   as in `order_quantity`
    """
    place = np.full(len(inputs.offers), -1, dtype=np.int64)
    awarded = columns["awarded"]
    place[awarded.index["offer"]] = awarded.columns
    return _gates(columns, place, "tooling")


def opening(inputs: PlanInputs, columns: Columns) -> list[Rows]:
    """Open a business before it gets any work.

    Formula
    -------
    awarded[o]    <=  used[s]                 where the offer has ``awarded``
    ordered[o,t]  <=  used[s]                 where it has ``ordered``
    paid[o,t]     <=  M[o,t] * used[s]        elsewhere; for all offers o of suppliers s with an opening cost
    """
    used, awarded = columns["used"], columns["awarded"]
    by_supplier = np.full(len(inputs.suppliers), -1, dtype=np.int64)
    by_supplier[used.index["supplier"]] = used.columns
    place = by_supplier[inputs.offers["supplier_code"].to_numpy()]
    gate = place[awarded.index["offer"]]
    here = np.flatnonzero(gate >= 0)
    terms = Terms().add(np.arange(len(here)), awarded.columns[here], 1.0).add(np.arange(len(here)), gate[here], -1.0)
    rows = terms.rows_of("opening_awarded", awarded.index.loc[here, ["offer"]], upper=0.0)
    place[awarded.index["offer"]] = -1
    return [rows, *_gates(columns, place, "opening")]


def _gates(columns: Columns, gate: np.ndarray, family: str) -> list[Rows]:
    """Return rows that keep an offer's orders below its gate; ``gate`` is a column per offer, -1 for none."""
    paid, pairs, ordered = columns.paid, columns.paid.pairs, columns["ordered"]
    gated = gate[pairs["offer"].to_numpy()] >= 0
    has_order = np.zeros(len(pairs), dtype=np.bool_)
    has_order[ordered.index["pair"]] = True
    free = np.flatnonzero(gated & ~has_order)
    place = np.full(len(pairs), -1, dtype=np.int64)
    place[free] = np.arange(len(free))
    entry = np.flatnonzero(place[paid.pair] >= 0)
    most = pairs["most"].to_numpy()[free]
    direct = Terms().add(place[paid.pair[entry]], paid.column[entry], paid.per[entry])
    direct.add(np.arange(len(free)), gate[pairs["offer"].to_numpy()[free]], -most)
    here = np.flatnonzero(gate[ordered.index["offer"].to_numpy()] >= 0)
    through = Terms().add(np.arange(len(here)), ordered.columns[here], 1.0)
    through.add(np.arange(len(here)), gate[ordered.index["offer"].to_numpy()[here]], -1.0)
    keys = ["offer", "period"]
    return [
        direct.rows_of(family, pairs.loc[free, keys], upper=0.0),
        through.rows_of(f"{family}_ordered", ordered.index.loc[here, keys], upper=0.0),
    ]
