"""Every shape that bills come in is read as it is meant, or asked about."""

from __future__ import annotations

import pytest
from bill_shape import FLAT, SHAPES, TREE, VEHICLE, Shape, lines_of, read, text, workbook

from evplan.errors import FileUnreadable
from evplan.readers.bill.record import BillOptions
from evplan.readers.bill_file import parse_bill


def codes(bill):
    return {finding.code for finding in bill.findings}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_shape_is_read_without_being_told_what_its_columns_hold(shape):
    bill = read(shape)
    assert lines_of(bill) == shape.lines
    assert bill.layout == shape.layout
    assert not [finding for finding in bill.findings if str(finding.severity) == "error"]


def test_units_of_a_workbook_and_of_cells_become_those_of_the_data_set():
    for name in ("espanol.xlsx", "units-in-cells.csv", "francais.csv"):
        bill = read(next(shape for shape in SHAPES if shape.name == name))
        assert dict(zip(bill.parts["part"], bill.parts["unit"], strict=True)) == {
            "BOLT-M6": "pcs",
            "TUBE-25": "m",
            "PAINT": "l",
        }


def test_prices_keep_their_currency_and_follow_the_unit():
    bill = read(next(shape for shape in SHAPES if shape.name == "francais.csv"))
    prices = dict(zip(bill.parts["part"], bill.parts["price"], strict=True))
    # A millilitre of paint costs 0.02 euro, so a litre costs 20.
    assert prices == {"BOLT-M6": "0.12", "TUBE-25": "7.4", "PAINT": "20"}
    assert set(bill.parts["currency"]) == {"EUR"}


def test_what_no_column_says_is_asked_with_the_words_to_answer():
    bill = read(Shape("odd.csv", text("Alpha,Beta,Gamma,Delta\nBOLT-M6,8,3,x\nTUBE-25,2,9,y\nNUT-M8,4,7,z\n"), {}))
    asked = [finding for finding in bill.findings if finding.code == "bill-column-needed"]
    assert [finding.fix for finding in asked] == ['Say which it is, such as --map "Beta=quantity_per".']
    answered = read(
        Shape("odd.csv", text("Alpha,Beta,Gamma,Delta\nBOLT-M6,8,3,x\n"), {}),
        mapping={"beta": "quantity_per", "#1": "part"},
    )
    assert lines_of(answered) == {("", "BOLT-M6"): 8.0}


def test_a_mapping_to_a_column_that_is_not_there_is_asked_again():
    bill = read(SHAPES[0], mapping={"Qtty": "quantity_per"})
    (finding,) = [finding for finding in bill.findings if finding.code == "bill-map-unknown"]
    assert "Did you mean 'Qty'?" in finding.message
    assert bill.lines.empty


def test_duplicates_are_joined_and_said():
    bill = read(Shape("twice.csv", text("Part,Qty,Position\nNUT-M6,4,A\nBOLT-M6,2,B\nNUT-M6,3,C\n"), {}))
    assert lines_of(bill) == {("", "NUT-M6"): 7.0, ("", "BOLT-M6"): 2.0}
    assert bill.lines.set_index("child")["position"].to_dict() == {"NUT-M6": "A,C", "BOLT-M6": "B"}
    assert "bill-duplicate-joined" in codes(bill)


def test_an_assembly_that_stands_twice_counts_once_and_must_be_the_same():
    rows = "Level,Part,Qty\n1,LEFT,1\n2,ARM,1\n3,BOLT,2\n1,RIGHT,1\n2,ARM,1\n3,BOLT,{}\n"
    same = read(Shape("arms.csv", text(rows.format(2)), {}))
    assert lines_of(same) == {
        ("", "LEFT"): 1,
        ("", "RIGHT"): 1,
        ("LEFT", "ARM"): 1,
        ("RIGHT", "ARM"): 1,
        ("ARM", "BOLT"): 2,
    }
    other = read(Shape("arms.csv", text(rows.format(3)), {}))
    (finding,) = [finding for finding in other.findings if finding.code == "bill-assembly-differs"]
    assert "'ARM'" in finding.message
    assert finding.row == 6


def test_a_row_that_an_unquoted_comma_has_shifted_is_found_and_can_be_left_out():
    content = text("Part,Name,Qty\nBOLT-M6,Bolt,8\nTUBE-25,Tube, long,2\n")
    bill = read(Shape("shifted.csv", content, {}))
    (finding,) = [finding for finding in bill.findings if finding.code == "bill-row-shifted"]
    assert (finding.row, str(finding.severity)) == (3, "error")
    assert lines_of(bill) == {("", "BOLT-M6"): 8.0}


@pytest.mark.parametrize("word", ["TBD", "AR", "nach Bedarf", "secukupnya", "适量"])
def test_an_open_quantity_is_asked_and_can_be_answered(word):
    content = text(f"Part,Qty\nBOLT-M6,8\nGREASE-1,{word}\nNUT-M6,8\n")
    bill = read(Shape("open.csv", content, {}))
    assert [(finding.code, finding.row) for finding in bill.findings] == [("bill-quantity-open", 3)]
    answered = read(Shape("open.csv", content, {}), open_quantity=0.5)
    assert lines_of(answered) == {("", "BOLT-M6"): 8.0, ("", "GREASE-1"): 0.5, ("", "NUT-M6"): 8.0}


def test_quantities_for_a_hundred_boards_are_divided_and_said():
    rows = 'Refs,Value,Qty\nR1,10k,100\n"C1,C2",1uF,200\nD1,LED,100\n'
    bill = read(Shape("boards.csv", text(rows), {}))
    assert lines_of(bill) == {("", "10k"): 1.0, ("", "1uF"): 2.0, ("", "LED"): 1.0}
    assert "bill-multiple" in codes(bill)


def test_a_quantity_that_is_not_the_number_of_places_is_said():
    bill = read(Shape("places.csv", text('Refs,Value,Qty\nR1,10k,1\n"C1,C2",1uF,3\nD1,LED,1\n'), {}))
    (finding,) = [finding for finding in bill.findings if finding.code == "bill-count-differs"]
    assert "3, but 2 places" in finding.message
    assert lines_of(bill)[("", "1uF")] == 3.0


def test_substitutes_are_named_by_a_column_by_or_and_by_the_same_position():
    column = read(Shape("alt.csv", text("Part,Qty,Alternative\nBRG-A,2,BRG-B\nNUT-M6,4,\n"), {}))
    word = read(Shape("or.csv", text("Part,Qty\nBRG-A or BRG-B,2\nNUT-M6,4\n"), {}))
    place = read(
        Shape("pos.csv", text("Pos,Part,Qty\n1,NUT-M6,4\n2,BRG-A,2\n2,BRG-B,2\n3,X-1,1\n4,X-2,1\n5,X-3,1\n"), {})
    )
    for bill in (column, word, place):
        found = bill.substitutes[["parent", "part", "substitute", "quantity_per"]].to_numpy().tolist()
        assert found == [["", "BRG-A", "BRG-B", 2.0]]
        assert ("", "BRG-B") not in lines_of(bill)
        assert lines_of(bill)[("", "BRG-A")] == 2.0


def test_a_formula_an_error_and_a_date_where_a_quantity_should_be_are_found():
    rows = [["Part", "Qty"], ["BOLT-M6", 8], ["NUT-M6", "=A1*"], ["TUBE", "2027-03-01 00:00:00"]]
    csv = "\n".join(",".join(map(str, row)) for row in rows).encode()
    bill = read(Shape("bad.csv", csv, {}))
    assert {(finding.code, finding.row) for finding in bill.findings} == {
        ("bill-formula", 3),
        ("bill-quantity-date", 4),
    }


def test_keys_are_made_the_same_way_every_time_and_never_twice():
    content = text("Part,Qty\nA/B,1\nA B,2\nA-B,3\n轴承,4\n")
    bill = read(Shape("keys.csv", content, {}))
    assert bill.lines["child"].is_unique
    assert bill.lines["child"].tolist() == read(Shape("keys.csv", content, {})).lines["child"].tolist()
    assert bill.lines["child"].iloc[2] == "A-B"
    assert bill.lines["child"].str.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*").all()


def test_rows_above_the_headings_that_look_like_parts_are_said_to_be_left():
    bill = read(Shape("late.csv", text("Bolt,BOLT-M6,8\nName,Part,Qty\nNut,NUT-M6,4\n"), {}))
    assert [(finding.code, finding.row) for finding in bill.findings] == [("bill-rows-above", 1)]
    assert lines_of(bill) == {("", "NUT-M6"): 4.0}


def test_one_part_in_two_units_is_refused():
    bill = read(
        Shape("units.csv", text("Part,Qty,Unit,Level\nA-1,1,pcs,1\nTUBE,2,m,2\nB-1,1,pcs,1\nTUBE,2,kg,2\n"), {})
    )
    (finding,) = [finding for finding in bill.findings if finding.code == "bill-unit-differs"]
    assert "'TUBE' is counted in kg here and in m in row 3" in finding.message


def test_a_missing_level_is_found():
    bill = read(Shape("jump.csv", text("Level,Part,Qty\n1,A-1,1\n3,B-1,1\n2,C-1,1\n"), {}))
    assert [(finding.code, finding.row) for finding in bill.findings] == [("bill-level-jump", 3)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"\n\n  \n", "it is empty"),
        (bytes(range(256)) * 40, "it is no text"),
        (b"a," * 600_000, "longer than"),
        (b"<html><body>hello</body></html>", "no list of components"),
        (b"<broken", "no well-formed XML"),
        (b"\xff\xfeab\x00", "cut off or damaged"),
    ],
    ids=["nothing", "blanks", "binary", "one-line", "html", "xml", "utf16"],
)
def test_what_is_no_table_is_said_to_be_none(content, why):
    bill = parse_bill(content, "file.csv", BillOptions(VEHICLE))
    assert [finding.code for finding in bill.findings] == ["bill-no-table"]
    assert why in bill.findings[0].message


def test_a_workbook_with_a_password_is_refused_in_plain_words():
    with pytest.raises(FileUnreadable, match="protected by a password"):
        parse_bill(b"\xd0\xcf\x11\xe0" + bytes(600), "locked.xlsx", BillOptions(VEHICLE))


def test_the_sheet_that_looks_like_a_bill_is_read_and_the_others_are_named():
    def add(sheet):
        sheet.parent.create_sheet("Cover", 0).append(["Prepared by the planner"])

    content = workbook([["Part", "Qty"], ["BOLT-M6", 8], ["TUBE-25", 1.5], ["PAINT", 0.25]], add, "Parts")
    bill = parse_bill(content, "two.xlsx", BillOptions(VEHICLE))
    assert lines_of(bill) == FLAT
    assert [finding.code for finding in bill.findings] == ["bill-sheet-chosen"]
    missing = parse_bill(content, "two.xlsx", BillOptions(VEHICLE, sheet="Bom"))
    assert "it has no sheet 'Bom', only Cover, Parts" in missing.findings[0].message


def test_one_of_several_tops_is_chosen_with_top():
    rows = "Parent,Child,Qty\nMOTOR-1,FR-1,1\nFR-1,TB-10,2\nFR-1,BR-20,4\nMOTOR-1,WH-1,2\nWH-1,BR-20,1\n"
    rows += "TRIKE,FR-1,1\nTRIKE,WH-1,3\n"
    own = read(Shape("two.csv", text(rows), {}))
    assert lines_of(own) == TREE
    trike = read(Shape("two.csv", text(rows), {}), top="TRIKE")
    assert lines_of(trike) == TREE | {("", "WH-1"): 3.0}
    lost = read(Shape("two.csv", text(rows), {}), top="TRIK")
    assert "Did you mean 'TRIKE'?" in next(f for f in lost.findings if f.code == "bill-top-unknown").message
