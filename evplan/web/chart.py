"""Bars as inline SVG: drawn by attributes alone, so that the pages need no script and no inline style."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, ROW, LABEL, TEXT = 320, 26, 112, 78
"""Size in units of the drawing, which fills the width it gets: whole, of a row, of labels left and of numbers right."""

COLUMN_HEIGHT = 56


def bars(
    rows: Sequence[tuple[str, float, str]], title: str, *, full: float | None = None, over: float | None = None
) -> Markup:
    """Return horizontal bars, a row each: label, value (at least 0), the text that says it; ``title`` is read aloud.

    ``full`` is the value of a whole bar (default: the largest); bars above ``over`` stand out.
    """
    top = max([full or 0.0, *(value for _, value, _ in rows)]) or 1.0
    drawn = Markup("").join(_bar(number, row, top, over) for number, row in enumerate(rows))
    return Markup(
        '<svg class="bars" role="img" viewBox="0 0 {width} {height}" preserveAspectRatio="xMinYMin meet">'
        "<title>{title}</title>{drawn}</svg>"
    ).format(width=WIDTH, height=max(len(rows), 1) * ROW, title=title, drawn=drawn)


def columns(rows: Sequence[tuple[str, float, str]], title: str) -> Markup:
    """Return upright bars side by side, for a card: labels of the first and the last, the text of the largest."""
    top = max([value for _, value, _ in rows], default=0.0) or 1.0
    each = WIDTH / max(len(rows), 1)
    drawn = Markup("").join(_column(number, value, each, top) for number, (_, value, _) in enumerate(rows))
    ends = [(0, "start", rows[0][0]), (WIDTH, "end", rows[-1][0])] if rows else []
    words = Markup("").join(
        Markup('<text x="{x}" y="{y}" text-anchor="{side}" class="bar-label">{text}</text>').format(
            x=x, y=COLUMN_HEIGHT + 16, side=side, text=text
        )
        for x, side, text in (ends if len(rows) > 1 else ends[:1])
    )
    return Markup(
        '<svg class="bars" role="img" viewBox="0 0 {width} {height}" preserveAspectRatio="xMinYMin meet">'
        "<title>{title}</title>{drawn}{words}</svg>"
    ).format(
        width=WIDTH,
        height=COLUMN_HEIGHT + 22,
        title=f"{title}: " + "; ".join(f"{label} {text}" for label, _, text in rows),
        drawn=drawn,
        words=words,
    )


def _column(number: int, value: float, each: float, top: float) -> Markup:
    height = max(COLUMN_HEIGHT * max(value, 0.0) / top, 1.0)
    return Markup('<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{height:.1f}" rx="1" class="bar"/>').format(
        x=number * each + each * 0.1, y=COLUMN_HEIGHT - height, wide=min(each * 0.8, 60), height=height
    )


def _bar(number: int, row: tuple[str, float, str], top: float, over: float | None) -> Markup:
    label, value, text = row
    space = WIDTH - LABEL - TEXT
    middle = number * ROW + ROW / 2
    return Markup(
        '<text x="0" y="{y:.1f}" class="bar-label">{label}</text>'
        '<rect x="{left}" y="{above:.1f}" width="{space}" height="14" rx="2" class="bar-ground"/>'
        '<rect x="{left}" y="{above:.1f}" width="{wide:.1f}" height="14" rx="2" class="{kind}"/>'
        '<text x="{right}" y="{y:.1f}" text-anchor="end" class="bar-value">{text}</text>'
    ).format(
        y=middle + 4.5,
        above=middle - 7,
        left=LABEL,
        space=space,
        wide=space * min(max(value, 0.0) / top, 1.0),
        right=WIDTH,
        kind="bar-over" if over is not None and value > over else "bar",
        label=label if len(label) <= 17 else label[:16] + "…",
        text=text,
    )
