"""Answering on paper: the letter and the answer sheet to take away, and the sheet that comes back."""

from __future__ import annotations

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from evplan.errors import EvplanError
from evplan.errors.paper import SheetRefused
from evplan.report import render
from evplan.report.review import fault_words
from evplan.report.word import word
from evplan.web.guard import MANAGER, Visitor, web_setting
from evplan.web.page import page
from evplan.web.route import Form, Here, Pages, RoundId
from evplan.web.sight import round_for, view_for
from evplan.web.trouble import status_of, trouble_words
from evplan.workflow.answer_sheet import supplier_sheet, take_sheet
from evplan.workflow.letter import supplier_letter

pages = Pages()

MOST_TOLD = 40
"""So many cells that cannot stand are told one by one."""

PDF = "application/pdf"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/work/{round_id}/paper", MANAGER)
def paper(request: Request, visitor: Here, round_id: RoundId) -> Response:
    """Offer the letter and the answer sheet, and take a sheet back."""
    return _paper(request, visitor, round_id)


@pages.get("/work/{round_id}/letter.pdf", MANAGER)
def letter(request: Request, visitor: Here, round_id: RoundId) -> Response:
    """Return the letter to the visitor's supplier."""
    setting = web_setting(request)
    seen = view_for(setting, visitor.user, round_for(setting, visitor.user, round_id))
    made = supplier_letter(seen, visitor.language, setting.record("", visitor.language).now)
    return _download(made, f"{visitor.user.supplier}-{round_id}.pdf", PDF)


@pages.get("/work/{round_id}/sheet.xlsx", MANAGER)
def sheet(request: Request, visitor: Here, round_id: RoundId) -> Response:
    """Return the answer sheet of the visitor's supplier."""
    setting = web_setting(request)
    seen = view_for(setting, visitor.user, round_for(setting, visitor.user, round_id))
    made = supplier_sheet(seen, visitor.language, setting.record("", visitor.language).now)
    return _download(made, f"{visitor.user.supplier}-{round_id}.xlsx", WORKBOOK)


@pages.post("/work/{round_id}/paper", MANAGER, form_on="/work/{round_id}/paper")
def send(request: Request, visitor: Here, round_id: RoundId, form: Form) -> Response:
    """Store the answers of a sheet, all or none, and say what came of it."""
    setting, language = web_setting(request), visitor.language
    round_for(setting, visitor.user, round_id)
    sent = form.get("sheet")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _paper(request, visitor, round_id, trouble=(word("web.paper.none", language),), status=422)
    # Only the cells are told, so the name of the file, which the visitor gave, need not be.
    name, content = "", sent.file.read()
    record = setting.record(visitor.user.name, language)
    try:
        found = take_sheet(record, content, name, round_id=round_id, supplier=visitor.user.supplier)
    except SheetRefused as error:
        told = tuple(f"{_cell(one.source)}{fault_words(one, language)}" for one in error.findings[:MOST_TOLD])
        if len(error.findings) > MOST_TOLD:
            told += (word("web.paper.more", language, count=render.number(len(error.findings) - MOST_TOLD, language)),)
        return _paper(request, visitor, round_id, trouble=told, status=422)
    except EvplanError as error:
        said = (trouble_words(error, language),)
        return _paper(request, visitor, round_id, trouble=said, status=status_of(error))
    key = "web.paper.stored" if found.stored else "web.paper.nothing"
    lines = [word(key, language, count=render.number(len(found.stored), language))]
    if found.blank:
        lines.append(word("sheet.blank", language, count=render.number(found.blank, language)))
    return _paper(request, visitor, round_id, said=tuple(lines))


def _cell(source: str) -> str:
    """Return the cell that a finding is about, as people say it: ``Jawaban G12: ``."""
    place = source.removeprefix("[").replace("]:", " ")
    return f"{place}: " if place else ""


def _download(content: bytes, name: str, kind: str) -> Response:
    # Keys of suppliers have no sign that a header or a file's name cannot have.
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


def _paper(
    request: Request,
    visitor: Visitor,
    round_id: int,
    *,
    trouble: tuple[str, ...] = (),
    said: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    seen = round_for(web_setting(request), visitor.user, round_id)
    values = {"round": seen.round, "trouble": trouble, "said": said}
    return page(request, visitor, "paper.html", status=status, values=values)
