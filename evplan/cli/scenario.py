"""``evplan scenario``: scenario files."""

from __future__ import annotations

from pathlib import Path

import click

from evplan.cli.console import tell, tell_json, tell_table
from evplan.cli.setting import Group, Setting, format_option, pass_setting
from evplan.errors import ExitCode, has_errors
from evplan.report.block import Block, table_block
from evplan.report.finding import finding_block, finding_frame
from evplan.report.scenario import scenario_blocks, scenario_values
from evplan.report.word import word
from evplan.scenario.json_schema import scenario_schema
from evplan.workflow.new_scenario import write_new_scenario, write_schema
from evplan.workflow.scenario import (
    check_scenario_file,
    list_scenarios,
    read_valid_scenario,
    scenario_changes,
    scenario_path,
)

SCENARIO = click.argument("scenario", metavar="SCENARIO.toml")


@click.group("scenario", cls=Group, examples=["evplan scenario list", "evplan scenario show baseline"])
def scenario() -> None:
    """List, check, show and begin scenarios.

    SCENARIO.toml is a file, or the name of a scenario that comes with evplan.
    """


@scenario.command("list", examples=["evplan scenario list"])
@format_option
@pass_setting
def list_(setting: Setting, layout: str) -> None:
    """List the scenarios that come with evplan."""
    frame = list_scenarios()
    tell_table(frame, table_block(frame, setting.language, word("title.scenarios", setting.language)), layout)


@scenario.command("check", examples=["evplan scenario check scenarios/baseline.toml"])
@SCENARIO
@format_option
@pass_setting
def check(setting: Setting, scenario: str, layout: str) -> ExitCode:
    """Check a scenario, alone and against its data set and the law, and list everything found.

    Runs that it refers to are looked up in the database. Ends with exit code 3 if there are errors.
    """
    checked = check_scenario_file(scenario_path(scenario), setting.url, setting.version)
    tell_table(finding_frame(checked.findings), finding_block(checked.findings, setting.language), layout)
    return ExitCode.BAD_INPUT if has_errors(checked.findings) else ExitCode.DONE


@scenario.command("show", examples=["evplan scenario show baseline", "evplan scenario show my.toml --lang id"])
@SCENARIO
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@pass_setting
def show(setting: Setting, scenario: str, as_json: bool) -> None:
    """Say in sentences what a scenario asks, and what it changes.

    Calendar, demand, objectives, every rule; changes to data with old and new value; what differs from its parents.
    """
    file, document = read_valid_scenario(scenario_path(scenario))
    changes = scenario_changes(file, document)
    if as_json:
        tell_json(scenario_values(document, file.lineage, changes, setting.language))
    else:
        tell(scenario_blocks(document, file.lineage, setting.language, changes))


@scenario.command(
    "new",
    examples=[
        "evplan scenario new jabar-2027",
        "evplan scenario new jabar-2027 --data my-data -o scenarios/jabar-2027.toml",
        "evplan scenario new small-firms --based-on scenarios/baseline.toml",
    ],
)
@click.argument("name")
@click.option("--data", type=click.Path(path_type=Path), help="Data set. Default: the one that comes with evplan.")
@click.option(
    "--based-on", type=click.Path(path_type=Path), metavar="FILE", help="Parent whose settings it takes over."
)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="Default: NAME.toml in this folder.")
@click.option("--overwrite", is_flag=True, help="Replace what is there.")
@pass_setting
def new(
    setting: Setting, name: str, data: Path | None, based_on: Path | None, target: Path | None, overwrite: bool
) -> None:
    """Write a scenario file that solves as it is, with a remark beside every setting.

    Its first line names the JSON Schema with which editors complete and check it; that is written beside it.
    """
    if data is not None and based_on is not None:
        raise click.UsageError("Give --data or --based-on, not both: a child has its parent's data.")
    place = Path(f"{name}.toml") if target is None else target
    written = write_new_scenario(name, place, setting.now, data=data, based_on=based_on, overwrite=overwrite)
    if not setting.quiet:
        what = ("word.scenario", "word.schema")
        lines = [
            word("written", setting.language, what=word(kind, setting.language), target=path)
            for kind, path in zip(what, written, strict=False)
        ]
        tell([Block(lines=(*lines, word("next.solve", setting.language, file=place)))])


@scenario.command(
    "schema", examples=["evplan scenario schema > scenario.schema.json", "evplan scenario schema -o s.json"]
)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="File. Default: standard output.")
@click.option("--overwrite", is_flag=True, help="Replace what is there.")
@pass_setting
def schema(setting: Setting, target: Path | None, overwrite: bool) -> None:
    """Print the JSON Schema (2020-12) of scenario files, for editors that complete and check them."""
    if target is None:
        tell_json(scenario_schema())
        return
    write_schema(target, overwrite=overwrite)
    if not setting.quiet:
        tell(
            [
                Block(
                    lines=(
                        word("written", setting.language, what=word("word.schema", setting.language), target=target),
                    )
                )
            ]
        )
