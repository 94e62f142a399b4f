"""The bill of materials as people ask about it: its tree, total needs, where a part is used, what differs.

A *bill* here is the table ``bom_lines`` on one day. Where lines of a parent share a substitute group, totals count the
first of them (by position, then key); the tree shows them all.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.plan.check.loop import find_loops
from evplan.quantities import Floats

Numbers = npt.NDArray[np.intp]

TREE_COLUMNS = [
    *("level", "parent", "part", "quantity_per", "scrap_share", "quantity", "need", "path", "substitute_group"),
    *("position", "valid_from", "valid_to"),
]

_OPEN_FROM, _OPEN_TO = "0000-01-01", "9999-12-31"


def lines_on(bom_lines: pd.DataFrame, day: str | None) -> pd.DataFrame:
    """Return the lines in force on an ISO day, all of them without one; rows and columns as they are."""
    if day is None:
        return bom_lines
    since = bom_lines["valid_from"].fillna(_OPEN_FROM).le(day)
    return bom_lines[since & bom_lines["valid_to"].fillna(_OPEN_TO).ge(day)]


def below(lines: pd.DataFrame, top: str) -> pd.DataFrame:
    """Return the lines that can be reached from ``top``."""
    keys, parent, child = _numbered(lines, top)
    reached = np.zeros(len(keys), dtype=bool)
    reached[0] = True
    while True:
        further = reached.copy()
        further[child[reached[parent]]] = True
        if (further == reached).all():
            return lines[reached[parent]]
        reached = further


def _numbered(lines: pd.DataFrame, top: str) -> tuple[pd.Index, Numbers, Numbers]:
    """Return the parts of a bill, ``top`` first, and the number of each line's parent and child among them."""
    codes, keys = pd.factorize(pd.concat([pd.Series([top]), lines["parent"], lines["child"]], ignore_index=True))
    return keys, codes[1 : len(lines) + 1], codes[len(lines) + 1 :]


def loop_below(lines: pd.DataFrame, top: str) -> list[str]:
    """Return the first loop below ``top``, its parts in order, the first again at the end; nothing if there is none."""
    loops = find_loops(below(lines, top), "parent", "child", 1)
    return loops[0] if loops else []


def tree(lines: pd.DataFrame, top: str, depth: int | None = None) -> pd.DataFrame:
    """Return the tree of a bill without loops, each part below the one it goes into; columns as in `TREE_COLUMNS`.

    ``quantity`` is for one unit of ``top`` and the product of ``path`` (``4 × 2 × 1``); ``need`` adds scrap at every
    level. The first row is ``top`` itself, at level 0.
    """
    edges = _ordered(below(lines, top))
    first = {
        "level": 0,
        "parent": "",
        "part": top,
        "quantity_per": 1.0,
        "scrap_share": 0.0,
        "quantity": 1.0,
        "need": 1.0,
    }
    here = pd.DataFrame([first | {"path": "", "order": ""}])
    found = [here]
    level = 0
    while len(here) and (depth is None or level < depth):
        level += 1
        above = here[["part", "quantity", "need", "path", "order"]].rename(columns={"part": "parent"})
        here = above.merge(edges, on="parent")
        if here.empty:
            break
        factor = here["quantity_per"].map(_factor)
        own = above["path"].iloc[0] == "" and level == 1
        here = here.rename(columns={"child": "part"}).assign(
            level=level,
            quantity=here["quantity"] * here["quantity_per"],
            need=here["need"] * here["quantity_per"] * (1.0 + here["scrap_share"]),
            path=factor if own else here["path"] + " × " + factor,
            order=here["order"] + here["rank"],
        )
        found.append(here)
    table = pd.concat(found, ignore_index=True).sort_values("order", kind="stable", ignore_index=True)
    return table.reindex(columns=TREE_COLUMNS)


def _factor(value: float) -> str:
    return f"{value:.6g}"


def _ordered(lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines by position (numbers by size), with their ``rank`` below their parent as text."""
    number = pd.to_numeric(lines["position"], errors="coerce")
    lines = lines.assign(_number=number).sort_values(["parent", "_number", "position", "child"], kind="stable")
    return lines.assign(rank=lines.groupby("parent").cumcount().map("/{:06d}".format)).drop(columns="_number")


def chosen_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with one alternative of each substitute group, the first."""
    grouped = lines["substitute_group"].notna()
    if not grouped.any():
        return lines
    others = _ordered(lines[grouped]).duplicated(["parent", "substitute_group"])
    return lines.drop(index=others.index[others])


def explode(lines: pd.DataFrame, top: str) -> pd.DataFrame:
    """Return what one unit of ``top`` takes of each part that has nothing below it.

    ``part``, ``quantity`` with scrap; by part. ``lines`` hold on one day and have no loops.
    """
    needs = _needs(lines, top)
    return needs.loc[needs["leaf"], ["part", "quantity"]].sort_values("part", ignore_index=True)


def gross_needs(lines: pd.DataFrame, top: str) -> pd.DataFrame:
    """Return what one unit of ``top`` takes of every part below it, assemblies and their parts alike.

    ``part``, ``level`` (the deepest at which it stands), ``quantity`` with scrap; from the top down. Level by level,
    the units of all parents at once become those of their children. Alternatives count as `chosen_lines` chooses.
    """
    return _needs(lines, top).drop(columns="leaf").sort_values(["level", "part"], ignore_index=True)


def _needs(lines: pd.DataFrame, top: str) -> pd.DataFrame:
    edges = chosen_lines(lines)
    keys, parent, child = _numbered(edges, top)
    factor = (edges["quantity_per"] * (1.0 + edges["scrap_share"])).to_numpy()
    here: Floats = np.zeros(len(keys))
    here[0] = 1.0
    total, deepest = here.copy(), np.full(len(keys), -1)
    deepest[0] = 0
    for level in range(1, len(keys) + 1):
        here = np.bincount(child, weights=here[parent] * factor, minlength=len(keys)).astype("float64")
        if not here.any():
            break
        total += here
        deepest[here > 0] = level
    leaf = np.bincount(parent, minlength=len(keys)) == 0
    table = pd.DataFrame({"part": pd.Series(keys, dtype="str"), "level": deepest, "quantity": total, "leaf": leaf})
    return table[deepest >= 0]


def where_used(lines: pd.DataFrame, part: str) -> pd.DataFrame:
    """Return where a part goes, upwards: a row per way.

    ``level`` (1: directly), ``parent`` and ``part`` of the line, ``quantity_per``, ``quantity`` of the asked part in
    one unit of ``parent`` (without scrap), ``path`` from the parent down, ``substitute_group``.
    """
    columns = ["level", "parent", "part", "quantity_per", "quantity", "path", "substitute_group"]
    edges = lines[["parent", "child", "quantity_per", "substitute_group"]].rename(columns={"child": "part"})
    here = pd.DataFrame({"part": [part], "quantity": [1.0], "path": [part]})
    found, level = [], 0
    while len(here):
        level += 1
        up = here.merge(edges, on="part")
        up["quantity"] = up["quantity"] * up["quantity_per"]
        up["path"] = up["parent"] + " > " + up["path"]
        found.append(up.assign(level=level))
        here = up[["parent", "quantity", "path"]].rename(columns={"parent": "part"})
    table = pd.concat(found, ignore_index=True).reindex(columns=columns)
    return table.sort_values(["level", "parent", "path"], ignore_index=True)


def diff(old: pd.DataFrame, old_top: str, new: pd.DataFrame, new_top: str) -> pd.DataFrame:
    """Return the lines that differ between two bills; the two tops count as the same part.

    ``change`` (added, removed, changed), ``parent`` (blank: the vehicle itself), ``part``, ``old`` and ``new``
    quantity per parent, ``old_total`` and ``new_total``: units in one vehicle with scrap, over all places.
    """
    before, after = (_per_parent(lines, top) for lines, top in ((old, old_top), (new, new_top)))
    table = before.merge(after, on=["parent", "part"], how="outer", suffixes=("_old", "_new"))
    table = table.rename(columns={"quantity_per_old": "old", "quantity_per_new": "new"})
    same = np.isclose(table["old"], table["new"], rtol=1e-9, atol=0.0)
    kinds = np.select([table["old"].isna(), table["new"].isna()], ["added", "removed"], "changed")
    table = table.assign(change=kinds)[~same]
    for name, lines, top in (("old_total", old, old_top), ("new_total", new, new_top)):
        totals = gross_needs(below(lines, top), top).set_index("part")["quantity"]
        table[name] = table["part"].map(totals)
    columns = ["change", "parent", "part", "old", "new", "old_total", "new_total"]
    return table[columns].sort_values(["parent", "part"], ignore_index=True)


def _per_parent(lines: pd.DataFrame, top: str) -> pd.DataFrame:
    lines = below(lines, top)
    parent = lines["parent"].where(lines["parent"].ne(top), "")
    table = pd.DataFrame({"parent": parent, "part": lines["child"], "quantity_per": lines["quantity_per"]})
    return table.groupby(["parent", "part"], as_index=False)["quantity_per"].sum()
