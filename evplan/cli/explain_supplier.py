"""``evplan explain supplier``: why a supplier got what it got."""

from __future__ import annotations

import click

from evplan.cli.console import tell, tell_json, tell_table
from evplan.cli.setting import Command, Setting, format_option, pass_setting
from evplan.report.explain_supplier import supplier_blocks, supplier_frame
from evplan.report.plan import names_of
from evplan.workflow.explain_supplier import SECONDS, explain_run_supplier
from evplan.workflow.run import run_inputs


@click.command(
    "supplier",
    cls=Command,
    examples=[
        "evplan explain supplier KOP-BDG baseline",
        "evplan explain supplier KOP-BDG baseline#1 --part BDY-STICK-B --planner",
    ],
)
@click.argument("key", metavar="SUPPLIER")
@click.argument("name", metavar="RUN")
@click.option("--part", metavar="PART", help="Only this part.")
@click.option("--planner", is_flag=True, help="Show rivals with their prices. Not for the supplier's eyes.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    default=SECONDS,
    show_default=True,
    help="Time that one search may take.",
)
@format_option
@pass_setting
def supplier(
    setting: Setting, key: str, name: str, part: str | None, planner: bool, seconds: float, layout: str
) -> None:
    """Tell what a supplier won in a run, and for what it did not win, the price that would win and what is in the way.

    What is printed is the supplier's own view: no rival's name, price or volume is in it. With --planner rivals are
    shown too.
    """
    found = explain_run_supplier(setting.url, setting.version, key, name, part=part, planner=planner, seconds=seconds)
    frame = supplier_frame(found.verdicts, found.standings, setting.language)
    names = names_of(run_inputs(setting.url, setting.version, found.run.name))
    blocks = supplier_blocks(
        found.supplier, found.name, found.run.name, found.standings, names, setting.language, found.rivals
    )
    if layout == "table":
        tell(blocks)
    elif layout == "csv":
        tell_table(frame, blocks[0], layout)
    else:
        values = {"run": found.run.name, "supplier": found.supplier, "offers": frame.to_dict(orient="records")}
        if found.rivals is not None:
            values["rivals"] = found.rivals.to_dict(orient="records")
        tell_json(values)
