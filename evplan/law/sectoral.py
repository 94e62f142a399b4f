"""The sectoral method: points per aspect of an electric vehicle (Permenperin 28/2023, Art 7 and 11).

score = sum over g of weight[g] * domestic cost[g] / cost[g]
      + weight[assembly] * assembly_share + weight[development] * development_share
for g in battery, frame_body, drive, supporting (two and three wheels).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from evplan.law.column import credited, flags, numbers
from evplan.law.method import Method, Term
from evplan.law.record import Law

NAME = "sectoral"
GROUPS = ("battery", "frame_body", "drive", "supporting")
ASPECTS = (*GROUPS, "assembly", "development")


def weights(law: Law, day: date) -> dict[str, float]:
    """Return the weight of each group of bought parts."""
    table = law.table(NAME, "weights", day)
    return {group: table[group] for group in GROUPS}


def credit(law: Law, day: date, lines: pd.DataFrame) -> pd.DataFrame:
    """Credit each line with its local content share; a foreign line with nothing."""
    counts = np.asarray(lines["content_group"].isin(list(weights(law, day))), dtype=np.bool_)
    share = numbers(lines, "local_content_share") * flags(lines, "domestic")
    return credited(lines, lines["content_group"], counts, share)


def terms(law: Law, day: date, content: pd.DataFrame) -> list[Term]:
    """Return the points of assembly and development."""
    table = law.table(NAME, "weights", day)
    return [
        Term("assembly", table["assembly"], numbers(content, "assembly_share")),
        Term("development", table["development"], numbers(content, "development_share")),
    ]


METHOD = Method(weights, credit, terms=terms)
