"""What a solver gives back, whichever it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from evplan.quantities import Floats

Ending = Literal["optimal", "feasible", "infeasible", "no_solution"]


@dataclass(frozen=True)
class Answer:
    """The end of one call to a solver; money in million rupiah.

    ``values`` has a value per column, or is ``None`` without a solution; ``bound`` is the best proven bound;
    ``termination`` is the solver's own word; ``interrupted`` says that a person stopped it.
    """

    ending: Ending
    termination: str
    values: Floats | None
    objective: float | None
    bound: float | None
    solver: str
    version: str
    interrupted: bool = False

    @property
    def gap(self) -> float | None:
        """Return the relative gap between objective and bound, 0 where they agree."""
        if self.objective is None or self.bound is None:
            return None
        distance = abs(self.objective - self.bound)
        return 0.0 if distance == 0 else distance / max(abs(self.objective), 1e-9)


@dataclass(frozen=True)
class Sight:
    """What can be seen of a search while it runs; money in million rupiah, ``None`` where not known yet."""

    seconds: float
    incumbent: float | None
    bound: float | None


Watch = Callable[[Sight], None]
