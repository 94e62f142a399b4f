"""The database holds what the schema and the records describe, on both databases, and migrations make just that."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, ForeignKeyConstraint

from evplan.errors import Finding
from evplan.plan.record import PLAN_COLUMNS, SOLUTION_COLUMNS, STAGE_COLUMNS, Conflict
from evplan.schema import TABLES, Column
from evplan.store.column import Base
from evplan.store.data_table import DATA_ROWS
from evplan.store.run_table import LOCKED_TABLES, PLAN_ROWS, RunConflict, RunFinding, RunStage


def test_every_table_of_the_schema_has_its_table_in_the_same_order() -> None:
    assert list(DATA_ROWS) == list(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_columns_of_the_schema(name: str) -> None:
    columns = [column.name for column in DATA_ROWS[name].__table__.columns]
    assert columns == ["data_set_id", *TABLES[name].names]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_key_of_the_schema(name: str) -> None:
    key = {column.name for column in DATA_ROWS[name].__table__.primary_key}
    assert key == {"data_set_id", *TABLES[name].key}


@pytest.mark.parametrize("name", TABLES)
def test_a_column_has_the_kind_of_the_schema_and_is_blank_only_where_the_schema_allows(name: str) -> None:
    for column in TABLES[name].columns:
        stored = DATA_ROWS[name].__table__.columns[column.name]
        assert type(stored.type).__name__ == _kind(column)
        assert stored.nullable == (not (column.required or column.identity or column.default is not None)), column.name


@pytest.mark.parametrize("name", TABLES)
def test_a_column_refers_to_the_table_that_the_schema_says(name: str) -> None:
    wanted = {(column.name, f"{column.references}.{TABLES[column.references].key[0]}") for column in _referring(name)}
    found = {
        (constraint.column_keys[1], constraint.elements[1].target_fullname)
        for constraint in DATA_ROWS[name].__table__.constraints
        if isinstance(constraint, ForeignKeyConstraint) and len(constraint.elements) == 2
    }
    assert found == wanted


def test_a_table_stands_after_those_that_it_refers_to() -> None:
    late = [(name, column.name) for name in TABLES for column in _referring(name) if _is_late(name, column)]
    assert late == []


@pytest.mark.parametrize("name", PLAN_ROWS)
def test_a_table_of_the_plan_has_the_columns_of_the_record(name: str) -> None:
    columns = [column.name for column in PLAN_ROWS[name].__table__.columns]
    assert columns == ["run_id", "position", *(PLAN_COLUMNS.get(name) or SOLUTION_COLUMNS[name])]


def test_stages_are_stored_with_all_their_columns() -> None:
    assert [column.name for column in RunStage.__table__.columns] == ["run_id", "position", *STAGE_COLUMNS]


def test_every_frame_of_the_records_has_a_table() -> None:
    assert set(PLAN_ROWS) == set(SOLUTION_COLUMNS) | set(PLAN_COLUMNS)


@pytest.mark.parametrize(("row", "record"), [(RunFinding, Finding), (RunConflict, Conflict)])
def test_findings_and_conflicts_are_stored_with_all_their_fields(row: type[Base], record: type) -> None:
    assert [column.name for column in row.__table__.columns][2:] == list(record.__dataclass_fields__)


def test_every_table_of_runs_is_locked() -> None:
    of_runs = {name for name in Base.metadata.tables if name == "runs" or name.startswith("run_")}
    assert of_runs | {"snapshots"} == LOCKED_TABLES


def test_migrations_make_exactly_the_tables_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def _kind(column: Column) -> str:
    return {"number": "Float", "flag": "Boolean", "money": "MoneyText"}.get(column.kind, "Text")


def _referring(name: str) -> list[Column]:
    return [column for column in TABLES[name].columns if column.references]


def _is_late(name: str, column: Column) -> bool:
    return list(TABLES).index(column.references) > list(TABLES).index(name)
