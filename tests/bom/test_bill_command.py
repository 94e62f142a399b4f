"""The commands on bills, as a user calls them on the set of three parts: a frame, two panels and a battery."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bill_shape import SHAPES, workbook

SCOOTER = "Part,Name,Qty,Position\nFRAME,Frame,1,10\nPANEL,Panel,{},20\nBATTERY,Battery,1,30\n{}"


def write(name, content):
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def rows(evplan, *words):
    answer = evplan("bom", *words, "--format", "json")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def lines(evplan, part="SCOOTER"):
    return {(row["parent"], row["part"]): row["quantity_per"] for row in rows(evplan, "show", part)[1:]}


def test_a_preview_shows_columns_and_changes_and_stores_nothing_without_yes(evplan):
    answer = evplan("bom", "import", write("new.csv", SCOOTER.format(3, "HORN,Horn,1,40\n")), "--vehicle", "SCOOTER")
    assert answer.code == 2
    assert "Run it again with --yes" in answer.err
    assert "Columns of new.csv, read as a flat list" in answer.out
    assert "bom_lines SCOOTER/PANEL//20: quantity_per 2 -> 3" in answer.out
    assert "parts HORN: added" in answer.out
    assert lines(evplan)[("SCOOTER", "PANEL")] == 2.0


def test_an_import_is_stored_at_once_and_importing_again_changes_nothing(evplan):
    name = write("new.csv", SCOOTER.format(3, "HORN,Horn,1,40\n"))
    assert evplan("bom", "import", name, "--vehicle", "SCOOTER", "--yes").code == 0
    assert lines(evplan) == {
        ("SCOOTER", "FRAME"): 1.0,
        ("SCOOTER", "PANEL"): 3.0,
        ("SCOOTER", "BATTERY"): 1.0,
        ("SCOOTER", "HORN"): 1.0,
    }
    again = evplan("bom", "import", name, "--vehicle", "SCOOTER")
    assert (again.code, "Nothing changed" in again.out) == (0, True)
    evplan("data", "export", "-o", "out")
    horn = next(line for line in Path("out/parts.csv").read_text().splitlines() if line.startswith("HORN,"))
    assert horn.endswith("bom-new,sourced")
    assert "Rangka" in Path("out/parts.csv").read_text(), "a name that was there before is kept"


def test_a_line_that_is_gone_from_the_file_goes_and_its_part_stays(evplan):
    name = write("less.csv", "Part,Qty\nFRAME,1\nPANEL,2\n")
    changes = json.loads(evplan("bom", "import", name, "--vehicle", "SCOOTER", "--yes", "--format", "json", "-q").out)
    gone = [change["key"] for change in changes if change["action"] == "removed"]
    assert gone == ["SCOOTER/BATTERY//30"]
    assert ("SCOOTER", "BATTERY") not in lines(evplan)
    assert rows(evplan, "where-used", "BATTERY") == []


def test_errors_store_nothing_and_end_with_the_code_of_bad_input(evplan):
    name = write("bad.csv", "Part,Qty\nFRAME,2\nPANEL,TBD\n")
    answer = evplan("bom", "import", name, "--vehicle", "SCOOTER", "--yes")
    assert answer.code == 3
    assert "how many is not settled yet" in answer.out
    assert lines(evplan)[("SCOOTER", "FRAME")] == 1.0
    accepted = evplan("bom", "import", name, "--vehicle", "SCOOTER", "--yes", "--accept", "bill-quantity-open")
    assert accepted.code == 0
    assert lines(evplan) == {("SCOOTER", "FRAME"): 2.0}


def test_a_bill_that_goes_round_is_refused(evplan):
    name = write("loop.csv", "Parent,Child,Qty\nSCOOTER,FRAME,1\nFRAME,TUBE,2\nTUBE,FRAME,1\n")
    answer = evplan("bom", "import", name, "--vehicle", "SCOOTER", "--yes")
    assert answer.code == 3
    assert "FRAME -> TUBE -> FRAME" in answer.out
    self_made = write("self.csv", "Parent,Child,Qty\nSCOOTER,FRAME,1\nFRAME,FRAME,1\n")
    assert evplan("bom", "import", self_made, "--vehicle", "SCOOTER", "--yes").code == 3
    assert len(lines(evplan)) == 3


def test_a_mapping_is_saved_and_used_again(evplan):
    name = write("odd.csv", "Alpha,Beta,Gamma,Delta\nFRAME,4,3,x\nPANEL,2,9,y\n")
    asked = evplan("bom", "import", name, "--vehicle", "SCOOTER", "--yes")
    assert (asked.code, '--map "Beta=quantity_per"' in asked.out) == (3, True)
    words = ["--map", "Beta=qty", "--map", "Alpha=part", "--map", "Gamma=ignore", "--map", "Delta=note"]
    assert evplan("bom", "import", name, "--vehicle", "SCOOTER", "--yes", *words, "--save-map", "odd").code == 0
    more = write("odd2.csv", "Alpha,Beta,Gamma,Delta\nFRAME,5,3,x\nPANEL,2,9,y\n")
    assert evplan("bom", "import", more, "--vehicle", "SCOOTER", "--yes", "--use-map", "odd").code == 0
    assert lines(evplan) == {("SCOOTER", "FRAME"): 5.0, ("SCOOTER", "PANEL"): 2.0}
    unknown = evplan("bom", "import", more, "--vehicle", "SCOOTER", "--use-map", "old")
    assert (unknown.code, "There is no mapping 'old'" in unknown.err) == (2, True)
    wrong = evplan("bom", "import", more, "--vehicle", "SCOOTER", "--map", "Beta=colour")
    assert (wrong.code, "There is no field 'colour'" in wrong.err) == (2, True)


def test_substitutes_wait_until_they_are_confirmed_and_stay_when_the_file_comes_again(evplan):
    name = write("alt.csv", "Part,Qty,Alternative\nFRAME,1,\nPANEL,2,PANEL-B\nBATTERY,1,CELL-X\n")
    assert evplan("bom", "import", name, "--vehicle", "SCOOTER", "--yes").code == 0
    assert [row["substitute"] for row in rows(evplan, "confirm")] == ["CELL-X", "PANEL-B"]
    assert ("SCOOTER", "PANEL-B") not in lines(evplan)
    assert evplan("bom", "confirm", "PANEL-B").code == 0
    assert evplan("bom", "confirm", "--all", "--reject").code == 0
    assert rows(evplan, "confirm") == []
    assert lines(evplan)[("SCOOTER", "PANEL-B")] == 2.0
    groups = {row["part"]: row["substitute_group"] for row in rows(evplan, "show", "SCOOTER")}
    assert groups["PANEL"] == groups["PANEL-B"] == "ALT-PANEL"
    again = evplan("bom", "import", name, "--vehicle", "SCOOTER", "--yes")
    assert "Nothing changed" in again.out
    assert rows(evplan, "confirm") == []
    # Of two alternatives only the first counts in a sum.
    assert {row["part"]: row["need"] for row in rows(evplan, "explode", "SCOOTER", "--units", 3)} == {
        "BATTERY": 3.0,
        "FRAME": 3.0,
        "PANEL": 6.0,
    }
    lost = evplan("bom", "confirm", "PANEL-C")
    assert (lost.code, "No substitute 'PANEL-C' waits" in lost.err) == (2, True)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_imports_as_no_change(evplan, ending):
    level = next(shape for shape in SHAPES if shape.name == "level.csv")
    write("tree.csv", level.content)
    assert evplan("bom", "import", "tree.csv", "--vehicle", "MOTOR-1", "--new", "--yes").code == 0
    before = rows(evplan, "show", "MOTOR-1")
    for part in ("MOTOR-1", "SCOOTER"):
        assert evplan("bom", "export", part, "-o", f"{part}.{ending}").code == 0
        back = evplan("bom", "import", f"{part}.{ending}", "--vehicle", part)
        assert (back.code, "Nothing changed" in back.out) == (0, True), back.out
    assert rows(evplan, "show", "MOTOR-1") == before
    assert [row["path"] for row in before] == ["", "1", "1 × 4", "1 × 2", "2", "2 × 1"]


def test_a_tree_is_shown_with_the_product_along_the_way_in_both_languages(evplan):
    level = next(shape for shape in SHAPES if shape.name == "level.csv")
    write("tree.csv", level.content)
    evplan("bom", "import", "tree.csv", "--vehicle", "MOTOR-1", "--new", "--yes")
    english, bahasa = evplan("bom", "show", "MOTOR-1").out, evplan("bom", "show", "MOTOR-1", "--lang", "id").out
    assert "2 × 1 = 2" in english
    assert "Daftar bahan MOTOR-1: 5 baris" in bahasa
    assert len(rows(evplan, "show", "MOTOR-1", "--depth", 1)) == 3
    used = rows(evplan, "where-used", "BR-20")
    assert [(row["level"], row["parent"], row["quantity"]) for row in used] == [
        (1, "FR-1", 4.0),
        (1, "WH-1", 1.0),
        (2, "MOTOR-1", 4.0),
        (2, "MOTOR-1", 2.0),
    ]


def test_two_vehicles_and_two_data_sets_are_compared(evplan):
    write("two.csv", "Part,Qty\nFRAME,1\nPANEL,4\nHORN,1\n")
    assert evplan("bom", "import", "two.csv", "--vehicle", "SCOOTER-2", "--new", "--yes").code == 0
    found = {
        (row["part"], row["change"]): (row["old"], row["new"]) for row in rows(evplan, "diff", "SCOOTER", "SCOOTER-2")
    }
    assert found == {
        ("PANEL", "changed"): (2.0, 4.0),
        ("HORN", "added"): (None, 1.0),
        ("BATTERY", "removed"): (1.0, None),
    }
    same = evplan("bom", "diff", "SCOOTER")
    assert (same.code, "Both sides are SCOOTER" in same.err) == (2, True)
    assert evplan("bom", "import", "two.csv", "--vehicle", "SCOOTER", "--data", "trial", "--new", "--yes").code == 0
    other = rows(evplan, "diff", "SCOOTER", "--data", "three_parts", "--other", "trial")
    assert {row["part"] for row in other} == {"PANEL", "HORN", "BATTERY"}


def test_a_vehicle_that_is_not_there_is_asked_about(evplan):
    name = write("new.csv", SCOOTER.format(3, ""))
    answer = evplan("bom", "import", name, "--vehicle", "SCOTER")
    assert answer.code == 2
    assert "Did you mean 'SCOOTER'? Add --new to make it." in answer.err
    assert evplan("bom", "import", name, "--vehicle", "two words", "--new", "--yes").code == 2
    assert "has no part 'NOTHING'" in evplan("bom", "show", "NOTHING").err


@pytest.mark.parametrize("name", ["none.csv", "garbage.csv", "locked.xlsx", "hurt.xlsx"])
def test_a_file_that_is_none_is_refused_without_a_traceback(evplan, name):
    if name == "garbage.csv":
        write(name, bytes(range(256)) * 9)
    if name == "locked.xlsx":
        write(name, b"\xd0\xcf\x11\xe0" + bytes(900))
    if name == "hurt.xlsx":
        write(name, workbook([["Part", "Qty"], ["FRAME", 1]])[:900])
    answer = evplan("bom", "import", name, "--vehicle", "SCOOTER", "--yes")
    assert answer.code == 3
    assert "defect" not in answer.err
    assert len(lines(evplan)) == 3
