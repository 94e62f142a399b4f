"""``evplan explain conflict``: which rules and limits clash, and the ways out."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import note, tell, tell_json
from evplan.cli.progress import shown_progress
from evplan.cli.setting import Command, Setting, pass_setting
from evplan.errors import ExitCode
from evplan.report.explain_conflict import (
    ToldMove,
    ToldProof,
    ToldRepair,
    conflict_blocks,
    conflict_contract,
    written_words,
)
from evplan.solve.repair import Repair
from evplan.workflow.explain_conflict import (
    ConflictQuestion,
    ConflictStory,
    explain_conflict,
    limit_words,
    write_repair,
)
from evplan.workflow.scenario import scenario_path


@click.command(
    "conflict",
    cls=Command,
    examples=[
        "evplan explain conflict sixty-percent-2027",
        "evplan explain conflict my.toml --json | jq .repairs",
        "evplan explain conflict my.toml --try 1 -o repaired.toml && evplan solve repaired.toml",
    ],
)
@click.argument("scenario", metavar="SCENARIO.toml")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--try", "number", type=int, metavar="N", help="Write the Nth way out as a scenario; needs -o.")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), metavar="FILE", help="Where to write it.")
@click.option("--overwrite", is_flag=True, help="Replace the file that is there.")
@click.option(
    "--time-limit",
    "seconds",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="For conflict and ways out together. Default: the scenario's own.",
)
@click.option(
    "--accept", multiple=True, metavar="CODE", help="Go on in spite of errors with this code of finding. Repeatable."
)
@pass_setting
def conflict(
    setting: Setting,
    scenario: str,
    as_json: bool,
    number: int | None,
    target: Path | None,
    overwrite: bool,
    seconds: float | None,
    accept: tuple[str, ...],
) -> ExitCode:
    """Say which rules and limits of a scenario cannot hold together, and the ways out.

    The set is as small as can be: with any one of it left out, a plan exists. The ways out are tried by solving, the
    cheapest first, each with who can decide it: data that is likely wrong, a supplier, or the planner.

    SCENARIO.toml is a scenario file, or the name of one that comes with evplan. Where a plan exists it says so. Exit
    code 5: neither a conflict nor a plan was found in the time given.
    """
    if (number is None) != (target is None):
        raise click.UsageError("--try N and -o FILE belong together: which way out, and where to write it.")
    path = scenario_path(scenario)
    question = ConflictQuestion(path, setting.url, setting.version, setting.language, seconds, frozenset(accept))
    with shown_progress(setting.language, shown=setting.progress and not setting.quiet) as show:
        story = explain_conflict(question, show)
    if number is not None and target is not None:
        write_repair(story, number, target, overwrite=overwrite)
    proof, repairs = _proof(story), [_repair(repair) for repair in story.repairs]
    if as_json:
        tell_json(conflict_contract(story.conflict, proof, repairs, setting.language))
    else:
        limits = limit_words(story, setting.language)
        tell(conflict_blocks(story.scenario.name, scenario, story.conflict, proof, repairs, limits, setting.language))
    if number is not None and not setting.quiet:
        note(written_words(number, str(target), setting.language))
    return ExitCode.DONE if story.conflict or story.lacks or story.found.has_plan else ExitCode.NO_SOLUTION


def _proof(story: ConflictStory) -> ToldProof:
    found = story.found
    return ToldProof(
        has_plan=found.has_plan,
        policy_only=story.policy_only,
        level=found.level,
        minimal=found.proven,
        sum_of_ratios=found.sum_of_ratios,
        solves=found.solves,
        seconds=found.seconds,
        lacks=story.lacks,
        others=story.others,
        reach=story.reach,
    )


def _repair(repair: Repair) -> ToldRepair:
    moves = [
        ToldMove(
            step.limit.label,
            step.start,
            step.end,
            step.unit,
            step.who,
            step.unlawful,
            step.rules.get(step.limit.key),
        )
        for step in repair.steps
    ]
    return ToldRepair(tuple(moves), repair.cost_idr, repair.gap)
