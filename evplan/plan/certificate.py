"""What a certificate of local content, or all-local raw material, would bring a vehicle under the general method.

The general method scores a main component by the band of its certificate, and without one by the origin of its raw
material (Permenperin 35/2025, Art 5). The sectoral method and the cost ratio take the stated share whatever its
evidence: there neither a certificate nor the origin of raw material changes anything, so these are not asked about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evplan.law import credit, year_day
from evplan.plan.content import Credits, content_lines, credits, method_day
from evplan.plan.inputs import PlanInputs
from evplan.plan.outcome import award_money
from evplan.plan.record import Solution
from evplan.plan.swap import find_swaps, sums_of
from evplan.quantities import PERCENTAGE_POINTS, Floats

METHOD = "general"

CERTIFICATE, RENEWAL, RAW_MATERIAL = "certificate", "renewal", "raw_material"
"""What could change: a first certificate, one that holds through the horizon, raw material that is all local."""

CHEAP = 0.05
"""An unused offer is worth a look if moving to it costs no more than this part of what is paid now."""

LEAST_POINTS = 0.01

WORTH_COLUMNS = {
    "vehicle": "str",
    "year": "int64",
    "change": "str",
    "part": "str",
    "offer": "str",
    "supplier": "str",
    "used": "bool",
    "stated_share": "float64",
    "credit_before": "float64",
    "credit_after": "float64",
    "points": "float64",
    "cost_idr": "float64",
}


@dataclass(frozen=True)
class CertificateWorth:
    """What single changes of evidence or origin would bring, and all of a kind together.

    ``single``: `WORTH_COLUMNS`, most points first: ``used`` (the plan buys from the offer for this vehicle; otherwise
    its free capacity takes over what it can), ``stated_share`` of local content, credit of the general method before
    and after (0..1), ``points`` in percentage points, ``cost_idr`` per vehicle built (0 where nothing is moved; what
    the certificate itself costs is not in it). ``together``: ``vehicle``, ``year``, ``change``, ``points``
    if every offer that the plan uses for the vehicle made that change.
    """

    single: pd.DataFrame
    together: pd.DataFrame


def certificate_worth(inputs: PlanInputs, solution: Solution, targets: pd.DataFrame) -> CertificateWorth:
    """Return what changes are worth for every ``vehicle`` and ``year`` of ``targets`` in which the method is in force.

    Raises ``LawNotInForce``.
    """
    awards = award_money(inputs, solution.awards)
    builds = solution.builds.merge(inputs.periods[["period", "year"]], on="period")
    built = builds.groupby(["vehicle", "year"])["built"].sum()
    single, together = [], []
    for vehicle, year in targets[["vehicle", "year"]].drop_duplicates().itertuples(index=False):
        if METHOD not in inputs.law.methods_in_force(year_day(year)) or not built.get((vehicle, year), 0.0) > 0:
            continue
        mine = credits(inputs, METHOD, int(year))
        sums = sums_of(inputs, awards, mine, vehicle, int(year))
        for change, after in _changes(inputs, mine, int(year)):
            changed = replace(mine, credit=after)
            more = sums_of(inputs, awards, changed, vehicle, int(year))[0] - sums[0]
            together.append((vehicle, year, change, float(mine.weights @ _part(more, sums[1])) * PERCENTAGE_POINTS))
            single.append(_of_used(inputs, awards, mine, after, sums[1], (vehicle, int(year)), change))
            per = float(built[vehicle, year])
            single.append(_of_unused(inputs, awards, mine, after, sums, (vehicle, int(year)), change, per))
    table = pd.concat(single, ignore_index=True) if single else pd.DataFrame(columns=list(WORTH_COLUMNS))
    table = table[table["points"] >= LEAST_POINTS].astype(WORTH_COLUMNS)
    order = table.sort_values(["points", "offer"], ascending=[False, True], kind="stable", ignore_index=True)
    return CertificateWorth(order, pd.DataFrame(together, columns=["vehicle", "year", "change", "points"]))


def _changes(inputs: PlanInputs, mine: Credits, year: int) -> list[tuple[str, Floats]]:
    """Return the credit of every offer (offers x periods) if all made a change; one that would lose stays as it is."""
    day = method_day(inputs.law, METHOD, year)
    lines = content_lines(inputs)
    had = inputs.offers["content_evidence"].eq("certificate").to_numpy()[:, None]
    stated = inputs.offers["local_content_share"].gt(0).to_numpy()[:, None]
    with_it = credit(inputs.law, METHOD, day, lines.assign(certified=True))["credit"].to_numpy()[:, None]
    local = lines.assign(certified=False, raw_material_origin="local")
    all_local = credit(inputs.law, METHOD, day, local)["credit"].to_numpy()[:, None]
    gained = np.where(stated, np.maximum(mine.credit, with_it), mine.credit)
    return [
        (CERTIFICATE, np.where(had, mine.credit, gained)),
        (RENEWAL, np.where(had, gained, mine.credit)),
        (RAW_MATERIAL, np.where(inputs.certified, mine.credit, np.maximum(mine.credit, all_local))),
    ]


def _part(amount: Floats, whole: Floats) -> Floats:
    return np.divide(amount, whole, out=np.zeros_like(amount), where=whole > 0)


def _of_used(
    inputs: PlanInputs,
    awards: pd.DataFrame,
    mine: Credits,
    after: Floats,
    whole: Floats,
    target: tuple[str, int],
    change: str,
) -> pd.DataFrame:
    offer, period = awards["offer_code"].to_numpy(), awards["period_code"].to_numpy()
    here = awards["vehicle"].eq(target[0]).to_numpy() & (inputs.periods["year"].to_numpy()[period] == target[1])
    here = here & (mine.group[offer] >= 0)
    offer, period, rows = offer[here], period[here], awards[here]
    used = rows["units"] / (rows["units"] + rows["surplus"])
    landed = ((rows["value_idr"] + rows["freight_idr"] + rows["duty_idr"]) * used).to_numpy()
    table = pd.DataFrame(
        {
            "offer_code": offer,
            "landed": landed,
            "before": landed * mine.credit[offer, period],
            "after": landed * after[offer, period],
        }
    )
    sums = table.groupby("offer_code")[["landed", "before", "after"]].sum()
    sums = sums[sums["landed"] > 0]
    group = mine.group[sums.index]
    points = mine.weights[group] * (sums["after"] - sums["before"]).to_numpy() / whole[group] * PERCENTAGE_POINTS
    shares = (sums["before"] / sums["landed"], sums["after"] / sums["landed"])
    return _told(inputs, sums.index.to_numpy(), target, change, True, shares, points, np.zeros(len(sums)))


def _of_unused(
    inputs: PlanInputs,
    awards: pd.DataFrame,
    mine: Credits,
    after: Floats,
    sums: tuple[Floats, Floats],
    target: tuple[str, int],
    change: str,
    built: float,
) -> pd.DataFrame:
    """Return cheap offers that make nothing for the vehicle, with what their free capacity would bring."""
    pairs = find_swaps(inputs, awards, mine, *target, credit_after=after).pairs
    here = awards["vehicle"].eq(target[0]).to_numpy()
    here = here & (inputs.periods["year"].to_numpy()[awards["period_code"]] == target[1])
    idle = np.asarray(~pairs["to_offer"].isin(awards.loc[here, "offer_code"]))
    better = np.asarray((after > mine.credit).any(axis=1))[pairs["to_offer"]]
    money = (pairs["cost_idr"] + pairs["fixed_idr"]).to_numpy()
    cheap = money <= CHEAP * pairs["old_idr"].to_numpy()
    pairs = pairs[idle & better & cheap & pairs["moved"].gt(0).to_numpy()]
    group = pairs["group"].to_numpy()
    local, whole = sums[0][group], sums[1][group]
    new = (local + pairs["local_idr"].to_numpy()) / (whole + pairs["cost_idr"].to_numpy())
    points = mine.weights[group] * (new - local / whole) * PERCENTAGE_POINTS
    pairs = pairs.assign(points=points, money=(pairs["cost_idr"] + pairs["fixed_idr"]) / built)
    # An offer could take over from several; the swap that brings most stands for it.
    best = pairs.sort_values("points", ascending=False, kind="stable").drop_duplicates("to_offer")
    code = best["to_offer"].to_numpy()
    in_year = inputs.periods["year"].eq(target[1]).to_numpy()
    shares = (mine.credit[code][:, in_year].mean(axis=1), after[code][:, in_year].mean(axis=1))
    return _told(inputs, code, target, change, False, shares, best["points"].to_numpy(), best["money"].to_numpy())


def _told(
    inputs: PlanInputs,
    code: np.ndarray,
    target: tuple[str, int],
    change: str,
    used: bool,
    credit_shares: tuple[Floats, Floats],
    points: Floats,
    cost: Floats,
) -> pd.DataFrame:
    offers = inputs.offers.iloc[code]
    return pd.DataFrame(
        {
            "vehicle": target[0],
            "year": target[1],
            "change": change,
            "part": offers["part"].to_numpy(),
            "offer": offers["offer"].to_numpy(),
            "supplier": offers["supplier"].to_numpy(),
            "used": used,
            "stated_share": offers["local_content_share"].to_numpy(),
            "credit_before": np.asarray(credit_shares[0]),
            "credit_after": np.asarray(credit_shares[1]),
            "points": points,
            "cost_idr": cost,
        }
    )
