"""The headings of a TKDN form of direct material: which column holds what, over however many merged rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from evplan.readers.workbook import cell_text

Cell = tuple[Any, str]
"""What stands in a cell, and its number format."""
Rows = Sequence[Sequence[Cell]]

_TITLE_ROWS, _HEAD_ROWS = 40, 5
_TRACE = {
    "offer": "penawaran",
    "part": "kode komponen",
    "supplier_key": "kode pemasok",
    "evidence": "bukti tkdn",
    "expiry": "berlaku sampai",
    "group": "kelompok (sektoral)",
    "main": "komponen utama",
}
_HEADS = {
    "no": r"no\b\.?( urut)?$",
    "name": r"uraian|nama (bahan|barang|komponen|material)",
    "specification": r"spesifikasi",
    "country": r"negara|asal (bahan|barang)",
    "supplier": r"pemasok|produsen|vendor",
    "share": r"tkdn",
    "quantity": r"jumlah (pemakaian|kebutuhan|bahan|barang|material)|pemakaian|kuantitas|\bqty\b|volume",
    "price": r"harga",
    "unit": r"satuan|\bunit\b",
    "kdn": r"\bkdn\b",
    "kln": r"\bkln\b",
    "total": r"\btotal\b|\bjumlah( biaya)?$",
}
_NEEDED = ("name", "share", "quantity", "price")
_NUMBERING = re.compile(r"\(?\d{1,2}\)?(\s*=.*)?")


def text_of(cell: Cell) -> str:
    """Return a cell as one line of text, blank for nothing."""
    return "" if cell[0] is None else " ".join((cell_text(cell[0]) or "").split())


def find_heading(rows: Rows) -> tuple[int, dict[str, int]] | None:
    """Return the first row below the headings, and the position of every column by what it holds; ``None``: no form."""
    for number, row in enumerate(rows[:_TITLE_ROWS]):
        texts = [text_of(cell).casefold() for cell in row]
        if any(re.search(_HEADS["name"], text) for text in texts):
            below = _below(rows, number)
            # Headings that reach over several rows can start above this one; a lone line there is a title.
            above = number > 0 and sum(bool(text_of(cell)) for cell in rows[number - 1]) >= 3
            heads = _joined(rows[number - above : below])
            found = _columns(heads)
            if all(name in found for name in _NEEDED):
                while below < len(rows) and is_numbering(rows[below]):
                    below += 1
                return below, found
    return None


def is_numbering(row: Sequence[Cell]) -> bool:
    """Return whether a row only numbers the columns: (1), (2), ... or (10) = (7) x (8) x (9)."""
    filled = [text for cell in row if (text := text_of(cell))]
    return len(filled) >= 3 and all(_NUMBERING.fullmatch(text) for text in filled)


def _below(rows: Rows, first: int) -> int:
    """Return the row below headings that start in ``first``: the first with numbers, or that numbers the columns."""
    for number in range(first + 1, min(first + _HEAD_ROWS, len(rows))):
        filled = [text for cell in rows[number] if (text := text_of(cell))]
        numbers = [text for text in filled if re.search(r"\d", text)]
        if is_numbering(rows[number]) or len(numbers) >= 3:
            return number
    return min(first + 1, len(rows))


def _joined(rows: Rows) -> list[str]:
    width = max((len(row) for row in rows), default=0)
    columns = [[text_of(row[place]).casefold() for row in rows if place < len(row)] for place in range(width)]
    return [" ".join(text for text in column if text) for column in columns]


def _columns(heads: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        trace = next((name for name, text in _TRACE.items() if head.endswith(text)), None)
        name = trace or next((name for name, text in _HEADS.items() if re.search(text, head)), None)
        # The cost's three columns share a heading that may name them all in the first.
        if name in found and name == "kdn" and re.search(_HEADS["kln"], head):
            name = "kln"
        if name is not None:
            found.setdefault(name, place)
    return found
