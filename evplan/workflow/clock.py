"""Where long work stands: the stages of a solve, timed and told as they begin."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from evplan.quantities import from_solver_money
from evplan.solve.answer import Sight

Stage = Literal["load", "build", "solve", "verify", "store"]


@dataclass(frozen=True)
class Progress:
    """Where the work stands; money in rupiah, ``None`` where it is not known."""

    stage: Stage
    message: str
    seconds: float
    incumbent_idr: float | None = None
    bound_idr: float | None = None
    gap: float | None = None


Tell = Callable[[Progress], None]


class Clock:
    """Seconds per stage, told as they begin."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.began = time.perf_counter()
        self.seconds: dict[str, float] = {}
        self._stage: tuple[Stage, float] | None = None

    def start(self, stage: Stage, message: str = "") -> None:
        """End the stage before and begin this one."""
        self.stop()
        self._stage = (stage, time.perf_counter())
        self.tell(Progress(stage, message, time.perf_counter() - self.began))

    def stop(self) -> dict[str, float]:
        """End the stage and return the seconds so far, with their total."""
        now = time.perf_counter()
        if self._stage is not None:
            stage, since = self._stage
            self.seconds[stage] = self.seconds.get(stage, 0.0) + now - since
            self._stage = None
        return self.seconds | {"total": now - self.began}

    def so_far(self) -> dict[str, float]:
        """Return the seconds of the stages that have ended, and the total until now."""
        return self.seconds | {"total": time.perf_counter() - self.began}

    def watch(self, sight: Sight) -> None:
        """Tell what can be seen of the search."""
        incumbent, bound = (
            None if million is None else from_solver_money(million) for million in (sight.incumbent, sight.bound)
        )
        gap = (incumbent - bound) / incumbent if incumbent and bound is not None else None
        self.tell(Progress("solve", "", time.perf_counter() - self.began, incumbent, bound, gap))
