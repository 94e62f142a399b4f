"""Runs migrations on the connection that `evplan.store.migration` (or a test) hands over."""

from __future__ import annotations

from alembic import context

from evplan.store.column import Base
from evplan.store.data_table import DataSet
from evplan.store.run_table import RunRow

assert DataSet.metadata is RunRow.metadata is Base.metadata, "both modules fill in the metadata"

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    # SQLite cannot alter a column: its table is made anew and the rows are copied.
    render_as_batch=True,
    # SQLite can undo changes of tables too; the whole upgrade is one transaction, begun by the caller.
    transactional_ddl=True,
)
context.run_migrations()
