"""evplan from Python: a database opened, scenarios solved, runs compared; tables are pandas tables.

Nothing is printed, nothing is kept between calls: what is stored is in the database that is named. Every error is an
`evplan.errors.EvplanError` that says what to do next; its ``findings`` list what is wrong, one by one.
"""

from evplan.api.database import Database
from evplan.api.run import Run
from evplan.api.verb import compare, open, run, runs, score, solve, stress, sweep
from evplan.errors import EvplanError

__all__ = ["Database", "EvplanError", "Run", "compare", "open", "run", "runs", "score", "solve", "stress", "sweep"]
