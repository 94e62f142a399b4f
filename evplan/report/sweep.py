"""A sweep in words: a row per member, what was varied and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from evplan.report import block, render
from evplan.report.block import Block, heading, table_block
from evplan.report.contract import plain_rows
from evplan.report.language import Language
from evplan.report.word import label, word

ALWAYS = ("status", "total_cost_idr", "gap", "lowest_score", "umkm_koperasi_share", "labour_hours", "suppliers")
"""Columns that are shown of every sweep, if any member has a value there."""


def sweep_block(
    name: str,
    question: str,
    of: str,
    method: str | None,
    varied: Sequence[str],
    table: pd.DataFrame,
    language: Language,
) -> Block:
    """Return a sweep's members as a table for people; see `evplan.workflow.sweep.SweepResult` for what comes in."""
    shown = table[_columns(of, varied, table)].copy()
    shown["status"] = [_status(row, language) for row in table.to_dict(orient="records")]
    formats: dict[str, block.Format] = {"total_cost_idr": _precise, "umkm_value_idr": block.compact}
    formats |= {"labour_hours": block.count, "lowest_score": block.precise_percent}
    formats |= {"local_content": block.precise_percent, "suppliers": block.count, "member": block.count}
    formats["at_least"] = {"local_content": block.precise_percent, "umkm_value": block.compact}.get(of, block.count)
    title = word("title.sweep", language, sweep=name)
    if of:
        title = word("title.frontier", language, sweep=name, of=frontier_words(of, method, language))
    told = table_block(shown, language, title, formats, word("frontier.note" if of else "sweep.note", language))
    lines = [question] if question else []
    lines.append(_counts(table, language))
    if table["state"].ne("done").any():
        lines.append(word("sweep.again", language))
    headings = tuple(heading_of(one, language) if one in varied else heading(one, language) for one in shown)
    return Block(told.title, tuple(lines), headings, told.rows, told.right, told.note)


def frontier_words(of: str, method: str | None, language: Language) -> str:
    """Return what a frontier holds against cost, in words."""
    named = label("method", method or "", language)
    return word(f"frontier.{of}", language, method=named)


def heading_of(varied: str, language: Language) -> str:
    """Return a varied column's name for people: names with dots are the user's own settings and stay as they are."""
    return varied if "." in varied else heading(varied, language)


def sweep_list_block(sweeps: pd.DataFrame, language: Language) -> Block:
    """Return the stored sweeps as a table for people."""
    counts = dict.fromkeys(("members", "done", "failed"), block.count)
    return table_block(sweeps, language, word("title.sweeps", language), counts)


def sweep_json(
    name: str, question: str, kind: str, of: str, facts: Mapping[str, Any], table: pd.DataFrame
) -> dict[str, Any]:
    """Return a sweep as plain values: ``sweep``, ``question``, ``kind``, ``of``, where it comes from, ``members``."""
    return {"sweep": name, "question": question, "kind": kind, "of": of, **facts, "members": plain_rows(table)}


def progress_words(total: int, done: int, failed: int, seconds: float, left: float | None, language: Language) -> str:
    """Return where a running sweep stands, as one line."""
    words = {
        "failed": word("sweep.progress_failed", language, count=failed) if failed else "",
        "left": "" if left is None else word("sweep.progress_left", language, left=render.duration(left, language)),
    }
    return word("sweep.progress", language, total=total, done=done, seconds=render.duration(seconds, language), **words)


def _columns(of: str, varied: Sequence[str], table: pd.DataFrame) -> list[str]:
    own = {"local_content": ["local_content"], "umkm_value": ["umkm_value_idr"]}.get(of, [])
    shown = ["member", *varied, "status", *own, *(name for name in ALWAYS if name != "status")]
    if (table["built"] < table["demanded"]).any():
        shown.append("built")
    if of:
        shown.append("on_frontier")
    shown += [name for name in ("conflict", "error") if table[name].ne("").any()]
    always = {"member", "status", *varied}
    return [*(name for name in shown if name in always or table[name].notna().any()), "run"]


def _status(row: Mapping[str, Any], language: Language) -> str:
    if row["state"] != "done":
        return word(f"sweep.state.{row['state']}", language)
    return word(f"status.{row['status']}", language)


def _counts(table: pd.DataFrame, language: Language) -> str:
    states = {state: int(table["state"].eq(state).sum()) for state in ("done", "failed", "waiting")}
    done = table[table["state"].eq("done")]
    return word(
        "sweep.counts", language, total=len(table), infeasible=int(done["total_cost_idr"].isna().sum()), **states
    )


def _precise(cell: object, language: Language) -> str:
    """Return rupiah in large units with three decimals: neighbours of a sweep differ little."""
    return render.compact_money(float(cell), language, 3) if isinstance(cell, int | float) else render.MISSING
