"""Bills spoilt in every way that files get spoilt: each is read right, or refused with findings; nothing half-stored.

``EVPLAN_BILL_MUTATIONS=10000`` runs as many; the default is a handful. Each mutation has its number as its seed.
"""

from __future__ import annotations

import io
import os
import random
import re
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
from bill_shape import SHAPES, VEHICLE, Shape
from small import read_tables

from evplan.errors import EvplanError, has_errors
from evplan.plan.bill import loop_below
from evplan.plan.bill_change import change_bill
from evplan.readers.bill.record import BillFile, BillOptions
from evplan.readers.bill_file import parse_bill
from evplan.schema import KEY_PATTERN, TABLES, Tables
from evplan.store import load_data_set, make_engine, prepare, save_data_set, transaction
from evplan.workflow.bill import import_bill

MUTATIONS = int(os.environ.get("EVPLAN_BILL_MUTATIONS", "60"))
STORED_EVERY = 8
"""Every so many mutations are also imported into a database, which must hold all of the bill or what it held before."""

_SIGNS = ",;\t|\"'\n\r\0 -=#%€轴½\ufeff"
_VALUES = ["", "=A1*B2", "#REF!", "2027-03-01", "1-Feb", "TBD", "-3", "1e400", "1.234", "1,5", "½", "NaN", "x" * 500]
_VALUES += ["MOTOR-1", "FR-1", "0", "12 pcs", "2x", "R1-R9999999", '"', "轴承", "C1,C2", "99999999999999999999"]


def spoilt_text(content: bytes, chance: random.Random) -> bytes:
    """Return a text file with cells swapped, cut, doubled, replaced, or bytes damaged, perhaps in another encoding."""
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    for _ in range(chance.randint(1, 4)):
        lines = text.split("\n")
        here = chance.randrange(len(lines))
        pieces = re.split(r"([,;\t|])", lines[here])
        kind = chance.randrange(9)
        if kind == 0 and len(pieces) > 2:
            one, two = chance.randrange(0, len(pieces), 2), chance.randrange(0, len(pieces), 2)
            pieces[one], pieces[two] = pieces[two], pieces[one]
        elif kind == 1:
            pieces[chance.randrange(0, len(pieces), 2)] = chance.choice(_VALUES)
        elif kind == 2:
            lines.insert(here, chance.choice(["", ";;;", "Total,,,12", chance.choice(lines)]))
        elif kind == 3:
            text = text[: chance.randrange(len(text) + 1)]
            continue
        elif kind == 4:
            place = chance.randrange(len(text) + 1)
            text = text[:place] + chance.choice(_SIGNS) + text[place:]
            continue
        elif kind == 5:
            text = text.replace(chance.choice(",;\t|."), chance.choice(",;\t|."))
            continue
        elif kind == 6:
            chance.shuffle(lines)
        elif kind == 7:
            del lines[here]
        else:
            lines[here] = lines[here][: chance.randrange(len(lines[here]) + 1)]
        if kind < 2:
            lines[here] = "".join(pieces)
        text = "\n".join(lines)
    encoding = chance.choice(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "gb18030"])
    spoilt = bytearray(text.encode(encoding, errors="replace"))
    if spoilt and chance.random() < 0.1:
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def spoilt_workbook(content: bytes, chance: random.Random) -> bytes:
    """Return a workbook with cells replaced, merged, made formulas or dates, rows moved, or cut short as a file."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    for _ in range(chance.randint(1, 4)):
        row, column = chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column)
        kind = chance.randrange(6)
        cell = sheet.cell(row, column)
        if isinstance(cell, openpyxl.cell.MergedCell):
            continue
        if kind == 0:
            cell.value = chance.choice(_VALUES).replace("\0", "")
        elif kind == 1:
            cell.value = date(2027, chance.randint(1, 12), 3)
        elif kind == 2:
            sheet.merge_cells(start_row=row, start_column=column, end_row=row + 1, end_column=column + 1)
        elif kind == 3:
            sheet.insert_rows(row)
        elif kind == 4:
            cell.value = chance.choice([True, -1.5, 1e300, "=1/0", None])
        else:
            sheet.delete_cols(column)
    target = io.BytesIO()
    book.save(target)
    spoilt = target.getvalue()
    return spoilt[: chance.randrange(len(spoilt))] if chance.random() < 0.1 else spoilt


def mutation(number: int) -> Shape:
    """Return the mutation with a number: the same bytes every time."""
    chance = random.Random(number)
    shape = SHAPES[number % len(SHAPES)]
    spoil: Callable[[bytes, random.Random], bytes] = spoilt_workbook if shape.name.endswith(".xlsx") else spoilt_text
    return Shape(shape.name, spoil(shape.content, chance), shape.lines)


@lru_cache(maxsize=1)
def stored_tables() -> Tables:
    """Return the set that bills are taken into; nothing changes it."""
    return read_tables("three_parts")


def sound(bill: BillFile) -> None:
    """Assert what holds of every bill that has no errors: keys, quantities and parts are such that it can be stored."""
    lines, parts = bill.lines, bill.parts
    assert len(lines), "a bill without lines is refused"
    assert np.isfinite(lines["quantity_per"]).all()
    assert (lines["quantity_per"] > 0).all()
    assert lines["child"].str.fullmatch(KEY_PATTERN).all()
    assert parts["part"].is_unique
    assert set(lines["child"]) | (set(lines["parent"]) - {""}) <= set(parts["part"])
    assert parts["unit"].dropna().isin(TABLES["parts"].by_name["unit"].choices).all()


def outcome(number: int) -> str:
    """Return what became of a mutation: ``as meant``, ``otherwise`` (loaded with other lines), ``refused``."""
    shape = mutation(number)
    try:
        bill = parse_bill(shape.content, shape.name, BillOptions(VEHICLE))
    except EvplanError:
        return "refused"
    if has_errors(bill.findings):
        assert all(finding.message and finding.source for finding in bill.findings)
        return "refused"
    sound(bill)
    tables = stored_tables()
    asked = pd.DataFrame(columns=["parent", "part", "substitute", "state"])
    source = {"source": "bom-fuzz", "title": "", "accessed": "2027-01-01", "note": ""}
    change = change_bill(tables, VEHICLE, bill.lines, bill.parts, bill.substitutes, source, asked, {"IDR": 1.0})
    if has_errors(change.findings):
        return "refused"
    lines = change.tables["bom_lines"]
    assert not loop_below(lines, VEHICLE)
    assert not lines.duplicated(TABLES["bom_lines"].key).any()
    assert set(lines["child"]) | set(lines["parent"]) <= set(change.tables["parts"]["part"])
    told = dict(
        zip(zip(bill.lines["parent"], bill.lines["child"], strict=True), bill.lines["quantity_per"], strict=True)
    )
    return "as meant" if told == shape.lines else "otherwise"


def test_a_spoilt_bill_is_read_or_refused_and_never_breaks_anything(capsys):
    counts: dict[str, int] = {}
    for number in range(MUTATIONS):
        try:
            told = outcome(number)
        except Exception as error:
            raise AssertionError(f"mutation {number}: {error!r}") from error
        counts[told] = counts.get(told, 0) + 1
    if MUTATIONS > 1000:
        with capsys.disabled():
            sys.stdout.write(f"\n{MUTATIONS} mutations: {counts}\n")
    assert set(counts) == {"as meant", "otherwise", "refused"}


def test_a_spoilt_bill_is_stored_whole_or_not_at_all(tmp_path):
    url = f"sqlite:///{tmp_path / 'evplan.db'}"
    engine = make_engine(url)
    prepare(engine, version="test")
    with transaction(engine) as session:
        named = {"files_digest": "", "source_path": "", "loaded_at": "2027-01-01"}
        save_data_set(session, "three", read_tables("three_parts"), **named)
    stored = refused = 0
    for number in range(0, min(MUTATIONS, 600), STORED_EVERY):
        shape = mutation(number)
        path = Path(tempfile.mkdtemp(dir=tmp_path)) / shape.name
        path.write_bytes(shape.content)
        with transaction(engine, write=False) as session:
            before = load_data_set(session, "three")
        try:
            answer = import_bill(url, "test", path, BillOptions(VEHICLE), now="2027-01-01", new=True, write=True)
        except EvplanError:
            refused += 1
            with transaction(engine, write=False) as session:
                after = load_data_set(session, "three")
            assert all(before[name].equals(after[name]) for name in TABLES)
            continue
        stored += 1
        with transaction(engine, write=False) as session:
            after = load_data_set(session, "three")
        lines = after["bom_lines"]
        mine = lines[lines["parent"].isin({VEHICLE, *answer.file.lines["parent"]} - {""})]
        assert len(mine) == len(answer.file.lines)
    engine.dispose()
    assert stored
    assert refused
