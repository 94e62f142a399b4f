"""Loops in a table of pairs: a part that contains itself, a cooperative that is a member of its own member."""

from __future__ import annotations

import pandas as pd


def find_loops(pairs: pd.DataFrame, upper: str, lower: str, limit: int) -> list[list[str]]:
    """Return the loops among pairs upper -> lower, each as its names in order, the first again at the end.

    A loop starts with its smallest name. After each one its closing pair is left out, so that each loop is told once;
    at most ``limit`` are looked for.
    """
    left = pairs[[upper, lower]].drop_duplicates().sort_values([upper, lower], ignore_index=True)
    loops: list[list[str]] = []
    while len(loops) < limit:
        left = _only_loops(left, upper, lower)
        if left.empty:
            break
        loop = _walk(dict(zip(left[upper][::-1], left[lower][::-1], strict=True)))
        loops.append(loop)
        left = left[~(left[upper].eq(loop[-2]) & left[lower].eq(loop[-1]))]
    return loops


def _only_loops(pairs: pd.DataFrame, upper: str, lower: str) -> pd.DataFrame:
    """Return the pairs that lie on a loop or on a way from loop to loop."""
    while True:
        keep = pairs[upper].isin(pairs[lower]) & pairs[lower].isin(pairs[upper])
        if keep.all():
            return pairs
        pairs = pairs[keep]


def _walk(below: dict[str, str]) -> list[str]:
    """Return the loop that is reached from the first name by following one pair after the other."""
    way = [min(below)]
    while below[way[-1]] not in way:
        way.append(below[way[-1]])
    loop = way[way.index(below[way[-1]]) :]
    start = loop.index(min(loop))
    return [*loop[start:], *loop[:start], loop[start]]
