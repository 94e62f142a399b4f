"""A small plan with prices that are told apart at sight: a cooperative, its rivals, a workshop and who sells to it.

15 vehicles in each of two months. Frames: KOP's two members have 12 hours a month each and a frame takes 2, so KOP
makes 12 a month and CV the other 3. Bolts: KOP. Panels: CV, of 2.5 kg sheet that S sells; X and PT are dearer and get
nothing.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from small import Small

from evplan.plan.review import RoundStatus
from evplan.plan.review_sheet import HIDDEN, SheetForm, read_form
from evplan.workflow.answer_sheet import SheetAnswers, supplier_sheet, take_sheet
from evplan.workflow.case import Case, Record, answered, prepare, stored
from evplan.workflow.clock import Clock
from evplan.workflow.letter import paper_views
from evplan.workflow.review import open_round, round_status
from evplan.workflow.review_view import ManagerView

VERSION = "0.0.test"
NOW = "2026-11-22T10:00:00+07:00"

PRICES = {
    "KOP-FRAME": 3_171_717,
    "KOP-BOLT": 51_515,
    "CV-FRAME": 4_232_323,
    "CV-PANEL": 1_292_929,
    "S-SHEET": 363_636,
    "X-SHEET": 414_141,
    "PT-PANEL": 9_474_747,
}

NAMES = {
    "KOP": "Koperasi Melati",
    "CV": "Bengkel Kenanga",
    "S": "Toko Cempaka",
    "X": "Gudang Anggrek",
    "PT": "Pabrik Dahlia",
    "M1": "Anggota Teratai",
    "M2": "Anggota Kamboja",
}


def world() -> Small:
    """Return the plan of this module's docstring."""
    small = Small(periods=2)
    small.part("FRAME", name="Rangka utama", unit="pcs").part("BOLT", name="Set baut", unit="set")
    small.part("PANEL", name="Panel bodi", unit="pcs").part("SHEET", 2.5, "PANEL", name="Pelat baja", unit="kg")
    for supplier, name in NAMES.items():
        form, size = ("koperasi", "menengah") if supplier == "KOP" else ("cv", "kecil")
        small.supplier(supplier, name=name, legal_form=form, size_class=size)
    small.member("KOP", "M1", 0.05, las=12).member("KOP", "M2", 0.05, las=12)
    for offer, price in PRICES.items():
        supplier, part = offer.split("-")
        more = {"process": "las", "hours_per_unit": 2, "tooling_cost_idr": 7.7} if offer == "KOP-FRAME" else {}
        more |= {"mode": "conversion"} if offer == "CV-PANEL" else {}
        small.offer(offer, part, price / 1e6, supplier, **more)
    return small.demand(15)


def solve_world(url: str) -> None:
    """Store the plan as ``small#1``, verified."""
    small, by, clock = world(), Record(url, VERSION, NOW, "planner"), Clock(lambda progress: None)
    prepared = prepare(Case("small", small.tables, small.scenario), by, clock)
    run = stored(answered(prepared, by, clock), prepared.tables, by, clock)
    assert run.verified, run.findings


@dataclass(frozen=True)
class Paper:
    """A database with the plan and an open round on it."""

    url: str

    def record(self, user: str = "petugas", now: str = NOW) -> Record:
        return Record(self.url, VERSION, now, user)

    def open(self, **terms: object) -> RoundStatus:
        return open_round(self.record("planner"), "small#1", **terms)

    def status(self) -> RoundStatus:
        return round_status(self.url, VERSION, 1)

    def view(self, supplier: str) -> ManagerView:
        return paper_views(self.url, VERSION, "small#1", supplier, 1)[0]

    def sheet(self, supplier: str = "KOP", language: str = "id") -> bytes:
        return supplier_sheet(self.view(supplier), language, NOW)

    def take(self, content: bytes, user: str = "petugas", **whose: object) -> SheetAnswers:
        return take_sheet(self.record(user), content, "kop.xlsx", **whose)

    def events(self) -> int:
        return len(self.status().events)


def form_of(content: bytes) -> SheetForm:
    """Return what the hidden sheet of an answer sheet says."""
    rows = [tuple(str(cell or "") for cell in row) for row in hidden_rows(content)]
    form = read_form(rows[1:])
    assert form is not None
    return form


def hidden_rows(content: bytes) -> list[tuple[object, ...]]:
    """Return the rows of the hidden sheet, without the lists beside them."""
    return list(load_workbook(io.BytesIO(content))[HIDDEN].iter_rows(max_col=6, values_only=True))


def place_of(content: bytes, field: str, offer: str = "", period: str = "") -> tuple[str, str]:
    """Return sheet and address of a cell that is filled in."""
    form = form_of(content)
    return next(
        (one.sheet, one.cell) for one in form.own if (one.field, one.offer, one.period) == (field, offer, period)
    )


def filled(content: bytes, cells: dict[tuple[str, str], object]) -> bytes:
    """Return a workbook with cells written into it, as a spreadsheet would save it."""
    book = load_workbook(io.BytesIO(content))
    for (sheet, cell), value in cells.items():
        book[sheet][cell].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(content: bytes, offer: str, **fields: object) -> bytes:
    """Return a sheet with the answer to an offer filled in; ``units`` by period."""
    units = fields.pop("units", {})
    cells = {place_of(content, name, offer): value for name, value in fields.items()}
    cells |= {place_of(content, "units", offer, period): value for period, value in units.items()}
    return filled(content, cells)


def copy_of(path: Path, folder: Path) -> str:
    """Return the URL of a copy of a database."""
    target = folder / f"copy-of-{path.name}"
    target.write_bytes(path.read_bytes())
    return f"sqlite:///{target}"
