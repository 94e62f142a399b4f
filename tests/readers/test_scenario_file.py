from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evplan.errors import FileUnreadable
from evplan.readers.scenario_file import ScenarioFile, read_scenario

BASE = """
name = "base"
data = "../data/tiny"
[calendar]
first = "2027-01"
periods = 12
[solver.options]
presolve = "on"
[[rule]]
id = "law"
kind = "local_content"
[[rule]]
id = "umkm"
kind = "award"
minimum_share = 0.35
[[change]]
table = "offers"
set = { price = { times = 1.1 } }
"""

CHILD = """
name = "child"
based_on = "base.toml"
drop_rules = ["law"]
[calendar]
periods = 6
[[rule]]
id = "umkm"
kind = "award"
minimum_share = 0.5
[[rule]]
id = "two"
kind = "source_count"
minimum = 2
[[change]]
table = "demand"
set = { units = 10 }
"""

Write = Callable[..., ScenarioFile]


@pytest.fixture
def read(tmp_path: Path) -> Write:
    """Write scenario files by name and read the last."""

    def write(**files: str) -> ScenarioFile:
        for name, text in files.items():
            (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return read_scenario(tmp_path / f"{list(files)[-1]}.toml")

    return write


def test_a_scenario_is_read_with_its_data_beside_it(read: Write, tmp_path: Path) -> None:
    file = read(base=BASE)
    assert file.findings == ()
    assert file.scenario is not None
    assert [rule.id for rule in file.scenario.rule] == ["law", "umkm"]
    assert file.data_path == tmp_path.parent / "data" / "tiny"
    assert file.text == f"# --- base.toml ---\n{BASE}"
    assert file.lineage.empty


def test_a_child_changes_what_it_says_and_keeps_the_rest(read: Write) -> None:
    file = read(base=BASE, child=CHILD)
    assert file.findings == ()
    scenario = file.scenario
    assert scenario is not None
    assert (scenario.name, scenario.calendar.first, scenario.calendar.periods) == ("child", "2027-01", 6)
    assert scenario.solver.options == {"presolve": "on"}
    assert [(rule.id, getattr(rule, "minimum_share", None)) for rule in scenario.rule] == [("umkm", 0.5), ("two", None)]
    assert [change.table for change in scenario.change] == ["offers", "demand"]
    assert file.text.startswith("# --- child.toml ---\n")
    assert "# --- base.toml ---\n" in file.text
    assert list(file.lineage.itertuples(index=False, name=None)) == [
        ("calendar.periods", "12", "6"),
        ("rule 'law'.kind", "local_content", ""),
        ("rule 'umkm'.minimum_share", "0.35", "0.5"),
        ("rule 'two'.kind", "", "source_count"),
        ("rule 'two'.minimum", "", "2"),
        ("change 2", "", '{"table": "demand", "set": {"units": 10}}'),
    ]


def test_data_is_seen_from_the_file_that_states_it(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    child = tmp_path / "sub" / "child.toml"
    child.write_text('name = "c"\nbased_on = "../base.toml"\n', encoding="utf-8")
    assert read_scenario(child).data_path == tmp_path.parent / "data" / "tiny"


MISTAKES = [
    ("periods = 12", "period = 12", "unknown-setting", "base.toml: calendar.period", "Did you mean 'periods'?"),
    ('name = "base"', 'name = "base"\ndat = 1', "unknown-setting", "base.toml: dat", "Did you mean 'data'?"),
    ("minimum_share =", "minimum_shar =", "unknown-setting", "base.toml: rule 'umkm': minimum_shar", "'minimum_share'"),
    ('"award"', '"awrd"', "unknown-kind", "base.toml: rule 'umkm'", "Did you mean 'award'?"),
    ('kind = "award"', "", "missing-setting", "base.toml: rule 'umkm'", "Add kind"),
    ('first = "2027-01"', "", "missing-setting", "base.toml: calendar.first", "calendar has no 'first'"),
    ("periods = 12", 'periods = "12"', "bad-setting", "base.toml: calendar.periods", "Write 12 without quotation"),
    ("periods = 12", "periods = 0", "bad-setting", "base.toml: calendar.periods", "must be at least 1"),
    ("periods = 12", "periods = 1.5", "bad-setting", "base.toml: calendar.periods", "must be a whole number"),
    ("= 0.35", "= 35", "bad-setting", "base.toml: rule 'umkm': minimum_share", "Write 0.35"),
    ("= 0.35", "= inf", "bad-setting", "base.toml: rule 'umkm': minimum_share", "must be at most 1"),
    ("= 0.35", '= 0.35\nsuppliers = "umkm"', "bad-setting", "base.toml: rule 'umkm': suppliers", 'list such as ["a"'),
    ("= 0.35", '= 0.35\nmeasure = "valu"', "bad-setting", "base.toml: rule 'umkm': measure", "Did you mean 'value'?"),
    ('"2027-01"', '"2027-13"', "contradictory-setting", "base.toml: calendar.first", "write 2027-01, 2027-Q1 or 2027"),
    ('"2027-01"', "2027", "bad-setting", "base.toml: calendar.first", "between quotation marks"),
    ('"local_content"', '"local_content"\nminimum = "lav"', "bad-setting", "base.toml: rule 'law': minimum", "'law'"),
    (
        '"local_content"',
        '"local_content"\nmethod = "sectral"',
        "bad-setting",
        "base.toml: rule 'law': method",
        "'sectoral'",
    ),
    ("times = 1.1", "time = 1.1", "contradictory-setting", "base.toml: change 1: set", "{ times = 1.1 }"),
    ('id = "umkm"', 'id = "law"', "duplicated-rule", "base.toml: rule 'law'", "given 2 times"),
    ('name = "base"', "", "missing-setting", "base.toml: name", "Add name"),
]


@pytest.mark.parametrize(("old", "new", "code", "source", "words"), MISTAKES)
def test_a_mistake_is_found_with_its_place_and_a_fix(
    read: Write, old: str, new: str, code: str, source: str, words: str
) -> None:
    assert old in BASE
    file = read(base=BASE.replace(old, new, 1))
    finding = next(each for each in file.findings if each.code == code)
    assert finding.source == source
    assert words in f"{finding.message} {finding.fix}"
    assert "Input should" not in finding.message
    assert file.scenario is None


def test_all_mistakes_are_found_at_once(read: Write) -> None:
    text = BASE.replace("periods = 12", "period = 12").replace('"award"', '"awrd"').replace("= 1.1", '= "x"')
    assert {each.code for each in read(base=text).findings} == {"bad-setting", "unknown-setting", "unknown-kind"}


def test_a_mistake_in_the_parent_is_placed_there(read: Write) -> None:
    file = read(base=BASE.replace("periods = 12", "lenght = 1"), child=CHILD)
    assert [each.source for each in file.findings] == ["base.toml: calendar.lenght"]


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("name = base\n", 1, "Text stands in quotation marks"),
        ('name = "a"\nname = "b"\n', 2, "stand once"),
        ('name = "a"\n[calendar\n', 2, "[section]"),
        ("x = 1,5\n", 1, "numbers have a point"),
        ('name = "a"\ndrop_rules = [\n', 2, "lists in [ ]"),
        ("a = " + "[" * 3000, 1, "nested too deeply"),
    ],
)
def test_broken_toml_is_found_with_its_line(read: Write, text: str, row: int, words: str) -> None:
    (finding,) = read(base=text).findings
    assert (finding.code, finding.row, finding.source) == ("scenario-syntax", row, f"base.toml:{row}")
    assert words in f"{finding.message} {finding.fix}"


def test_a_file_that_is_not_utf8_is_found(tmp_path: Path) -> None:
    path = tmp_path / "base.toml"
    path.write_bytes(BASE.replace("base", "bas\xe9").encode("cp1252"))
    (finding,) = read_scenario(path).findings
    assert (finding.code, finding.row, finding.found) == ("wrong-encoding", 2, "0xE9")


def test_parents_in_a_circle_are_found(read: Write) -> None:
    file = read(a='name = "a"\nbased_on = "b.toml"\n', b='name = "b"\nbased_on = "a.toml"\n')
    (finding,) = file.findings
    assert (finding.code, finding.found) == ("parent-loop", "b.toml -> a.toml -> b.toml")


def test_a_missing_parent_is_found_with_the_nearest(read: Write) -> None:
    (finding,) = read(base=BASE, child=CHILD.replace("base.toml", "bse.toml")).findings
    assert (finding.code, finding.source) == ("parent-missing", "child.toml: based_on")
    assert "Did you mean 'base.toml'?" in finding.message


def test_a_dropped_rule_that_no_parent_has_is_found_with_the_nearest(read: Write) -> None:
    (finding,) = read(base=BASE, child=CHILD.replace('["law"]', '["lav"]')).findings
    assert (finding.code, finding.source, finding.found) == ("unknown-dropped-rule", "child.toml: drop_rules", "lav")
    assert "Did you mean 'law'?" in finding.message


def test_a_path_that_is_no_file_names_the_nearest_scenario(read: Write, tmp_path: Path) -> None:
    read(base=BASE)
    with pytest.raises(FileUnreadable, match=r"Did you mean 'base\.toml'\?"):
        read_scenario(tmp_path / "bass.toml")
    with pytest.raises(FileUnreadable, match="folder, not a file"):
        read_scenario(tmp_path)
