"""Limits that a person can name: a rule, a vehicle's demand, hours, maxima, order sizes, a plant, an offer's dates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from evplan.plan.inputs import PlanInputs

RULE, DEMAND, HOURS, MAXIMUM, ORDER, SITE, DATES = (
    "rule",
    "demand",
    "hours",
    "maximum_units",
    "order_size",
    "site_capacity",
    "dates",
)
SURPLUS = "surplus"
"""No limit of a conflict but a setting that can be moved: units left over at the end are allowed, or not."""


@dataclass(frozen=True, order=True)
class Limit:
    """A limit that can be named: its kind, and the key of what it limits.

    ``key`` is a rule's id, a vehicle, ``supplier/process``, an offer or a site; ``code`` its row in the inputs.
    """

    kind: str
    key: str
    code: int = -1

    @property
    def label(self) -> str:
        """Return how reports and JSON call it: a rule's id, or kind and key (``hours:KOP-TGL/las``)."""
        return self.key if self.kind == RULE else f"{self.kind}:{self.key}"


def named_limits(inputs: PlanInputs) -> list[Limit]:
    """Return every limit that could be part of a conflict, the kinds in a fixed order: what people decide first."""
    offers = inputs.offers
    maximum = np.flatnonzero(np.isfinite(offers["maximum_units"]))
    sized = np.flatnonzero((offers["minimum_order"] > 0) | (offers["order_multiple"] > 0))
    dated = np.flatnonzero((inputs.has_lane[:, :, None] & ~inputs.usable).any(axis=(1, 2)))
    sites = np.flatnonzero(np.isfinite(inputs.site_capacity).any(axis=1))
    hours = inputs.hours_of["supplier"] + "/" + inputs.hours_of["process"]
    name = offers["offer"].tolist()
    return [
        *(Limit(DEMAND, vehicle) for vehicle in inputs.lines["vehicle"].unique()),
        *(Limit(RULE, rule.id) for rule in inputs.scenario.rule if not rule.is_soft),
        *(Limit(SITE, inputs.sites["site"].iloc[site], int(site)) for site in sites),
        *(Limit(DATES, name[offer], int(offer)) for offer in dated),
        *(Limit(HOURS, key, code) for code, key in enumerate(hours)),
        *(Limit(MAXIMUM, name[offer], int(offer)) for offer in maximum),
        *(Limit(ORDER, name[offer], int(offer)) for offer in sized),
    ]


def without(inputs: PlanInputs, dropped: Collection[Limit]) -> PlanInputs:
    """Return the inputs with these limits left out; demand stays (see `evplan.solve.elastic` for letting it go)."""
    codes = {kind: [limit.code for limit in group] for kind, group in groupby(sorted(dropped), lambda one: one.kind)}
    offers, hours, sites = inputs.offers.copy(), inputs.hours.copy(), inputs.site_capacity.copy()
    usable = inputs.usable.copy()
    hours[codes.get(HOURS, [])] = np.inf
    sites[codes.get(SITE, [])] = np.inf
    offers.loc[codes.get(MAXIMUM, []), "maximum_units"] = np.inf
    offers.loc[codes.get(ORDER, []), ["minimum_order", "order_multiple"]] = 0.0
    dated = codes.get(DATES, [])
    usable[dated] = inputs.has_lane[dated][:, :, None]
    gone = {limit.key for limit in dropped if limit.kind == RULE}
    rules = [rule for rule in inputs.scenario.rule if rule.id not in gone]
    scenario = inputs.scenario.model_copy(update={"rule": rules})
    return replace(inputs, scenario=scenario, offers=offers, hours=hours, site_capacity=sites, usable=usable)


__all__ = [
    "DATES",
    "DEMAND",
    "HOURS",
    "MAXIMUM",
    "ORDER",
    "RULE",
    "SITE",
    "SURPLUS",
    "Limit",
    "named_limits",
    "without",
]
