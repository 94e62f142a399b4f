"""Progress on standard error: one live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from rich.text import Text

from evplan.cli.console import console, note
from evplan.report import render
from evplan.report.language import Language
from evplan.workflow.clock import Progress

Tell = Callable[[Progress], None]

QUIET_SECONDS = 15.0
"""Away from a terminal, a stage that goes on says so this often."""


@contextmanager
def shown_progress(language: Language, *, shown: bool) -> Iterator[Tell]:
    """Give a function that shows progress while the work inside goes on; ``shown`` false shows none."""
    if not shown:
        yield _silent
        return
    if not sys.stderr.isatty():
        yield _plain(language)
        return
    with console(sys.stderr).status("", spinner="line") as live:
        yield lambda progress: live.update(_Line(progress, language))


def progress_words(progress: Progress, language: Language) -> str:
    """Return progress as one line: stage, what is done, time, and of a search incumbent, bound and gap."""
    parts = [f"{progress.stage}: {progress.message}" if progress.message else progress.stage]
    parts.append(render.duration(progress.seconds, language))
    if progress.incumbent_idr is not None:
        parts.append(f"plan {render.compact_money(progress.incumbent_idr, language, 2)}")
    if progress.bound_idr is not None:
        parts.append(f"bound {render.compact_money(progress.bound_idr, language, 2)}")
    if progress.gap is not None:
        parts.append(f"gap {render.percent(progress.gap, language, 2)}")
    return ", ".join(parts)


def _silent(_progress: Progress) -> None:
    """Say nothing."""


class _Line:
    """The live line: the last progress told, its time going on."""

    def __init__(self, progress: Progress, language: Language) -> None:
        self.progress = progress
        self.language = language
        self.told = time.monotonic()

    def __rich__(self) -> Text:
        """Return the line as it reads now."""
        now = replace(self.progress, seconds=self.progress.seconds + time.monotonic() - self.told)
        return Text(progress_words(now, self.language), no_wrap=True, overflow="ellipsis")


def _plain(language: Language) -> Tell:
    last: dict[str, float] = {}

    def tell(progress: Progress) -> None:
        if progress.stage in last and progress.seconds - last[progress.stage] < QUIET_SECONDS:
            return
        last[progress.stage] = progress.seconds
        note(progress_words(progress, language))

    return tell
