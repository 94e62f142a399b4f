"""``evplan explain rules``: what every rule of a stored run costs."""

from __future__ import annotations

import click

from evplan.cli.console import tell, tell_json, tell_table
from evplan.cli.setting import Command, Setting, format_option, pass_setting
from evplan.report.explain_rules import rule_price_blocks, rule_price_frame
from evplan.workflow.explain_rules import price_run_rules


@click.command(
    "rules",
    cls=Command,
    examples=["evplan explain rules baseline", "evplan explain rules baseline#1 --format csv"],
)
@click.argument("name", metavar="RUN")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    help="Search every changed plan for so long, which narrows the ranges. Default: only near the plan.",
)
@format_option
@pass_setting
def rules(setting: Setting, name: str, seconds: float | None, layout: str) -> None:
    """Tell what every rule of a run costs: the plan without it, and with it one notch looser or tighter.

    A notch is one percentage point of a share or score, one of a count, 5 % of any other bound. Every figure is a
    range that carries the gaps of both searches. RUN is a run's name; a scenario's alone stands for its newest run.
    """
    found = price_run_rules(setting.url, setting.version, name, seconds)
    frame = rule_price_frame(found.rules, found.steps, setting.language)
    blocks = rule_price_blocks(
        found.run.name,
        found.rules,
        found.steps,
        found.bounds,
        setting.language,
        cost_idr=found.cost_idr,
        bound_idr=found.bound_idr,
        improved_idr=found.improved_idr,
        approximate=found.approximate,
    )
    if layout == "table":
        tell(blocks)
    elif layout == "csv":
        tell_table(frame, blocks[0], layout)
    else:
        tell_json(
            {
                "run": found.run.name,
                "cost_idr": found.cost_idr,
                "bound_idr": found.bound_idr,
                "approximate": found.approximate,
                "seconds": found.seconds,
                "rules": frame.to_dict(orient="records"),
                "bounds": found.bounds.to_dict(orient="records"),
            }
        )
