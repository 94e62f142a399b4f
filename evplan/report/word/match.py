"""Words of business matching: suitability, what is lacking, requests for quotation, targets."""

from __future__ import annotations

# key: (English, Bahasa Indonesia), as ``str.format`` templates, in alphabetical order.
WORDS: dict[str, tuple[str, str]] = {
    "column.best_suited": ("Best suited", "Paling sesuai"),
    "column.certificate_expiry": ("Content certificate until", "Sertifikat TKDN sampai"),
    "column.certificates": ("Certificates needed", "Sertifikat yang diperlukan"),
    "column.certificates_held": ("Holds", "Dimiliki"),
    "column.content_evidence": ("Evidence of content", "Bukti TKDN"),
    "column.could_idr": ("Could take", "Dapat diambil"),
    "column.could_units": ("Could make", "Dapat dibuat"),
    "column.delivery": ("Deliver to", "Kirim ke"),
    "column.distance_km": ("km", "km"),
    "column.free_hours": ("Free hours", "Jam kosong"),
    "column.hours_per_unit": ("Machine hours a unit", "Jam mesin per unit"),
    "column.labour_hours_per_unit": ("Labour hours a unit", "Jam kerja per unit"),
    "column.lacks": ("Lacks", "Kurang"),
    "column.lead_time": ("Lead time, days", "Waktu tunggu, hari"),
    "column.legal_form": ("Legal form", "Bentuk usaha"),
    "column.local_content_share": ("Local content", "TKDN"),
    "column.mass_kg": ("Mass, kg", "Massa, kg"),
    "column.maximum_units": ("Most units a period", "Jumlah terbanyak per periode"),
    "column.minimum_order": ("Minimum order", "Pesanan minimum"),
    "column.needed_hours": ("Hours it takes", "Jam diperlukan"),
    "column.offering": ("Offer it", "Sudah menawar"),
    "column.open_idr": ("At stake", "Nilai peluang"),
    "column.rank": ("No.", "No."),
    "column.raw_material_origin": ("Origin of raw material", "Asal bahan baku"),
    "column.ready": ("Could offer", "Dapat menawar"),
    "column.safety_critical": ("Safety-critical", "Kritis keselamatan"),
    "column.similar_parts": ("Similar parts", "Komponen serupa"),
    "column.size_class": ("Size", "Skala"),
    "column.standing": ("Stands", "Keadaan"),
    "column.steps": ("Need a step", "Perlu langkah"),
    "column.suitability": ("Suits (of 100)", "Kesesuaian (dari 100)"),
    "column.sum_idr": ("Sum", "Jumlah"),
    "column.tooling_cost_idr": ("Tooling", "Peralatan cetak dan bantu"),
    "column.units_now": ("Makes now", "Kini dibuat"),
    "match.all": ("all that is bought", "semua yang dibeli"),
    "match.axis": ("Rupiah, billion", "Rupiah, miliar"),
    "match.book": ("Business matching", "Temu bisnis"),
    "match.book.asked": ("Asked about", "Yang ditanyakan"),
    "match.book.criteria": ("Criteria and weights (illustrative)", "Kriteria dan bobot (ilustratif)"),
    "match.book.figures": ("Figures", "Angka"),
    "match.book.overview": ("Overview", "Ringkasan"),
    "match.book.parts": ("Parts", "Komponen"),
    "match.book.potential": ("Counted toward the target", "Dihitung ke target"),
    "match.book.sums": (
        "{open} at stake in {count} parts; {could} of it could be taken on without any step before.",
        "{open} peluang pada {count} komponen; {could} di antaranya dapat langsung diambil.",
    ),
    "match.certain": (
        "Certain, since the plan buys it from domestic suppliers already: {certain}",
        "Pasti, karena rencana sudah membelinya dari pemasok dalam negeri: {certain}",
    ),
    "match.certain_none": (
        "Certain: nothing. A data set has no plan; ask a run to see what it buys already.",
        "Pasti: belum ada. Set data tidak berisi rencana; tanyakan pada hasil hitung untuk melihat yang sudah dibeli.",
    ),
    "match.chart_could": ("could be made at home now", "dapat segera dibuat di dalam negeri"),
    "match.chart_left": ("nobody could yet, or not known", "belum ada yang mampu, atau belum diketahui"),
    "match.chart_more": ("{count} smaller parts are in the table", "{count} komponen yang lebih kecil ada di tabel"),
    "match.chart_title": (
        "{name}: imports by part, and how much domestic suppliers could make",
        "{name}: impor per komponen, dan berapa yang dapat dibuat pemasok dalam negeri",
    ),
    "match.chart_title_all": (
        "{name}: purchases by part, and how much domestic suppliers could make",
        "{name}: pembelian per komponen, dan berapa yang dapat dibuat pemasok dalam negeri",
    ),
    "match.criterion.certificate": ("certificates", "sertifikat"),
    "match.criterion.distance": ("distance", "jarak"),
    "match.criterion.experience": ("similar parts", "komponen serupa"),
    "match.criterion.hours": ("free hours", "jam kosong"),
    "match.criterion.process": ("process", "proses"),
    "match.criterion.size": ("UMKM or cooperative", "UMKM atau koperasi"),
    "match.data_note": (
        "From a data set: need of all its demand at reference cost; imported is what no domestic supplier offers, and "
        "all stated hours count as free. A run tells what is bought, which hours are left and the points at stake.",
        "Dari set data: kebutuhan seluruh permintaan pada biaya acuan; impor ialah yang tidak ditawarkan pemasok dalam "
        "negeri, dan semua jam dianggap kosong. Hasil hitung menunjukkan yang dibeli, sisa jam, dan poin yang dapat "
        "diraih.",
    ),
    "match.enough": ("The target is reached.", "Target tercapai."),
    "match.imported": ("imported now", "kini diimpor"),
    "match.lack.candidate": ("not opened yet", "belum dibuka"),
    "match.lack.certificate": ("certificate {what}", "sertifikat {what}"),
    "match.lack.expiring": ("{what} runs out before the end", "{what} habis sebelum akhir"),
    "match.lack.hours": ("hours for all of it", "jam untuk seluruhnya"),
    "match.lack.no_hours": ("free hours", "jam kosong"),
    "match.lack.offer": ("an offer", "penawaran"),
    "match.lack.process": ("the process (an upgrade is planned)", "proses (peningkatan direncanakan)"),
    "match.lack.unknown_hours": ("hours not stated", "jam tidak disebutkan"),
    "match.more": (
        "{count} more: ask for --format csv, or a workbook.",
        "{count} lagi: lihat --format csv, atau buku kerja.",
    ),
    "match.no_regions": (
        "The data set has no coordinates of regions: distances are blank and count half.",
        "Set data tidak memuat koordinat daerah: jarak kosong dan dihitung setengah.",
    ),
    "match.nobody": ("nobody", "tidak ada"),
    "match.nobody_note": (
        "Nobody has the process, or plans it: a supplier has to be found.",
        "Tidak ada yang memiliki atau merencanakan prosesnya: perlu dicari pemasok.",
    ),
    "match.nothing_note": (
        "It has no process that one of these parts takes, and offers none of them.",
        "Pemasok ini tidak memiliki proses yang diperlukan komponen ini, dan tidak menawarkannya.",
    ),
    "match.order": (
        "Order: first who lacks nothing but an offer, then by a sum of illustrative weights: {weights}.",
        "Urutan: dahulu yang hanya kurang penawaran, lalu menurut jumlah bobot ilustratif: {weights}.",
    ),
    "match.part_title": ("Who could make {name} ({part})", "Siapa yang dapat membuat {name} ({part})"),
    "match.parts_title": ("Business matching, {name}: {kind}", "Temu bisnis, {name}: {kind}"),
    "match.potential": (
        "Potential: {ready} from suppliers that could start now, {steps} from those with a step before them.",
        "Potensi: {ready} dari pemasok yang dapat segera mulai, {steps} dari yang perlu satu langkah dahulu.",
    ),
    "match.request": ("Request for quotation", "Permintaan penawaran harga"),
    "match.request.answer": ("How to answer", "Cara menjawab"),
    "match.request.answer_text": (
        "Fill in the blank columns of the sheet '{sheet}', a row per part that you can make; leave the others blank. "
        "Prices in rupiah per unit, ex works, without VAT (PPN).",
        "Isi kolom kosong pada lembar '{sheet}', satu baris untuk tiap komponen yang dapat Anda buat; biarkan yang "
        "lain kosong. Harga dalam rupiah per satuan, di tempat pemasok, tanpa PPN.",
    ),
    "match.request.buyer": ("Asked by", "Diminta oleh"),
    "match.request.contact": ("Contact", "Narahubung"),
    "match.request.fill": ("(fill in before sending)", "(isi sebelum dikirim)"),
    "match.request.firm": ("Your firm", "Usaha Anda"),
    "match.request.fill_answer": ("(please fill in)", "(mohon diisi)"),
    "match.request.made": ("Made by evplan on {day}", "Dibuat dengan evplan pada {day}"),
    "match.request.parts": ("Parts", "Komponen"),
    "match.request.quantities": ("Quantities", "Jumlah"),
    "match.request.quantities_note": (
        "Quantities are planned, not ordered; the sheet '{sheet}' has them by period.",
        "Jumlah ialah rencana, bukan pesanan; lembar '{sheet}' memuatnya per periode.",
    ),
    "match.request.reply": ("Reply by", "Dijawab paling lambat"),
    "match.run_note": (
        "Free hours are those that the plan leaves, over the whole horizon; a pair is judged by itself. Rupiah are ex "
        "works. Points and jobs are estimates at the usual domestic content and labour: points per vehicle on average, "
        "of all imports of the part; jobs over the horizon, of what is at stake.",
        "Jam kosong ialah sisa jam menurut rencana, sepanjang horizon; tiap pasangan dinilai sendiri. Rupiah di tempat "
        "pemasok. Poin dan tenaga kerja ialah perkiraan dengan TKDN dan jam kerja dalam negeri yang lazim: poin "
        "rata-rata per kendaraan dari seluruh impor komponen; tenaga kerja sepanjang horizon dari nilai peluang.",
    ),
    "match.short": ("{short} is missing to the target.", "Kurang {short} dari target."),
    "match.standing.offers": ("offers it", "sudah menawar"),
    "match.standing.ready": ("could offer", "dapat menawar"),
    "match.standing.steps": ("needs a step", "perlu langkah"),
    "match.supplier_title": ("What {supplier} could make", "Yang dapat dibuat {supplier}"),
    "match.target_title": ("Toward a target of {target}", "Menuju target {target}"),
}
