"""The headings of a data set for people: every table and column in English and Bahasa Indonesia, beside `schema`.

Templates write them, `readers` recognises them in workbooks that people made. Words of a column are those of its name
(``price``) unless a table has its own (``price_bands.price``). English help is the meaning in `schema`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from evplan.schema import TABLES

# table: (English, Bahasa Indonesia, what it is in Bahasa Indonesia, other names that people give their sheets)
SHEETS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "sources": ("Sources", "Sumber", "asal angka-angka", ("referensi",)),
    "regions": ("Regions", "Wilayah", "kabupaten, kota, dan tempat asal di luar negeri", ("daerah", "kabupaten kota")),
    "parts": ("Parts", "Komponen", "kendaraan, rakitan, komponen, dan bahan", ("suku cadang", "daftar komponen")),
    "bom_lines": (
        "Bill of materials",
        "Daftar bahan",
        "susunan komponen: satu baris untuk tiap induk dan isinya",
        ("bom", "susunan komponen", "bill of material"),
    ),
    "suppliers": (
        "Suppliers",
        "Pemasok",
        "siapa yang dapat membuat atau mengimpor komponen",
        ("supplier", "daftar pemasok", "vendor", "rekanan"),
    ),
    "memberships": ("Members", "Anggota koperasi", "anggota tiap koperasi", ("anggota", "keanggotaan")),
    "capacity": ("Capacity", "Kapasitas", "jam kerja pemasok per proses dan periode", ("jam mesin",)),
    "offers": (
        "Offers",
        "Penawaran",
        "apa yang ditawarkan pemasok dan dengan syarat apa",
        ("harga", "daftar penawaran", "quotations"),
    ),
    "price_bands": (
        "Price bands",
        "Harga bertingkat",
        "harga yang berlaku untuk semua unit mulai jumlah tertentu",
        ("tingkat harga",),
    ),
    "supplier_rebates": (
        "Rebates",
        "Rabat",
        "potongan atas seluruh belanja pada satu pemasok",
        ("potongan harga",),
    ),
    "sites": ("Plants", "Pabrik", "tempat perakitan kendaraan", ("lokasi", "pabrik perakitan")),
    "vehicle_content": (
        "Vehicle content",
        "TKDN kendaraan",
        "apa yang dinilai peraturan TKDN di luar komponen yang dibeli",
        ("tkdn",),
    ),
    "demand": ("Demand", "Permintaan", "kendaraan yang hendak dibuat", ("kebutuhan", "rencana produksi")),
    "lanes": ("Freight", "Ongkos kirim", "ongkos kirim antarwilayah", ("rute", "angkutan")),
    "exchange_rates": ("Exchange rates", "Kurs", "rupiah untuk satu satuan mata uang", ("nilai tukar",)),
    "supplier_certificates": (
        "Certificates",
        "Sertifikat pemasok",
        "sertifikat yang dimiliki pemasok",
        ("sertifikat",),
    ),
    "upgrades": (
        "Upgrades",
        "Naik kelas",
        "langkah supaya pemasok mampu berbuat lebih banyak",
        ("peningkatan", "investasi"),
    ),
}

# column, or table.column: (English, Bahasa Indonesia, meaning in Bahasa Indonesia, other headings that people use)
COLUMNS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "source": ("Source", "Sumber", "asal baris ini: kode dari lembar sources", ()),
    "sources.source": ("Source code", "Kode sumber", "kode sumber", ("sumber",)),
    "title": ("Title", "Judul", "apa sumbernya", ()),
    "address": ("Address", "Alamat", "tempat sumber dapat dibaca", ("url", "tautan")),
    "accessed": ("Read on", "Dibaca tanggal", "hari sumber itu dibaca", ("tanggal akses",)),
    "note": ("Note", "Catatan", "yang perlu diketahui", ("keterangan",)),
    "region": ("Region", "Wilayah", "tempatnya: kode dari lembar regions", ("kode wilayah", "kabupaten/kota")),
    "regions.region": (
        "Region code",
        "Kode wilayah",
        "kode; untuk Indonesia kode Kementerian Dalam Negeri, misalnya 33.28",
        ("kode", "wilayah"),
    ),
    "name": ("Name", "Nama", "nama", ()),
    "regions.name": ("Name", "Nama wilayah", "nama kabupaten atau kota", ("nama", "kabupaten/kota")),
    "parts.name": ("Name", "Nama komponen", "nama komponen", ("nama", "nama barang", "part name")),
    "suppliers.name": (
        "Name",
        "Nama pemasok",
        "nama pemasok",
        ("nama", "nama perusahaan", "nama usaha", "supplier name", "company"),
    ),
    "sites.name": ("Name", "Nama pabrik", "nama pabrik", ("nama",)),
    "province": ("Province", "Provinsi", "provinsi, atau negara", ("propinsi",)),
    "latitude": ("Latitude", "Lintang", "garis lintang dalam derajat", ("lat",)),
    "longitude": ("Longitude", "Bujur", "garis bujur dalam derajat", ("long", "lon")),
    "minimum_wage_idr": ("Minimum wage (Rp)", "Upah minimum (Rp)", "upah minimum per bulan", ("umk", "ump")),
    "unemployment_share": (
        "Unemployment (0–1)",
        "Pengangguran (0–1)",
        "tingkat pengangguran terbuka, 0 sampai 1",
        ("tpt",),
    ),
    "part": ("Part", "Komponen", "kode dari lembar parts", ("kode komponen", "part number", "kode barang")),
    "parts.part": ("Part code", "Kode komponen", "kode komponen", ("kode", "part number", "kode barang")),
    "kind": ("Kind", "Jenis", "jenis", ()),
    "parts.kind": (
        "Level",
        "Tingkat",
        "vehicle = kendaraan, assembly = rakitan, component = komponen, material = bahan",
        ("jenis",),
    ),
    "upgrades.kind": (
        "Kind",
        "Jenis",
        "capacity = tambahan jam, certificate = sertifikat, local_content = TKDN, process = proses baru",
        (),
    ),
    "system": (
        "System",
        "Sistem",
        "body = bodi, interior = interior, battery = baterai, drive = penggerak, frame = rangka, "
        "electrical = kelistrikan, wheel = roda, brake = rem, suspension = suspensi, "
        "steering = kemudi, other = lainnya",
        (),
    ),
    "unit": ("Unit", "Satuan", "satuan jumlah", ("uom",)),
    "mass_kg": ("Mass (kg)", "Berat (kg)", "berat satu satuan", ("massa",)),
    "content_group": (
        "TKDN group",
        "Kelompok TKDN",
        "kelompok pada cara sektoral: battery = baterai, frame_body = rangka dan bodi, drive = penggerak, "
        "supporting = pendukung, assembly = perakitan, none = tidak ada",
        (),
    ),
    "main_component": ("Main component", "Komponen utama", "komponen utama pada cara umum", ()),
    "reference_cost_idr": ("Usual cost (Rp)", "Biaya acuan (Rp)", "biaya yang lazim untuk satu satuan", ()),
    "process": ("Process", "Proses", "proses pembuatan; lihat lembar daftar", ()),
    "certificates": (
        "Certificates needed",
        "Sertifikat wajib",
        "sertifikat yang harus dimiliki pembuatnya, dipisahkan titik koma",
        ("sertifikat",),
    ),
    "safety_critical": (
        "Safety-critical",
        "Kritis keselamatan",
        "kerusakan dapat melukai orang",
        (),
    ),
    "holding_cost_idr": (
        "Holding cost (Rp)",
        "Biaya simpan (Rp)",
        "biaya menyimpan satu satuan sampai periode berikutnya; kosong: tidak disimpan",
        (),
    ),
    "confidence": (
        "Confidence",
        "Keyakinan",
        "sourced = ada sumbernya, derived = dihitung, illustrative = contoh saja",
        (),
    ),
    "parent": ("Parent", "Induk", "komponen yang dibuat: kode dari lembar parts", ("kode induk", "rakitan")),
    "child": ("Child", "Isi", "komponen yang dipakai di dalamnya: kode dari lembar parts", ("anak", "kode anak")),
    "quantity_per": (
        "Quantity per parent",
        "Jumlah per induk",
        "berapa satuan isi dalam satu induk",
        ("jumlah", "qty", "quantity"),
    ),
    "scrap_share": ("Scrap (0–1)", "Sisa buangan (0–1)", "tambahan untuk buangan, 0 sampai 1", ("scrap",)),
    "valid_from": ("Valid from", "Berlaku mulai", "hari pertama baris ini berlaku", ("mulai",)),
    "valid_to": ("Valid to", "Berlaku sampai", "hari terakhir baris ini berlaku", ("sampai", "masa berlaku")),
    "substitute_group": (
        "Substitute group",
        "Kelompok pengganti",
        "baris satu induk dengan kelompok yang sama dapat saling menggantikan",
        (),
    ),
    "position": ("Position", "Posisi", "tempat atau nomor pada gambar", ("nomor",)),
    "supplier": ("Supplier", "Pemasok", "kode dari lembar suppliers", ("kode pemasok", "vendor")),
    "suppliers.supplier": ("Supplier code", "Kode pemasok", "kode pemasok", ("kode", "kode vendor", "vendor code")),
    "legal_form": (
        "Legal form",
        "Bentuk usaha",
        "koperasi, perorangan, CV, PT, BUMN, atau importir (importer)",
        ("badan usaha", "bentuk badan usaha", "badan hukum"),
    ),
    "size_class": ("Size", "Skala usaha", "skala menurut PP 7/2021", ("skala", "kelas usaha")),
    "country": ("Country", "Negara", "negara, dua huruf; kosong: ID", ()),
    "status": ("Status", "Status", "active = sudah ada, candidate = calon yang baru akan dibuka", ()),
    "opening_cost_idr": (
        "Opening cost (Rp)",
        "Biaya pembukaan (Rp)",
        "dibayar sekali jika mendapat pekerjaan",
        (),
    ),
    "ready_period": ("Ready from", "Siap mulai periode", "periode pertama calon dapat mengirim", ()),
    "workers": ("Workers", "Tenaga kerja", "jumlah tenaga kerja", ("jumlah tenaga kerja", "karyawan")),
    "annual_sales_idr": ("Sales a year (Rp)", "Omzet setahun (Rp)", "penjualan setahun", ("omzet", "omset")),
    "max_dependence_share": (
        "Largest dependence (0–1)",
        "Ketergantungan terbesar (0–1)",
        "bagian terbesar kapasitas yang sebaiknya diambil satu pembeli, 0 sampai 1",
        (),
    ),
    "cooperative": ("Cooperative", "Koperasi", "koperasinya: kode dari lembar suppliers", ("kode koperasi",)),
    "member": ("Member", "Anggota", "anggotanya: kode dari lembar suppliers", ("kode anggota",)),
    "fee_share": ("Fee (0–1)", "Potongan koperasi (0–1)", "bagian pendapatan anggota untuk koperasi", ()),
    "period": ("Period", "Periode", "2027-01, 2027-Q1, atau 2027; kosong: setiap periode", ("bulan",)),
    "hours": ("Hours", "Jam", "jam per periode", ("jam kerja", "jam per bulan")),
    "offer": ("Offer", "Penawaran", "kode dari lembar offers", ("kode penawaran",)),
    "offers.offer": ("Offer code", "Kode penawaran", "kode penawaran", ("kode", "nomor penawaran")),
    "mode": (
        "Mode",
        "Cara",
        "supply = dikirim jadi, conversion = maklon (bahannya dibelikan)",
        (),
    ),
    "price": ("Price", "Harga", "harga per satuan di tempat pemasok", ("harga satuan", "unit price")),
    "currency": ("Currency", "Mata uang", "mata uang harga; kosong: IDR", ("kurs",)),
    "minimum_order": (
        "Minimum order",
        "Pesanan minimum",
        "jumlah paling sedikit tiap pesanan",
        ("moq", "minimum pesanan"),
    ),
    "order_multiple": ("Order multiple", "Kelipatan pesanan", "pesanan selalu kelipatan angka ini", ()),
    "maximum_units": ("Most units a period", "Jumlah terbanyak", "satuan terbanyak dalam satu periode", ()),
    "tooling_cost_idr": (
        "Tooling (Rp)",
        "Biaya cetakan dan alat (Rp)",
        "dibayar sekali jika mendapat pesanan",
        ("tooling",),
    ),
    "lead_time_periods": (
        "Lead time (periods)",
        "Waktu tunggu (periode)",
        "lamanya dari pesan sampai datang",
        ("lead time",),
    ),
    "yield_share": ("Good units (0–1)", "Bagian baik (0–1)", "satuan baik dari tiap satuan yang dibayar", ("yield",)),
    "duty_share": ("Duty (0–1)", "Bea masuk (0–1)", "bea masuk atas nilai dan ongkos kirim, 0 sampai 1", ()),
    "hours_per_unit": ("Hours per unit", "Jam mesin per satuan", "jam mesin untuk satu satuan", ()),
    "setup_hours": ("Set-up hours", "Jam penyetelan", "jam tiap periode pembuatan", ()),
    "labour_hours_per_unit": (
        "Labour hours per unit",
        "Jam orang per satuan",
        "jam kerja orang untuk satu satuan",
        (),
    ),
    "local_content_share": (
        "Local content (0–1)",
        "TKDN (0–1)",
        "TKDN menurut sertifikat atau pernyataan sendiri, 0 sampai 1",
        ("nilai tkdn",),
    ),
    "content_evidence": (
        "Evidence",
        "Bukti TKDN",
        "certificate = sertifikat, self_declared = pernyataan sendiri, none = tidak ada",
        (),
    ),
    "certificate_expiry": ("Certificate ends", "Sertifikat berlaku sampai", "hari terakhir sertifikat", ()),
    "raw_material_origin": (
        "Origin of material",
        "Asal bahan baku",
        "local = dalam negeri, mixed = campuran, foreign = luar negeri",
        (),
    ),
    "minimum_units": ("From units", "Mulai jumlah", "mulai berapa satuan", ()),
    "basis": ("Basis", "Dasar hitungan", "period = per periode, horizon = seluruh jangka waktu", ()),
    "minimum_spend_idr": ("From spend (Rp)", "Mulai belanja (Rp)", "mulai belanja berapa rupiah", ()),
    "rebate_share": ("Rebate (0–1)", "Rabat (0–1)", "bagian dari seluruh belanja, 0 sampai 1", ()),
    "site": ("Plant", "Pabrik", "kode dari lembar sites", ("kode pabrik", "lokasi")),
    "sites.site": ("Plant code", "Kode pabrik", "kode pabrik", ("kode", "kode lokasi")),
    "capacity_units": (
        "Capacity (vehicles)",
        "Kapasitas (kendaraan)",
        "kendaraan per periode; kosong: tanpa batas",
        (),
    ),
    "vehicle": ("Vehicle", "Kendaraan", "kendaraannya: kode dari lembar parts", ("kode kendaraan", "model")),
    "year": ("Year", "Tahun", "tahun; kosong: setiap tahun", ()),
    "assembly_share": ("Assembly (0–1)", "Perakitan (0–1)", "bagian nilai perakitan pada cara sektoral", ()),
    "development_share": ("R&D (0–1)", "Litbang (0–1)", "bagian nilai litbang pada cara sektoral", ()),
    "labour_share": ("Labour (0–1)", "Porsi tenaga kerja (0–1)", "bagian nilai tenaga kerja pada cara umum", ()),
    "overhead_share": ("Overhead (0–1)", "Biaya tak langsung (0–1)", "bagian nilai overhead pada cara umum", ()),
    "development_points": ("R&D points", "Nilai litbang", "cara umum, 0 sampai 20", ()),
    "assembly_cost_idr": (
        "Assembly cost (Rp)",
        "Biaya perakitan (Rp)",
        "cara biaya: biaya merakit satu kendaraan",
        (),
    ),
    "assembly_local_share": (
        "Local part of assembly (0–1)",
        "Bagian lokal perakitan (0–1)",
        "cara biaya: bagian dalam negeri dari biaya itu",
        (),
    ),
    "units": ("Vehicles", "Jumlah kendaraan", "banyaknya kendaraan", ("jumlah", "unit", "qty")),
    "origin": ("From", "Dari", "wilayah asal: kode dari lembar regions", ("asal",)),
    "destination": ("To", "Ke", "wilayah tujuan: kode dari lembar regions", ("tujuan",)),
    "freight_idr_per_kg": ("Freight (Rp per kg)", "Ongkos kirim (Rp per kg)", "ongkos kirim", ("ongkir",)),
    "exchange_rates.currency": ("Currency", "Mata uang", "kode mata uang, misalnya USD", ()),
    "idr_per_unit": ("Rupiah per unit", "Rupiah per satuan", "rupiah untuk satu satuan mata uang", ("kurs",)),
    "certificate": ("Certificate", "Sertifikat", "sertifikatnya; lihat lembar daftar", ()),
    "upgrade": ("Upgrade code", "Kode langkah", "kode langkah naik kelas", ("kode",)),
    "cost_idr": ("Cost (Rp)", "Biaya (Rp)", "biayanya", ()),
    "credit_idr": ("Credit (Rp)", "Kredit KUR (Rp)", "bagian yang dapat dibiayai KUR", ("kur",)),
    "added_hours": ("Hours added", "Tambahan jam", "tambahan jam per periode", ()),
    "new_local_content_share": ("New local content (0–1)", "TKDN baru (0–1)", "TKDN sesudahnya, 0 sampai 1", ()),
    "new_content_evidence": (
        "New evidence",
        "Bukti TKDN baru",
        "certificate = sertifikat, self_declared = pernyataan sendiri, none = tidak ada",
        (),
    ),
    "requires": ("Needs first", "Perlu lebih dulu", "langkah lain yang harus sudah berlaku, dipisahkan titik koma", ()),
}


def column_words(table: str, column: str) -> tuple[str, str, str, tuple[str, ...]]:
    """Return heading in English and Bahasa, meaning in Bahasa, and other headings of a column."""
    return COLUMNS.get(f"{table}.{column}") or COLUMNS[column]


def plain_heading(text: str) -> str:
    """Return a heading as it is compared: no case, no signs, no units in brackets, no mark of what is required."""
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"\(.*?\)|\[.*?\]", " ", text).casefold()))


def named_columns(table: str) -> dict[str, str]:
    """Return the plain heading -> column of a table; of two columns that share other words neither is taken."""
    found = _unclashed((column, [column_words(table, column)[:2]]) for column in TABLES[table].names)
    others = _unclashed((column, [column_words(table, column)[3]]) for column in TABLES[table].names)
    return others | found | {plain_heading(column): column for column in TABLES[table].names}


def named_tables() -> dict[str, str]:
    """Return the plain name of a sheet -> table, in both languages."""
    others = {plain_heading(name): table for table, words in SHEETS.items() for name in words[3]}
    first = {plain_heading(name): table for table, words in SHEETS.items() for name in (table, *words[:2])}
    return others | first


def _unclashed(words: Iterable[tuple[str, list[tuple[str, ...]]]]) -> dict[str, str]:
    seen: dict[str, set[str]] = {}
    for column, lists in words:
        for heading in (each for names in lists for each in names):
            seen.setdefault(plain_heading(heading), set()).add(column)
    return {heading: columns.pop() for heading, columns in seen.items() if len(columns) == 1}
