"""Random small vehicles for the tests of local content: a few parts in every group, a few offers each, one period."""

from __future__ import annotations

import random

from small import Small

GROUPS = ("battery", "frame_body", "drive", "supporting")


def random_vehicle(seed: int, *, limits: bool = False, alternatives: bool = True) -> Small:
    """Return a vehicle with 3 to 5 parts and 2 or 3 offers each; ``limits`` gives maxima and hours."""
    dice = random.Random(seed)
    small = Small(first="2027-01").demand(10)
    small.add(
        "vehicle_content",
        vehicle="V",
        assembly_share=dice.choice([0.5, 0.9]),
        development_share=0.3,
        labour_share=0.8,
        overhead_share=0.6,
        development_points=dice.choice([0, 5]),
        assembly_cost_idr=dice.choice([0, 2]),
        assembly_local_share=0.7,
    )
    for number in range(dice.choice([3, 4])):
        line = {"substitute_group": "either"} if alternatives and number < 2 and seed % 3 == 0 else {}
        group = "battery" if line else dice.choice(GROUPS)
        part = f"p{number}"
        small.part(part, dice.choice([1, 2]), line=line, content_group=group, main_component=dice.random() < 0.7)
        for place in range(dice.choice([2, 3])):
            _add_offer(small, dice, part, f"o{number}{place}", limits and place > 0)
    return small


def _add_offer(small: Small, dice: random.Random, part: str, offer: str, limited: bool) -> None:
    imported = dice.random() < 0.3
    supplier = offer.upper()
    small.supplier(supplier, **({"country": "CN", "legal_form": "importer"} if imported else {}))
    small.offer(
        offer,
        part,
        dice.choice([2, 3, 5, 8]),
        supplier=supplier,
        local_content_share=0 if imported else dice.choice([0.2, 0.35, 0.55, 0.7, 0.9]),
        content_evidence=dice.choice(["certificate", "self_declared"]),
        raw_material_origin=dice.choice(["local", "mixed"]),
        maximum_units=dice.choice([6, 9, 12]) if limited else None,
        yield_share=dice.choice([1.0, 1.0, 0.9]),
        tooling_cost_idr=dice.choice([0, 0, 4]),
    )
