"""Words of the supply network and the road map."""

from __future__ import annotations

# key: (English, Bahasa Indonesia), as ``str.format`` templates, in alphabetical order.
WORDS: dict[str, tuple[str, str]] = {
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
}
