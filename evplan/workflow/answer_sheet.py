"""Answer sheets: written for the suppliers of a round, and taken back in, all their answers or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evplan.errors import Finding, finding
from evplan.errors.paper import PaperEndingWrong, SheetElsewhere, SheetRefused
from evplan.errors.review import AnswerRefused, RoundMissing
from evplan.plan.review import Answer, ItemStatus, RoundStatus
from evplan.plan.review_answer import check_answer, read_answer
from evplan.plan.review_sheet import AnswerSheet, SheetRow
from evplan.readers.answer_sheet import parse_answer_sheet, read_answer_sheet
from evplan.report.answer_sheet import answer_sheet
from evplan.report.export import export_file
from evplan.report.language import Language
from evplan.store import load_status, share_round
from evplan.workflow.case import Record
from evplan.workflow.database import opened
from evplan.workflow.letter import paper_views, write_papers
from evplan.workflow.review import answer_within, require_open, round_of
from evplan.workflow.review_view import ManagerView


@dataclass(frozen=True)
class SheetAnswers:
    """What came of an answer sheet: the round, its supplier, who said it, the items that were answered anew.

    ``blank`` items of the sheet were left open; what said nothing new is in neither.
    """

    round: str
    supplier: str
    person: str
    stored: tuple[ItemStatus, ...]
    blank: int


def write_sheets(
    url: str,
    version: str,
    name: str,
    target: Path,
    language: Language,
    now: str,
    *,
    number: int | None = None,
    supplier: str | None = None,
    overwrite: bool = False,
) -> list[Path]:
    """Write the answer sheet of a supplier as a file, or of all suppliers of a round into a folder; return the files.

    Raises `PaperEndingWrong`, ``RoundMissing``, `PaperSupplierMissing` and ``FileUnwritable``.
    """
    one = target.suffix.casefold() == ".xlsx" and not target.is_dir()
    if one and supplier is None:
        raise PaperEndingWrong(path=target, expected="a folder, or name one --supplier")
    if target.suffix and not one and not target.is_dir():
        raise PaperEndingWrong(path=target, expected="an .xlsx file or a folder")
    round_ = round_of(url, version, name, number)
    views = paper_views(url, version, round_.run, supplier, round_.id)
    papers = {f"{view.view.supplier}.xlsx": supplier_sheet(view, language, now) for view in views}
    if not one:
        return write_papers(target, papers, overwrite=overwrite)
    (content,) = papers.values()
    return export_file(target, lambda path: _write(path, content), overwrite=overwrite)


def supplier_sheet(view: ManagerView, language: Language, now: str) -> bytes:
    """Return a supplier's answer sheet in a round."""
    assert view.status is not None, "of a round"
    return answer_sheet(view.view, view.status, language, now)


def take_sheet_file(record: Record, path: Path, *, person: str | None = None) -> SheetAnswers:
    """Store the answers of an answer sheet in a file; see `take_sheet`. Raises ``FileUnreadable`` as well."""
    return _take(record, read_answer_sheet(path), path.name, None, None, person)


def take_sheet(
    record: Record, content: bytes, name: str, *, round_id: int | None = None, supplier: str | None = None
) -> SheetAnswers:
    """Store the answers of an answer sheet, all of them in one transaction or none; return what came of it.

    ``round_id`` and ``supplier`` say whose it has to be (``None``: any). A row that is blank is no answer; one that
    says what was said last is nothing new.

    Raises what `parse_answer_sheet` raises, `SheetElsewhere`, ``RoundClosed``, ``RoundOver``, and `SheetRefused` with
    findings that name the cells.
    """
    return _take(record, parse_answer_sheet(content, name), name, round_id, supplier, record.user)


def _take(
    record: Record, sheet: AnswerSheet, name: str, round_id: int | None, supplier: str | None, person: str | None
) -> SheetAnswers:
    """Store a sheet's answers, said by ``person``, or else by whose name is in it, or else by who stores it."""
    wanted = "this supplier and round" if supplier is not None else "a round in this database"
    mark, by = sheet.mark, replace(record, user=person or sheet.person[:80] or record.user)
    if supplier not in (None, mark.supplier) or round_id not in (None, mark.round):
        raise SheetElsewhere(path=name, wanted=wanted)
    with opened(by.url, by.version) as session:
        status = _own_round(session, sheet, name, wanted)
        for row in sorted(sheet.rows, key=lambda row: row.offer):
            share_round(session, status.round.id, row.offer)
        # Again, now that nobody else can answer.
        status = load_status(session, status.round.id, supplier=mark.supplier)
        require_open(status.round, by.now)
        answers, faults = _answers(sheet, status, by.user)
        _refuse(name, [*sheet.findings, *faults])
        stored = [
            answer_within(session, by, status.round.id, offer, answer, said_for=mark.supplier)
            for offer, answer in answers.items()
        ]
    return SheetAnswers(status.round.name, mark.supplier, by.user, tuple(stored), sheet.blank)


def _own_round(session: Any, sheet: AnswerSheet, name: str, wanted: str) -> RoundStatus:
    """Return the supplier's part of the round that a sheet is of. Raises `SheetElsewhere`."""
    mark = sheet.mark
    try:
        status = load_status(session, mark.round, supplier=mark.supplier)
    except RoundMissing as error:
        raise SheetElsewhere(path=name, wanted=wanted) from error
    one = status.round
    same = (one.run, one.number, one.opened_at) == (mark.run, mark.number, mark.opened_at)
    if not same or not status.items or any(status.item(row.offer) is None for row in sheet.rows):
        raise SheetElsewhere(path=name, wanted=wanted)
    return status


def _answers(sheet: AnswerSheet, status: RoundStatus, person: str) -> tuple[dict[str, Answer], list[Finding]]:
    """Return the answers that say something new, by offer, and what is wrong with the others."""
    answers: dict[str, Answer] = {}
    faults: list[Finding] = []
    wrong_cells = {one.source for one in sheet.findings}
    for row in sheet.rows:
        if wrong_cells.intersection(row.places.values()):
            continue
        mine = status.item(row.offer)
        assert mine is not None, "checked before"
        try:
            said = _read(row)
            wrong = check_answer(said, mine.item, status.round)
        except AnswerRefused as error:
            faults += [_placed(one, row) for one in error.findings]
            continue
        if said == mine.answer:
            continue
        if _answered(status, row.offer) > row.seen and mine.person != person:
            wrong = [*wrong, finding("sheet-overtaken", found=mine.person)]
        faults += [_placed(one, row) for one in wrong]
        answers[row.offer] = said
    return answers, faults


def _answered(status: RoundStatus, offer: str) -> int:
    """Return the sequence number of an item's newest answer, 0 without one."""
    return max((one.sequence for one in status.events if one.offer == offer and one.kind == "answered"), default=0)


def _read(row: SheetRow) -> Answer:
    return read_answer(
        row.offer,
        row.kind,
        units=row.units,
        price=row.price,
        units_per_period=row.units_per_period,
        first_period=row.first_period,
        reason=row.reason,
    )


def _placed(fault: Finding, row: SheetRow) -> Finding:
    """Return a finding with the cell that it is about; without one of its own, that of the answer."""
    named = {"answer-reason": "reason", "answer-price-far": "price", "answer-period": "first_period"}
    key = fault.column or named.get(fault.code, "kind")
    return replace(fault, source=row.places.get(key, row.places.get("kind", "")))


def _refuse(name: str, findings: Iterable[Finding]) -> None:
    """Raise `SheetRefused` with the findings, if there are any."""
    found = list(findings)
    if found:
        raise SheetRefused(path=name, count=len(found), findings=found)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
