import importlib
import pkgutil
import re
import string
from pathlib import Path

import pytest

import evplan
from evplan import errors
from evplan.errors import DATABASE_TROUBLES, FILE_TROUBLES, FINDINGS, DatabaseUnusable, EvplanError, FileUnreadable
from evplan.errors.account import PASSWORD_TROUBLES

PAGE = Path(evplan.__file__).parents[1] / "docs" / "troubleshooting.md"
TEXT = PAGE.read_text(encoding="utf-8")
QUOTES = re.findall(r"^> (.+)$", TEXT, re.MULTILINE)


def subclasses(kind):
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def wordings():
    """Yield every wording of evplan: of findings, errors, and what can be wrong with files, databases, passwords."""
    for module in pkgutil.iter_modules(errors.__path__):
        importlib.import_module(f"evplan.errors.{module.name}")
    yield from (one.message for one in FINDINGS.values())
    yield from (kind.wording for kind in subclasses(EvplanError))
    yield from PASSWORD_TROUBLES.values()
    for kind, troubles in ((FileUnreadable, FILE_TROUBLES), (DatabaseUnusable, DATABASE_TROUBLES)):
        for one in troubles.values():
            yield kind.wording.replace("{reason}", one.reason).replace("{fix}", one.fix)


def pattern(wording):
    """Return what a message with this wording looks like; a wording of nothing but values looks like no message."""
    parts = list(string.Formatter().parse(wording))
    if sum(len(text) for text, *_ in parts) < 15:
        return re.compile(r"(?!)")
    return re.compile("".join(re.escape(text) + (".*" if name is not None else "") for text, name, *_ in parts))


PATTERNS = [pattern(wording) for wording in wordings()]


@pytest.mark.parametrize("quote", QUOTES)
def test_a_quoted_message_is_one_that_evplan_says(quote):
    assert any(one.fullmatch(quote) for one in PATTERNS)


def test_words_that_evplan_does_not_say_are_told_apart():
    assert len(QUOTES) > 30
    assert not any(one.fullmatch("The price is wrong; please write a number.") for one in PATTERNS)


def test_a_code_beside_a_message_is_that_of_the_message():
    pairs = re.findall(r"^> (.+)\n\n(?:.+\n)*?.*\[([a-z]+(?:-[a-z]+)+)\]$", TEXT, re.MULTILINE)
    assert len(pairs) >= 12
    for quote, code in pairs:
        assert pattern(FINDINGS[code].message).fullmatch(quote), (quote, code)
