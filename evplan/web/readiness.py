"""Views of open rounds, worked out beside the pages before managers come for them.

Two hundred managers who open their page at once would otherwise each wait for all the others' views.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from evplan.errors import EvplanError
from evplan.web.setting import WebSetting
from evplan.workflow.review import rounds
from evplan.workflow.review_view import work_out_views


class Readiness:
    """One thread that works views out; it does nothing where the setting does not ask for it."""

    def __init__(self, setting: WebSetting) -> None:
        self._setting = setting
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="views")
        self._closed = threading.Event()

    def begin(self) -> None:
        """Have the views of all open rounds worked out."""
        if self._setting.views_ahead:
            self._thread.submit(self._open_rounds)

    def expect(self, run: str) -> None:
        """Have the views of a run worked out: a round on it has just been opened."""
        if self._setting.views_ahead:
            self._thread.submit(self._views, run)

    def close(self) -> None:
        """End after the view that is being worked out."""
        self._closed.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _open_rounds(self) -> None:
        table = rounds(self._setting.url, self._setting.version)
        for run in table.loc[table["state"].eq("open"), "run"].unique():
            self._views(run)

    def _views(self, run: str) -> None:
        try:
            work_out_views(self._setting.url, self._setting.version, run, stop=self._closed.is_set)
        except EvplanError:
            # Whoever asks for the page is told; nothing is lost but the head start.
            logging.getLogger("evplan.web").exception("views of %s could not be worked out ahead", run)
