"""Forms as they are found: evplan's own, and hand-made ones with merged headings and commas."""

import pytest
from openpyxl import Workbook

from evplan.errors import FileUnreadable
from evplan.errors.form import FormForeign
from evplan.plan.form_set import form_set
from evplan.readers.form_file import read_form_file

HEADS = ["No", "Uraian", "Spesifikasi", "Satuan Bahan Baku", "Negara Asal", "Pemasok / Produsen Tingkat 2", "TKDN (%)",
         "Jumlah Pemakaian untuk 1 Satuan Produk", "Harga Satuan Material (Rp)", "Biaya (Rp)"]  # fmt: skip
PIPE = [
    1,
    "Pipa kotak",
    "",
    "m",
    "Indonesia",
    "PT A (contoh)",
    "54,81 %",
    "1,5",
    "Rp 140.000,00",
    115_101,
    94_899,
    210_000,
]
PLATE = [2, "Pelat SPCC", "", "lembar", "Indonesia", "PT B (contoh)", "58,64 %", "0,2", "Rp 500.000,00",
         "59.640", "41.360", "101.804"]  # fmt: skip
ABS = [3, "ABS", "", "kg", "Indonesia", "PT C (contoh)", "42,28 %", "2,5", "Rp 450.000,00", 475_650, 649_350, 1_125_000]
BAR = [4, "Besi bulat", "", "m", "Indonesia", "PT D (contoh)", "56,92 %", "0,8", "Rp 40.000,00", 32_000, 0, 32_000]


@pytest.fixture
def hand_made(tmp_path):
    """Give a function that writes a form as an office might: titles, merged headings, numbered columns."""

    def write(*lines, total=None, numbers=True, recap=None):
        book = Workbook()
        sheet = book.active
        sheet.title = "Bahan"
        sheet.append(["FORMULIR 1.1"])
        sheet.append(["Penilaian TKDN Bahan Langsung, harga satuan dalam rupiah"])
        sheet.append(["Hasil Produksi", None, ":", "Tempat tidur pasien"])
        sheet.append([])
        sheet.append(HEADS)
        sheet.append([None] * 9 + ["KDN", "KLN", "Total"])
        sheet.merge_cells("J5:L5")
        if numbers:
            sheet.append([f"({number})" for number in range(1, 13)])
        for line in lines:
            sheet.append(line)
        if total:
            sheet.append(["Jumlah", *[None] * 8, *total])
        if recap:
            other = book.create_sheet("Rekap")
            other.append(["No", "Uraian", "KDN", "KLN", "Total"])
            other.append(["I", "Bahan (Material) Langsung", *recap])
        path = tmp_path / "form.xlsx"
        book.save(path)
        return path

    return write


def codes(form):
    return [one.code for one in form.findings]


def test_a_form_that_evplan_wrote_reads_back_to_the_same_numbers(content, form, tmp_path):
    path = tmp_path / "ours.xlsx"
    path.write_bytes(content)
    read = read_form_file(path)
    assert read.findings == ()
    numbers = ["share", "quantity", "price_idr"]
    assert read.lines[numbers].to_numpy().tolist() == form.material[numbers].to_numpy().tolist()
    tables, _ = form_set(read, "ours.xlsx", "2026-11-22")
    assert tables["bom_lines"].set_index("child")["quantity_per"].to_dict() == {"BATTERY": 1, "FRAME": 1, "SEAT": 2}
    assert set(tables["bom_lines"]["parent"]) == {"V"}
    offers = tables["offers"].set_index("offer")
    assert offers["price"].to_dict() == {"battery": "4000000", "frame": "1000000", "seat": "500000"}
    assert offers.loc["frame", ["content_evidence", "certificate_expiry"]].tolist() == ["certificate", "2030-12-31"]
    assert tables["suppliers"].set_index("supplier")["country"].to_dict() == {
        "ABROAD": "CN",
        "BATTERY": "ID",
        "FRAME": "ID",
    }
    assert tables["parts"].set_index("part")["content_group"]["BATTERY"] == "battery"
    assert set(tables["offers"]["source"]) == set(tables["sources"]["source"]) == {"OURS.XLSX"}


def test_the_two_wrong_lines_of_the_published_sample_are_named_and_no_other(hand_made):
    form = read_form_file(hand_made(PIPE, PLATE, ABS, BAR))
    assert codes(form) == ["form-line-wrong", "form-line-wrong"]
    first, second = (one.message for one in form.findings)
    assert "Line 2 (Pelat SPCC)" in first
    assert "KDN is 59640, Total is 101804; it should be KDN 58640, Total 100000" in first
    assert "Line 4 (Besi bulat)" in second
    assert "KDN 18214.4" in second
    assert [one.row for one in form.findings] == [9, 11]


def test_titles_merged_headings_and_commas_are_read(hand_made):
    form = read_form_file(hand_made(PIPE, ABS))
    assert form.product == "Tempat tidur pasien"
    assert form.lines[["share", "quantity", "price_idr"]].to_numpy().tolist() == [
        [pytest.approx(0.5481), 1.5, 140_000],
        [pytest.approx(0.4228), 2.5, 450_000],
    ]
    assert form.lines["supplier"].tolist() == ["PT A (contoh)", "PT C (contoh)"]


@pytest.mark.parametrize("written", [(40, 50), (0.4, 0.5), ("40 %", "50%"), ("0,4", "0,5"), ("40,0", 50)])
def test_forty_per_cent_is_read_however_it_is_written(hand_made, written):
    lines = [[1, f"A{place}", "", "kg", "Indonesia", "X", share, 2, 100] for place, share in enumerate(written)]
    form = read_form_file(hand_made(*lines))
    assert form.lines["share"].tolist() == [pytest.approx(0.4), pytest.approx(0.5)]
    assert form.findings == ()


def test_a_share_among_percentages_is_read_as_it_stands_and_told(hand_made):
    lines = [[1, "A", "", "kg", "", "X", 40, 2, 100], [2, "B", "", "kg", "", "X", 0.5, 2, 100]]
    form = read_form_file(hand_made(*lines))
    assert form.lines["share"].tolist() == [0.4, 0.005]
    assert codes(form) == ["form-percent-doubt"]


def test_a_total_and_a_recap_are_held_against_the_lines(hand_made):
    good = [1, "A", "", "kg", "", "X", 40, 2, 100_000, 80_000, 120_000, 200_000]
    assert (
        codes(read_form_file(hand_made(good, total=[80_000, 120_000, 200_000], recap=[80_000, 120_000, 200_000]))) == []
    )
    form = read_form_file(hand_made(good, total=[90_000, 120_000, 200_000], recap=[80_000, 125_000, 200_000]))
    assert codes(form) == ["form-total-wrong", "form-recap-wrong"]
    assert "total of KDN is 90000" in form.findings[0].message
    assert "direct material, KLN" in form.findings[1].message


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["banyak", 2, 100], "form-cell-bad"),
        ([40, None, 100], "form-cell-missing"),
        ([140, 2, 100], "form-percent-range"),
        ([40, -2, 100], "form-cell-bad"),
    ],
)
def test_a_line_that_cannot_be_read_is_found_and_left_out(hand_made, cells, code):
    form = read_form_file(hand_made([1, "A", "", "kg", "", "X", *cells], [2, "B", "", "kg", "", "X", 50, 1, 10]))
    assert codes(form) == [code]
    assert form.lines["name"].tolist() == ["B"]


def test_a_dash_is_nothing(hand_made):
    good = [1, "A", "", "kg", "", "X", "-", 2, 100_000, "-", 200_000, 200_000]
    form = read_form_file(hand_made(good, total=["-", 200_000, 200_000]))
    assert form.lines[["share", "kdn"]].to_numpy().tolist() == [[0, 0]]
    assert form.findings == ()


def test_headings_of_groups_are_no_lines(hand_made):
    form = read_form_file(hand_made(["I", "Rangka"], PIPE, ["II", "Plastik"], ABS))
    assert form.lines["name"].tolist() == ["Pipa kotak", "ABS"]
    assert form.findings == ()


def test_two_suppliers_of_one_part_are_two_offers_and_one_line_of_the_bill(hand_made):
    lines = [[1, "Jok", "", "buah", "Indonesia", who, 40, 0.5, 100] for who in ("PT A", "PT B")]
    tables, findings = form_set(read_form_file(hand_made(*lines)), "form.xlsx", "2026-11-22")
    assert tables["offers"]["offer"].tolist() == ["JOK.PT-A", "JOK.PT-B"]
    assert tables["bom_lines"][["parent", "child", "quantity_per"]].to_numpy().tolist() == [
        ["TEMPAT-TIDUR-PASIEN", "JOK", 1.0]
    ]
    assert [one.code for one in findings] == ["form-guessed"]


def test_what_is_no_form_is_refused_in_words(tmp_path):
    book = Workbook()
    book.active.append(["Nama", "Alamat"])
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(FormForeign, match=r"has no Form 1\.1"):
        read_form_file(tmp_path / "other.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(FileUnreadable):
        read_form_file(tmp_path / "text.xlsx")
    with pytest.raises(FileUnreadable):
        read_form_file(tmp_path / "gone.xlsx")
