"""Charts: what all have in common (size, type, colours, numbers of the language) and how they are written.

SVG and PNG are drawn without a browser; an HTML chart carries everything it needs and opens offline.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from evplan.errors import UnknownChart, nearest
from evplan.report import render
from evplan.report.export import export_file
from evplan.report.language import Language

FORMATS = ("svg", "png", "html")

FONT = "Noto Sans, DejaVu Sans, Arial, sans-serif"
INK, QUIET, GRID = "#1f2937", "#6b7280", "#e5e7eb"
BLUE, ORANGE = "#2563a8", "#c2571a"

RUNS = (BLUE, ORANGE, "#009e73", "#cc79a7", "#56b4e9", "#6b7280")
"""A colour per run, where several stand side by side."""

KINDS = {
    "koperasi": "#009e73",
    "umkm": "#e69f00",
    "large": "#0072b2",
    "bumn": "#cc79a7",
    "import": "#7f7f7f",
    "material": "#8c6d46",
    "material-import": "#b5b5b5",
}
"""A colour per kind of supplier (`evplan.plan.flow.SUPPLIER_KINDS`): those of Okabe and Ito, which colour-blind people
tell apart, with greys for what comes from abroad."""

VEHICLES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#8c6d46")

PNG_SCALE = 2.0
"""Pixels per point of a PNG: sharp on paper and on a small screen."""


def styled(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    """Return the chart in the house's look: plain background, quiet axes, one font."""
    return (
        chart.configure(font=FONT, background="white", padding=16, aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            gridColor=GRID,
            domainColor=QUIET,
            tickColor=QUIET,
            labelColor=QUIET,
            labelFontSize=11,
            titleColor=INK,
            titleFontSize=12,
            titleFontWeight="normal",
        )
        .configure_title(fontSize=14, anchor="start", color=INK, subtitleColor=QUIET, subtitleFontSize=11, offset=12)
        .configure_legend(labelColor=INK, labelFontSize=11, title=None)
        .configure_text(color=INK, fontSize=10)
        .configure_range(category=list(VEHICLES))
    )


def number_locale(language: Language) -> dict[str, Any]:
    """Return the language's decimal and thousands marks as Vega reads them."""
    sample = render.number(1234.5, language, 1)
    return {"decimal": sample[-2], "thousands": sample[1], "grouping": [3], "currency": ["Rp ", ""]}


def write_chart(chart: alt.TopLevelMixin, target: Path, language: Language, *, overwrite: bool = False) -> Path:
    """Write a chart as SVG, PNG or HTML by the ending of ``target`` and return it.

    Raises ``UnknownChart`` for another ending and ``FileUnwritable`` as `evplan.report.export.export_file` does.
    """
    kind = check_ending(target)
    spec = styled(chart).to_dict()
    export_file(target, partial(_write, spec, kind, number_locale(language)), overwrite=overwrite)
    return target


def chart_svg(chart: alt.TopLevelMixin, language: Language) -> str:
    """Return a chart as the text of an SVG picture that needs nothing else: no script, font or other file."""
    return _svg(styled(chart).to_dict(), number_locale(language))


def check_ending(target: Path) -> str:
    """Return the format that the ending of a file names; raises ``UnknownChart``."""
    kind = target.suffix.removeprefix(".").casefold()
    if kind not in FORMATS:
        raise UnknownChart(format=kind, known=", ".join(FORMATS), nearest=nearest(kind, FORMATS))
    return kind


def _write(spec: dict[str, Any], kind: str, locale: dict[str, Any], path: Path) -> None:
    version = _grammar()
    if kind == "png":
        path.write_bytes(vl_convert.vegalite_to_png(spec, vl_version=version, scale=PNG_SCALE, format_locale=locale))
        return
    if kind == "svg":
        text = _svg(spec, locale)
    else:
        text = vl_convert.vegalite_to_html(spec, vl_version=version, bundle=True, format_locale=locale)
    path.write_text(text, encoding="utf-8")


def _svg(spec: dict[str, Any], locale: dict[str, Any]) -> str:
    return vl_convert.vegalite_to_svg(spec, vl_version=_grammar(), format_locale=locale)


def _grammar() -> str:
    """Return the version of Vega-Lite that the charts are written in."""
    return ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
