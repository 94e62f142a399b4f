"""Keys of parts from whatever numbers and names a file has: the same text always gives the same key."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter

import numpy as np
import pandas as pd

from evplan.schema import KEY_PATTERN

LONGEST = 60
_VALID = re.compile(KEY_PATTERN)
_SIGNS = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "æ": "ae",
        "Æ": "AE",
        "µ": "u",
        "μ": "u",
        "Ω": "Ohm",
        "±": "+-",
        "°": "deg",
    }
)


def make_key(text: str) -> str:
    """Return a key for a text: accents off, other signs as hyphens; text without a single Latin sign gets a number."""
    text = " ".join(text.split())
    if _VALID.fullmatch(text) and len(text) <= LONGEST:
        return text
    bare = unicodedata.normalize("NFKD", text.translate(_SIGNS)).encode("ascii", "ignore").decode()
    bare = re.sub(r"[^A-Za-z0-9._]+", "-", bare).strip("-._")
    letters = sum(sign.isalnum() for sign in text)
    if sum(sign.isalnum() for sign in bare) < max(1, letters // 2):
        return f"{bare[:20].rstrip('-._') or 'P'}-{_digest(text)}"
    return bare if len(bare) <= LONGEST else f"{bare[: LONGEST - 9].rstrip('-._')}-{_digest(text)}"


def make_keys(texts: pd.Series[str]) -> pd.Series[str]:
    """Return a key for each text; two texts that differ never share one."""
    codes, distinct = pd.factorize(texts)
    keys = [make_key(text) for text in distinct]
    folded = Counter(key.casefold() for key in keys)
    unique = [
        key if folded[key.casefold()] == 1 or key == text else f"{key[: LONGEST - 9]}-{_digest(text)}"
        for key, text in zip(keys, distinct, strict=True)
    ]
    return pd.Series(np.array([*unique, ""], dtype=object)[codes], index=texts.index, dtype="str")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
