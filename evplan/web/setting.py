"""What the pages get from their surroundings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from evplan.report.language import Language
from evplan.workflow.case import Record


@dataclass(frozen=True)
class WebSetting:
    """Where the database is, the key that signs forms, the clock, and what is known of the network.

    ``https``: people reach the pages by https, even where a proxy speaks plain http to this program. ``hosts``: names
    under which the pages may be reached; none: any, which is safe, since no address is built from it. ``views_ahead``:
    what managers will see is worked out before they come.
    """

    url: str
    version: str
    key: bytes
    clock: Callable[[], datetime]
    https: bool = False
    hosts: tuple[str, ...] = ()
    language: Language = "id"
    views_ahead: bool = False

    @property
    def now(self) -> datetime:
        """Return the present moment with its time zone."""
        return self.clock()

    def record(self, user: str, language: Language = "en") -> Record:
        """Return where, when and by whom something is stored."""
        return Record(self.url, self.version, self.now.isoformat(timespec="seconds"), user, language)
