"""``evplan demo``: the whole story on the shipped data set, in a fresh database."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import tell
from evplan.cli.place import shown_url
from evplan.cli.progress import shown_progress
from evplan.cli.setting import Command, Setting, database_url, pass_setting
from evplan.cli.solve import run_exit_code
from evplan.errors import DemoThere, ExitCode
from evplan.plan.record import Run
from evplan.report.block import Block
from evplan.report.change import change_blocks
from evplan.report.demo import closing_block, step
from evplan.report.finding import finding_count
from evplan.report.language import Language
from evplan.report.plan import names_of, run_blocks
from evplan.report.scenario import scenario_blocks
from evplan.report.word import word
from evplan.workflow.data import load_data
from evplan.workflow.run import export_run, run_inputs, verify_run
from evplan.workflow.scenario import read_valid_scenario, scenario_path
from evplan.workflow.solve import SolveRequest, solve_scenario

SCENARIO = "baseline"
DATABASE = Path("evplan-demo.db")
WORKBOOK = Path("evplan-demo.xlsx")


@click.command("demo", cls=Command, examples=["evplan demo", "evplan demo --lang id", "evplan demo --renew"])
@click.option("--renew", is_flag=True, help=f"Start anew: remove {DATABASE} and {WORKBOOK} of an earlier demo here.")
@pass_setting
def demo(setting: Setting, renew: bool) -> ExitCode:
    """Tell the whole story: load the data set that comes with evplan, solve, show, verify, export.

    Works in an empty folder and in a database of its own, evplan-demo.db (another one with --db).
    """
    _make_room(setting, renew)
    scenario = scenario_path(SCENARIO)
    _load(setting, scenario)
    run = _solve(setting, scenario)
    if run.tables is not None:
        _verify_and_export(setting, run)
    tell([Block(), closing_block(run, shown_url(setting.url), setting.language)])
    return run_exit_code(run)


def _tell_step(number: int, language: Language) -> None:
    tell([Block(), step(number, language)])


def _make_room(setting: Setting, renew: bool) -> None:
    """Make sure that nothing of an earlier demonstration is in the way; it is removed only if ``renew`` says so."""
    theirs = [Path(f"{DATABASE}{ending}") for ending in ("", "-wal", "-shm")] if not setting.url_given else []
    there = [path for path in (*theirs, WORKBOOK) if path.exists()]
    if there and not renew:
        raise DemoThere(path=there[0])
    for path in there:
        path.unlink()
    if not setting.url_given:
        setting.url, setting.url_given = database_url(str(DATABASE)), True


def _load(setting: Setting, scenario: Path) -> None:
    language = setting.language
    file, document = read_valid_scenario(scenario)
    tell([step(1, language), *scenario_blocks(document, None, language)])
    _tell_step(2, language)
    assert file.data_path is not None, "a valid scenario names its data"
    loaded = load_data(file.data_path, setting.url, setting.version, now=setting.now)
    title = word("data.loaded", language, name=loaded.name, where=shown_url(setting.url))
    tell([*change_blocks(loaded.changes, title, language), Block(lines=(finding_count(loaded.findings, language),))])


def _solve(setting: Setting, scenario: Path) -> Run:
    language = setting.language
    _tell_step(3, language)
    request = SolveRequest(
        scenario=scenario,
        url=setting.url,
        version=setting.version,
        now=setting.now,
        user=setting.user,
        solver=None,
        gap=None,
        time_limit=None,
        accept=frozenset(),
        language=language,
    )
    with shown_progress(language, shown=setting.progress and not setting.quiet) as show:
        run = solve_scenario(request, show)
    names = names_of(run_inputs(setting.url, setting.version, run.name))
    tell(run_blocks(run, names, language))
    return run


def _verify_and_export(setting: Setting, run: Run) -> None:
    language = setting.language
    _tell_step(4, language)
    again = verify_run(setting.url, setting.version, run.name)
    tell([Block(lines=(word("plan.verified" if again.verified else "plan.not_verified", language),))])
    _tell_step(5, language)
    export_run(setting.url, setting.version, run.name, WORKBOOK)
    tell([Block(lines=(word("written", language, what=run.name, target=WORKBOOK),))])
