"""Words of coming in and of what goes wrong: log-in, passwords, errors."""

from __future__ import annotations

# key: (English, Bahasa Indonesia), as ``str.format`` templates, by page.
WORDS: dict[str, tuple[str, str]] = {
    "web.error.400": ("This request cannot be read", "Permintaan tidak dapat dibaca"),
    "web.error.400_help": (
        "Go back to the page that you came from and try again.",
        "Kembalilah ke halaman sebelumnya dan coba lagi.",
    ),
    "web.error.403": ("This page is not for your account", "Halaman ini bukan untuk akun Anda"),
    "web.error.403_help": (
        "Your account does not open it. If it should, ask the planner.",
        "Akun Anda tidak dapat membukanya. Jika seharusnya bisa, hubungi perencana.",
    ),
    "web.error.404": ("There is nothing here", "Halaman tidak ditemukan"),
    "web.error.404_help": (
        "The address is wrong, or what was here is not for your account.",
        "Alamatnya salah, atau isinya bukan untuk akun Anda.",
    ),
    "web.error.405": ("This cannot be done here", "Ini tidak dapat dilakukan di sini"),
    "web.error.405_help": (
        "Go back to the page that you came from and use its form.",
        "Kembalilah ke halaman sebelumnya dan gunakan formulirnya.",
    ),
    "web.error.413": ("That is too large", "Terlalu besar"),
    "web.error.413_help": (
        "At most 2 MB can be sent. Nothing was stored.",
        "Paling besar 2 MB yang dapat dikirim. Tidak ada yang disimpan.",
    ),
    "web.error.422": ("This cannot be", "Isian tidak dapat diterima"),
    "web.error.422_help": (
        "Something in the address or the form is not as it must be. Nothing was stored.",
        "Ada bagian alamat atau formulir yang tidak sesuai. Tidak ada yang disimpan.",
    ),
    "web.error.500": ("evplan has a defect", "Ada kesalahan pada evplan"),
    "web.error.500_help": (
        "Nothing is wrong with what you did. Please tell the planner what you were about to do.",
        "Bukan kesalahan Anda. Mohon beri tahu perencana apa yang sedang Anda lakukan.",
    ),
    "web.error.503": ("The database does not answer", "Basis data tidak menjawab"),
    "web.error.503_help": (
        "Nothing was stored. Wait a moment and try again.",
        "Tidak ada yang disimpan. Tunggu sebentar lalu coba lagi.",
    ),
    "web.error.form": ("The form is too old", "Formulir sudah kedaluwarsa"),
    "web.error.form_help": (
        "It was made before you logged in, or by another page. Open the page again and send it once more; nothing was "
        "stored.",
        "Formulir ini dibuat sebelum Anda masuk, atau oleh halaman lain. Buka halamannya lagi dan kirim ulang; tidak "
        "ada yang disimpan.",
    ),
    "web.error.home": ("To the start page", "Ke halaman awal"),
    "web.error.AnswerOvertaken": (
        "{person} answered on {at}, after you last looked ({answer}). Your answer was not stored. Look again; if you "
        "still mean it, send it once more.",
        "{person} sudah menjawab pada {at}, setelah Anda membuka halaman ini ({answer}). Jawaban Anda tidak disimpan. "
        "Periksa lagi; jika tetap demikian, kirim sekali lagi.",
    ),
    "web.error.ItemsUnanswered": (
        "{count} of {of} parts have no answer. Say below what silence is to mean.",
        "{count} dari {of} komponen belum dijawab. Pilih di bawah apa arti tidak menjawab.",
    ),
    "web.error.LastPlanner": (
        "'{name}' is the only planner who can log in. Add another one first.",
        "'{name}' adalah satu-satunya perencana yang dapat masuk. Tambahkan perencana lain dahulu.",
    ),
    "web.error.NotAccepted": (
        "{run} was not adopted: not all have accepted it. To adopt it all the same, tick the box and say why.",
        "{run} belum ditetapkan: belum semua menerimanya. Untuk tetap menetapkan, centang kotak dan tulis alasannya.",
    ),
    "web.error.NothingToResolve": (
        "All have accepted everything: nothing has to change. Adopt the plan.",
        "Semua sudah diterima: tidak ada yang perlu diubah. Tetapkan rencana ini.",
    ),
    "web.error.NoteNeeded": (
        "Adopting {run} without everybody's yes needs a note that says why.",
        "Menetapkan {run} tanpa persetujuan semua pihak perlu catatan alasannya.",
    ),
    "web.error.RoundClosed": (
        "The round was closed on {at}; no answer is taken any more and nothing was stored.",
        "Putaran ditutup pada {at}; jawaban tidak diterima lagi dan tidak ada yang disimpan.",
    ),
    "web.error.RoundOver": (
        "Answers were due by {at}; nothing was stored. Ask the planner to open another round.",
        "Batas waktu jawaban adalah {at}; tidak ada yang disimpan. Minta perencana membuka putaran baru.",
    ),
    "web.error.RoundOpen": (
        "This plan has an open round already ({round}). Close that one first.",
        "Rencana ini sudah punya putaran yang terbuka ({round}). Tutup dahulu putaran itu.",
    ),
    "web.error.RoundResolved": (
        "This round is resolved; its plan is {resolved}.",
        "Putaran ini sudah diselesaikan; rencananya {resolved}.",
    ),
    "web.error.RoundStillOpen": (
        "The round still takes answers. Close it first.",
        "Putaran masih menerima jawaban. Tutup dahulu.",
    ),
    "web.error.RunAdopted": (
        "{run} was adopted on {at} by {person} already.",
        "{run} sudah ditetapkan pada {at} oleh {person}.",
    ),
    "web.error.AccountNameWrong": (
        "'{name}' cannot be the name of an account. Use 3 to 40 small letters, digits, points, hyphens and "
        "underscores.",
        "'{name}' tidak dapat dipakai sebagai nama akun. Gunakan 3 sampai 40 huruf kecil, angka, titik, tanda hubung, "
        "dan garis bawah.",
    ),
    "web.error.AccountThere": (
        "There is an account '{name}' already. Choose another name.",
        "Akun '{name}' sudah ada. Pilih nama lain.",
    ),
    "web.error.ties_manager": (
        "A manager belongs to one supplier: give its key, and no member.",
        "Pengelola terikat pada satu pemasok: isi kodenya, dan kosongkan anggota.",
    ),
    "web.error.ties_member": (
        "A member belongs to a cooperative: give the keys of both.",
        "Anggota terikat pada koperasi: isi kode keduanya.",
    ),
    "web.error.ties_membership": (
        "'{member}' is no member of '{supplier}' in the stored data.",
        "'{member}' bukan anggota '{supplier}' dalam data yang tersimpan.",
    ),
    "web.error.ties_planner": (
        "A planner belongs to no supplier: leave both keys empty.",
        "Perencana tidak terikat pada pemasok: kosongkan kedua kode.",
    ),
    "web.error.ties_supplier": (
        "The stored data have no supplier '{supplier}'.",
        "Tidak ada pemasok '{supplier}' dalam data yang tersimpan.",
    ),
    "web.login.expired": (
        "You were logged out, since nothing was done for a while. Log in to go on where you were.",
        "Anda telah keluar karena lama tidak ada kegiatan. Masuk lagi untuk melanjutkan.",
    ),
    "web.login.help": (
        "The planner makes accounts and gives out new start passwords.",
        "Akun dan kata sandi awal diberikan oleh perencana.",
    ),
    "web.login.name": ("Name", "Nama akun"),
    "web.login.out": ("You are logged out.", "Anda sudah keluar."),
    "web.login.password": ("Password", "Kata sandi"),
    "web.login.submit": ("Log in", "Masuk"),
    "web.login.title": ("Log in", "Masuk"),
    "web.login.wait": (
        "Too many attempts. Wait 15 minutes, then try again, or ask the planner for a new start password.",
        "Terlalu banyak percobaan. Tunggu 15 menit lalu coba lagi, atau minta kata sandi awal baru kepada perencana.",
    ),
    "web.login.wrong": (
        "Name or password is wrong, or the start password is too old.",
        "Nama atau kata sandi salah, atau kata sandi awal sudah kedaluwarsa.",
    ),
    "web.password.again": ("The new password again", "Ulangi kata sandi baru"),
    "web.password.common": (
        "This password is among those that are tried first. Choose a sentence or a few words of your own.",
        "Kata sandi ini termasuk yang paling dulu dicoba orang. Pilih kalimat atau beberapa kata Anda sendiri.",
    ),
    "web.password.different": ("The two are not the same.", "Keduanya tidak sama."),
    "web.password.long": (
        "A password may have at most {most} characters.",
        "Kata sandi paling panjang {most} karakter.",
    ),
    "web.password.must": (
        "You logged in with a password that was given to you. Choose your own now; then your work is shown.",
        "Anda masuk dengan kata sandi yang diberikan. Pilih kata sandi sendiri sekarang; setelah itu pekerjaan Anda "
        "ditampilkan.",
    ),
    "web.password.name": (
        "The password must not hold your account's name.",
        "Kata sandi tidak boleh memuat nama akun Anda.",
    ),
    "web.password.new": ("New password", "Kata sandi baru"),
    "web.password.not_changed": ("The password was not changed.", "Kata sandi belum diganti."),
    "web.password.old": ("Password until now", "Kata sandi sekarang"),
    "web.password.rules": (
        "At least 10 characters, without your account's name. A few words that only you would put together are best.",
        "Paling sedikit 10 karakter, tanpa nama akun. Paling baik beberapa kata yang hanya Anda sendiri yang tahu.",
    ),
    "web.password.same": (
        "The new password must differ from the one until now.",
        "Kata sandi baru harus berbeda dari yang sekarang.",
    ),
    "web.password.short": (
        "A password must have at least {least} characters.",
        "Kata sandi paling sedikit {least} karakter.",
    ),
    "web.password.simple": (
        "The password must not be one piece again and again.",
        "Kata sandi tidak boleh hanya pengulangan.",
    ),
    "web.password.submit": ("Change the password", "Ganti kata sandi"),
    "web.password.title": ("Change the password", "Ganti kata sandi"),
    "web.password.wait": (
        "Too many attempts. Wait 15 minutes, then try again.",
        "Terlalu banyak percobaan. Tunggu 15 menit lalu coba lagi.",
    ),
    "web.password.wrong": ("This is not your password.", "Kata sandi ini salah."),
}
