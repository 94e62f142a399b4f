"""Answer sheets: what is filled in is stored, all or nothing; what is not the supplier's to change is told by cell."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from paper_world import NOW, Paper, filled, form_of, hidden_rows, place_of, solve_world, told

from evplan.errors import FileUnreadable
from evplan.errors.paper import (
    PaperEndingWrong,
    SheetElsewhere,
    SheetForeign,
    SheetMarkBroken,
    SheetNewer,
    SheetRefused,
    SheetTooLarge,
)
from evplan.errors.review import RoundClosed, RoundOver
from evplan.plan.review import Answer
from evplan.plan.review_sheet import HIDDEN
from evplan.readers.answer_sheet import MOST_BYTES, parse_answer_sheet
from evplan.workflow.answer_sheet import take_sheet_file, write_sheets
from evplan.workflow.review import close_round, give_answer

FRAME, BOLT = "KOP-FRAME", "KOP-BOLT"


def refused(paper: Paper, content: bytes, **whose: object) -> list[tuple[str, str]]:
    """Return code and cell of what is wrong with a sheet, of which nothing may have been stored."""
    before = paper.events()
    with pytest.raises(SheetRefused) as caught:
        paper.take(content, **whose)
    assert paper.events() == before
    return [(one.code, one.source.rpartition("[")[2].replace("]:", "!")) for one in caught.value.findings]


def at(content: bytes, field: str, offer: str = FRAME, period: str = "") -> str:
    """Return a cell as findings name it."""
    return "!".join(place_of(content, field, offer, period))


def answer_of(paper: Paper, offer: str) -> Answer | None:
    found = paper.status().item(offer)
    assert found is not None
    return found.answer


def test_a_sheet_that_is_not_filled_in_answers_nothing(paper, kop_sheet) -> None:
    before = paper.events()
    done = paper.take(kop_sheet)
    assert (done.stored, done.blank, done.supplier) == ((), 2, "KOP")
    assert paper.events() == before


def test_all_kinds_of_answer_are_read_back(paper, kop_sheet) -> None:
    partial = told(kop_sheet, FRAME, kind="Setuju sebagian", units={"2027-01": 7}, reason="satu mesin rusak")
    done = paper.take(told(partial, BOLT, kind="Setuju"))
    assert [one.item.offer for one in done.stored] == [BOLT, FRAME]
    assert answer_of(paper, FRAME) == Answer(kind="partial", units={"2027-01": 7.0}, reason="satu mesin rusak")
    assert answer_of(paper, BOLT) == Answer(kind="accept")
    counter = told(
        kop_sheet, FRAME, kind="Usul lain", price=3_300_000, units_per_period=10, first_period="Februari 2027"
    )
    done = paper.take(told(counter, BOLT, kind="Menolak", reason="tanpa baja"))
    assert answer_of(paper, FRAME) == Answer(kind="counter", price=3.3e6, units_per_period=10, first_period="2027-02")
    assert answer_of(paper, BOLT) == Answer(kind="decline", reason="tanpa baja")
    assert {one.supplier for one in paper.status().events if one.kind == "answered"} == {"KOP"}


def test_a_sheet_is_taken_in_by_both_databases(database_url) -> None:
    solve_world(database_url)
    paper = Paper(database_url)
    paper.open()
    content = told(told(paper.sheet(), FRAME, kind="Setuju"), BOLT, kind="Menolak")
    assert refused(paper, content) == [("answer-reason", at(content, "reason", BOLT))]
    assert len(paper.take(told(content, BOLT, reason="tanpa baja")).stored) == 2
    assert answer_of(paper, BOLT) == Answer(kind="decline", reason="tanpa baja")


def test_the_same_sheet_twice_says_nothing_new(paper, kop_sheet) -> None:
    content = told(kop_sheet, FRAME, kind="Setuju sebagian", units={"2027-01": 7})
    assert len(paper.take(content).stored) == 1
    before = paper.events()
    again = paper.take(content)
    assert (again.stored, again.blank) == ((), 1)
    assert paper.events() == before


def test_who_filled_it_in_is_who_said_it_unless_somebody_else_is_named(paper, kop_sheet, tmp_path) -> None:
    path = tmp_path / "kop.xlsx"
    path.write_bytes(told(filled(kop_sheet, {place_of(kop_sheet, "person"): "ketua"}), BOLT, kind="Setuju"))
    assert take_sheet_file(paper.record(), path).person == "ketua"
    path.write_bytes(
        told(filled(kop_sheet, {place_of(kop_sheet, "person"): "ketua"}), BOLT, kind="Menolak", reason="x")
    )
    done = take_sheet_file(paper.record(), path, person="ketua")
    assert (done.person, done.stored[0].state) == ("ketua", "declined")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3.300.000", 3_300_000.0),
        ("Rp 3.300.000,50", 3_300_000.5),
        ("1.000,5", 1000.5),
        ("3300000", 3_300_000.0),
        (3_300_000.25, 3_300_000.25),
        ("4.000", 4000.0),
    ],
)
def test_numbers_are_read_as_they_are_written_in_bahasa(kop_sheet, typed, read) -> None:
    content = told(kop_sheet, FRAME, kind="Usul lain", price=typed)
    (row,) = parse_answer_sheet(content, "x").rows
    assert float(row.price) == read


def test_the_same_digits_mean_something_else_in_english(shared_paper) -> None:
    content = told(shared_paper.sheet("KOP", "en"), FRAME, kind="Another proposal", price="4.000")
    (row,) = parse_answer_sheet(content, "x").rows
    assert float(row.price) == 4.0


@pytest.mark.parametrize(
    "typed", ["Februari 2027", "februari  2027 ", "2027-02", date(2027, 2, 1), datetime(2027, 2, 1)]
)
def test_a_period_is_known_however_the_spreadsheet_took_it(kop_sheet, typed) -> None:
    content = told(kop_sheet, FRAME, kind="Usul lain", first_period=typed)
    (row,) = parse_answer_sheet(content, "x").rows
    assert row.first_period == "2027-02"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "Mungkin"}, [("sheet-choice", "kind")]),
        ({"kind": "Usul lain", "price": "mahal"}, [("sheet-no-number", "price")]),
        ({"kind": "Usul lain", "price": True}, [("sheet-no-number", "price")]),
        ({"kind": "Usul lain", "price": "=2*3"}, [("sheet-formula", "price")]),
        ({"kind": "Usul lain", "price": -3}, [("answer-number-range", "price")]),
        ({"kind": "Usul lain", "price": 3e12}, [("answer-price-far", "price")]),
        ({"kind": "Usul lain", "first_period": "Maret 2027"}, [("sheet-choice", "first_period")]),
        ({"kind": "Usul lain"}, [("answer-counter-empty", "kind")]),
        ({"kind": "Setuju", "price": 5}, [("answer-not-its-own", "price")]),
        ({"kind": "Menolak"}, [("answer-reason", "reason")]),
        ({"kind": "Setuju sebagian"}, [("answer-units-missing", "kind")]),
        ({"price": 5}, [("sheet-answer-missing", "kind")]),
        ({"kind": "=HYPERLINK(1)"}, [("sheet-formula", "kind")]),
    ],
)
def test_what_cannot_stand_is_told_at_its_cell(paper, kop_sheet, fields, wrong) -> None:
    content = told(told(kop_sheet, FRAME, **fields), BOLT, kind="Setuju")
    assert refused(paper, content) == [(code, at(kop_sheet, field)) for code, field in wrong]


def test_units_are_held_against_the_plan_at_the_cell_of_their_period(paper, kop_sheet) -> None:
    content = told(kop_sheet, FRAME, kind="Setuju sebagian", units={"2027-01": 13, "2027-02": 3})
    assert refused(paper, content) == [("answer-too-many", at(kop_sheet, "units", FRAME, "2027-01"))]


def test_all_that_is_wrong_is_told_at_once(paper, kop_sheet) -> None:
    content = told(told(kop_sheet, FRAME, kind="Usul lain", price="mahal"), BOLT, kind="Menolak")
    sheet, cell = next(place for place, text in form_of(kop_sheet).locked.items() if text == "3171717")
    found = refused(paper, filled(content, {(sheet, cell): 1}))
    assert {code for code, _ in found} == {"sheet-cell-changed", "sheet-no-number", "answer-reason"}


def test_every_cell_that_is_not_the_suppliers_is_watched(paper, kop_sheet) -> None:
    form = form_of(kop_sheet)
    changed = dict.fromkeys(form.locked, "diubah")
    assert len(changed) > 40
    assert refused(paper, filled(kop_sheet, changed)) == [
        ("sheet-cell-changed", "!".join(place)) for place in form.locked
    ]


def test_something_written_beside_is_found(paper, kop_sheet) -> None:
    sheet = place_of(kop_sheet, "kind", FRAME)[0]
    content = filled(told(kop_sheet, FRAME, kind="Setuju"), {(sheet, "N30"): "catatan", (sheet, "E1"): 7})
    assert refused(paper, content) == [("sheet-cell-added", f"{sheet}!E1"), ("sheet-cell-added", f"{sheet}!N30")]


def test_a_sheet_that_was_renamed_is_missed(paper, kop_sheet) -> None:
    book = load_workbook(io.BytesIO(kop_sheet))
    book["Per periode"].title = "Lain"
    out = io.BytesIO()
    book.save(out)
    assert refused(paper, out.getvalue())[0][0] == "sheet-missing"


def test_a_hidden_part_that_was_changed_is_not_believed(paper, kop_sheet) -> None:
    for row in range(2, len(hidden_rows(kop_sheet)) + 1, 7):
        with pytest.raises(SheetMarkBroken):
            paper.take(filled(kop_sheet, {(HIDDEN, f"B{row}"): "KOP2"}))
    assert len(hidden_rows(kop_sheet)) > 60


def test_a_sheet_of_another_supplier_round_or_database_is_refused(paper, kop_sheet, draft) -> None:
    content = told(kop_sheet, FRAME, kind="Setuju")
    for whose in ({"supplier": "CV"}, {"round_id": 2}):
        with pytest.raises(SheetElsewhere, match="is not an answer sheet of"):
            paper.take(content, **whose)
    with pytest.raises(SheetElsewhere):
        draft.take(content)
    draft.open(closes_on=date(2026, 12, 1))
    assert draft.take(content).stored[0].state == "accepted"


def test_a_round_that_is_over_takes_no_sheet(paper, kop_sheet, draft) -> None:
    content = told(kop_sheet, FRAME, kind="Setuju")
    close_round(paper.record("planner"), 1)
    with pytest.raises(RoundClosed):
        paper.take(content)
    draft.open(closes_on=date(2026, 11, 21))
    with pytest.raises(RoundOver):
        draft.take(content)
    assert answer_of(paper, FRAME) is None
    assert answer_of(draft, FRAME) is None


def test_an_answer_that_somebody_else_gave_since_is_not_overwritten(paper, kop_sheet) -> None:
    give_answer(paper.record("bendahara"), 1, FRAME, Answer(kind="accept"), supplier="KOP")
    content = told(told(kop_sheet, FRAME, kind="Menolak", reason="x"), BOLT, kind="Setuju")
    assert refused(paper, content) == [("sheet-overtaken", at(kop_sheet, "kind"))]
    assert answer_of(paper, BOLT) is None
    newer = told(paper.sheet(), FRAME, kind="Menolak", reason="x")
    assert len(paper.take(newer).stored) == 1


def test_what_is_no_answer_sheet_is_told_so(paper, kop_sheet) -> None:
    with pytest.raises(FileUnreadable, match="no workbook"):
        paper.take(b"nothing like it")
    with pytest.raises(FileUnreadable, match="password"):
        paper.take(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(FileUnreadable):
        paper.take(kop_sheet[: len(kop_sheet) // 2])
    with pytest.raises(SheetForeign):
        paper.take(other_workbook())
    with pytest.raises(SheetNewer, match="form 2"):
        paper.take(filled(kop_sheet, {(HIDDEN, "B1"): "2"}))


def other_workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active["A1"].value = "evplan-answer-sheet"
    book.save(out)
    return out.getvalue()


def test_files_that_are_too_large_packed_or_unpacked_are_refused_unread(paper, kop_sheet, tmp_path) -> None:
    huge = tmp_path / "huge.xlsx"
    with huge.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(SheetTooLarge, match="50 MB; at most 2 MB"):
        take_sheet_file(paper.record(), huge)
    with pytest.raises(SheetTooLarge):
        paper.take(b"\0" * (MOST_BYTES + 1))
    with pytest.raises(SheetTooLarge, match="at most 20 MB"):
        paper.take(with_part(kop_sheet, "xl/media/x.bin", b"\0" * 60_000_000))


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return out.getvalue()


def test_neither_a_cell_far_out_nor_an_endless_text_takes_the_memory(paper, kop_sheet) -> None:
    sheet = place_of(kop_sheet, "kind", FRAME)[0]
    # It is not looked at, and no table is made of all the cells before it.
    assert paper.take(filled(kop_sheet, {(sheet, "XFD1048576"): 1})).stored == ()
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(FileUnreadable, match="document type"):
        paper.take(with_part(kop_sheet, "xl/other.xml", bomb))


def test_a_file_that_was_damaged_anywhere_never_ends_in_a_defect(paper, kop_sheet) -> None:
    expected = (FileUnreadable, SheetForeign, SheetMarkBroken, SheetRefused, SheetElsewhere, SheetNewer, SheetTooLarge)
    step = len(kop_sheet) // 60
    for place in range(0, len(kop_sheet), step):
        broken = bytearray(kop_sheet)
        broken[place : place + 4] = b"\xff\x00\x3c\x41"
        try:
            assert paper.take(bytes(broken)).stored == ()
        except expected:
            continue


def test_only_the_suppliers_cells_are_open_and_they_have_lists_and_limits(kop_sheet) -> None:
    form = form_of(kop_sheet)
    book = load_workbook(io.BytesIO(kop_sheet))
    own = {(one.sheet, one.cell) for one in form.own}
    opened = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not isinstance(cell, MergedCell) and not cell.protection.locked
    }
    assert opened == own
    # The name, five cells for each of two parts, and two periods of each.
    assert len(own) == 1 + 2 * 5 + 2 * 2
    assert all(sheet.protection.sheet for sheet in book)
    assert book[HIDDEN].sheet_state == "veryHidden"
    rules = [rule for sheet in book for rule in sheet.data_validations.dataValidation]
    assert [rule.type for rule in rules] == ["list", "list", "decimal", "decimal", "decimal"]
    assert [cell.value for cell in book[HIDDEN]["H"][:4]] == ["Setuju", "Setuju sebagian", "Usul lain", "Menolak"]
    assert rules[-1].formula2 == "$C4"


def test_sheets_are_written_one_for_each_supplier(shared_paper, tmp_path) -> None:
    where = (shared_paper.url, "0.0.test", "small")
    written = write_sheets(*where, tmp_path / "lembar", "id", NOW)
    assert [path.name for path in written] == ["CV.xlsx", "KOP.xlsx", "S.xlsx"]
    with pytest.raises(PaperEndingWrong, match="name one --supplier"):
        write_sheets(*where, tmp_path / "all.xlsx", "id", NOW)
    (one,) = write_sheets(*where, tmp_path / "kop.xlsx", "en", NOW, supplier="KOP")
    assert form_of(one.read_bytes()).mark.supplier == "KOP"
