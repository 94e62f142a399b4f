from evplan.api import Database as Database
from evplan.api import EvplanError as EvplanError
from evplan.api import Run as Run
from evplan.api import compare as compare
from evplan.api import open as open
from evplan.api import run as run
from evplan.api import runs as runs
from evplan.api import score as score
from evplan.api import solve as solve
from evplan.api import stress as stress
from evplan.api import sweep as sweep

__version__: str
__all__: list[str]
