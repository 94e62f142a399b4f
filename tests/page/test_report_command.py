import pytest

from evplan.workflow.report import chapters


def call(bench, capsys, *arguments):
    capsys.readouterr()
    code = bench.run(*arguments)
    return code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("chart", "mapp", "whole", "-o", "m.svg"), "Did you mean 'map'?"),
        (("chart", "map", "whole", "half", "-o", "m.svg"), "shows one run"),
        (("chart", "cost", "whole", "whole#1", "-o", "m.svg"), "whole#1 is named twice"),
        (("chart", "cost", "whole", "-o", "m.jpg"), "no format 'jpg'"),
        (("chart", "cost", "whole"), "-o"),
        (("chart", "cost", "-o", "m.svg"), "RUN"),
        (("chart", "cost", "never", "-o", "m.svg"), "ended as 'infeasible' and has no plan"),
        (("report", "whole", "-o", "r.htm"), "Did you mean 'html'?"),
        (("report", "whole", "half", "-o", "r.xlsx"), "2 were named"),
        (("report", "never", "-o", "r.xlsx"), "has no plan"),
        (("report", "whole", "whole", "-o", "r.html"), "whole#1 is named twice"),
    ],
)
def test_a_wrong_wish_gets_one_clear_message_and_writes_nothing(bench, capsys, monkeypatch, tmp_path, arguments, words):
    monkeypatch.chdir(tmp_path)
    code, told = call(bench, capsys, *arguments)
    assert code == 2
    assert words in told
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(bench, capsys, tmp_path):
    target = tmp_path / "cost.svg"
    target.write_text("mine")
    code, told = call(bench, capsys, "chart", "cost", "whole", "-o", target)
    assert code != 0
    assert "there already" in told
    assert target.read_text() == "mine"
    code, told = call(bench, capsys, "chart", "cost", "whole", "-o", target, "--overwrite")
    assert code == 0
    assert "Cost by kind written to" in told
    assert target.read_text().startswith("<svg")


def test_the_list_of_charts_needs_no_run(bench, capsys):
    capsys.readouterr()
    assert bench.run("chart", "list", "--format", "csv") == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("cost,")


def test_a_report_of_two_runs_is_one_page_that_says_what_changed(bench, tmp_path):
    target = tmp_path / "both.html"
    assert bench.run("report", "whole", "half", "-o", target, "--quiet") == 0
    text = target.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "half#1 against whole#1" in text


def test_prices_of_rules_are_told_where_they_are_asked_for(bench):
    (chapter,) = chapters(bench.url, "test", ["half"], "en", prices=True)
    assert chapter.prices[0].title == "Price of every rule: half#1"
    assert chapter.prices[0].rows[0][0] == "two-frames"


def test_a_stored_stress_test_is_told(bench):
    assert bench.run("stress", "half", "--only", "supplier", "--modes", "held", "--limit", "1", "--quiet") == 0
    (chapter,) = chapters(bench.url, "test", ["half"], "en")
    assert any(block.rows for block in chapter.resilience)
    (other,) = chapters(bench.url, "test", ["whole"], "en")
    assert other.resilience == ()


def test_a_report_of_a_run_without_a_plan_tells_why(bench, tmp_path):
    target = tmp_path / "never.html"
    assert bench.run("report", "never", "-o", target, "--quiet") == 0
    assert "What clashes" in target.read_text(encoding="utf-8")


def test_a_workbook_is_written(bench, tmp_path):
    target = tmp_path / "whole.xlsx"
    assert bench.run("report", "whole", "-o", target, "--quiet") == 0
    assert target.read_bytes()[:2] == b"PK"
