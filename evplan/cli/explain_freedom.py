"""``evplan explain freedom``: what is forced in a stored plan, and what is a tie."""

from __future__ import annotations

import click

from evplan.cli.console import tell_json, tell_table
from evplan.cli.setting import Command, Setting, format_option, pass_setting
from evplan.report.explain_freedom import freedom_blocks
from evplan.report.plan import names_of
from evplan.workflow.explain_freedom import TOP, run_freedom
from evplan.workflow.run import run_inputs


class PartOfCost(click.ParamType[float]):
    """A part of the cost: ``0.5%`` (or ``0,5 %``) or ``0.005``."""

    name = "part"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the part as a number, 0 to 1."""
        text = str(value).strip().replace(",", ".")
        number = text.removesuffix("%").strip()
        try:
            part = float(number) / (100.0 if text.endswith("%") else 1.0)
        except ValueError:
            self.fail(f"'{value}' is no part of the cost; write 0.5% or 0.005.", param, ctx)
        if not 0.0 <= part <= 1.0:
            self.fail(f"'{value}' is not between 0 and 100 %; write 0.5% or 0.005.", param, ctx)
        return part


@click.command(
    "freedom",
    cls=Command,
    examples=[
        "evplan explain freedom baseline --within 0.5%",
        "evplan explain freedom baseline#1 --within 0.002 --part BAT-CEL-10AH",
    ],
)
@click.argument("name", metavar="RUN")
@click.option(
    "--within",
    type=PartOfCost(),
    default="0.5%",
    show_default=True,
    metavar="PART",
    help="How much dearer a plan may be: 0.5% or 0.005.",
)
@click.option("--part", "parts", multiple=True, metavar="PART", help="Only this part. Repeatable.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=TOP,
    show_default=True,
    help="So many parts, those on which most is spent.",
)
@format_option
@pass_setting
def freedom(setting: Setting, name: str, within: float, parts: tuple[str, ...], top: int, layout: str) -> None:
    """Tell what share of a part each supplier could have at nearly the same cost: what is forced, what is a tie.

    Two ranges are shown: what this plan's own orders allow, both ends of which are plans, and what no plan at that cost
    lies outside.
    """
    found = run_freedom(setting.url, setting.version, name, within, parts=parts, top=top)
    names = names_of(run_inputs(setting.url, setting.version, found.run.name))
    blocks = freedom_blocks(
        found.run.name,
        found.ranges,
        names,
        setting.language,
        within=found.within,
        cost_idr=found.cost_idr,
        cap_idr=found.cap_idr,
        left_out=found.left_out,
        idle=found.idle,
    )
    if layout == "json":
        tell_json(
            {
                "run": found.run.name,
                "within": found.within,
                "cost_idr": found.cost_idr,
                "cap_idr": found.cap_idr,
                "parts_left_out": found.left_out,
                "seconds": found.seconds,
                "ranges": found.ranges.to_dict(orient="records"),
            }
        )
    else:
        tell_table(found.ranges, blocks[0], layout)
