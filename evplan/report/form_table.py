"""A TKDN form that was read, in words: its lines as they should be, and their sums."""

from __future__ import annotations

import pandas as pd

from evplan.plan.filled_form import FilledForm, worked_out
from evplan.report import render
from evplan.report.block import Block, precise_percent, table_block
from evplan.report.language import Language
from evplan.report.word import word


def form_frame(form: FilledForm) -> pd.DataFrame:
    """Return the lines that could be read: texts, ``local_content_share``, ``quantity``, rupiah as worked out.

    Columns ``line``, ``name``, ``specification``, ``supplier``, ``country``, ``local_content_share`` (0..1),
    ``quantity``, ``price_idr``, ``kdn_idr``, ``kln_idr``.
    """
    money = worked_out(form.lines)
    lines = form.lines.rename(columns={"share": "local_content_share"})
    kept = ["line", "name", "specification", "supplier", "country", "local_content_share", "quantity", "price_idr"]
    return lines[kept].assign(kdn_idr=money["kdn"], kln_idr=money["kln"])


def form_read_block(form: FilledForm, file: str, language: Language) -> Block:
    """Return the lines with the sums of what they should come to."""
    money = worked_out(form.lines).sum()
    told = {key: render.money(float(money[key]), language) for key in ("kdn", "kln", "total")}
    share = render.percent(float(money["kdn"] / money["total"]) if money["total"] else None, language, 2)
    return table_block(
        form_frame(form),
        language,
        word("form.read.lines", language, file=file, sheet=form.sheet),
        {"local_content_share": precise_percent},
        word("form.read.total", language, share=share, **told),
    )
