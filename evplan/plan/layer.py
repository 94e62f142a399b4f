"""Offers whose content an upgrade changes: the credit of their units before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evplan.plan.content import Credits, credits
from evplan.plan.conversion import Codes
from evplan.plan.inputs import PlanInputs
from evplan.quantities import Floats


def content_layers(inputs: PlanInputs) -> list[PlanInputs]:
    """Return the inputs once per version of content: as the data has it, then with every offer's first upgrade, ...

    The contents of a layer mean something only for offers that have that version (`Upgrades.table`).
    """
    table = inputs.upgrades.table
    layers = [inputs]
    for version in range(1, int(table["version"].max() if len(table) else 0) + 1):
        mine = table[table["version"].eq(version)]
        offer = mine["offer_code"].to_numpy()
        share, certified = inputs.offers["local_content_share"].to_numpy().copy(), inputs.certified.copy()
        share[offer], certified[offer] = mine["share"], mine["certified"].to_numpy()[:, None]
        offers = inputs.offers.assign(local_content_share=share)
        layers.append(replace(inputs, offers=offers, certified=certified))
    return layers


def component_of(inputs: PlanInputs, offer: Codes, place: Codes) -> Codes:
    """Return the conversion offer whose content the units count with as a piece of a component (-1: their own).

    Where the method goes by components: what is none itself and is sent to a workshop that makes one.
    """
    main = inputs.parts["main_component"].to_numpy(dtype=np.bool_)[inputs.offers["part_code"].to_numpy()]
    maker = inputs.places["offer_code"].to_numpy()[place]
    return np.where(~main[offer] & (maker >= 0) & main[maker], maker, -1)


def counted(
    inputs: PlanInputs,
    layers: Sequence[Credits],
    versions: tuple[Codes, Codes],
    offer: Codes,
    place: Codes,
    period: Codes,
) -> tuple[Codes, Floats]:
    """Return the group and the credit of units of an offer sent to a place.

    ``versions`` are those of the offer's own content, and of the component that the units are a piece of. A piece
    that is sent on before it is part of a component counts with the least that it can: the model never overstates.
    """
    by_layer = [layer.counted(offer, place, period) for layer in layers]
    group = by_layer[0][0]
    if len(layers) == 1:
        return group, by_layer[0][1]
    credit, row = np.array([share for _, share in by_layer]), np.arange(len(offer))
    own, ends = (credit[version, row] for version in versions)
    if not layers[0].by_component:
        return group, own
    piece = layers[0].group[offer] < 0
    direct = component_of(inputs, offer, place) >= 0
    return group, np.where(piece, np.where(direct, ends, credit.min(axis=0)), own)


def with_best_content(inputs: PlanInputs, method: str, year: int) -> PlanInputs:
    """Return the inputs with every offer at the content, of those that it can have by then, that scores highest."""
    inside = inputs.periods["year"].eq(year).to_numpy()
    force = (inputs.upgrades.table["first"] + inputs.upgrades.table["lead"]).to_numpy()
    late = np.flatnonzero(inside).max(initial=-1)
    in_time = inputs.upgrades.table[inputs.upgrades.table["version"].gt(0) & (force <= late)]
    best = inputs
    for version, layer in enumerate(content_layers(inputs)[1:], start=1):
        offer = in_time.loc[in_time["version"].eq(version), "offer_code"].to_numpy()
        ours, theirs = (credits(one, method, year).credit[offer][:, inside].max(axis=1) for one in (best, layer))
        better = offer[theirs > ours]
        share, certified = best.offers["local_content_share"].to_numpy().copy(), best.certified.copy()
        share[better] = layer.offers["local_content_share"].to_numpy()[better]
        certified[better] = layer.certified[better]
        best = replace(best, offers=best.offers.assign(local_content_share=share), certified=certified)
    return best
