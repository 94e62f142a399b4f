"""The bill of materials exploded: what one vehicle, or one unit of a choice, needs of every part that is bought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.plan.period import in_force

OPEN = "-"
"""Stands for a line that is no alternative, since grouping by blanks drops rows."""


@dataclass(frozen=True)
class Explosion:
    """Requirements per unit of a *root*: a vehicle, a part that a workshop converts, or an alternative of a group.

    roots
        index ``root``; ``vehicle`` of a vehicle root, ``made`` of a part that has conversion offers, ``parent``,
        ``child``, ``substitute_group`` of an alternative that a substitute group may be made with.
    needs
        ``epoch``, ``root``, ``part``, ``quantity``: units of a bought part per unit of the root, scrap included.
    choices
        ``epoch``, ``root``, ``parent``, ``substitute_group``, ``quantity``: units of the parent, per unit of the root,
        that must be made with one of the group's alternatives.
    epoch_of
        the epoch of each period: the bill is the same in all periods of one epoch.
    """

    roots: pd.DataFrame
    needs: pd.DataFrame
    choices: pd.DataFrame
    epoch_of: npt.NDArray[np.intp]

    def root_of_made(self, parts: pd.Series[str] | npt.NDArray[np.object_]) -> npt.NDArray[np.intp]:
        """Return the root of each converted part (key), -1 of a part that nobody converts."""
        made = self.roots["made"].dropna()
        row = pd.Index(made).get_indexer(parts)
        return np.asarray(np.where(row >= 0, made.index.to_numpy()[row] if len(made) else -1, -1), dtype=np.intp)


def explode(
    bom_lines: pd.DataFrame,
    vehicles: Iterable[str],
    bought: Iterable[str],
    periods: pd.DataFrame,
    converted: Iterable[str] = (),
) -> Explosion:
    """Return what each root needs, down to the parts that are bought.

    A part with offers (``bought``) is never exploded where it is used; one without offers that has children is a
    phantom, and its children are needed where it is used; a leaf that is not bought stays in ``needs`` (nobody offers
    it). Per level the quantity grows by ``quantity_per`` * (1 + ``scrap_share``). A part with conversion offers
    (``converted``) is a root of its own: what one unit of it takes at the workshop.
    """
    force = in_force(bom_lines, periods)
    _, first, epoch_of = np.unique(force, axis=1, return_index=True, return_inverse=True)
    edges = pd.concat(
        [bom_lines[force[:, period]].assign(epoch=epoch) for epoch, period in enumerate(first)], ignore_index=True
    )
    edges = edges.assign(
        factor=edges["quantity_per"] * (1.0 + edges["scrap_share"]),
        substitute_group=edges["substitute_group"].fillna(OPEN),
    )
    roots = _roots(edges, vehicles, converted)
    parents = pd.Index(edges["parent"].unique()).difference(pd.Index(list(bought)))
    needs, choices = _descend(*_start(roots, edges, len(first)), edges, parents)
    return Explosion(roots, needs, choices, epoch_of.reshape(-1).astype(np.intp))


def _roots(edges: pd.DataFrame, vehicles: Iterable[str], converted: Iterable[str]) -> pd.DataFrame:
    alternatives = edges.loc[edges["substitute_group"].ne(OPEN), ["parent", "child", "substitute_group"]]
    own = pd.DataFrame({"vehicle": pd.Series(list(vehicles), dtype="str")})
    made = pd.DataFrame({"made": pd.Series(list(converted), dtype="str")})
    roots = pd.concat([own, made, alternatives.drop_duplicates()], ignore_index=True)
    return roots.reindex(columns=["vehicle", "made", "parent", "child", "substitute_group"]).rename_axis("root")


def _start(roots: pd.DataFrame, edges: pd.DataFrame, epochs: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what each root opens with, per epoch: parts, and choices.

    One unit of every vehicle; what one unit of the parent takes of an alternative; the children of a converted part.
    """
    own = roots.index[roots["vehicle"].notna()]
    vehicles = pd.DataFrame(
        {
            "epoch": np.repeat(np.arange(epochs), len(own)),
            "root": np.tile(own.to_numpy(), epochs),
            "part": np.tile(roots.loc[own, "vehicle"].to_numpy(dtype=object), epochs),
            "quantity": 1.0,
        }
    )
    keys = ["parent", "child", "substitute_group"]
    lines = edges.loc[edges["substitute_group"].ne(OPEN), [*keys, "epoch", "factor"]]
    lines = lines.merge(roots.reset_index()[["root", *keys]].dropna(), on=keys)
    made = roots["made"].dropna().rename("parent").reset_index()
    below = edges.merge(made, on="parent")
    plain = below.loc[below["substitute_group"].eq(OPEN), ["epoch", "root", "child", "factor"]]
    lines = pd.concat([lines[["epoch", "root", "child", "factor"]], plain], ignore_index=True)
    lines = lines.groupby(["epoch", "root", "child"], as_index=False)["factor"].sum()
    parts = pd.concat([vehicles, lines.rename(columns={"child": "part", "factor": "quantity"})], ignore_index=True)
    grouped = below.loc[below["substitute_group"].ne(OPEN), ["epoch", "root", "parent", "substitute_group"]]
    return parts, grouped.drop_duplicates().assign(quantity=1.0)


def _descend(
    open_rows: pd.DataFrame, choice_rows: pd.DataFrame, edges: pd.DataFrame, phantoms: pd.Index
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Follow phantoms level by level until only bought parts, leaves and choices are left."""
    needs, choices = [], [choice_rows]
    plain = edges.loc[edges["substitute_group"].eq(OPEN), ["epoch", "parent", "child", "factor"]]
    groups = edges.loc[edges["substitute_group"].ne(OPEN), ["epoch", "parent", "substitute_group"]].drop_duplicates()
    for _ in range(len(phantoms) + 1):
        phantom = open_rows["part"].isin(phantoms)
        needs.append(open_rows[~phantom])
        open_rows = open_rows[phantom].rename(columns={"part": "parent"})
        if open_rows.empty:
            break
        choices.append(open_rows.merge(groups, on=["epoch", "parent"]))
        below = open_rows.merge(plain, on=["epoch", "parent"])
        below = below.assign(quantity=below["quantity"] * below["factor"])
        open_rows = below.groupby(["epoch", "root", "child"], as_index=False)["quantity"].sum()
        open_rows = open_rows.rename(columns={"child": "part"})
    return _added_up(needs, ["epoch", "root", "part"]), _added_up(
        choices, ["epoch", "root", "parent", "substitute_group"]
    )


def _added_up(pieces: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    if not pieces:
        return pd.DataFrame(columns=[*keys, "quantity"]).astype({"epoch": "int64", "root": "int64", "quantity": float})
    return pd.concat(pieces).groupby(keys, as_index=False)["quantity"].sum()
