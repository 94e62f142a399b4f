import io

import pandas as pd
import pytest

from evplan.cli.console import console, tell, tell_table
from evplan.cli.place import shown_url
from evplan.cli.setting import database_url
from evplan.report.block import Block, table_block

FRAME = pd.DataFrame({"vehicle": ["a-very-long-name-of-a-vehicle-" * 10], "score": [0.4]})


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_pipe_gets_no_escape_codes_and_one_line_a_row(capsys):
    tell([table_block(FRAME, "en", "Scores")])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert len(out.splitlines()) == 3
    assert out.splitlines()[2].strip().endswith("40.0 %")


def test_a_terminal_gets_a_bold_title_unless_no_color_is_set(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    styled, plain = Terminal(), Terminal()
    console(styled).print("x", style="bold")
    monkeypatch.setenv("NO_COLOR", "1")
    console(plain).print("x", style="bold")
    assert styled.getvalue() == "\x1b[1mx\x1b[0m\n"
    assert plain.getvalue() == "x\n"


def test_words_in_brackets_are_printed_as_they_are(capsys):
    tell([Block(title="[bold]x", lines=("[red]y [lane-missing]",), headings=("[a]",), rows=(("[b]",),))])
    assert capsys.readouterr().out == "[bold]x\n  [red]y [lane-missing]\n  [a]\n  [b]\n"


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("csv", "part,units\np1,2.5\np2,\n"),
        (
            "json",
            '[\n  {\n    "part": "p1",\n    "units": 2.5\n  },\n  {\n    "part": "p2",\n    "units": null\n  }\n]\n',
        ),
    ],
)
def test_csv_and_json_have_the_names_and_values_of_the_table(capsys, layout, text):
    frame = pd.DataFrame({"part": ["p1", "p2"], "units": [2.5, float("nan")]})
    tell_table(frame, Block(title="never shown"), layout)
    assert capsys.readouterr().out == text


def test_what_is_no_url_is_an_sqlite_file():
    assert database_url("plans.db") == "sqlite:///plans.db"
    assert database_url("postgresql://localhost/plans") == "postgresql://localhost/plans"


def test_a_password_is_never_shown():
    assert shown_url("postgresql://user:secret@localhost/plans") == "postgresql://localhost/plans"
    assert shown_url("sqlite:///plans.db") == "plans.db"
