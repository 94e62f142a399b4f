"""Words of what is sent to suppliers: letters, answer sheets, messages; and what is wrong with a sheet sent back."""

from __future__ import annotations

# key: (English, Bahasa Indonesia), as ``str.format`` templates, in alphabetical order.
WORDS: dict[str, tuple[str, str]] = {
    "answer_sheet.assigned": ("Planned", "Rencana"),
    "answer_sheet.by_period": ("By period", "Per periode"),
    "answer_sheet.by_period_help": (
        "Only for '{partial}': write the most that you can make in a period. Leave a period empty where the plan suits "
        "you.",
        "Hanya untuk '{partial}': tulis jumlah paling banyak yang sanggup dibuat pada suatu periode. Kosongkan periode "
        "yang sudah sesuai rencana.",
    ),
    "answer_sheet.can_make": ("We can make at most", "Paling banyak sanggup dibuat"),
    "answer_sheet.fault_kind": (
        "Choose an answer from the list.",
        "Pilih jawaban dari daftar.",
    ),
    "answer_sheet.fault_number": ("Write a number above 0, without a unit.", "Tulis angka lebih dari 0, tanpa satuan."),
    "answer_sheet.fault_period": ("Choose a period from the list.", "Pilih periode dari daftar."),
    "answer_sheet.fault_title": ("Please check", "Mohon periksa"),
    "answer_sheet.fault_units": (
        "Write a number from 0 up to what is planned.",
        "Tulis angka dari 0 sampai jumlah rencana.",
    ),
    "answer_sheet.first_period": ("First period", "Mulai periode"),
    "answer_sheet.help_answer": (
        "Choose an answer for every part in the yellow column. A row that you leave empty counts as not answered yet.",
        "Pilih satu jawaban untuk setiap komponen pada kolom kuning. Baris yang dikosongkan dianggap belum dijawab.",
    ),
    "answer_sheet.help_counter": (
        "'{counter}': fill in what you want to change: price, most per period, or first period.",
        "'{counter}': isi yang ingin diubah: harga, jumlah paling banyak per periode, atau periode mulai.",
    ),
    "answer_sheet.help_decline": ("'{decline}': please say why.", "'{decline}': mohon tulis alasannya."),
    "answer_sheet.help_locked": (
        "Only yellow cells can be filled in; a sheet that was changed elsewhere cannot be read.",
        "Hanya sel kuning yang dapat diisi; lembar yang diubah di tempat lain tidak dapat dibaca.",
    ),
    "answer_sheet.help_partial": (
        "'{partial}': then fill in the sheet '{sheet}'.",
        "'{partial}': lalu isi lembar '{sheet}'.",
    ),
    "answer_sheet.kind": ("Answer", "Jawaban"),
    "answer_sheet.name": ("Answers", "Jawaban"),
    "answer_sheet.own_price": ("Your price", "Harga usulan"),
    "answer_sheet.person": ("Filled in by (name):", "Diisi oleh (nama):"),
    "answer_sheet.price": ("Price per unit", "Harga per satuan"),
    "answer_sheet.reason": ("Reason or remark", "Alasan atau keterangan"),
    "answer_sheet.so_far": ("So far", "Sejauh ini"),
    "answer_sheet.title": ("Answer sheet: {name}", "Lembar jawaban: {name}"),
    "answer_sheet.units_per_period": ("Most per period", "Paling banyak per periode"),
    "fault.sheet-answer-missing": (
        "Something is filled in, but no answer is chosen; choose one from the list, or empty the row.",
        "Ada isian, tetapi jawabannya belum dipilih; pilih dari daftar, atau kosongkan baris itu.",
    ),
    "fault.sheet-cell-added": (
        "'{found}' stands outside the yellow cells; empty that cell.",
        "'{found}' berada di luar sel kuning; kosongkan sel itu.",
    ),
    "fault.sheet-cell-changed": (
        "This cell cannot be changed: it holds '{found}' instead of '{expected}'.",
        "Sel ini tidak boleh diubah: isinya '{found}', seharusnya '{expected}'.",
    ),
    "fault.sheet-choice": (
        "'{found}' is not in the list; choose one of {expected}.",
        "'{found}' tidak ada dalam daftar; pilih salah satu dari {expected}.",
    ),
    "fault.sheet-formula": (
        "A formula cannot be read; write the value itself.",
        "Rumus tidak dapat dibaca; tulis nilainya langsung.",
    ),
    "fault.sheet-missing": (
        "The sheet '{found}' is gone or has another name.",
        "Lembar '{found}' hilang atau berganti nama.",
    ),
    "fault.sheet-no-number": ("'{found}' is no number.", "'{found}' bukan angka."),
    "fault.sheet-overtaken": (
        "{found} answered this part after the sheet was made. Look at it there, and use a new sheet.",
        "{found} sudah menjawab komponen ini setelah lembar dibuat. Periksa jawabannya, lalu pakai lembar baru.",
    ),
    "letter.answer": ("Answer", "Jawaban"),
    "letter.answered": ("What you have answered so far", "Yang sudah Anda jawab"),
    "letter.amount": ("{units} {unit}", "{units} {unit}"),
    "letter.answers": ("Your answer", "Jawaban Anda"),
    "letter.answers_help": (
        "Tick one box for every part. For an answer in part, another proposal or a refusal please write what you can "
        "do, from when, at what price, and why.",
        "Beri tanda pada satu kotak untuk setiap komponen. Untuk setuju sebagian, usul lain, atau menolak, mohon tulis "
        "jumlah yang sanggup dikerjakan, mulai kapan, harganya, dan alasannya.",
    ),
    "letter.box.accept": ("Agreed", "Setuju"),
    "letter.box.counter": ("Another proposal", "Usul lain"),
    "letter.box.decline": ("Refused", "Menolak"),
    "letter.box.partial": ("Agreed in part", "Setuju sebagian"),
    "letter.busiest": ("Busiest period", "Periode tersibuk"),
    "letter.by_period": ("Quantity per period", "Jumlah per periode"),
    "letter.by_period_more": ("Quantity per period (continued)", "Jumlah per periode (lanjutan)"),
    "letter.certificates": ("Certificates that expire", "Sertifikat yang akan berakhir"),
    "letter.changes": ("What changed since the last plan", "Yang berubah sejak rencana sebelumnya"),
    "letter.closing": (
        "Thank you for your attention and your work together with us.",
        "Atas perhatian dan kerja samanya kami ucapkan terima kasih.",
    ),
    "letter.contact": ("Price, quantity, first period and reason:", "Harga, jumlah, periode mulai, dan alasan:"),
    "letter.date": ("Date", "Tanggal"),
    "letter.footer": ("{run}, round {number}: {name}", "{run}, putaran {number}: {name}"),
    "letter.footer_draft": ("{run}, draft: {name}", "{run}, konsep: {name}"),
    "letter.head_of_cooperative": ("Chair of the cooperative", "Ketua koperasi"),
    "letter.head_of_firm": ("Chair or head", "Ketua atau pimpinan"),
    "letter.hours": ("Machine hours against capacity", "Jam mesin dibanding kapasitas"),
    "letter.investments": ("Tooling and investments", "Perkakas dan investasi"),
    "letter.materials": ("Raw material sent to your workshop", "Bahan baku yang dikirim ke bengkel Anda"),
    "letter.members": ("The members' split", "Pembagian antaranggota"),
    "letter.members_note": (
        "Proposed by the plan, by hours worked; the cooperative decides.",
        "Usulan rencana, menurut jam kerja; koperasi yang memutuskan.",
    ),
    "letter.name": ("Name", "Nama"),
    "letter.notice_draft": (
        "Draft: no review round has been opened on this plan yet, so no answer is due.",
        "Konsep: putaran tinjauan untuk rencana ini belum dibuka, jadi belum perlu dijawab.",
    ),
    "letter.number": ("No.", "No."),
    "letter.opening": (
        "A plan for making electric motorcycles and trikes from {first} to {last} gives you the work below: {count} "
        "worth about {revenue}. We ask whether you can take it on.",
        "Rencana pembuatan motor dan trike listrik untuk {first} sampai {last} menugaskan pekerjaan di bawah ini "
        "kepada Anda: {count} senilai sekitar {revenue}. Kami mohon kesanggupan Anda.",
    ),
    "letter.opening_parts": ("{count} parts", "{count} komponen"),
    "letter.opening_part": ("one part", "satu komponen"),
    "letter.page": ("Page {page} of {pages}", "Halaman {page} dari {pages}"),
    "letter.part": ("Part", "Komponen"),
    "letter.parts": ("What you are asked to make", "Yang diminta untuk dibuat"),
    "letter.peak": ("Used then", "Terpakai saat itu"),
    "letter.period": ("Period", "Periode"),
    "letter.person": ("Said by", "Oleh"),
    "letter.planner": ("Planner", "Perencana"),
    "letter.planner_says": ("The planner writes: {note}", "Perencana menulis: {note}"),
    "letter.price": ("Price per unit", "Harga per satuan"),
    "letter.price_average": (
        "Where a price differs between periods, its average is shown.",
        "Jika harga berbeda antarperiode, yang tertulis adalah rata-ratanya.",
    ),
    "letter.quantity": ("Quantity", "Jumlah"),
    "letter.reference": ("Reference", "Nomor"),
    "letter.remark_plan": (
        "A plan is decision support, not a contract, not an order and not a certificate.",
        "Rencana ini membantu mengambil keputusan; bukan kontrak, bukan pesanan, dan bukan sertifikat.",
    ),
    "letter.remark_units": (
        "Pieces and sets are whole units, rounded so that the total over the plan stays right; revenue is that of the "
        "plan before rounding.",
        "Buah dan set ditulis sebagai bilangan bulat, dibulatkan sehingga jumlah sepanjang rencana tetap benar; "
        "pendapatan dihitung sebelum pembulatan.",
    ),
    "letter.reply": (
        "Please fill in, sign and return this letter by {day}, or answer on the page or with the answer sheet by then.",
        "Mohon surat ini diisi, ditandatangani, dan dikembalikan paling lambat {day}, atau jawab lewat halaman maupun "
        "lembar jawaban sebelum hari itu.",
    ),
    "letter.reply_none": (
        "You have answered everything already; this letter is for your files and your signature.",
        "Semua sudah Anda jawab; surat ini untuk arsip dan tanda tangan Anda.",
    ),
    "letter.reply_open": (
        "Please fill in, sign and return this letter, or answer on the page or with the answer sheet.",
        "Mohon surat ini diisi, ditandatangani, dan dikembalikan, atau jawab lewat halaman maupun lembar jawaban.",
    ),
    "letter.reply_closed": (
        "The round has been closed: this copy is for your files.",
        "Putaran ini sudah ditutup: salinan ini untuk arsip Anda.",
    ),
    "letter.revenue": ("Revenue", "Pendapatan"),
    "letter.salutation": ("Dear Sir or Madam,", "Dengan hormat,"),
    "letter.sender": ("Planning of electric vehicle production", "Perencanaan produksi kendaraan listrik"),
    "letter.signature": ("Signature and stamp", "Tanda tangan dan cap"),
    "letter.state": ("State", "Keadaan"),
    "letter.subject": (
        "Request for your answer to the planned work",
        "Permohonan tanggapan atas rencana pekerjaan",
    ),
    "letter.subject_label": ("Subject", "Perihal"),
    "letter.to": ("To", "Kepada Yth."),
    "letter.total": ("Total", "Jumlah seluruhnya"),
    "letter.unit": ("Unit", "Satuan"),
    "letter.written": ("Letters written: {count} ({path})", "Surat ditulis: {count} ({path})"),
    "message.answer_at": ("Answer here: {address}", "Jawab di sini: {address}"),
    "message.answer_paper": (
        "Answer on the answer sheet or on the signed letter.",
        "Jawab lewat lembar jawaban atau surat yang ditandatangani.",
    ),
    "message.answered": (
        "You have answered everything, thank you.",
        "Semua sudah dijawab, terima kasih.",
    ),
    "message.closed": ("The round has been closed.", "Putaran ini sudah ditutup."),
    "message.due": ("Please answer by {day}.", "Mohon dijawab paling lambat {day}."),
    "message.due_open": ("Please answer.", "Mohon dijawab."),
    "message.greeting": (
        "To {name}: plan {run}, round {number}, has work for you from {first} to {last}, about {revenue}:",
        "Yth. {name}: rencana {run}, putaran {number}, memberi pekerjaan kepada Anda dari {first} sampai {last}, "
        "sekitar {revenue}:",
    ),
    "message.more": ("- and {count} more", "- dan {count} lainnya"),
    "message.part": ("- {name}: {amount}", "- {name}: {amount}"),
    "message.remark": ("A plan is no contract.", "Rencana ini bukan kontrak."),
    "sheet.blank": ("Parts still without an answer: {count}.", "Komponen yang belum dijawab: {count}."),
    "sheet.nothing": (
        "{name}: nothing new in this sheet; nothing was stored.",
        "{name}: tidak ada yang baru dalam lembar ini; tidak ada yang disimpan.",
    ),
    "sheet.stored": (
        "{name}: answers of {supplier} stored: {count}, said by {person}.",
        "{name}: jawaban {supplier} disimpan: {count}, disampaikan oleh {person}.",
    ),
    "sheet.written": ("Answer sheets written: {count} ({path})", "Lembar jawaban ditulis: {count} ({path})"),
    "web.error.FileUnreadable": (
        "This file cannot be read. Send the answer sheet as an Excel workbook (.xlsx) without a password.",
        "Berkas ini tidak dapat dibaca. Kirim lembar jawaban sebagai buku kerja Excel (.xlsx) tanpa kata sandi.",
    ),
    "web.error.SheetElsewhere": (
        "This answer sheet is not for this round. Download a new one here.",
        "Lembar jawaban ini bukan untuk putaran ini. Unduh lembar baru di sini.",
    ),
    "web.error.SheetForeign": (
        "This workbook is not an answer sheet of evplan. Download the answer sheet here and fill it in.",
        "Buku kerja ini bukan lembar jawaban evplan. Unduh lembar jawaban di sini lalu isi.",
    ),
    "web.error.SheetMarkBroken": (
        "The hidden part of this answer sheet was changed. Download a new one here.",
        "Bagian tersembunyi lembar jawaban ini telah berubah. Unduh lembar baru di sini.",
    ),
    "web.error.SheetNewer": (
        "This answer sheet was made by a later version of evplan. Download a new one here.",
        "Lembar jawaban ini dibuat oleh versi evplan yang lebih baru. Unduh lembar baru di sini.",
    ),
    "web.error.SheetTooLarge": (
        "This file is too large for an answer sheet (at most 2 MB). Nothing was stored.",
        "Berkas ini terlalu besar untuk lembar jawaban (paling besar 2 MB). Tidak ada yang disimpan.",
    ),
}
