"""The first tables: data sets, runs and the inputs of runs; stored runs are locked by triggers.

This file never changes: it holds what the tables were, not what the models are now.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LOCKED_MESSAGE = "evplan: stored runs are read-only"
PLAN_TABLES = (
    "run_builds",
    "run_awards",
    "run_stock",
    "run_substitutes",
    "run_costs",
    "run_vehicles",
    "run_scores",
    "run_shares",
    "run_capacity_use",
    "run_penalties",
    "run_findings",
    "run_conflicts",
)
ALL_TABLES = (
    "sources",
    "regions",
    "parts",
    "bom_lines",
    "suppliers",
    "memberships",
    "capacity",
    "offers",
    "price_bands",
    "supplier_rebates",
    "sites",
    "vehicle_content",
    "demand",
    "lanes",
    "exchange_rates",
    "supplier_certificates",
    "upgrades",
)


def upgrade() -> None:
    _make_data_sets()
    _make_runs()
    _lock_runs()


def downgrade() -> None:
    for name in (*reversed(PLAN_TABLES), "runs", "snapshots", *reversed(ALL_TABLES), "data_sets"):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION evplan_refuse_change()")


def _columns(kind: TypeEngine[Any], names: tuple[str, ...], needed: bool, key: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, kind, nullable=not (needed or key), primary_key=key, autoincrement=False) for name in names]


def _text(*names: str, needed: bool = False, key: bool = False) -> list[sa.Column[object]]:
    return _columns(sa.Text(), names, needed, key)


def _number(*names: str, needed: bool = False, key: bool = False) -> list[sa.Column[object]]:
    return _columns(sa.Float(53), names, needed, key)


def _money(*names: str, needed: bool = False, key: bool = False) -> list[sa.Column[object]]:
    return _columns(sa.Text().with_variant(sa.Numeric(), "postgresql"), names, needed, key)


def _flag(*names: str, needed: bool = False) -> list[sa.Column[object]]:
    return _columns(sa.Boolean(), names, needed)


def _whole(*names: str, needed: bool = False) -> list[sa.Column[object]]:
    return _columns(sa.Integer(), names, needed)


def _json(*names: str, needed: bool = False) -> list[sa.Column[object]]:
    return _columns(sa.JSON(), names, needed)


def _data_table(
    name: str,
    *columns: sa.Column[object],
    refers: dict[str, str] | None = None,
    indexed: tuple[str, ...] = (),
) -> None:
    references = [
        sa.ForeignKeyConstraint(
            ["data_set_id", column],
            [f"{target.split('.')[0]}.data_set_id", target],
            name=f"fk_{name}_data_set_id_{column}",
        )
        for column, target in (refers or {}).items()
    ]
    op.create_table(
        name,
        sa.Column("data_set_id", sa.Integer(), primary_key=True, autoincrement=False),
        *columns,
        sa.ForeignKeyConstraint(["data_set_id"], ["data_sets.id"], name=f"fk_{name}_data_set_id"),
        *references,
        sa.PrimaryKeyConstraint("data_set_id", *(c.name for c in columns if c.primary_key), name=f"pk_{name}"),
    )
    for column in indexed:
        op.create_index(f"ix_{name}_data_set_id_{column}", name, ["data_set_id", column])


def _run_table(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("run_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        *columns,
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=f"fk_{name}_run_id"),
        sa.PrimaryKeyConstraint("run_id", "position", name=f"pk_{name}"),
    )


def _make_data_sets() -> None:
    op.create_table(
        "data_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("name", "digest", "files_digest", "loaded_at", "source_path", needed=True),
        sa.PrimaryKeyConstraint("id", name="pk_data_sets"),
        sa.UniqueConstraint("name", name="uq_data_sets_name"),
    )
    _data_table("sources", *_text("source", key=True), *_text("title", "address", "accessed", "note"))
    _data_table(
        "regions",
        *_text("region", key=True),
        *_text("name", "province"),
        *_number("latitude", "longitude"),
        *_money("minimum_wage_idr"),
        *_number("unemployment_share"),
    )
    _data_table(
        "parts",
        *_text("part", key=True),
        *_text("name"),
        *_text("kind", "system", "unit", needed=True),
        *_number("mass_kg"),
        *_text("content_group", needed=True),
        *_flag("main_component", needed=True),
        *_money("reference_cost_idr"),
        *_text("process", "certificates"),
        *_flag("safety_critical", needed=True),
        *_money("holding_cost_idr"),
        *_text("source", "confidence"),
        refers={"source": "sources.source"},
    )
    _data_table(
        "bom_lines",
        *_text("parent", "child", key=True),
        *_number("quantity_per", "scrap_share", needed=True),
        *_text("valid_from", key=True),
        *_text("valid_to", "substitute_group"),
        *_text("position", key=True),
        refers={"parent": "parts.part", "child": "parts.part"},
        indexed=("child",),
    )
    _data_table(
        "suppliers",
        *_text("supplier", key=True),
        *_text("name"),
        *_text("legal_form", needed=True),
        *_text("size_class", "region"),
        *_text("country", "status", needed=True),
        *_money("opening_cost_idr", needed=True),
        *_text("ready_period"),
        *_number("workers"),
        *_money("annual_sales_idr"),
        *_number("max_dependence_share"),
        *_text("source", "confidence"),
        refers={"region": "regions.region", "source": "sources.source"},
    )
    _data_table(
        "memberships",
        *_text("cooperative", "member", key=True),
        *_number("fee_share", needed=True),
        refers={"cooperative": "suppliers.supplier", "member": "suppliers.supplier"},
        indexed=("member",),
    )
    _data_table(
        "capacity",
        *_text("supplier", "process", "period", key=True),
        *_number("hours", needed=True),
        refers={"supplier": "suppliers.supplier"},
    )
    _data_table(
        "offers",
        *_text("offer", key=True),
        *_text("supplier", "part", "mode", needed=True),
        *_money("price", needed=True),
        *_text("currency", needed=True),
        *_number("minimum_order", "order_multiple", "maximum_units"),
        *_money("tooling_cost_idr"),
        *_number("lead_time_periods", "yield_share", "duty_share", needed=True),
        *_text("process"),
        *_number("hours_per_unit", "setup_hours", "labour_hours_per_unit", "local_content_share"),
        *_text(
            "content_evidence",
            "certificate_expiry",
            "raw_material_origin",
            "valid_from",
            "valid_to",
            "source",
            "confidence",
        ),
        refers={"supplier": "suppliers.supplier", "part": "parts.part", "source": "sources.source"},
        indexed=("part", "supplier"),
    )
    _data_table(
        "price_bands",
        *_text("offer", key=True),
        *_number("minimum_units", key=True),
        *_money("price", needed=True),
        *_text("basis", needed=True),
        refers={"offer": "offers.offer"},
    )
    _data_table(
        "supplier_rebates",
        *_text("supplier", key=True),
        *_money("minimum_spend_idr", key=True),
        *_number("rebate_share", needed=True),
        refers={"supplier": "suppliers.supplier"},
    )
    _data_table(
        "sites",
        *_text("site", key=True),
        *_text("name", "region"),
        *_number("capacity_units"),
        refers={"region": "regions.region"},
    )
    _data_table(
        "vehicle_content",
        *_text("vehicle", key=True),
        *_number("year", key=True),
        *_number("assembly_share", "development_share", "labour_share", "overhead_share", "development_points"),
        *_money("assembly_cost_idr"),
        *_number("assembly_local_share"),
        refers={"vehicle": "parts.part"},
    )
    _data_table(
        "demand",
        *_text("vehicle", "site", "period", key=True),
        *_number("units", needed=True),
        refers={"vehicle": "parts.part", "site": "sites.site"},
        indexed=("site",),
    )
    _data_table(
        "lanes",
        *_text("origin", "destination", key=True),
        *_money("freight_idr_per_kg", needed=True),
        *_number("lead_time_periods", needed=True),
        refers={"origin": "regions.region", "destination": "regions.region"},
        indexed=("destination",),
    )
    _data_table("exchange_rates", *_text("currency", "period", key=True), *_money("idr_per_unit", needed=True))
    _data_table(
        "supplier_certificates",
        *_text("supplier", "certificate", key=True),
        *_text("valid_to"),
        refers={"supplier": "suppliers.supplier"},
    )
    _data_table(
        "upgrades",
        *_text("upgrade", key=True),
        *_text("supplier", "kind", needed=True),
        *_money("cost_idr", "credit_idr", needed=True),
        *_number("lead_time_periods", needed=True),
        *_text("process"),
        *_number("added_hours"),
        *_text("certificate", "offer"),
        *_number("new_local_content_share"),
        *_text("new_content_evidence"),
        refers={"supplier": "suppliers.supplier", "offer": "offers.offer"},
        indexed=("offer", "supplier"),
    )


def _make_runs() -> None:
    op.create_table(
        "snapshots",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_snapshots"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("scenario", needed=True),
        *_whole("version", needed=True),
        *_flag("is_baseline", needed=True),
        *_text("status", needed=True),
        *_flag("verified", needed=True),
        *_text("termination", needed=True),
        *_flag("has_solution", "has_tables", needed=True),
        *_number("total_cost_idr", "objective_idr", "best_bound_idr", "gap"),
        *_text("solver", "solver_version", needed=True),
        *_whole("rows", "columns", "integers", "nonzeros", needed=True),
        *_json("outcome_seconds", "notes", "seconds", needed=True),
        *_text(
            "data_set",
            "inputs_digest",
            "scenario_digest",
            "law_digest",
            "scenario_text",
            "evplan_version",
            "created_at",
            "created_by",
            needed=True,
        ),
        *_json("options", needed=True),
        sa.ForeignKeyConstraint(["inputs_digest"], ["snapshots.digest"], name="fk_runs_inputs_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.UniqueConstraint("scenario", "version", name="uq_runs_scenario_version"),
    )
    op.create_index(
        "uq_runs_baseline",
        "runs",
        ["scenario"],
        unique=True,
        sqlite_where=sa.text("is_baseline"),
        postgresql_where=sa.text("is_baseline"),
    )
    _run_table("run_builds", *_text("vehicle", "site", "period"), *_number("built"))
    _run_table(
        "run_awards",
        *_text("offer", "site", "vehicle", "period"),
        *_number("units", "surplus"),
        *_text("supplier", "part"),
        *_number("units_paid", "price_idr", "value_idr", "freight_idr", "duty_idr"),
    )
    _run_table("run_stock", *_text("part", "site", "vehicle", "period"), *_number("units"))
    _run_table(
        "run_substitutes",
        *_text("parent", "child", "substitute_group", "site", "vehicle", "period"),
        *_number("parent_units"),
    )
    _run_table("run_costs", *_text("kind"), *_number("idr"))
    _run_table("run_vehicles", *_text("vehicle"), *_number("demanded", "built"))
    _run_table(
        "run_scores",
        *_text("vehicle"),
        *_whole("year", needed=True),
        *_text("method"),
        *_number("score", "minimum"),
        *_flag("passes", "in_force", needed=True),
    )
    _run_table("run_shares", *_text("group", "measure"), *_number("share"))
    _run_table("run_capacity_use", *_text("supplier", "process", "period"), *_number("used_hours", "hours"))
    _run_table("run_penalties", *_text("rule"), *_number("violation"), *_text("unit"), *_number("idr"))
    _run_table(
        "run_findings",
        *_text("severity", "code", "message", "source", "table", needed=True),
        *_whole("row"),
        *_text("column", "found", "expected", "fix", needed=True),
    )
    _run_table("run_conflicts", *_text("rule", "sentence", "move", needed=True))


def _lock_runs() -> None:
    """Refuse to change or delete what is stored of a run; only which run is the baseline may change."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION evplan_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{LOCKED_MESSAGE}'; END $$"
        )
    kept = [column["name"] for column in sa.inspect(bind).get_columns("runs") if column["name"] != "is_baseline"]
    _lock_table("runs", "UPDATE OF " + ", ".join(f'"{name}"' for name in kept))
    for name in (*PLAN_TABLES, "snapshots"):
        _lock_table(name, "UPDATE")


def _lock_table(name: str, update: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{LOCKED_MESSAGE}'); END"
        op.execute(f"CREATE TRIGGER {name}_no_update BEFORE {update} ON {name} {refuse}")
        op.execute(f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {refuse}")
        return
    refuse = "EXECUTE FUNCTION evplan_refuse_change()"
    op.execute(f"CREATE TRIGGER {name}_no_update BEFORE {update} ON {name} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} FOR EACH STATEMENT {refuse}")
