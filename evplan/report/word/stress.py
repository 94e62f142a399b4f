"""Words of stress tests."""

from __future__ import annotations

# key: (English, Bahasa Indonesia), as ``str.format`` templates, in alphabetical order.
WORDS: dict[str, tuple[str, str]] = {
    "stress.case.battery": ("battery parts at {value} of their price", "harga komponen baterai menjadi {value}"),
    "stress.case.certificates": ("certificates lapse: {value}", "sertifikat tidak berlaku: {value}"),
    "stress.case.demand": ("demand at {value} of plan", "permintaan menjadi {value} dari rencana"),
    "stress.case.largest": ("the {value} largest suppliers lost", "{value} pemasok terbesar berhenti"),
    "stress.case.own": ("{value}", "{value}"),
    "stress.case.region": ("lost: all suppliers in {value}", "berhenti: semua pemasok di {value}"),
    "stress.case.rupiah": ("rupiah {value}", "rupiah {value}"),
    "stress.case.supplier": ("lost: {value}", "berhenti: {value}"),
    "stress.certificates.all": ("all", "semua"),
    "stress.certificates.ending": ("those that end in the horizon", "yang berakhir dalam masa rencana"),
    "stress.chart_cost": ("Cost per vehicle built, everything free", "Biaya per kendaraan, semua bebas"),
    "stress.chart_no_plan": ("no plan found", "belum ada rencana"),
    "stress.chart_subtitle": (
        "The {count} hardest cases. Left: vehicles that are not built. Right: cost of a vehicle "
        "that is built, with everything decided again, against the plan.",
        "{count} kejadian terberat. Kiri: kendaraan yang tidak dirakit. Kanan: biaya per "
        "kendaraan yang dirakit, jika semua diputuskan lagi, dibanding rencana.",
    ),
    "stress.chart_unmet": ("Vehicles not built, part of demand", "Kendaraan yang tidak dirakit, bagian permintaan"),
    "stress.concentration": (
        "Largest supplier: {supplier}, {supplier_share} of value; largest region: {region}, {region_share}. "
        "Sum of squared shares: suppliers {supplier_index}, regions {region_index}.",
        "Pemasok terbesar: {supplier}, {supplier_share} dari nilai; daerah terbesar: {region}, {region_share}. "
        "Jumlah kuadrat bagian: pemasok {supplier_index}, daerah {region_index}.",
    ),
    "stress.expected": (
        "{mode}: over the odds given ({odds}), {unmet} vehicles are expected not to be built, and a cost of {cost}.",
        "{mode}: menurut peluang yang diberikan ({odds}), diperkirakan {unmet} kendaraan tidak dirakit, dengan biaya "
        "{cost}.",
    ),
    "stress.expected_unknown": (
        "{mode}: no expected value, since a case with odds has no plan.",
        "{mode}: tanpa nilai harapan, karena ada kejadian berpeluang yang tidak memiliki rencana.",
    ),
    "stress.head.at_risk": ("At risk", "Nilai terancam"),
    "stress.head.case": ("What happens", "Yang terjadi"),
    "stress.head.cost": ("Free: cost", "Bebas: biaya"),
    "stress.head.cost_held": ("Held: cost", "Tetap: biaya"),
    "stress.head.free_law": ("Free: law", "Bebas: hukum"),
    "stress.head.free_unmet": ("Free: not built", "Bebas: tidak dirakit"),
    "stress.head.gap": ("Gap", "Selisih"),
    "stress.head.held_law": ("Held: law", "Tetap: hukum"),
    "stress.head.held_unmet": ("Held: not built", "Tetap: tidak dirakit"),
    "stress.head.hours": ("hours lost", "jam hilang"),
    "stress.head.umkm": ("UMKM", "UMKM"),
    "stress.law.no": ("falls short: {vehicle} {score}", "kurang: {vehicle} {score}"),
    "stress.law.nothing": ("nothing built", "tidak ada rakitan"),
    "stress.law.yes": ("holds", "terpenuhi"),
    "stress.left": ("about {left} left", "sisa kira-kira {left}"),
    "stress.mode.free": ("everything free", "semua bebas"),
    "stress.mode.held": ("orders held", "pesanan tetap"),
    "stress.no_odds": (
        "No odds were given, so there is no expected value: give them in a file (--cases), or ask for --equal-odds.",
        "Peluang tidak diberikan, jadi tidak ada nilai harapan: berikan dalam berkas (--cases), atau minta "
        "--equal-odds.",
    ),
    "stress.note": (
        "Orders held: orders stay as placed and are paid, except what is lost; what is delivered is built with as far "
        "as it goes. Everything free: planned again under the scenario's rules; its gap is against a proven bound, and "
        "a search stops after {seconds}. Cost is without vehicles not built. Unverified cases are marked *.",
        "Pesanan tetap: pesanan tetap dikirim dan dibayar, kecuali yang hilang; yang terkirim dirakit sejauh mungkin. "
        "Semua bebas: direncanakan lagi menurut aturan skenario; selisih dihitung terhadap batas yang terbukti, dan "
        "pencarian berhenti setelah {seconds}. Biaya tidak termasuk kendaraan yang tidak dirakit. Kejadian yang belum "
        "lolos pemeriksaan bertanda *.",
    ),
    "stress.penalty_illustrative": (
        "The scenario has no price for a vehicle that is not built; so that as many as can be are built, {penalty} was "
        "taken. It is illustrative and in no cost here.",
        "Skenario tidak memberi harga untuk kendaraan yang tidak dirakit; agar sebanyak mungkin dirakit, dipakai "
        "{penalty}. Angka itu hanya ilustrasi dan tidak termasuk biaya di sini.",
    ),
    "stress.penalty_own": (
        "A vehicle that is not built is priced at {penalty} by the scenario; that is in no cost here.",
        "Kendaraan yang tidak dirakit dihargai {penalty} oleh skenario; itu tidak termasuk biaya di sini.",
    ),
    "stress.plan": (
        "The plan: {built} vehicles, {cost}, {share} of value with UMKM and cooperatives, {hours} hours of labour.",
        "Rencana: {built} kendaraan, {cost}, {share} nilai pada UMKM dan koperasi, {hours} jam kerja.",
    ),
    "stress.step": ("case {done} of {total}: {case}, {mode}", "kejadian {done} dari {total}: {case}, {mode}"),
    "stress.stored": (
        "Stored as stress test {number} of {run}.",
        "Disimpan sebagai uji ketahanan {number} dari {run}.",
    ),
    "stress.title": ("What is left of {run}", "Yang tersisa dari {run}"),
    "stress.title.table": ("Resilience table", "Tabel ketahanan"),
    "stress.untested": (
        "Run {run} has not been put under stress yet. 'evplan stress {run}' does it.",
        "{run} belum pernah diuji ketahanannya. Jalankan 'evplan stress {run}'.",
    ),
    "stress.worst": (
        "{mode}: the worst of {cases} cases is '{case}', with {unmet} of {demanded} vehicles not built; short of the "
        "law: {unlawful}; without a plan: {without}.",
        "{mode}: yang terberat dari {cases} kejadian ialah '{case}', {unmet} dari {demanded} kendaraan tidak dirakit; "
        "tidak memenuhi hukum: {unlawful}; tanpa rencana: {without}.",
    ),
    "stress.worst_cost": ("Dearest is '{case}', at {cost}.", "Termahal ialah '{case}', {cost}."),
    "stress.worst_none": (
        "{mode}: in all {cases} cases every vehicle is built; short of the law: {unlawful}; without a plan: {without}.",
        "{mode}: pada semua {cases} kejadian seluruh kendaraan dirakit; tidak memenuhi hukum: {unlawful}; tanpa "
        "rencana: {without}.",
    ),
}
