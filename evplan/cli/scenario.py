"""``evplan scenario``: scenario files."""

from __future__ import annotations

import click

from evplan.cli.console import tell, tell_table
from evplan.cli.setting import Group, Setting, format_option, pass_setting
from evplan.errors import ExitCode, has_errors
from evplan.report.block import table_block
from evplan.report.finding import finding_block, finding_frame
from evplan.report.scenario import scenario_blocks
from evplan.report.word import word
from evplan.workflow.scenario import check_scenario_file, list_scenarios, read_valid_scenario, scenario_path

SCENARIO = click.argument("scenario", metavar="SCENARIO.toml")


@click.group("scenario", cls=Group, examples=["evplan scenario list", "evplan scenario show baseline"])
def scenario() -> None:
    """List, check and show scenarios.

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

    Ends with exit code 3 if there are errors.
    """
    checked = check_scenario_file(scenario_path(scenario))
    tell_table(finding_frame(checked.findings), finding_block(checked.findings, setting.language), layout)
    return ExitCode.BAD_INPUT if has_errors(checked.findings) else ExitCode.DONE


@scenario.command("show", examples=["evplan scenario show baseline", "evplan scenario show my.toml --lang id"])
@SCENARIO
@pass_setting
def show(setting: Setting, scenario: str) -> None:
    """Say in sentences what a scenario asks: its calendar, demand and rules, and what it changes of its parents."""
    file, document = read_valid_scenario(scenario_path(scenario))
    tell(scenario_blocks(document, file.lineage, setting.language))
