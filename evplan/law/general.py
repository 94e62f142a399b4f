"""The general method: material, labour and overhead of any good (Permenperin 35/2025, Art 4 to 7 and Annex I).

score = weight[main] * sum over main components (cost / cost of all main components * score of the component)
      + weight[labour] * labour_share + weight[overhead] * overhead_share + development points, up to their maximum
and no more than the law's ``maximum`` in all.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd

from evplan.law.column import Floats, credited, exact, flags, numbers
from evplan.law.method import Method, Term
from evplan.law.record import Law

NAME = "general"
GROUPS = ("main",)
ASPECTS = (*GROUPS, "labour", "overhead")
ORIGINS = ("local_raw_material", "other_raw_material", "import")
BAND = "up_to_"
POINTS = 100  # a point is a hundredth of the score


def weights(law: Law, day: date) -> dict[str, float]:
    """Return the weight of the main components."""
    return {"main": law.table(NAME, "weights", day)["main"]}


def credit(law: Law, day: date, lines: pd.DataFrame) -> pd.DataFrame:
    """Score each main component by its certificate's band, or by its origin where it has none (Art 5).

    A foreign line scores as an import even with a certificate: certificates are for what is made here.
    """
    origin = law.table(NAME, "uncertified", day)
    local = np.asarray(lines["raw_material_origin"].isin(["local"]), dtype=np.bool_)
    uncertified = np.where(local, origin["local_raw_material"], origin["other_raw_material"])
    banded = _band_score(law.table(NAME, "certificate_bands", day), numbers(lines, "local_content_share"))
    made_here = np.where(flags(lines, "certified"), banded, uncertified)
    score = np.where(flags(lines, "domestic"), made_here, origin["import"])
    return credited(lines, "main", flags(lines, "main_component"), score)


def _band_score(bands: dict[str, float], share: Floats) -> Floats:
    """Return the score of the band that holds each share; a band includes its upper bound (an open question)."""
    bounds = np.array([band_bound(name) for name in bands])
    place = np.searchsorted(bounds, share, side="left").clip(max=len(bounds) - 1)
    return np.asarray(np.array(list(bands.values()))[place], dtype=np.float64)


def band_bound(name: str) -> float:
    """Return the upper bound in a band's name, ``up_to_0.40``; raises ``ValueError`` for another name."""
    if not name.startswith(BAND):
        raise ValueError(name)
    return float(name.removeprefix(BAND))


def terms(law: Law, day: date, content: pd.DataFrame) -> list[Term]:
    """Return the points of labour, overhead and development; the last are given in points, up to the maximum."""
    table = law.table(NAME, "weights", day)
    maximum = law.number(NAME, "development_maximum", day)
    most = float(exact(maximum) * Fraction(POINTS))
    return [
        Term("labour", table["labour"], numbers(content, "labour_share")),
        Term("overhead", table["overhead"], numbers(content, "overhead_share")),
        Term("development", maximum, np.minimum(numbers(content, "development_points"), most), most),
    ]


METHOD = Method(weights, credit, terms=terms, by_component=True)
