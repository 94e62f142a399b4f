"""The database: tables, runs, migrations. The only room that knows SQLAlchemy."""

from evplan.store.backup import backup
from evplan.store.data_set import list_data_sets, load_data_set, save_data_set
from evplan.store.difference import DIFFERENCE_COLUMNS
from evplan.store.engine import make_engine, transaction
from evplan.store.migration import DatabaseStatus, downgrade, newest_revision, prepare, status, upgrade
from evplan.store.run import list_runs, load_run, load_run_inputs, save_run, set_baseline

__all__ = [
    "DIFFERENCE_COLUMNS",
    "DatabaseStatus",
    "backup",
    "downgrade",
    "list_data_sets",
    "list_runs",
    "load_data_set",
    "load_run",
    "load_run_inputs",
    "make_engine",
    "newest_revision",
    "prepare",
    "save_data_set",
    "save_run",
    "set_baseline",
    "status",
    "transaction",
    "upgrade",
]
