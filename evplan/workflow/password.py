"""Passwords: rules, hashes, and start passwords that people can read to each other on the telephone."""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from evplan.errors.account import PASSWORD_TROUBLES, PasswordWrong

LEAST, MOST = 10, 128
"""Length of a password in characters; the upper bound keeps hashing from being made slow on purpose."""

# Characters that are told apart in any type and when read aloud: no 0 and o, 1, i and l.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4

# What is tried first here and elsewhere, of the length that passes, without digits and signs at the end.
_COMMON = re.compile(
    r"(?:administrator|alhamdulillah|anakanakku|assalamualaikum|bismillah|bismillahirrahmanirrahim|gantipassword"
    r"|indonesiaraya|indonesiamerdeka|jakartaraya|katasandi|katasandiku|koperasi|koperasiku|password|passwordku"
    r"|passwordpassword|qwertyuiop|qwertyuiopasdfghjkl|asdfghjkl|zxcvbnm|rahasia|rahasiaku|rahasiasekali"
    r"|selamatdatang|sayangkamu|akusayangkamu|terimakasih|tanahairku|letmein|letmeinplease|iloveyou|welcome"
    r"|changeme|adminadmin|motorlistrik|motor|listrik|evplan|trikelistrik|merdeka|garuda|pancasila)"
)
_ORDERED = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")

# OWASP's setting for argon2id with little memory (19 MiB, 2 passes): a phone's server must bear a rush of log-ins.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

_TURNS = threading.BoundedSemaphore(2)
"""So many are hashed at once: a rush of log-ins takes turns instead of all the memory."""


def hash_password(password: str) -> str:
    """Return the hash of a password (argon2id, its setting and salt within)."""
    with _TURNS:
        return _HASHER.hash(_normal(password))


def matches(password: str, digest: str) -> bool:
    """Return whether a password is that of a hash; it takes as long where there is none (``""``)."""
    try:
        with _TURNS:
            return _HASHER.verify(digest or _nobody(), _normal(password[: MOST + 1])) and bool(digest)
    except (VerificationError, InvalidHashError):
        return False


def check_password(password: str, name: str) -> None:
    """Raise `PasswordWrong` for a password that is short, long, common, simple, or holds the account's name."""
    folded = _normal(password).casefold()
    bare = re.sub(r"[\W\d_]+$", "", re.sub(r"^[\W\d_]+", "", folded))
    if len(folded) < LEAST:
        _refuse("short", least=LEAST)
    if len(folded) > MOST:
        _refuse("long", most=MOST)
    if name.casefold() in folded or (len(bare) >= 4 and bare in name.casefold()):
        _refuse("name")
    if _COMMON.fullmatch(bare) or any(folded in line or folded in line[::-1] for line in _ORDERED):
        _refuse("common")
    if len(set(folded)) < 4 or re.fullmatch(r"(.{1,4})\1+.{0,3}", folded, re.S):
        _refuse("simple")


def start_password() -> str:
    """Return a new password to be given out once: 16 characters of 31, in groups (79 bits)."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _refuse(code: str, **values: Any) -> None:
    raise PasswordWrong(code=code, reason=PASSWORD_TROUBLES[code].format_map(values), **values)


def _normal(password: str) -> str:
    """Return the one form of a text that keyboards write in different ways."""
    return unicodedata.normalize("NFKC", password)


def _nobody() -> str:
    """Return a hash that no password is known for, made once."""
    global _NOBODY
    _NOBODY = _NOBODY or _HASHER.hash(secrets.token_hex(32))
    return _NOBODY


_NOBODY = ""
