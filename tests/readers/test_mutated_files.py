"""Files damaged at random never end in a traceback: what comes back has findings, or is an error in words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tiny_set import FILES

from evplan.errors import EvplanError
from evplan.readers.data_set import read_data_set
from evplan.readers.scenario_file import read_scenario
from evplan.report.export import export_data_set
from evplan.schema import TABLES

SIGNS = [
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xe9",
    b"nan",
    b"-",
    b".",
    b"1e99",
    b"\xef\xbb\xbf",
    b"\t",
    b"'",
]
SCENARIO = b"""name = "a"
data = "x"
[calendar]
first = "2027-01"
[[rule]]
id = "f"
kind = "fix"
offer = "O-1"
units = { exactly = 3 }
[[rule]]
id = "u"
kind = "award"
minimum_share = 0.5
suppliers = { group = ["umkm"], region = "33.28" }
each = ["part"]
[[change]]
table = "offers"
set = { price = { times = 1.1 } }
"""
WORDS = [
    b"[",
    b"]",
    b"{",
    b"}",
    b"=",
    b'"',
    b"\n",
    b"nan",
    b"-1",
    b"rule",
    b"kind",
    b"[[rule]]",
    b"true",
    b"2027-01-01",
    b".",
]


def mutate(content: bytes, dice: random.Random, signs: list[bytes]) -> bytes:
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(content) + 1)
        end = min(start + dice.choice([0, 1, 3, 20]), len(content))
        middle = dice.choice([b"", dice.choice(signs), content[start:end] * 2, bytes([dice.randrange(256)])])
        content = content[:start] + middle + content[end:]
    return content[: dice.randrange(len(content) + 1)] if dice.random() < 0.1 else content


@pytest.mark.parametrize("seed", range(10))
def test_a_mutated_csv_file_gives_tables_and_findings(folder: Path, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(15):
        name = dice.choice(list(FILES))
        (folder / name).write_bytes(mutate(FILES[name].encode(), dice, SIGNS))
        files = read_data_set(folder)
        assert list(files.tables) == list(TABLES)
        assert all(finding.message and finding.source for finding in files.findings)
        (folder / name).write_text(FILES[name], encoding="utf-8")


@pytest.mark.parametrize("seed", range(4))
def test_a_mutated_workbook_gives_findings_or_an_error_in_words(folder: Path, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    path = tmp_path / "book.xlsx"
    export_data_set(read_data_set(folder).tables, path)
    content = path.read_bytes()
    refused = 0
    for _ in range(12):
        path.write_bytes(mutate(content, dice, SIGNS))
        try:
            assert list(read_data_set(path).tables) == list(TABLES)
        except EvplanError:
            refused += 1
    assert refused > 0


@pytest.mark.parametrize("seed", range(10))
def test_a_mutated_scenario_gives_findings(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    path = tmp_path / "a.toml"
    for _ in range(40):
        path.write_bytes(mutate(SCENARIO, dice, WORDS))
        file = read_scenario(path)
        assert (file.scenario is None) == bool(file.findings)
        assert all("Input should" not in finding.message for finding in file.findings)
