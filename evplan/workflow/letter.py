"""Letters and messages to the suppliers of a round, or of a run that has none yet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from evplan.errors import file_unwritable, nearest
from evplan.errors.paper import PaperEndingWrong, PaperSupplierMissing
from evplan.errors.review import RoundMissing
from evplan.report.export import export_file
from evplan.report.language import Language
from evplan.report.letter import Letter, letter_content, letters_html, letters_pdf, message_text
from evplan.workflow.review import round_of
from evplan.workflow.review_view import ManagerView, ground_for, manager_view, run_suppliers

ENDINGS = (".pdf", ".html")


def write_letters(
    url: str,
    version: str,
    name: str,
    target: Path,
    language: Language,
    now: str,
    *,
    number: int | None = None,
    supplier: str | None = None,
    sender: Sequence[str] = (),
    overwrite: bool = False,
) -> list[Path]:
    """Write letters to the suppliers of a round and return the files: one PDF, one page, or a folder with a PDF each.

    ``name`` is a run (``SCENARIO#VERSION``) or a scenario; without a round the letters say that they are drafts.
    ``supplier`` asks for one letter. Raises `PaperEndingWrong`, `PaperSupplierMissing`, ``FileUnwritable``,
    ``RoundMissing`` (a round that was asked for by number) and what `run_suppliers` raises.
    """
    ending = target.suffix.casefold()
    if ending and ending not in ENDINGS and not target.is_dir():
        raise PaperEndingWrong(path=target, expected="a .pdf file, an .html file or a folder")
    run, round_id = place_of(url, version, name, number)
    views = paper_views(url, version, run, supplier, round_id)
    letters = [letter_of(view, language, now, sender) for view in views]
    if target.is_dir() or not ending:
        return write_papers(
            target,
            {f"{one.supplier}.pdf": letters_pdf([one], now) for one in letters},
            overwrite=overwrite,
        )
    content = letters_pdf(letters, now) if ending == ".pdf" else letters_html(letters).encode("utf-8")
    return export_file(target, partial(_write, content), overwrite=overwrite)


def letter_of(view: ManagerView, language: Language, now: str, sender: Sequence[str] = ()) -> Letter:
    """Return the letter to a supplier, of what it may see."""
    return letter_content(view.view, view.status, view.changes, language, now, sender)


def supplier_letter(view: ManagerView, language: Language, now: str) -> bytes:
    """Return a supplier's own letter as PDF."""
    return letters_pdf([letter_of(view, language, now)], now)


def supplier_message(
    url: str,
    version: str,
    name: str,
    supplier: str,
    language: Language,
    *,
    number: int | None = None,
    address: str = "",
) -> str:
    """Return a short text to a supplier of a round; ``address`` of the pages makes it lead to the round's own page.

    Raises ``RoundMissing``, `PaperSupplierMissing` and what `manager_view` raises.
    """
    round_ = round_of(url, version, name, number)
    view = paper_views(url, version, round_.run, supplier, round_.id)[0]
    assert view.status is not None, "of a round"
    where = f"{address.rstrip('/')}/work/{round_.id}" if address else ""
    return message_text(view.view, view.status, language, where)


def place_of(url: str, version: str, name: str, number: int | None) -> tuple[str, int | None]:
    """Return the run that is meant by ``name``, and its round (``None``: it has none and none was asked for)."""
    try:
        round_ = round_of(url, version, name, number)
    except RoundMissing:
        if number is not None:
            raise
        return ground_for(url, version, name).run, None
    return round_.run, round_.id


def paper_views(url: str, version: str, run: str, supplier: str | None, round_id: int | None) -> list[ManagerView]:
    """Return what the suppliers with work in a run see of it, or the one that is named.

    Raises `PaperSupplierMissing`.
    """
    known = run_suppliers(url, version, run)
    if supplier is not None and supplier not in known:
        raise PaperSupplierMissing(supplier=supplier, where=run, nearest=nearest(supplier, known))
    chosen = known if supplier is None else (supplier,)
    return [manager_view(url, version, run, one, round_id=round_id) for one in chosen]


def write_papers(target: Path, papers: dict[str, bytes], *, overwrite: bool) -> list[Path]:
    """Write files into a folder, which is made if it is not there, and return them.

    Raises ``FileUnwritable``; a file that is there already stays unless ``overwrite``.
    """
    if target.exists() and not target.is_dir():
        raise file_unwritable("write-not-folder", target)
    there = [target / name for name in papers if (target / name).exists()]
    if there and not overwrite:
        raise file_unwritable("write-exists", there[0])
    _make_folder(target)
    written: list[Path] = []
    for name, content in papers.items():
        written += export_file(target / name, partial(_write, content), overwrite=True)
    return written


def _make_folder(target: Path) -> None:
    try:
        target.mkdir(exist_ok=True)
    except FileNotFoundError as error:
        raise file_unwritable("write-parent", target, parent=target.absolute().parent) from error
    except OSError as error:
        raise file_unwritable("write-other", target, detail=error.strerror or error) from error


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)
