"""Words of explanations."""

from __future__ import annotations

# key: (English, Bahasa Indonesia), as ``str.format`` templates, in alphabetical order.
WORDS: dict[str, tuple[str, str]] = {
    "action.added": ("added", "ditambahkan"),
    "action.changed": ("changed", "diubah"),
    "action.removed": ("removed", "dihapus"),
    "certificate.certificate": ("a certificate for what it states", "sertifikat untuk TKDN yang dinyatakan"),
    "certificate.raw_material": ("raw material that is all local", "bahan baku seluruhnya lokal"),
    "certificate.renewal": ("a certificate that does not lapse", "sertifikat yang tidak habis berlaku"),
    "content.all_lost": ("other parts, {count} of them", "komponen lain, {count} buah"),
    "content.aspect.assembly": ("own work: assembly", "pekerjaan sendiri: perakitan"),
    "content.aspect.development": ("own work: development", "pekerjaan sendiri: pengembangan"),
    "content.aspect.labour": ("own work: labour", "pekerjaan sendiri: tenaga kerja"),
    "content.aspect.overhead": ("own work: overhead", "pekerjaan sendiri: biaya tidak langsung pabrik"),
    "content.bonus_note": (
        "Development earns points on top of the others, which add up to 100 by themselves.",
        "Poin pengembangan adalah tambahan di atas poin lain, yang berjumlah 100.",
    ),
    "content.capacity": ("capacity of the best suppliers", "kapasitas pemasok terbaik"),
    "content.caps": (
        "{vehicle}, {year}, {method}: with today's offers the score cannot exceed {score}: {parts}.",
        "{vehicle}, {year}, {method}: dengan penawaran saat ini nilai TKDN tidak dapat melebihi {score}: {parts}.",
    ),
    "content.certificates_note": (
        "General method only: by the sectoral method a certificate changes no point. What it costs is not counted. "
        "Offers not in use take over what their free capacity allows, if that costs at most 5 % more.",
        "Hanya metode umum: menurut metode sektoral sertifikat tidak mengubah poin. Biaya sertifikat tidak dihitung. "
        "Penawaran yang belum dipakai mengambil alih sebatas kapasitas kosongnya, bila paling banyak 5 % lebih mahal.",
    ),
    "content.certificates_together": (
        "If every offer in use had {change}: {points} points more for {vehicle} in {year}.",
        "Bila semua penawaran yang dipakai memiliki {change}: tambah {points} poin untuk {vehicle} pada {year}.",
    ),
    "content.chart_cut": ("bars that save more than that are cut off", "batang yang lebih hemat dari itu dipotong"),
    "content.chart_dearer": (
        "{count} dearer steps are in the table only",
        "{count} langkah yang lebih mahal hanya ada di tabel",
    ),
    "content.chart_optimiser": ("whole plan solved again (relaxed)", "seluruh rencana dihitung ulang (relaksasi)"),
    "content.chart_per_point": ("Rupiah per vehicle and point", "Rupiah per kendaraan per poin"),
    "content.chart_points": ("Points of local content more", "Tambahan poin TKDN"),
    "content.chart_steps": ("swap by swap", "pindah satu per satu"),
    "content.chart_sum": ("Rupiah per vehicle", "Rupiah per kendaraan"),
    "content.chart_title": (
        "{vehicle}, {year}, {method} method: what more local content costs, from {score}",
        "{vehicle}, {year}, metode {method}: biaya menambah TKDN, mulai dari {score}",
    ),
    "content.empty_group": ("nothing bought in group {group}", "tidak ada pembelian di kelompok {group}"),
    "content.frontier_note": (
        "Rupiah per vehicle against the plan as it stands; a minus: a cheaper plan than this one has the points too. "
        "All rules and limits hold, all vehicles share the cost. No plan costs less than 'At least'"
        "{tangent}. 'If orders could be split' compares two relaxed plans with each other: the best estimate of the "
        "price where the plan itself is not exactly optimal.",
        "Rupiah per kendaraan dibanding rencana ini; minus berarti ada rencana lebih murah yang juga memberi poin itu. "
        "Semua aturan dan batas berlaku, biaya seluruh kendaraan dihitung. Tidak ada rencana di bawah 'Paling sedikit'"
        "{tangent}. 'Bila pesanan boleh dibagi' membandingkan dua rencana relaksasi: perkiraan harga terbaik bila "
        "rencana ini belum tepat optimal.",
    ),
    "content.frontier_tangent": (
        " (as far as the sum of ratios can be made linear there)",
        " (sejauh jumlah rasio dapat dibuat linear di titik itu)",
    ),
    "content.group.all": ("all", "semua"),
    "content.group.battery": ("battery", "baterai"),
    "content.group.drive": ("drive", "penggerak"),
    "content.group.frame_body": ("frame and body", "rangka dan bodi"),
    "content.group.main": ("main components", "komponen utama"),
    "content.group.supporting": ("supporting", "pendukung"),
    "content.lost_part": ("{part} {points} points", "{part} {points} poin"),
    "content.moved_of": ("{moved} of {wanted} {unit}", "{moved} dari {wanted} {unit}"),
    "content.no_plan": ("cannot be built at all", "tidak dapat dirakit sama sekali"),
    "content.no_steps": (
        "No swap brings more points: nothing with more local content has free capacity.",
        "Tidak ada perpindahan yang menambah poin: penawaran dengan TKDN lebih tinggi tidak punya kapasitas kosong.",
    ),
    "content.reach_note": (
        "'Best offers, no limits' takes every part from the offer that delivers it complete and helps most, whatever "
        "its capacity. 'Within capacity' knows workshops that make it of better material too, and keeps hours, maxima, "
        "dates and plants, each score on its own; minimum orders and the scenario's rules are left aside. Money does "
        "not matter in either.",
        "'Penawaran terbaik, tanpa batas' mengambil setiap komponen jadi dari penawaran yang paling membantu, berapa "
        "pun kapasitasnya. 'Dalam batas kapasitas' juga menghitung bengkel yang membuatnya dari bahan yang lebih baik, "
        "dan mematuhi jam, maksimum, tanggal, dan pabrik, setiap nilai sendiri; pesanan minimum dan aturan skenario "
        "diabaikan. Biaya tidak diperhitungkan di keduanya.",
    ),
    "content.steps_note": (
        "Each step moves one part to the offer with the fewest rupiah per point that has room in this plan; money and "
        "score are worked out again after every step. Orders keep their sizes. The scenario's other rules are not "
        "looked at, alternatives (such as a pack bought complete) stay as chosen, and vehicles do not exchange parts: "
        "the whole plan solved again minds all of that.",
        "Setiap langkah memindahkan satu komponen ke penawaran yang masih punya tempat dengan rupiah per poin "
        "terkecil; biaya dan nilai dihitung ulang setelah setiap langkah. Ukuran pesanan dipatuhi. Aturan skenario "
        "lainnya tidak diperiksa, pilihan pengganti (misalnya paket baterai utuh) tetap, dan komponen tidak ditukar "
        "antarkendaraan: rencana yang dihitung ulang memperhatikan semua itu.",
    ),
    "limit.hours": ("machine hours", "jam mesin"),
    "limit.maximum": ("the offer's maximum", "maksimum penawaran"),
    "limit.order": ("order sizes", "ukuran pesanan"),
    "next.export": ("evplan run export {run} -o {file}.xlsx", "evplan run export {run} -o {file}.xlsx"),
    "next.score": ("evplan law score {run}", "evplan law score {run}"),
    "next.show": ("evplan run show {run}", "evplan run show {run}"),
    "next.solve": ("evplan solve {file}", "evplan solve {file}"),
    "note.common_cost": (
        "{idr} more (tooling, opening, stock and the like) belongs to no single vehicle.",
        "{idr} lainnya (peralatan, pembukaan, persediaan, dan sejenisnya) bukan milik satu kendaraan saja.",
    ),
    "note.investments": (
        "One by one, with what comes through each: evplan roadmap.",
        "Satu per satu, dengan manfaatnya: evplan roadmap.",
    ),
    "note.methods": (
        "Methods that are not in force are shown for comparison only.",
        "Metode yang tidak berlaku ditampilkan hanya sebagai pembanding.",
    ),
    "note.more_rows": ("{count} more", "{count} lagi"),
    "note.move": ("way out: {move}", "jalan keluar: {move}"),
    "note.no_rows": ("none", "tidak ada"),
    "note.workshops": (
        "Material that went through an earlier workshop counts there; here only that workshop's own work on it does.",
        "Bahan yang sudah melewati bengkel lain dihitung di bengkel itu; di sini hanya upah kerjanya.",
    ),
    "points_status.found": ("found", "ditemukan"),
    "points_status.not_found": ("no plan found in time", "belum ditemukan dalam batas waktu"),
    "points_status.out_of_reach": ("out of reach", "di luar jangkauan"),
    "verdict.out_of_reach": ("{minimum}: out of reach by {points} points", "{minimum}: kurang {points} poin"),
    "verdict.unclear": ("{minimum}: just at the edge", "{minimum}: tepat di batas"),
    "verdict.within_reach": ("{minimum}: within reach", "{minimum}: dapat dicapai"),
    "word.all_vehicles": ("shared by the vehicles", "bersama untuk semua kendaraan"),
    "word.no": ("no", "tidak"),
    "word.scenario": ("Scenario", "Skenario"),
    "word.schema": ("Schema", "Skema"),
    "word.yes": ("yes", "ya"),
}
