"""The words of reports in both languages: headings, labels, sentences that say how a run ended."""

from __future__ import annotations

from evplan.report.language import Language

# key: (English, Bahasa Indonesia), as ``str.format`` templates.
WORDS: dict[str, tuple[str, str]] = {
    # headings of columns
    "column.parts": ("Parts", "Komponen"),
    "column.suppliers": ("Suppliers", "Pemasok"),
    "column.offers": ("Offers", "Penawaran"),
    "column.seconds": ("Time", "Waktu"),
    "column.is_baseline": ("Baseline", "Acuan"),
    "column.solver": ("Solver", "Pemecah"),
    "column.built": ("Built", "Dirakit"),
    "column.baseline": ("Baseline", "Acuan"),
    "column.best_possible": ("Best possible", "Terbaik yang mungkin"),
    "column.capacity_used": ("Used", "Terpakai"),
    "column.change": ("Change", "Perubahan"),
    "column.column": ("Column", "Kolom"),
    "column.confidence": ("Confidence", "Keyakinan"),
    "column.cost_idr": ("Cost", "Biaya"),
    "column.cost_per_vehicle_idr": ("Cost per vehicle", "Biaya per kendaraan"),
    "column.created_at": ("When", "Kapan"),
    "column.created_by": ("By", "Oleh"),
    "column.data_set": ("Data set", "Set data"),
    "column.demanded": ("Wanted", "Diminta"),
    "column.evplan_version": ("evplan", "evplan"),
    "column.from": ("From", "Sejak"),
    "column.gap": ("Gap", "Selisih"),
    "column.group": ("Group", "Kelompok"),
    "column.hours": ("Hours there are", "Jam tersedia"),
    "column.key": ("Key", "Kunci"),
    "column.kind": ("Kind", "Jenis"),
    "column.labour_hours": ("Labour hours", "Jam kerja"),
    "column.local_idr": ("Domestic cost", "Biaya dalam negeri"),
    "column.method": ("Method", "Metode"),
    "column.minimum": ("Minimum", "Minimum"),
    "column.name": ("Name", "Nama"),
    "column.new": ("New", "Baru"),
    "column.objective": ("Objective", "Sasaran"),
    "column.reached": ("Reached", "Tercapai"),
    "column.stage": ("Stage", "Tahap"),
    "column.tolerance": ("May be given up", "Boleh dikurangi"),
    "column.reason": ("Reason", "Alasan"),
    "column.old": ("Old", "Lama"),
    "column.part": ("Part", "Komponen"),
    "column.period": ("Period", "Periode"),
    "column.points": ("Points", "Poin"),
    "column.process": ("Process", "Proses"),
    "column.question": ("Question", "Pertanyaan"),
    "column.assumed": ("Assumed until answered", "Anggapan sementara"),
    "column.ratio": ("Ratio", "Rasio"),
    "column.reference": ("Reference", "Rujukan"),
    "column.result": ("Result", "Hasil"),
    "column.rows": ("Rows", "Baris"),
    "column.rule": ("Rule", "Aturan"),
    "column.rules": ("Rules", "Aturan"),
    "column.run": ("Run", "Hasil hitung"),
    "column.scenario": ("Scenario", "Skenario"),
    "column.score": ("Score", "Nilai TKDN"),
    "column.share": ("Share", "Bagian"),
    "column.file": ("File", "Berkas"),
    "column.source_path": ("Loaded from", "Dimuat dari"),
    "column.loaded_at": ("Loaded", "Dimuat"),
    "column.status": ("Status", "Status"),
    "column.subject": ("Subject", "Perihal"),
    "column.supplier": ("Supplier", "Pemasok"),
    "column.table": ("Table", "Tabel"),
    "column.to": ("To", "Sampai"),
    "column.total_cost_idr": ("Total cost", "Biaya total"),
    "column.unit": ("Unit", "Satuan"),
    "column.units": ("Units", "Jumlah"),
    "column.used_hours": ("Hours used", "Jam terpakai"),
    "column.value": ("Value", "Nilai"),
    "column.value_idr": ("Value", "Nilai"),
    "column.vehicle": ("Vehicle", "Kendaraan"),
    "column.verified": ("Verified", "Diperiksa"),
    "column.violation": ("Violation", "Pelanggaran"),
    "column.idr": ("Rupiah", "Rupiah"),
    "column.weight": ("Weight", "Bobot"),
    "column.year": ("Year", "Tahun"),
    # kinds of cost
    "cost.purchase": ("Purchase, ex works", "Pembelian, di tempat pemasok"),
    "cost.freight": ("Freight", "Ongkos angkut"),
    "cost.duty": ("Import duty", "Bea masuk"),
    "cost.tooling": ("Tooling", "Peralatan cetak dan bantu"),
    "cost.opening": ("Opening new suppliers", "Membuka pemasok baru"),
    "cost.upgrade": ("Upgrades of suppliers", "Peningkatan pemasok"),
    "cost.stock": ("Stock", "Persediaan"),
    "cost.unmet": ("Vehicles not built", "Kendaraan yang tidak dirakit"),
    "cost.total": ("Total", "Jumlah"),
    # groups of suppliers
    "group.domestic": ("domestic", "dalam negeri"),
    "group.umkm": ("UMKM (micro, small, medium)", "UMKM"),
    "group.umkm_koperasi": ("UMKM and cooperatives", "UMKM dan koperasi"),
    "group.koperasi": ("cooperatives", "koperasi"),
    "group.perorangan": ("sole proprietors", "usaha perorangan"),
    "group.cv": ("partnerships (CV)", "CV"),
    "group.pt": ("companies (PT)", "PT"),
    "group.bumn": ("state firms (BUMN)", "BUMN"),
    "group.importer": ("importers", "importir"),
    "group.mikro": ("micro", "mikro"),
    "group.kecil": ("small", "kecil"),
    "group.menengah": ("medium", "menengah"),
    "group.besar": ("large", "besar"),
    # methods of local content
    "method.sectoral": ("sectoral", "sektoral"),
    "method.general": ("general", "umum"),
    "method.cost_ratio": ("cost ratio", "rasio biaya"),
    # how a score stands
    "score.passes": ("passes", "memenuhi"),
    "score.falls_short": ("falls short", "belum memenuhi"),
    "score.not_in_force": ("not in force", "tidak berlaku"),
    # status
    "status.optimal": ("optimal", "optimal"),
    "status.feasible": ("feasible", "layak"),
    "status.infeasible": ("infeasible", "tidak ada rencana yang mungkin"),
    "status.no_solution": ("no solution found", "belum ditemukan rencana"),
    # objectives
    "objective.cost": ("the lowest cost", "biaya terendah"),
    "objective.unmet": ("the fewest vehicles left unbuilt", "kendaraan yang tidak dirakit sesedikit mungkin"),
    "objective.local_content": ("the highest local content (TKDN)", "TKDN tertinggi"),
    "objective.umkm_value": (
        "the largest purchases from UMKM and cooperatives",
        "pembelian terbesar dari UMKM dan koperasi",
    ),
    "objective.labour_hours": ("the most labour hours", "jam kerja terbanyak"),
    "objective.change": ("the least change from the run", "perubahan terkecil dari hasil hitung"),
    "objective.risk": (
        "the smallest purchases from the largest supplier",
        "pembelian terkecil dari pemasok terbesar",
    ),
    "objective.tolerance": (
        "those that follow may give up {share} of it",
        "sasaran berikutnya boleh mengurangi {share} darinya",
    ),
    "objective.cheapest": (
        "Among plans that are equally good by all of these, the cheapest is taken.",
        "Di antara rencana yang sama baiknya menurut semua sasaran ini, dipilih yang termurah.",
    ),
    "plan.optimal": ("optimal", "optimal"),
    "plan.optimal_within": ("optimal within {gap}", "optimal dalam batas {gap}"),
    "plan.feasible": (
        "feasible, stopped before it was proved optimal ({termination}); no plan can be more than {gap} cheaper",
        "layak, dihentikan sebelum terbukti optimal ({termination}); tidak ada rencana yang lebih murah dari {gap}",
    ),
    "plan.feasible_unbounded": (
        "feasible, stopped before it was proved optimal ({termination}); nothing is known about better plans",
        "layak, dihentikan sebelum terbukti optimal ({termination}); belum diketahui ada tidaknya yang lebih baik",
    ),
    "plan.conflict_unknown": (
        "Which rules and limits clash was not found in the time given. To look longer: "
        "evplan explain conflict {scenario}",
        "Aturan dan batas yang bertentangan belum ditemukan dalam batas waktu. Untuk mencari lebih lama: "
        "evplan explain conflict {scenario}",
    ),
    "plan.infeasible": (
        "infeasible: no plan keeps all rules and limits",
        "tidak mungkin: tidak ada rencana yang memenuhi semua aturan dan batas",
    ),
    "plan.no_solution": (
        "no solution within the limits of the search ({termination})",
        "belum ditemukan rencana dalam batas pencarian ({termination})",
    ),
    "plan.verified": (
        "Verified: independent code recomputed every balance, hour, order, price, rule and score.",
        "Terverifikasi: kode terpisah menghitung ulang setiap neraca, jam, pesanan, harga, aturan, dan nilai TKDN.",
    ),
    "plan.not_verified": (
        "NOT VERIFIED: the independent check disagrees with this plan; do not use it. See the findings.",
        "TIDAK TERVERIFIKASI: pemeriksaan terpisah tidak sesuai dengan rencana ini; jangan dipakai. Lihat temuan.",
    ),
    "plan.total": ("Total cost {total} ({exact})", "Biaya total {total} ({exact})"),
    "plan.bound": ("Lowest cost that is possible at all: {bound}", "Biaya terendah yang masih mungkin: {bound}"),
    "plan.bound_after": (
        "Lowest cost that is possible with what came before it kept: {bound}",
        "Biaya terendah yang masih mungkin dengan sasaran sebelumnya tetap terpenuhi: {bound}",
    ),
    "plan.optimal_in_order": (
        "optimal for its objectives, one after the other",
        "optimal untuk sasarannya, satu demi satu",
    ),
    "plan.feasible_in_order": (
        "feasible; not every objective was proved to be at its best ({termination})",
        "layak; belum semua sasaran terbukti yang terbaik ({termination})",
    ),
    "plan.vehicles": (
        "{built} of {demanded} vehicles built, {suppliers} suppliers get work",
        "{built} dari {demanded} kendaraan dirakit, {suppliers} pemasok mendapat pekerjaan",
    ),
    "plan.search": (
        "{solver} {version}: {rows} rows, {columns} columns, {integers} of them whole numbers; {seconds} in all",
        "{solver} {version}: {rows} baris, {columns} kolom, {integers} di antaranya bilangan bulat; total {seconds}",
    ),
    "plan.support": (
        "Decision support, not a certificate: scores rest on the data set's own figures.",
        "Alat bantu keputusan, bukan sertifikat: nilai TKDN bertumpu pada angka di set data.",
    ),
    "title.costs": ("Cost by kind", "Biaya menurut jenis"),
    "title.vehicles": ("Vehicles and what their parts cost", "Kendaraan dan biaya komponennya"),
    "title.scores": ("Local content (TKDN)", "Tingkat komponen dalam negeri (TKDN)"),
    "title.shares": ("Who gets the work: shares of purchases", "Siapa mendapat pekerjaan: bagian dari pembelian"),
    "title.awards": ("Largest assignments", "Penugasan terbesar"),
    "title.capacity": ("Tightest capacities", "Kapasitas paling ketat"),
    "title.penalties": ("Soft rules that are broken", "Aturan lunak yang dilanggar"),
    "title.findings": ("Findings", "Temuan"),
    "title.conflict": ("What clashes", "Yang saling bertentangan"),
    "title.next": ("Next", "Selanjutnya"),
    "title.runs": ("Runs", "Hasil hitung"),
    "title.data_sets": ("Data sets", "Set data"),
    "title.changes": ("What changed", "Yang berubah"),
    "title.law": ("Values of the law", "Nilai dalam peraturan"),
    "title.law_files": ("Law files", "Berkas peraturan"),
    "title.questions": ("What the sources leave open", "Yang belum jelas dalam sumber"),
    "title.breakdown": ("How the score comes about", "Rincian nilai TKDN"),
    "title.scenarios": ("Scenarios that come with evplan", "Skenario bawaan evplan"),
    "title.rules": ("Rules", "Aturan"),
    "title.objectives": ("Objectives, in order", "Sasaran, berurutan"),
    "title.data_changes": ("What the scenario changes in the data", "Yang diubah skenario dalam data"),
    "title.database": ("Database", "Basis data"),
    "note.common_cost": (
        "{idr} more (tooling, opening, stock and the like) belongs to no single vehicle.",
        "{idr} lainnya (peralatan, pembukaan, persediaan, dan sejenisnya) bukan milik satu kendaraan saja.",
    ),
    "note.more_rows": ("{count} more", "{count} lagi"),
    "note.no_rows": ("none", "tidak ada"),
    "note.move": ("way out: {move}", "jalan keluar: {move}"),
    "note.methods": (
        "Methods that are not in force are shown for comparison only.",
        "Metode yang tidak berlaku ditampilkan hanya sebagai pembanding.",
    ),
    "title.notes": ("Notes", "Catatan"),
    "title.lineage": ("Changed from its parents", "Diubah dari skenario induk"),
    "scenario.horizon": (
        "{count} periods, {first} to {last}, data set {data}",
        "{count} periode, {first} sampai {last}, set data {data}",
    ),
    "scenario.demand": ("Demand at {scale} of the data set's", "Permintaan {scale} dari set data"),
    "scenario.growth": (
        "Demand grows by {share} a year, from the second calendar year on",
        "Permintaan tumbuh {share} per tahun, mulai tahun kalender kedua",
    ),
    "scenario.discount": (
        "What is paid a year later counts {share} less",
        "Uang yang dibayar setahun kemudian dihitung {share} lebih rendah",
    ),
    "scenario.all_built": ("Every vehicle must be built", "Setiap kendaraan harus dirakit"),
    "scenario.unmet": (
        "A vehicle that is not built costs {idr}",
        "Kendaraan yang tidak dirakit dihitung {idr}",
    ),
    "scenario.surplus": (
        "Parts may be left over at the end, if that is cheaper",
        "Komponen boleh tersisa di akhir bila lebih murah",
    ),
    "scenario.no_surplus": ("No part is left over at the end", "Tidak ada komponen tersisa di akhir"),
    "scenario.solver": (
        "Solver {solver}, until within {gap} of the best possible or for {seconds}",
        "Pemecah {solver}, sampai {gap} dari yang terbaik atau selama {seconds}",
    ),
    "action.added": ("added", "ditambahkan"),
    "action.changed": ("changed", "diubah"),
    "action.removed": ("removed", "dihapus"),
    "column.action": ("What", "Apa"),
    "column.title": ("Title", "Judul"),
    "column.regulation": ("Regulation", "Peraturan"),
    "column.values": ("Values", "Nilai"),
    "column.open_questions": ("Open questions", "Pertanyaan terbuka"),
    "column.checked": ("Last checked", "Terakhir diperiksa"),
    "data.loaded": ("Loaded {name} into {where}", "{name} dimuat ke {where}"),
    "data.unchanged": ("Nothing changed: it was there already.", "Tidak ada yang berubah: sudah ada."),
    "data.findings": (
        "{count} while reading; 'evplan data check' lists them.",
        "{count} saat membaca; lihat 'evplan data check'.",
    ),
    "written": ("{what} written to {target}", "{what} ditulis ke {target}"),
    "baseline.set": ("{run} is the baseline now", "{run} sekarang menjadi acuan"),
    "verify.no_plan": ("{run} has no plan: nothing to verify", "{run} tidak berisi rencana: tidak ada yang diperiksa"),
    "word.scenario": ("Scenario", "Skenario"),
    "word.schema": ("Schema", "Skema"),
    "word.yes": ("yes", "ya"),
    "word.no": ("no", "tidak"),
    "word.all_vehicles": ("shared by the vehicles", "bersama untuk semua kendaraan"),
    "severity.error": ("error", "galat"),
    "severity.warning": ("warning", "peringatan"),
    "severity.note": ("note", "catatan"),
    "finding.count": (
        "{errors} errors, {warnings} warnings, {notes} notes",
        "{errors} galat, {warnings} peringatan, {notes} catatan",
    ),
    "finding.none": ("No findings.", "Tidak ada temuan."),
    "finding.fix": ("try: {fix}", "coba: {fix}"),
    "stored": ("Stored as run {run} in {where}", "Disimpan sebagai {run} di {where}"),
    "next.show": ("evplan run show {run}", "evplan run show {run}"),
    "next.solve": ("evplan solve {file}", "evplan solve {file}"),
    "next.score": ("evplan law score {run}", "evplan law score {run}"),
    "next.export": ("evplan run export {run} -o {file}.xlsx", "evplan run export {run} -o {file}.xlsx"),
    # explain content
    "certificate.certificate": ("a certificate for what it states", "sertifikat untuk TKDN yang dinyatakan"),
    "certificate.raw_material": ("raw material that is all local", "bahan baku seluruhnya lokal"),
    "certificate.renewal": ("a certificate that does not lapse", "sertifikat yang tidak habis berlaku"),
    "column.best_offers": ("Best offers, no limits", "Penawaran terbaik, tanpa batas"),
    "column.best_supplier": ("Best offer comes from", "Penawaran terbaik dari"),
    "column.change_needed": ("Change", "Perubahan"),
    "column.cost_share": ("Share of its group's cost", "Bagian biaya kelompoknya"),
    "column.credit": ("Counts as local", "Dihitung lokal"),
    "column.cumulative_idr": ("Sum per vehicle", "Jumlah per kendaraan"),
    "column.cumulative_points": ("Points in all", "Jumlah poin"),
    "column.extra_idr": ("Plan found", "Rencana yang ditemukan"),
    "column.extra_per_vehicle_idr": ("Cost per vehicle", "Biaya per kendaraan"),
    "column.from_supplier": ("From", "Dari"),
    "column.idr_per_point": ("Rupiah per point", "Rupiah per poin"),
    "column.in_use": ("In use", "Dipakai"),
    "column.least_idr": ("At least", "Paling sedikit"),
    "column.limit": ("Held back by", "Dibatasi oleh"),
    "column.moved": ("Units moved", "Unit dipindah"),
    "column.part_or_aspect": ("Part or own work", "Komponen atau pekerjaan sendiri"),
    "column.points_gained": ("Points", "Poin"),
    "column.points_lost": ("Points lost", "Poin hilang"),
    "column.points_more": ("Points more", "Tambahan poin"),
    "column.relaxed_idr": ("If orders could be split", "Bila pesanan boleh dibagi"),
    "column.score_after": ("Score then", "Nilai kemudian"),
    "column.step": ("No.", "No."),
    "column.swaps_idr": ("Swap by swap", "Pindah satu per satu"),
    "column.to_supplier": ("To", "Ke"),
    "column.verdict": ("Minimum", "Batas minimum"),
    "column.within_limits": ("Within capacity", "Dalam batas kapasitas"),
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
    "points_status.found": ("found", "ditemukan"),
    "points_status.not_found": ("no plan found in time", "belum ditemukan dalam batas waktu"),
    "points_status.out_of_reach": ("out of reach", "di luar jangkauan"),
    "title.content_blocked": (
        "{vehicle}: cheap points without free capacity",
        "{vehicle}: poin murah tanpa kapasitas kosong",
    ),
    "title.content_certificates": (
        "{vehicle}, {year}: which certificate or origin would bring most (general method)",
        "{vehicle}, {year}: sertifikat atau asal bahan yang paling menambah nilai (metode umum)",
    ),
    "title.content_frontier": (
        "{vehicle}, {year}: the same points, the whole plan solved again",
        "{vehicle}, {year}: poin yang sama, seluruh rencana dihitung ulang",
    ),
    "title.content_lost": ("Where the points are lost", "Di mana poin hilang"),
    "title.content_reach": (
        "How high local content can go with the offers of {name}",
        "Setinggi apa TKDN dapat dicapai dengan penawaran {name}",
    ),
    "title.content_steps": (
        "{vehicle}, {year}, {method}: cheapest next points from {score}",
        "{vehicle}, {year}, {method}: poin berikutnya yang termurah, mulai dari {score}",
    ),
    "verdict.out_of_reach": ("{minimum}: out of reach by {points} points", "{minimum}: kurang {points} poin"),
    "verdict.unclear": ("{minimum}: just at the edge", "{minimum}: tepat di batas"),
    "verdict.within_reach": ("{minimum}: within reach", "{minimum}: dapat dicapai"),
    # the supply network
    "column.count": ("How many", "Banyaknya"),
    "column.material_idr": ("Material sent", "Bahan yang dikirim"),
    "column.materials": ("Materials", "Jenis bahan"),
    "column.rebate_idr": ("Rebate", "Rabat"),
    "column.rebate_share": ("Rebate of spend", "Rabat dari belanja"),
    "column.spend_idr": ("Spend", "Belanja"),
    "column.work_idr": ("Work, landed", "Upah kerja, tiba"),
    "column.workshop": ("Workshop", "Bengkel"),
    "note.investments": (
        "One by one, with what comes through each: evplan roadmap.",
        "Satu per satu, dengan manfaatnya: evplan roadmap.",
    ),
    "note.workshops": (
        "Material that went through an earlier workshop counts there; here only that workshop's own work on it does.",
        "Bahan yang sudah melewati bengkel lain dihitung di bengkel itu; di sini hanya upah kerjanya.",
    ),
    "title.investments": ("Bought once: tools, openings, upgrades", "Investasi: perkakas, pembukaan, peningkatan"),
    "title.rebates": ("Rebates on all spend", "Rabat atas seluruh belanja"),
    "title.workshops": ("Worked on material that is sent (maklon)", "Pengerjaan bahan yang dikirim (maklon)"),
    # roadmap, regions, cooperatives
    "column.cooperative": ("Cooperative", "Koperasi"),
    "column.credit_idr": ("On loan (KUR)", "Dengan KUR"),
    "column.fee_idr": ("Fee", "Potongan koperasi"),
    "column.hours_share": ("Of all hours", "Bagian jam"),
    "column.in_force": ("Ready", "Siap"),
    "column.investment_idr": ("Own money", "Dana sendiri"),
    "column.item": ("What", "Apa"),
    "column.jobs": ("Full-time jobs", "Pekerja penuh waktu"),
    "column.member": ("Member", "Anggota"),
    "column.minimum_wage_idr": ("Minimum wage a month", "Upah minimum sebulan"),
    "column.region": ("Region", "Daerah"),
    "column.revenue_idr": ("Revenue", "Pendapatan"),
    "column.shu_estimate_idr": ("Share of surplus (estimate)", "SHU (perkiraan)"),
    "column.umkm_koperasi_share": ("UMKM and cooperatives", "UMKM dan koperasi"),
    "column.unemployment_share": ("Unemployment", "Pengangguran"),
    "column.value_share": ("Of all purchases", "Dari semua pembelian"),
    "door.capacity": ("more hours", "tambahan jam"),
    "door.certificate": ("certificate", "sertifikat"),
    "door.local_content": ("more local content", "kenaikan TKDN"),
    "door.opening": ("opening", "pembukaan usaha"),
    "door.process": ("new process", "proses baru"),
    "door.tooling": ("tools", "perkakas"),
    "members.note": (
        "By the hours worked for the cooperative. The share of surplus (SHU) is an estimate: all fees of the year, "
        "shared by revenue; the cooperative's own costs and what its members' meeting decides are not known here.",
        "Menurut jam kerja untuk koperasi. SHU hanya perkiraan: semua potongan setahun dibagi menurut pendapatan; "
        "biaya koperasi sendiri dan keputusan rapat anggota tidak diketahui di sini.",
    ),
    "regions.concentration": (
        "Concentration of value (sum of squared shares, 1: all with one): suppliers {supplier}, regions {region}.",
        "Pemusatan nilai (jumlah kuadrat bagian, 1: semua pada satu): pemasok {supplier}, daerah {region}.",
    ),
    "regions.note": (
        "Jobs are labour hours over full-time hours ({hours} a month). Unemployment and minimum wage are the region's "
        "own, a dash where the data set has none.",
        "Pekerja dihitung dari jam kerja dibagi jam penuh waktu ({hours} sebulan). Pengangguran dan upah minimum "
        "adalah milik daerah itu; garis berarti tidak ada di set data.",
    ),
    "roadmap.chart_minimum": ("minimum by law or rule", "minimum menurut hukum atau aturan"),
    "roadmap.chart_money": ("Rp billion", "Rp miliar"),
    "roadmap.chart_prepared": ("being prepared", "disiapkan"),
    "roadmap.chart_score": ("Local content (best method)", "TKDN (metode terbaik)"),
    "roadmap.chart_title": ("The road of {run}", "Peta jalan {run}"),
    "roadmap.none": (
        "Nothing is bought once in this plan: no tools, no opening, no upgrade.",
        "Tidak ada investasi dalam rencana ini: tanpa perkakas, pembukaan usaha, atau peningkatan.",
    ),
    "roadmap.steps_note": (
        "Value is that of all work that comes through the door over the horizon; points and jobs are those of the last "
        "year. Doors that serve the same work each count it, so they do not add up.",
        "Nilai adalah semua pekerjaan yang dimungkinkan sepanjang rencana; poin dan pekerja adalah milik tahun "
        "terakhir. Investasi yang melayani pekerjaan yang sama masing-masing menghitungnya, jadi tidak dapat "
        "dijumlahkan.",
    ),
    "column.ending": ("Without it", "Tanpa itu"),
    "column.worth_idr": ("The plan found costs more", "Rencana yang ditemukan lebih mahal"),
    "title.worth": ("What each opened door is worth", "Nilai setiap investasi"),
    "worth.approximate": (
        "Scores are sums of ratios here, held by tangents, so the range is not proven.",
        "Nilai TKDN di sini adalah jumlah rasio yang didekati, sehingga rentangnya tidak terbukti.",
    ),
    "worth.no plan": ("no plan is possible", "tidak ada rencana"),
    "worth.not found": ("no plan found in the time given", "tidak ditemukan rencana dalam batas waktu"),
    "worth.note": (
        "The whole plan solved again without that upgrade or opening; the true figure lies in the range.",
        "Seluruh rencana dihitung ulang tanpa peningkatan atau pembukaan itu; angka sebenarnya ada di dalam rentang.",
    ),
    "worth.plan": ("another plan", "rencana lain"),
    "title.members": ("{run}: members of cooperatives", "{run}: anggota koperasi"),
    "title.regions": ("{run}: work by region", "{run}: pekerjaan menurut daerah"),
    "title.roadmap_scores": ("{run}: local content year by year", "{run}: TKDN dari tahun ke tahun"),
    "title.roadmap_steps": ("What must be ready when", "Apa yang harus siap dan kapan"),
    "title.roadmap_years": ("Year by year", "Dari tahun ke tahun"),
}


def word(key: str, language: Language, **values: object) -> str:
    """Return the words of ``key`` in a language, filled in; raises ``KeyError`` for a key that is not there."""
    english, bahasa = WORDS[key]
    return (bahasa if language == "id" else english).format_map(values)


def label(kind: str, key: str, language: Language) -> str:
    """Return the words of ``kind.key``, or the key itself where there are none."""
    return word(f"{kind}.{key}", language) if f"{kind}.{key}" in WORDS else key
