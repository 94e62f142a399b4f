"""What every method answers: its groups, the credit of a bought line, and what is fixed whatever is bought.

The program takes these as coefficients and the audit (`evplan.law.tally`) scores with them, so both share one law.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from evplan.law import cost_ratio, general, sectoral
from evplan.law.method import Method
from evplan.law.record import Law

_FORMULAS: Mapping[str, Method] = {module.NAME: module.METHOD for module in (sectoral, general, cost_ratio)}


def formula(law: Law, method: str) -> Method:
    """Return the formula of a method; raises ``UnknownMethod``."""
    law.method(method)
    return _FORMULAS[method]


def aspects(law: Law, method: str, day: date) -> pd.DataFrame:
    """Return the groups of bought parts that earn points on ``day``.

    Index ``group``, column ``weight`` (0..1 of the score). A group earns
    ``weight * sum(credit * cost) / sum(cost)`` over its lines. Sectoral: battery, frame_body, drive, supporting
    (Permenperin 28/2023 Art 11); general: main (35/2025 Art 4); cost_ratio: all (16/2011).

    Raises ``UnknownMethod`` and ``LawNotInForce``.
    """
    table = formula(law, method).weights(law, day)
    return pd.DataFrame({"weight": list(table.values())}, index=pd.Index(list(table), name="group"))


def credit(law: Law, method: str, day: date, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the group and the credit of each bought line on ``day``.

    ``lines`` has any index and the columns ``content_group``, ``main_component``, ``domestic``,
    ``local_content_share`` (0..1, blank: 0), ``certified`` (a certificate that is valid in the period) and
    ``raw_material_origin`` (local | mixed | foreign | None). The result has the same index, ``group`` (a group of
    `aspects`, or None where the line does not count) and ``credit`` (0..1).

    A foreign line gets no credit, while its cost counts in its group. Sectoral and cost_ratio take the stated share
    whatever its evidence. General takes main components only: certified ones by the band of their share, the others by
    origin of their raw material; an unknown origin is not local (35/2025 Art 5).

    Raises ``UnknownMethod`` and ``LawNotInForce``.
    """
    return formula(law, method).credit(law, day, lines)


def fixed(law: Law, method: str, day: date, content: pd.DataFrame) -> pd.DataFrame:
    """Return what each vehicle scores whatever is bought on ``day``.

    ``content`` has any index and the columns of ``vehicle_content``; blanks are zero. The result has the same index:
    ``points`` (0..1, added to the score), ``cost_idr`` and ``local_idr`` (rupiah per vehicle built that enter the group
    ``all`` of cost_ratio; 0 for the other methods). Development points of general stop at the law's maximum.

    Raises ``UnknownMethod`` and ``LawNotInForce``.
    """
    rules = formula(law, method)
    rules.weights(law, day)
    table = pd.DataFrame(0.0, index=content.index, columns=["points", "cost_idr", "local_idr"])
    for term in rules.terms(law, day, content) if rules.terms else []:
        table["points"] += term.weight * term.amount / term.full
    if rules.own_cost:
        own = rules.own_cost(content)
        table["cost_idr"], table["local_idr"] = own.cost_idr, own.cost_idr * own.credit
    return table
