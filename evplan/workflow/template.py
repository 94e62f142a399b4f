"""The workbook to fill in, and a copy of one that was filled in with its findings marked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from evplan.errors import nearest
from evplan.errors.template import MarkedOverSource, RegionsUnknown, WorkbookNameWrong
from evplan.readers import read_data_set, read_layout, read_workbook_bytes
from evplan.report.export import export_file
from evplan.report.language import Language
from evplan.report.template import write_template
from evplan.report.template_mark import Layout, write_marked
from evplan.schema import TABLES, conform, empty_table
from evplan.shipped import shipped_folder
from evplan.workflow.data import CheckedData
from evplan.workflow.known_word import reference_list

_LISTS = ("processes", "certificates", "currencies")
_EXAMPLE = "three_parts"
"""The shipped data set that fills a template with rows that solve: small, and illustrative throughout."""


def make_template(
    target: Path, language: Language, *, regions: Sequence[str] = (), example: bool = False, overwrite: bool = False
) -> None:
    """Write the workbook to fill in; with the ``regions`` of provinces or regencies by code, or with a whole example.

    Raises ``WorkbookNameWrong``, ``RegionsUnknown`` and ``FileUnwritable``.
    """
    _check_name(target)
    filled = read_data_set(shipped_folder("data") / _EXAMPLE).tables if example else dict(map(_empty, TABLES))
    if regions:
        rows = pd.concat([filled["regions"], region_rows(regions)], ignore_index=True)
        filled = filled | {"regions": conform("regions", rows)}
    lists = {name: reference_list(name) for name in _LISTS}
    export_file(target, lambda path: write_template(path, language, lists, filled), overwrite=overwrite)


def region_rows(codes: Sequence[str]) -> pd.DataFrame:
    """Return rows of the table ``regions`` for codes of provinces (``33``) and regencies (``33.28``).

    Raises ``RegionsUnknown`` with the first code that is not there.
    """
    known = reference_list("regions")
    wanted = pd.Series(False, index=known.index)
    for code in codes:
        hit = known["region"].eq(code) | known["region"].str.startswith(f"{code}.")
        if not hit.any():
            raise RegionsUnknown(found=code, nearest=nearest(code, known["region"]))
        wanted |= hit
    wages = known["minimum_wage_idr"].map("{:.10g}".format, na_action="ignore")
    rows = known.assign(minimum_wage_idr=wages).drop(columns=["source", "confidence"])[wanted]
    return conform("regions", rows)


def mark_findings(
    source: Path, checked: CheckedData, target: Path, language: Language, *, overwrite: bool = False
) -> tuple[int, int]:
    """Write a copy of a workbook (of a folder: a workbook made for it) with every finding marked in its cell.

    Returns how many findings have a cell, and how many stand in the sheet of findings only. Raises
    ``WorkbookNameWrong``, ``MarkedOverSource`` and ``FileUnwritable``.
    """
    _check_name(target)
    if target.resolve() == source.resolve():
        raise MarkedOverSource(path=target, proposed=f"{target.stem}-checked.xlsx")
    layouts = {
        name: Layout(raw.sheet, raw.header, raw.positions, raw.columns, raw.rows, found.line, raw.heads)
        for name, (raw, found) in read_layout(source).items()
    }
    content = None if source.is_dir() else read_workbook_bytes(source)
    counts: list[tuple[int, int]] = []

    def write(path: Path) -> None:
        counts.append(write_marked(path, checked.findings, layouts, content, language))

    export_file(target, write, overwrite=overwrite)
    return counts[0]


def _empty(name: str) -> tuple[str, pd.DataFrame]:
    return name, empty_table(name)


def _check_name(target: Path) -> None:
    if target.suffix.casefold() != ".xlsx":
        raise WorkbookNameWrong(path=target, proposed=target.with_suffix(".xlsx").name)
