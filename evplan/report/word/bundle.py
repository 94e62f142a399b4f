"""Words of bundles, citations and replays."""

from __future__ import annotations

# key: (English, Bahasa Indonesia), as ``str.format`` templates, in alphabetical order.
WORDS: dict[str, tuple[str, str]] = {
    "bundle.digest": ("SHA-256 of its files: {digest}", "SHA-256 isi berkas: {digest}"),
    "bundle.next": (
        "Anyone can check it without solver and database: evplan run verify {target}",
        "Siapa pun bisa memeriksanya tanpa solver dan basis data: evplan run verify {target}",
    ),
    "bundle.readme": (
        "# evplan run {run}\n\n"
        "Solved {made} by evplan {evplan} with {solver}. A plan is decision support, not a certificate.\n\n"
        "In here: the exact inputs (`inputs/`, with the scenario's changes made), the scenario as it was solved "
        "(`scenario.json`), the law files (`law/`), the plan and what follows from it (`plan/`, in rupiah and good "
        "units), how the search ended (`run.json`, `stages.csv`), and the SHA-256 of every file (`manifest.json`).\n\n"
        "- Check it, without solver and database: `evplan run verify FILE.evplan.zip`\n"
        "- Solve it again and see what differs: `evplan run replay FILE.evplan.zip`\n"
        "- Cite it: `CITATION.cff`\n\n"
        "SHA-256 of inputs {inputs}, scenario {scenario}, law {law}.\n\n"
        "The bundle was made with:\n\n{versions}",
        "# Hasil evplan {run}\n\n"
        "Dihitung {made} oleh evplan {evplan} dengan {solver}. Rencana ini bahan pertimbangan, bukan sertifikat.\n\n"
        "Isinya: data masukan persis seperti yang dihitung (`inputs/`, perubahan skenario sudah diterapkan), skenario "
        "yang dihitung (`scenario.json`), berkas hukum (`law/`), rencana dan turunannya (`plan/`, dalam rupiah dan "
        "unit baik), akhir pencarian (`run.json`, `stages.csv`), dan SHA-256 setiap berkas (`manifest.json`).\n\n"
        "- Periksa, tanpa solver dan basis data: `evplan run verify BERKAS.evplan.zip`\n"
        "- Hitung ulang dan lihat bedanya: `evplan run replay BERKAS.evplan.zip`\n"
        "- Kutip: `CITATION.cff`\n\n"
        "SHA-256 masukan {inputs}, skenario {scenario}, hukum {law}.\n\n"
        "Bundel ini dibuat dengan:\n\n{versions}",
    ),
    "bundle.unverified": (
        "{run}: this run was stored with a plan that failed verification",
        "{run}: rencana ini disimpan dalam keadaan tidak lolos pemeriksaan",
    ),
    "bundle.whole": (
        "Every file is as it was written, and the law is the bundle's own. SHA-256 {digest}",
        "Semua berkas utuh, dan hukum yang dipakai adalah yang ada di dalam bundel. SHA-256 {digest}",
    ),
    "cite.text": (
        "{author} ({year}). {title} (version {version}) [Computer software].\n"
        "{user} ({year}). evplan run {run}, solved on {day} with evplan {version} and {solver} [Data set]. "
        "SHA-256 of inputs {inputs}, scenario {scenario}, law {law}.",
        "{author} ({year}). {title} (versi {version}) [Perangkat lunak].\n"
        "{user} ({year}). Hasil hitung evplan {run}, {day}, dengan evplan {version} dan {solver} [Set data]. "
        "SHA-256 masukan {inputs}, skenario {scenario}, hukum {law}.",
    ),
    "cite.title": ("To cite evplan and this run", "Untuk mengutip evplan dan hasil ini"),
    "replay.again": ("{run} (again)", "{run} (ulang)"),
    "replay.best_bound_idr": ("Lowest cost that is possible", "Biaya terendah yang mungkin"),
    "replay.columns": ("Columns of the program", "Kolom program"),
    "replay.differs": (
        "{run} does not repeat {original}: what one proves, the other contradicts",
        "{run} tidak mengulang {original}: yang dibuktikan satu dibantah yang lain",
    ),
    "replay.evplan": ("evplan", "evplan"),
    "replay.gap": ("Gap", "Selisih"),
    "replay.inputs": ("Inputs (SHA-256)", "Masukan (SHA-256)"),
    "replay.law": ("Law files (SHA-256)", "Berkas hukum (SHA-256)"),
    "replay.moved": (
        "{offers} of {all} offers get other quantities; {share} of the value moves to other offers.",
        "{offers} dari {all} penawaran mendapat jumlah lain; {share} nilai pindah ke penawaran lain.",
    ),
    "replay.not_stored": ("Nothing was stored.", "Tidak ada yang disimpan."),
    "replay.other_law": (
        "Solved under the law files of the bundle, which differ from those of this evplan.",
        "Dihitung dengan berkas hukum dari bundel, yang berbeda dari milik evplan ini.",
    ),
    "replay.rows": ("Rows of the program", "Baris program"),
    "replay.same": (
        "{run} repeats {original}: the same within the gaps of both",
        "{run} mengulang {original}: sama dalam batas selisih keduanya",
    ),
    "replay.same_awards": ("Every offer gets the same quantities.", "Setiap penawaran mendapat jumlah yang sama."),
    "replay.scenario": ("Scenario (SHA-256)", "Skenario (SHA-256)"),
    "replay.solver": ("Solver", "Solver"),
    "replay.status": ("Status", "Status"),
    "replay.suppliers": ("Suppliers that get work", "Pemasok yang mendapat pekerjaan"),
    "replay.title": ("What differs", "Yang berbeda"),
    "replay.total_cost_idr": ("Total cost", "Biaya total"),
    "replay.verified": ("Verified", "Lolos pemeriksaan"),
    "replay.what": ("What", "Apa"),
}
