"""The guard that keeps stored runs, and what was said in reviews, as they are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Delete, Engine, Table, Update, event

from evplan.errors import RunLocked
from evplan.errors.review import LogLocked
from evplan.store.review_table import LOG_TABLES
from evplan.store.run_table import LOCKED_TABLES, RunRow

BASELINE_OPTION = "evplan_baseline"
"""Execution option of the one statement that may touch a stored run: which one is the baseline."""


def lock_runs(engine: Engine) -> None:
    """Refuse every change of stored runs that goes through ``engine``, by the ORM or not, with `RunLocked`.

    Triggers in the database do the same for other programs.
    """
    event.listen(engine, "before_execute", _refuse_changes)


def _refuse_changes(
    connection: Connection,  # noqa: ARG001 (SQLAlchemy's signature)
    statement: Any,
    many: Any,
    parameters: Any,
    options: dict[str, Any],
) -> None:
    if not isinstance(statement, Update | Delete) or not isinstance(statement.table, Table):
        return
    name = statement.table.name
    if name in LOG_TABLES:
        raise LogLocked(table=name)
    if name not in LOCKED_TABLES or (name == RunRow.__tablename__ and options.get(BASELINE_OPTION)):
        return
    raise RunLocked(run=_which(name, many, parameters))


def _which(table: str, many: Any, parameters: Any) -> str:
    """Return what the message calls the run: its number in the database where the statement gives one."""
    values = {**(many[0] if many else {}), **(parameters or {})}
    number = next((values[key] for key in ("runs_id", "run_id", f"{table}_run_id") if key in values), None)
    return f"number {number}" if number is not None else f"in table {table}"
