"""How long bills of materials take, at 10,000 and at 100,000 lines; printed with their ratio.

Run with ``pytest -m benchmark -s tests/benchmarks/test_bill.py``. The goals: 100,000 lines explode in under a second,
and reading grows no faster than the file.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pandas as pd
import pytest

from evplan.plan.bill import explode
from evplan.readers.bill.record import BillOptions
from evplan.readers.bill_file import parse_bill
from evplan.schema import conform

SIZES = (10_000, 100_000)

pytestmark = pytest.mark.benchmark


def bill_text(size: int) -> bytes:
    """Return an indented bill of three levels as CSV: assemblies of 50 lines, each with sub-assemblies of ten."""
    lines = ["Level,Part Number,Name,Qty,Unit,Price (IDR)"]
    for number in range(size):
        level = 1 if number % 50 == 0 else 2 if number % 10 == 1 else 3
        lines.append(f"{level},P-{number},Part {number},{1 + number % 7},pcs,{1000 + number}")
    return "\n".join(lines).encode()


def bill_lines(size: int) -> pd.DataFrame:
    """Return the lines of a bill of ten levels in which every assembly goes into ten others of the level above."""
    width = size // 100
    rows = [("V", f"L0-{number}", 1.0) for number in range(width)]
    for level in range(1, 10):
        used = ((number * 7 + turn) % width for number in range(width) for turn in range(11))
        children = (f"L{level}-{number}" for number in range(width) for _ in range(11))
        rows += [(f"L{level - 1}-{parent}", child, 2.0) for parent, child in zip(used, children, strict=True)]
    frame = pd.DataFrame(rows, columns=["parent", "child", "quantity_per"]).drop_duplicates(["parent", "child"])
    return conform("bom_lines", frame)


def best(act: Callable[[], object]) -> float:
    """Return the seconds of the fastest of three rounds."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def test_reading_grows_with_the_file() -> None:
    seconds = []
    for size in SIZES:
        content = bill_text(size)
        assert len(parse_bill(content, "bill.csv", BillOptions("V")).lines) == size
        seconds.append(best(partial(parse_bill, content, "bill.csv", BillOptions("V"))))
    print(
        f"\nread {seconds[0]:.2f} s and {seconds[1]:.2f} s, ratio {seconds[1] / seconds[0]:.1f} for 10 times the lines"
    )


def test_a_hundred_thousand_lines_explode_in_under_a_second() -> None:
    seconds = []
    for size in SIZES:
        lines = bill_lines(size)
        needs = explode(lines, "V")
        assert needs["part"].str.startswith("L9-").all()
        seconds.append(best(partial(explode, lines, "V")))
        print(f"\n{len(lines):,} lines explode in {seconds[-1]:.2f} s")
    assert seconds[-1] < 1.0
    print(f"ratio {seconds[1] / seconds[0]:.1f}")
