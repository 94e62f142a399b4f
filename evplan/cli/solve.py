"""``evplan solve``: a scenario in, a verified and stored plan out."""

from __future__ import annotations

import click

from evplan.cli.console import tell, tell_json
from evplan.cli.place import shown_url
from evplan.cli.progress import shown_progress
from evplan.cli.setting import Command, Setting, pass_setting
from evplan.errors import ExitCode
from evplan.plan.record import Run
from evplan.report.contract import run_contract
from evplan.report.plan import Names, names_of, run_blocks, stored_block
from evplan.schema import Tables
from evplan.workflow.run import run_inputs
from evplan.workflow.scenario import scenario_path
from evplan.workflow.solve import SolveRequest, solve_scenario


@click.command(
    "solve",
    cls=Command,
    examples=[
        "evplan solve scenarios/baseline.toml",
        "evplan solve baseline --lang id --gap 0.01 --time-limit 60",
        "evplan solve baseline --json | jq .total_cost_idr",
    ],
)
@click.argument("scenario", metavar="SCENARIO.toml")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--solver", metavar="NAME", help="Solver instead of the scenario's: highs, cbc, or any that PuLP finds.")
@click.option(
    "--gap", type=click.FloatRange(0, 1, max_open=True), metavar="SHARE", help="Relative gap that is good enough."
)
@click.option(
    "--time-limit", type=click.FloatRange(0, min_open=True), metavar="SECONDS", help="Stop the search after so long."
)
@click.option(
    "--accept", multiple=True, metavar="CODE", help="Go on in spite of errors with this code of finding. Repeatable."
)
@pass_setting
def solve(
    setting: Setting,
    scenario: str,
    as_json: bool,
    solver: str | None,
    gap: float | None,
    time_limit: float | None,
    accept: tuple[str, ...],
) -> ExitCode:
    """Solve a scenario: load its data if need be, check, solve, verify, store, tell.

    SCENARIO.toml is a scenario file, or the name of one that comes with evplan (see 'evplan scenario list').

    Exit codes: 0 solved and verified, 2 wrong usage, 3 bad input, 4 infeasible, 5 no solution within the limits,
    6 an answer failed verification, 7 database problem.
    """
    request = SolveRequest(
        scenario=scenario_path(scenario),
        url=setting.url,
        version=setting.version,
        now=setting.now,
        user=setting.user,
        solver=solver,
        gap=gap,
        time_limit=time_limit,
        accept=frozenset(accept),
        language=setting.language,
    )
    with shown_progress(setting.language, shown=setting.progress and not setting.quiet) as show:
        run = solve_scenario(request, show)
    if as_json:
        tell_json(run_contract(run))
    else:
        tables = None if run.tables is None else run_inputs(setting.url, setting.version, run.name)
        tell_run(run, tables, setting)
    return run_exit_code(run)


def tell_run(run: Run, tables: Tables | None, setting: Setting) -> None:
    """Print everything that is told of a stored run; ``tables`` is the data set it was solved with."""
    names = Names() if tables is None else names_of(tables)
    blocks = run_blocks(run, names, setting.language)
    if not setting.quiet:
        blocks.append(stored_block(run, shown_url(setting.url), setting.language))
    tell(blocks)


def run_exit_code(run: Run) -> ExitCode:
    """Return the exit code that a fresh run ends with."""
    if run.outcome.status == "infeasible":
        return ExitCode.INFEASIBLE
    if run.tables is None:
        stopped = "interrupt" in run.outcome.termination.lower()
        return ExitCode.INTERRUPTED if stopped else ExitCode.NO_SOLUTION
    return ExitCode.DONE if run.verified else ExitCode.NOT_VERIFIED
