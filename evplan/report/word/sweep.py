"""Words of sweeps and frontiers."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "title.sweeps": ("Sweeps", "Sapuan skenario"),
    "title.sweep": ("Sweep {sweep}", "Sapuan {sweep}"),
    "title.frontier": ("Frontier {sweep}: cost against {of}", "Garis batas {sweep}: biaya terhadap {of}"),
    "sweep.counts": (
        "{total} members: {done} done, {failed} failed, {waiting} waiting; {infeasible} without a plan",
        "{total} anggota: {done} selesai, {failed} gagal, {waiting} menunggu; {infeasible} tanpa rencana",
    ),
    "sweep.note": (
        "Every member is a stored run: 'evplan run show RUN', 'evplan compare RUN RUN'.",
        "Setiap anggota adalah run yang tersimpan: 'evplan run show RUN', 'evplan compare RUN RUN'.",
    ),
    "sweep.again": (
        "Not all is done: run the same command again to go on.",
        "Belum semua selesai: jalankan perintah yang sama untuk melanjutkan.",
    ),
    "frontier.note": (
        "A plan is on the frontier if no other one is as good in both and better in one. "
        "Costs are within the gap shown.",
        "Rencana berada di garis batas bila tidak ada rencana lain yang sama baik dalam keduanya dan lebih baik dalam "
        "salah satunya. Biaya berada dalam selisih yang ditampilkan.",
    ),
    "frontier.local_content": (
        "lowest local content ({method})",
        "TKDN terendah ({method})",
    ),
    "frontier.umkm_value": ("value to UMKM and cooperatives", "nilai bagi UMKM dan koperasi"),
    "frontier.labour_hours": ("labour hours", "jam kerja"),
    "frontier.axis.umkm_value": (
        "Value to UMKM and cooperatives (billion rupiah)",
        "Nilai bagi UMKM dan koperasi (miliar rupiah)",
    ),
    "frontier.axis.labour_hours": ("Labour hours (thousands)", "Jam kerja (ribuan)"),
    "frontier.axis.local_content": (
        "Lowest local content of any vehicle and year ({method})",
        "TKDN terendah dari semua kendaraan dan tahun ({method})",
    ),
    "frontier.on": ("on the frontier", "di garis batas"),
    "frontier.off": ("another plan is better in both", "ada rencana yang lebih baik"),
    "sweep.progress": (
        "{done} of {total} members done{failed}, {seconds}{left}",
        "{done} dari {total} anggota selesai{failed}, {seconds}{left}",
    ),
    "sweep.progress_failed": (", {count} failed", ", {count} gagal"),
    "sweep.progress_left": (", about {left} left", ", kira-kira {left} lagi"),
    "sweep.stopped": (
        "Stopped. What is done is stored: run the same command again to go on.",
        "Dihentikan. Yang selesai sudah tersimpan: jalankan perintah yang sama untuk melanjutkan.",
    ),
    "sweep.cost_axis": ("Total cost (billion rupiah)", "Biaya total (miliar rupiah)"),
    "sweep.no_plan": ("no plan", "tanpa rencana"),
    "sweep.state.done": ("done", "selesai"),
    "sweep.state.failed": ("failed", "gagal"),
    "sweep.state.waiting": ("waiting", "menunggu"),
    "column.members": ("Members", "Anggota"),
    "column.sweep": ("Sweep", "Sapuan"),
    "column.done": ("Done", "Selesai"),
    "column.failed": ("Failed", "Gagal"),
    "column.state": ("State", "Keadaan"),
    "column.at_least": ("At least", "Paling sedikit"),
    "column.on_frontier": ("On the frontier", "Di garis batas"),
    "column.lowest_score": ("Lowest score", "Skor terendah"),
    "column.local_content": ("Local content", "TKDN"),
    "column.umkm_value_idr": ("Value to UMKM and cooperatives", "Nilai bagi UMKM dan koperasi"),
    "column.conflict": ("What clashes", "Yang bertentangan"),
}
