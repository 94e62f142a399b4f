"""``evplan stress``: what is left of a plan when a supplier, a region, demand, the rupiah or a certificate fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evplan.cli.console import note, tell, tell_json, tell_table
from evplan.cli.progress import shown_progress
from evplan.cli.setting import Command, Setting, format_option, pass_setting
from evplan.plan.case_set import CaseSet
from evplan.plan.disturbance import KINDS
from evplan.plan.stress import MODES, Stress
from evplan.report import render
from evplan.report.block import Block
from evplan.report.plan import Names, names_of
from evplan.report.stress import case_words, region_names, stress_blocks, stress_json
from evplan.report.word import word
from evplan.workflow.clock import Progress
from evplan.workflow.run import run_inputs
from evplan.workflow.stress import Step, StressWish, last_stress
from evplan.workflow.stress import stress as put_under_stress

BOTH = "both"


class Numbers(click.ParamType[tuple[float, ...]]):
    """Numbers with commas between: ``0.5,1.2``."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Return the numbers."""
        if isinstance(value, tuple):
            return value
        found = []
        for piece in str(value).split(","):
            text = piece.strip()
            try:
                found.append(float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0))
            except ValueError:
                self.fail(f"'{text}' is no number; write numbers with commas between, such as 0.5,1.2.", param, ctx)
        return tuple(found)


_MADE = CaseSet()


def _numbers(values: tuple[float, ...]) -> str:
    return ",".join(f"{value:g}" for value in values)


@click.command(
    "stress",
    cls=Command,
    examples=[
        "evplan stress baseline",
        "evplan stress baseline#1 --limit 10 --largest 5 --modes held --chart resilience.svg",
        "evplan stress baseline --only demand --demand 0.5,1.2 --format csv",
        "evplan stress baseline --cases failures.toml --lang id",
        "evplan stress baseline --last --format json",
    ],
)
@click.argument("name", metavar="RUN")
@click.option(
    "--cases",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own cases instead, TOML: [[case]] with name and suppliers, regions, demand, rupiah, prices, "
    "certificates; probability for odds.",
)
@click.option("--only", "kinds", multiple=True, type=click.Choice(KINDS), help="Only cases of this kind. Repeatable.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the N suppliers with most value.")
@click.option(
    "--largest",
    multiple=True,
    type=click.IntRange(min=1),
    metavar="K",
    help="The K largest suppliers lost together. Repeatable. Default: 2 and 3.",
)
@click.option("--demand", type=Numbers(), default=_numbers(_MADE.demand), show_default=True, help="Demand, times.")
@click.option(
    "--rupiah",
    type=Numbers(),
    default=_numbers(_MADE.rupiah),
    show_default=True,
    help="Part of its value that the rupiah loses: -0.3 or -30%.",
)
@click.option("--battery", type=Numbers(), default=_numbers(_MADE.battery), show_default=True, help="Prices, times.")
@click.option(
    "--certificates",
    multiple=True,
    metavar="WHOSE",
    help="Certificates that lapse: of a supplier, 'all', or 'ending' (inside the horizon; the default). Repeatable.",
)
@click.option(
    "--modes",
    type=click.Choice([*MODES, BOTH]),
    default=BOTH,
    show_default=True,
    help="Orders held as they were placed, everything decided again, or both.",
)
@click.option("--equal-odds", is_flag=True, help="One of the cases happens, each as likely: gives an expected value.")
@click.option(
    "--seconds",
    type=click.FloatRange(0, min_open=True),
    default=StressWish().seconds,
    show_default=True,
    metavar="SECONDS",
    help="For one search.",
)
@click.option("--last", is_flag=True, help="Tell the last test of the run again; nothing is solved.")
@click.option("--chart", type=click.Path(path_type=Path), metavar="FILE", help="Draw it: .svg, .png or .html.")
@click.option("--overwrite", is_flag=True, help="Replace the chart that is there.")
@format_option
@pass_setting
def stress(
    setting: Setting, /, name: str, *, last: bool, chart: Path | None, overwrite: bool, layout: str, **wishes: Any
) -> None:
    """Tell what is left of a stored plan when something fails: the resilience table.

    Every case is tried twice: with the orders held as they were placed, and with everything decided again. Without
    options: each supplier lost, each region, the largest 2 and 3; demand, the rupiah, the battery's price;
    certificates that end.
    """
    if chart is not None:
        # Only who wants a chart waits for the library to load.
        from evplan.report.chart import check_ending

        check_ending(chart)
    found = last_stress(setting.url, setting.version, name) if last else _tried(setting, name, _wish(wishes))
    if found is None:
        note(word("stress.untested", setting.language, run=name))
        return
    tables = run_inputs(setting.url, setting.version, found.run)
    names, regions = names_of(tables), region_names(tables)
    if layout == "table":
        tell(stress_blocks(found, names, regions, setting.language))
    elif layout == "csv":
        tell_table(found.cases, Block(), layout)
    else:
        tell_json(stress_json(found))
    if not last and not setting.quiet:
        note(word("stress.stored", setting.language, number=found.number, run=found.run))
    if chart is not None:
        from evplan.report.chart import write_chart
        from evplan.report.stress_chart import stress_chart

        drawn = stress_chart(found, names, regions, setting.language)
        write_chart(drawn, chart, setting.language, overwrite=overwrite)
        if not setting.quiet:
            note(word("written", setting.language, what=found.run, target=chart))


def _wish(wishes: dict[str, Any]) -> StressWish:
    made = CaseSet(
        kinds=wishes["kinds"] or KINDS,
        limit=wishes["limit"],
        largest=wishes["largest"] or None,
        demand=wishes["demand"],
        rupiah=wishes["rupiah"],
        battery=wishes["battery"],
        certificates=wishes["certificates"] or _MADE.certificates,
    )
    modes = MODES if wishes["modes"] == BOTH else (wishes["modes"],)
    return StressWish(wishes["cases"], made, modes, wishes["equal_odds"], wishes["seconds"])


def _tried(setting: Setting, name: str, wish: StressWish) -> Stress:
    names: list[tuple[Names, dict[str, str]]] = []
    with shown_progress(setting.language, shown=setting.progress and not setting.quiet) as tell_progress:

        def told(step: Step) -> None:
            if not names:
                tables = run_inputs(setting.url, setting.version, name)
                names.append((names_of(tables), region_names(tables)))
            case, language = step.case, setting.language
            said = word(
                "stress.step",
                language,
                done=step.done + 1,
                total=step.total,
                case=case_words(case.kind, case.subject, case.name, *names[0], language),
                mode=word(f"stress.mode.{step.mode}", language),
            )
            if step.left is not None:
                said += "; " + word("stress.left", language, left=render.duration(step.left, language))
            tell_progress(Progress("solve", said, step.seconds))

        return put_under_stress(
            setting.url, setting.version, name, now=setting.now, user=setting.user, wish=wish, told=told
        )


__all__ = ["stress"]
