import functools
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from evplan.cli import database as database_commands
from evplan.cli import solve as solve_command
from evplan.shipped import shipped_folder
from evplan.store import make_engine
from evplan.workflow import database as database_workflow

THREE_PARTS = shipped_folder("data") / "three_parts"


def assert_one_clear_message(answer, code, *words):
    assert answer.code == code
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert answer.err.startswith("Error: ")
    for word in words:
        assert word in answer.err


def test_a_scenario_file_that_is_not_there_is_bad_input(evplan):
    assert_one_clear_message(evplan("solve", "nothing.toml", "-q"), 3, "nothing.toml")
    assert not Path("evplan.db").exists()


def test_a_misspelt_name_of_a_scenario_gets_the_nearest(evplan):
    assert_one_clear_message(evplan("solve", "baselin"), 2, "Did you mean 'baseline'?")


def test_a_scenario_with_mistakes_gets_all_of_them_listed(evplan):
    text = 'name = "x"\ndata = "."\nquestoin = "?"\n[calendar]\nfirst = "2026-13"\n[[rule]]\nid = "a"\nkind = "awrad"\n'
    Path("x.toml").write_text(text, encoding="utf-8")
    answer = evplan("solve", "x.toml", "-q")
    assert_one_clear_message(answer, 3, "questoin", "2026-13", "awrad")
    assert evplan("scenario", "check", "x.toml").code == 3


def test_a_folder_that_is_no_data_set_is_bad_input(evplan, tmp_path):
    (tmp_path / "empty").mkdir()
    assert_one_clear_message(evplan("data", "check", "empty"), 3, "empty")
    assert_one_clear_message(evplan("data", "load", "not-there"), 3, "not-there")


@pytest.fixture
def broken_set(tmp_path):
    """The data set of three parts with two mistakes: a price that is text, an offer of an unknown part."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for path in THREE_PARTS.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        if path.name == "offers.csv":
            text = text.replace("500000", "lots", 1).replace("PANEL,", "PANLE,", 1)
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


def test_checking_a_broken_set_lists_every_mistake_and_ends_with_3(evplan, broken_set):
    answer = evplan("data", "check", broken_set)
    assert answer.code == 3
    assert "lots" in answer.out
    assert "PANLE" in answer.out
    assert evplan("data", "check", broken_set, "--format", "json").out.startswith("[\n  {")


def test_a_broken_set_is_not_stored_at_all(evplan, broken_set):
    answer = evplan("data", "load", broken_set)
    assert_one_clear_message(answer, 3, "lots", "PANLE", "Nothing was stored")
    assert evplan("data", "list", "--format", "json").out == "[]\n"


def test_a_set_loaded_twice_changes_nothing(evplan):
    assert "three_parts" in evplan("data", "load", THREE_PARTS).out
    assert "Nothing changed" in evplan("data", "load", THREE_PARTS).out
    assert "Tidak ada yang berubah" in evplan("data", "load", THREE_PARTS, "--lang", "id").out


def test_exporting_over_a_file_that_is_there_is_refused(evplan):
    evplan("data", "load", THREE_PARTS)
    assert evplan("data", "export", "-o", "set.xlsx").code == 0
    assert_one_clear_message(evplan("data", "export", "-o", "set.xlsx"), 2, "set.xlsx")
    assert evplan("data", "export", "-o", "set.xlsx", "--overwrite").code == 0


def test_an_export_without_a_name_wants_exactly_one_data_set(evplan):
    assert_one_clear_message(evplan("data", "export", "-o", "set"), 2, "holds 0 data sets")
    evplan("data", "load", THREE_PARTS)
    evplan("data", "load", THREE_PARTS, "--name", "other")
    assert_one_clear_message(evplan("data", "export", "-o", "set"), 2, "other, three_parts")
    assert evplan("data", "export", "other", "-o", "set").code == 0


def test_a_file_that_is_no_database_is_a_database_problem(evplan):
    Path("evplan.db").write_text(
        "this is no database, whatever its name says; it is a plain text file", encoding="utf-8"
    )
    assert_one_clear_message(evplan("run", "list"), 7, "evplan.db")


def test_a_database_in_a_folder_that_is_not_there_is_a_database_problem(evplan):
    assert_one_clear_message(evplan("run", "list", "--db", "nowhere/plans.db"), 7, "nowhere")


def test_an_address_that_is_none_is_a_database_problem(evplan):
    assert_one_clear_message(evplan("run", "list", "--db", "oracle://localhost/x"), 7, "oracle")


def test_a_newer_database_is_left_alone(evplan):
    evplan("run", "list")
    with sqlite3.connect("evplan.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert_one_clear_message(evplan("run", "list"), 7, "9999", "newer")
    assert "newer" in evplan("db", "status").out


def test_a_locked_database_is_a_database_problem(evplan, monkeypatch):
    evplan("run", "list")
    patient = functools.partial(make_engine, busy_timeout_ms=20)
    monkeypatch.setattr(database_workflow, "make_engine", patient)
    other = sqlite3.connect("evplan.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert_one_clear_message(evplan("data", "load", THREE_PARTS), 7, "evplan.db")
    finally:
        other.close()
    assert evplan("data", "load", THREE_PARTS).code == 0


def test_a_run_that_is_not_there_is_named(evplan):
    assert_one_clear_message(evplan("run", "show", "nothing#1"), 2, "nothing#1")


def test_the_database_is_chosen_by_option_or_environment(evplan, monkeypatch):
    evplan("data", "load", THREE_PARTS, "--db", "a.db")
    monkeypatch.setenv("EVPLAN_DB", "b.db")
    assert evplan("data", "list", "--format", "json").out == "[]\n"
    assert '"three_parts"' in evplan("--db", "a.db", "data", "list", "--format", "json").out
    assert '"three_parts"' in evplan("data", "list", "--format", "json", "--db", "sqlite:///a.db").out


def test_a_defect_is_one_line_and_its_traceback_is_there_for_the_asking(evplan, monkeypatch):
    def fail(url):
        raise RuntimeError("a bug\nin two lines")

    monkeypatch.setattr(database_commands, "database_status", fail)
    answer = evplan("db", "status")
    assert_one_clear_message(answer, 1, "has a defect: RuntimeError: a bug in two lines", "--debug")
    assert len(answer.err.splitlines()) == 1
    assert "Traceback" in evplan("db", "status", "--debug").err
    monkeypatch.setenv("EVPLAN_DEBUG", "1")
    assert "Traceback" in evplan("db", "status").err


def test_ctrl_c_ends_with_130_and_stores_nothing(evplan, monkeypatch):
    def interrupt(request, tell):
        raise KeyboardInterrupt

    monkeypatch.setattr(solve_command, "solve_scenario", interrupt)
    answer = evplan("solve", "baseline")
    assert (answer.code, answer.out) == (130, "")
    assert answer.err.strip() == "Stopped. Nothing was stored."


def test_a_reader_that_goes_away_is_no_error():
    command = [sys.executable, "-c", "from evplan.cli import main; main()", "law", "show", "sectoral"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait() == 141
    assert errors == ""
