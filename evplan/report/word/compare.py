"""Words of comparing runs."""

from __future__ import annotations

# key: (English, Bahasa Indonesia), as ``str.format`` templates, in alphabetical order.
WORDS: dict[str, tuple[str, str]] = {
    "award_status.less": ("less", "berkurang"),
    "award_status.lost": ("lost", "kehilangan"),
    "award_status.more": ("more", "bertambah"),
    "award_status.same": ("other price", "harga lain"),
    "award_status.won": ("won", "mendapat"),
    "column.jobs_change": ("Full-time jobs, change", "Pekerja penuh waktu, perubahan"),
    "column.measure": ("Measure", "Ukuran"),
    "column.parts_lost": ("Lost", "Hilang"),
    "column.parts_won": ("Won", "Didapat"),
    "column.value_change": ("Value, change", "Nilai, perubahan"),
    "compare.chart_difference": (
        "Where the difference comes from: {run} against {reference}",
        "Asal selisih biaya: {run} terhadap {reference}",
    ),
    "compare.chart_million": ("million rupiah", "juta rupiah"),
    "compare.chart_scores": (
        "Local content, best method in force (tick: minimum)",
        "TKDN, metode berlaku yang terbaik (garis: batas minimum)",
    ),
    "compare.chart_shares": ("Share of purchases", "Bagian dari pembelian"),
    "compare.data_same": ("The data are the same.", "Datanya sama."),
    "compare.difference": ("Difference", "Selisih"),
    "compare.equal": ("as expensive as {before}: {total}", "biayanya sama dengan {before}: {total}"),
    "compare.less": (
        "{idr} less than {before} ({share}): {after_total} instead of {before_total}",
        "{idr} lebih murah dari {before} ({share}): {after_total}, semula {before_total}",
    ),
    "compare.more": (
        "{idr} more than {before} (+{share}): {after_total} instead of {before_total}",
        "{idr} lebih mahal dari {before} (+{share}): {after_total}, semula {before_total}",
    ),
    "compare.no_awards": ("Every supplier gets the same work.", "Setiap pemasok mendapat pekerjaan yang sama."),
    "compare.no_difference": (
        "No difference of cost: not both runs have a plan.",
        "Tidak ada selisih biaya: tidak kedua hasil hitung berisi rencana.",
    ),
    "compare.nothing_differs": (
        "Data, settings, rules and awards are the same.",
        "Data, pengaturan, aturan, dan penugasan sama.",
    ),
    "compare.overview": (
        "Why each costs more or less than {reference}",
        "Mengapa biaya masing-masing berbeda dari {reference}",
    ),
    "compare.part_mix": (
        "Mix: who supplies what share, when, with which substitutes, yields and price bands.",
        "Bauran: siapa memasok berapa bagian, kapan, dengan pengganti, rendemen, dan jenjang harga yang mana.",
    ),
    "compare.part_rules": (
        "Rules: what they change in volume and mix; what they change in investment, stock and vehicles not built "
        "stands there.",
        "Aturan: akibatnya pada volume dan bauran; akibatnya pada investasi, persediaan, dan kendaraan yang tidak "
        "dirakit tercatat di sana.",
    ),
    "compare.part_volume": (
        "Volume: the number of vehicles, each made as before.",
        "Volume: jumlah kendaraan, dengan cara pembuatan yang tetap.",
    ),
    "compare.points_note": ("Changes are in percentage points.", "Perubahan dalam poin persen."),
    "compare.proven": (
        "Each search stopped within its gap: the cheapest plans there can be differ by something between {least} and "
        "{most}.",
        "Setiap pencarian berhenti dalam batas selisihnya: rencana termurah yang mungkin berbeda antara {least} dan "
        "{most}.",
    ),
    "compare.suppliers_note": (
        "{new} suppliers are new, {dropped} are dropped, {others} get more or less.",
        "{new} pemasok baru, {dropped} tidak lagi mendapat pekerjaan, {others} mendapat lebih atau kurang.",
    ),
    "compare.title": ("{run} against {reference}", "{run} terhadap {reference}"),
    "figure.cost_per_vehicle_idr": ("Cost per vehicle", "Biaya per kendaraan"),
    "figure.jobs": ("Full-time jobs", "Pekerja penuh waktu"),
    "figure.labour_hours": ("Labour hours", "Jam kerja"),
    "figure.lowest_score": ("Lowest local content", "TKDN terendah"),
    "figure.penalty_idr": ("Penalties of soft rules", "Denda aturan lunak"),
    "figure.region_concentration": ("Concentration on regions (0 to 1)", "Pemusatan pada daerah (0 sampai 1)"),
    "figure.supplier_concentration": ("Concentration on suppliers (0 to 1)", "Pemusatan pada pemasok (0 sampai 1)"),
    "figure.suppliers": ("Suppliers with work", "Pemasok yang mendapat pekerjaan"),
    "figure.total_cost_idr": ("Total cost", "Biaya total"),
    "figure.umkm_koperasi_share": ("UMKM and cooperatives, of value", "UMKM dan koperasi, dari nilai"),
    "figure.vehicles_built": ("Vehicles built", "Kendaraan dirakit"),
    "figure.vehicles_unmet": ("Vehicles not built", "Kendaraan tidak dirakit"),
    "finding_action.gone": ("gone", "hilang"),
    "finding_action.new": ("new", "baru"),
    "part.currency": ("Currency", "Kurs"),
    "part.discount": ("Discounting", "Diskonto"),
    "part.freight_duty": ("Freight and duty rates", "Tarif angkut dan bea masuk"),
    "part.investment": ("Investment", "Investasi"),
    "part.mix": ("Mix", "Bauran"),
    "part.price": ("Price", "Harga"),
    "part.rules": ("Rules", "Aturan"),
    "part.stock": ("Stock", "Persediaan"),
    "part.unmet": ("Vehicles not built", "Kendaraan tidak dirakit"),
    "part.volume": ("Volume", "Volume"),
    "supplier_status.dropped": ("dropped", "tidak lagi"),
    "supplier_status.less": ("less", "berkurang"),
    "supplier_status.more": ("more", "bertambah"),
    "supplier_status.new": ("new", "baru"),
    "supplier_status.same": ("other parts", "komponen lain"),
    "title.compare_awards": (
        "Work that moved, in units, most money first",
        "Pekerjaan yang berpindah, dalam unit, nilai terbesar dahulu",
    ),
    "title.compare_costs": ("Cost by kind", "Biaya menurut jenis"),
    "title.compare_figures": ("In figures", "Dalam angka"),
    "title.compare_findings": ("Findings that only one run has", "Temuan yang hanya ada pada satu hasil hitung"),
    "title.compare_inputs": ("Data that differ", "Data yang berbeda"),
    "title.compare_parts": ("Why the cost differs", "Mengapa biayanya berbeda"),
    "title.compare_regions": (
        "Labour hours by region, most moved first",
        "Jam kerja per daerah, perubahan terbesar dahulu",
    ),
    "title.compare_rules": ("Rules that differ", "Aturan yang berbeda"),
    "title.compare_settings": ("Settings that differ", "Pengaturan yang berbeda"),
    "title.compare_suppliers": ("Suppliers that win or lose", "Pemasok yang untung atau rugi"),
    "title.compare_vehicles": ("Vehicles", "Kendaraan"),
}
