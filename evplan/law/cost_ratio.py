"""The cost ratio: domestic cost over all cost of one unit at the factory gate (Permenperin 16/2011).

score = KDN / (KDN + KLN), over every bought part and the vehicle's own assembly.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from evplan.law.column import credited, flags, numbers
from evplan.law.method import Method, OwnCost
from evplan.law.record import Law

NAME = "cost_ratio"
GROUPS = ("all",)
ASPECTS = GROUPS


def weights(law: Law, day: date) -> dict[str, float]:
    """Return the weight of the one group, everything."""
    return law.table(NAME, "weights", day)


def credit(law: Law, day: date, lines: pd.DataFrame) -> pd.DataFrame:
    """Credit each line with its local content share; a foreign line with nothing."""
    share = numbers(lines, "local_content_share") * flags(lines, "domestic")
    (group,) = weights(law, day)
    return credited(lines, group, np.ones(len(lines), dtype=np.bool_), share)


def own_cost(content: pd.DataFrame) -> OwnCost:
    """Return the cost of assembly, which enters beside the bought parts."""
    (group,) = GROUPS
    return OwnCost(group, numbers(content, "assembly_cost_idr"), numbers(content, "assembly_local_share"))


METHOD = Method(weights, credit, own_cost=own_cost)
