"""Words of the workbook to fill in and of the copy with findings marked."""

from __future__ import annotations

WORDS = {
    "template.guide": ("Guide", "Petunjuk"),
    "template.lists": ("Lists", "Daftar"),
    "template.findings": ("Findings", "Temuan"),
    "template.workbook": ("Workbook to fill in", "Buku kerja isian"),
    "template.marked": ("Copy with findings marked", "Salinan bertanda temuan"),
    "template.title": ("Data set for evplan: how to fill it in", "Kumpulan data evplan: cara mengisi"),
    "template.step": ("Step", "Langkah"),
    "template.sheet": ("Sheet", "Lembar"),
    "template.what": ("What it holds", "Isinya"),
    "template.needed": ("Needed?", "Wajib?"),
    "template.yes": ("yes", "wajib"),
    "template.no": ("if you have it", "bila ada"),
    "template.rule.rows": (
        "Row 1 of every sheet holds the names that evplan reads: leave it as it is. Row 2 says the same in words. "
        "Fill in from row 3 on.",
        "Baris 1 tiap lembar berisi nama kolom yang dibaca evplan: biarkan seperti adanya. Baris 2 menjelaskannya. "
        "Isilah mulai baris 3.",
    ),
    "template.rule.example": (
        "Row 3 in grey italics is an example with made-up numbers. Type over it or delete it; as long as no cell of "
        "it is changed, evplan does not read it.",
        "Baris 3 yang miring abu-abu adalah contoh dengan angka rekaan. Timpa atau hapus; selama tidak ada selnya yang "
        "diubah, evplan tidak membacanya.",
    ),
    "template.rule.required": (
        "Columns with a dark heading and a star must be filled in on every row. The others may stay blank.",
        "Kolom berjudul gelap dan bertanda bintang wajib diisi pada setiap baris. Kolom lain boleh kosong.",
    ),
    "template.rule.keys": (
        "Codes have letters, digits, '.', '_' and '-' only, no blanks, and each stands once. Other sheets choose them "
        "from a list: so fill in the sheets in the order below.",
        "Kode hanya terdiri atas huruf, angka, '.', '_', dan '-', tanpa spasi, dan masing-masing hanya sekali. "
        "Lembar lain memilihnya dari daftar: karena itu isilah lembar menurut urutan di bawah.",
    ),
    "template.rule.shares": (
        "Shares run from 0 to 1, never per cent: 40 per cent is 0.4.",
        "Porsi ditulis 0 sampai 1, bukan persen: 40 persen ditulis 0,4.",
    ),
    "template.rule.check": (
        "Then check it: evplan data check FILE.xlsx -o CHECKED.xlsx gives a copy in which every finding is marked in "
        "its cell.",
        "Setelah itu periksa: evplan data check FILE.xlsx -o HASIL.xlsx memberi salinan dengan setiap temuan ditandai "
        "di selnya.",
    ),
    "template.required": ("must be filled in", "wajib diisi"),
    "template.unit": ("Unit: {unit}.", "Satuan: {unit}."),
    "template.blank": ("Blank means {value}.", "Kosong berarti {value}."),
    "template.from": ("Choose from the sheet {table}.", "Pilih dari lembar {table}."),
    "template.error": ("Please check", "Mohon diperiksa"),
    "template.error.choice": ("Choose one of: {choices}.", "Pilih salah satu: {choices}."),
    "template.error.flag": ("Choose yes or no.", "Pilih ya atau tidak."),
    "template.error.range": ("Write a number from {low} to {high}.", "Tulis angka dari {low} sampai {high}."),
    "template.error.share": (
        "Write a share from 0 to 1: 40 per cent is 0.4.",
        "Tulis porsi dari 0 sampai 1: 40 persen ditulis 0,4.",
    ),
    "template.error.least": ("Write a number, at least {low}.", "Tulis angka, paling sedikit {low}."),
    "template.error.above": ("Write a number above {low}.", "Tulis angka di atas {low}."),
    "template.error.date": ("Write a date such as 2027-01-31.", "Tulis tanggal, misalnya 31/01/2027."),
    "template.error.key": (
        "A code has letters, digits, '.', '_' and '-' only, begins with a letter or digit, and stands once.",
        "Kode hanya huruf, angka, '.', '_', dan '-', diawali huruf atau angka, dan hanya sekali.",
    ),
    "template.error.reference": (
        "This code does not stand in the sheet {table} yet. Keep it all the same?",
        "Kode ini belum ada di lembar {table}. Tetap dipakai?",
    ),
    "template.example": (
        "An example with made-up numbers. It is not read as long as it is not changed.",
        "Contoh dengan angka rekaan. Tidak dibaca selama tidak diubah.",
    ),
    "template.marks": (
        "{count} findings are marked; {other} without a cell stand in the sheet {sheet} only.",
        "{count} temuan ditandai; {other} tanpa sel hanya ada di lembar {sheet}.",
    ),
    "template.finding.place": ("Place", "Tempat"),
    "template.finding.severity": ("Severity", "Tingkat"),
    "template.finding.message": ("What was found (in English)", "Temuan (dalam bahasa Inggris)"),
    "template.finding.fix": ("What to do", "Perbaikan"),
    "template.finding.code": ("Code", "Kode"),
    "title.reference_lists": ("Reference lists", "Daftar acuan"),
    "title.reference": ("Reference list {name}", "Daftar acuan {name}"),
}
