"""Data sets come back as they went in, and only what changed is written."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, text
from store_sample import small_tables, with_cells, with_row, without

from evplan import store
from evplan.errors import ExitCode, KeyTwice, NotFound, ReferenceMissing
from evplan.schema import TABLES, Tables, conform, empty_table, tables_digest


def save(engine: Engine, tables: Tables, name: str = "small", files_digest: str = "f1") -> pd.DataFrame:
    with store.transaction(engine) as session:
        return store.save_data_set(
            session, name, tables, files_digest=files_digest, source_path="data/small", loaded_at="2026-11-22"
        )


def load(engine: Engine, name: str = "small") -> Tables:
    with store.transaction(engine, write=False) as session:
        return store.load_data_set(session, name)


def lines(report: pd.DataFrame) -> list[list[Any]]:
    return report[["table", "action", "key", "column", "old", "new", "rows"]].to_numpy().tolist()


def test_a_data_set_comes_back_equal_to_what_was_saved(engine: Engine) -> None:
    tables = small_tables()
    save(engine, tables)
    loaded = load(engine)
    assert tables_digest(loaded) == tables_digest(tables)
    for name in TABLES:
        pd.testing.assert_frame_equal(loaded[name], tables[name])


def test_a_data_set_with_empty_tables_comes_back_equal(engine: Engine) -> None:
    tables = {name: empty_table(name) for name in TABLES}
    save(engine, tables)
    assert tables_digest(load(engine)) == tables_digest(tables)


def test_money_keeps_every_digit(engine: Engine) -> None:
    save(engine, small_tables())
    loaded = load(engine)
    assert loaded["offers"]["price"].tolist() == ["1250.5", "0.000000000000000000001"]
    assert loaded["vehicle_content"]["assembly_cost_idr"].tolist()[1] == "99999999999999999999999999.5"
    assert loaded["supplier_rebates"]["minimum_spend_idr"].tolist() == ["1000000000.01"]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("bom_lines", "valid_from"),
        ("bom_lines", "position"),
        ("capacity", "period"),
        ("demand", "period"),
        ("exchange_rates", "period"),
        ("vehicle_content", "year"),
    ],
)
def test_a_blank_in_a_key_comes_back_blank(engine: Engine, table: str, column: str) -> None:
    save(engine, small_tables())
    assert load(engine)[table][column].isna().sum() == small_tables()[table][column].isna().sum() >= 1


def test_a_blank_in_a_key_is_unique_in_the_database(engine: Engine) -> None:
    save(engine, small_tables())
    twin = text("INSERT INTO capacity SELECT * FROM capacity WHERE period = ''")
    with pytest.raises(Exception, match=r"(?i)unique"), engine.begin() as connection:
        connection.execute(twin)


def test_a_first_load_reports_the_rows_of_each_table(engine: Engine) -> None:
    report = save(engine, small_tables())
    assert lines(report)[:3] == [
        ["sources", "added", "", "", "", "", 1],
        ["regions", "added", "", "", "", "", 2],
        ["parts", "added", "", "", "", "", 3],
    ]
    assert report["rows"].sum() == sum(len(frame) for frame in small_tables().values())


def test_loading_twice_changes_nothing(engine: Engine) -> None:
    save(engine, small_tables())
    assert lines(save(engine, small_tables())) == []
    assert tables_digest(load(engine)) == tables_digest(small_tables())


def test_files_written_anew_with_the_same_rows_change_only_their_digest(engine: Engine) -> None:
    save(engine, small_tables())
    assert lines(save(engine, small_tables(), files_digest="f2")) == []
    with store.transaction(engine) as session:
        assert store.list_data_sets(session)["files_digest"].tolist() == ["f2"]


def test_a_changed_set_is_updated_by_key_and_says_what_changed(engine: Engine) -> None:
    tables = small_tables()
    save(engine, tables)
    new = with_cells(tables, "offers", 0, price="1300", local_content_share=0.95)
    new = with_cells(new, "parts", 0, name="Frame", main_component=False)
    report = save(engine, new)
    assert lines(report) == [
        ["parts", "changed", "FRAME", "name", "", "Frame", 1],
        ["parts", "changed", "FRAME", "main_component", "true", "false", 1],
        ["offers", "changed", "O-1", "price", "1250.5", "1300", 1],
        ["offers", "changed", "O-1", "local_content_share", "0.9", "0.95", 1],
    ]
    assert tables_digest(load(engine)) == tables_digest(new)


def test_a_cell_that_becomes_blank_is_a_change(engine: Engine) -> None:
    tables = small_tables()
    save(engine, tables)
    new = with_cells(tables, "offers", 0, local_content_share=float("nan"))
    assert lines(save(engine, new)) == [["offers", "changed", "O-1", "local_content_share", "0.9", "", 1]]
    assert tables_digest(load(engine)) == tables_digest(new)


def test_added_and_vanished_rows_are_reported_and_stored(engine: Engine) -> None:
    tables = small_tables()
    save(engine, tables)
    new = without(without(tables, "capacity", 0), "price_bands", 1)
    new = with_row(new, "capacity", supplier="CV-2", process="bend", hours=7.0)
    assert lines(save(engine, new)) == [
        ["capacity", "added", "CV-2/bend/", "", "", "", 1],
        ["capacity", "removed", "KOP-1/weld/", "", "", "", 1],
        ["price_bands", "removed", "O-1/1000", "", "", "", 1],
    ]
    assert tables_digest(load(engine)) == tables_digest(new)


def test_a_row_with_a_blank_in_its_key_is_changed_in_place(engine: Engine) -> None:
    tables = small_tables()
    save(engine, tables)
    new = with_cells(tables, "vehicle_content", 0, labour_share=0.5)
    assert lines(save(engine, new)) == [["vehicle_content", "changed", "MOTOR/", "labour_share", "", "0.5", 1]]
    assert tables_digest(load(engine)) == tables_digest(new)


def test_a_supplier_can_be_replaced_by_another_in_one_load(engine: Engine) -> None:
    tables = small_tables()
    save(engine, tables)
    new = {name: conform(name, frame.replace("KOP-1", "KOP-9")) for name, frame in tables.items()}
    save(engine, new)
    assert tables_digest(load(engine)) == tables_digest(new)


def test_two_data_sets_with_the_same_keys_live_side_by_side(engine: Engine) -> None:
    dearer = with_cells(small_tables(), "offers", 0, price="9999")
    save(engine, small_tables(), "cheap")
    save(engine, dearer, "dear")
    assert load(engine, "cheap")["offers"]["price"][0] == "1250.5"
    assert load(engine, "dear")["offers"]["price"][0] == "9999"


def test_data_sets_are_listed_by_name_with_their_size(engine: Engine) -> None:
    save(engine, small_tables(), "west")
    save(engine, {name: empty_table(name) for name in TABLES}, "east")
    with store.transaction(engine) as session:
        listed = store.list_data_sets(session)
    assert listed["data_set"].tolist() == ["east", "west"]
    assert listed[["parts", "suppliers", "offers"]].to_numpy().tolist() == [[0, 0, 0], [3, 2, 2]]
    assert listed["digest"][1] == tables_digest(small_tables())


def test_an_unknown_data_set_is_answered_with_the_nearest(engine: Engine) -> None:
    save(engine, small_tables(), "nusantara")
    with pytest.raises(NotFound, match=r"no data set 'nusantra' in .* Did you mean 'nusantara'") as caught:
        load(engine, "nusantra")
    assert caught.value.exit_code == ExitCode.USAGE


def test_a_key_that_stands_twice_is_refused_by_name(engine: Engine) -> None:
    tables = with_row(small_tables(), "capacity", supplier="KOP-1", process="weld", hours=1.0)
    with pytest.raises(KeyTwice, match="table capacity has the key KOP-1/weld twice"):
        save(engine, tables)


def test_a_row_that_refers_to_nothing_is_refused_and_nothing_is_half_stored(engine: Engine) -> None:
    tables = with_cells(small_tables(), "upgrades", 0, offer="O-9")
    with pytest.raises(ReferenceMissing, match=r"upgrades.offer names O-9, which is not in table offers") as caught:
        save(engine, tables)
    assert caught.value.exit_code == ExitCode.BAD_INPUT
    with engine.connect() as connection:
        counts = [connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("data_sets", "parts", "offers")]
    assert counts == [0, 0, 0]


def test_an_update_that_is_refused_leaves_the_old_rows(engine: Engine) -> None:
    save(engine, small_tables())
    with pytest.raises(ReferenceMissing, match=r"names TUBE, which is not in table parts"):
        save(engine, without(with_cells(small_tables(), "offers", 0, price="1"), "parts", 2))
    assert tables_digest(load(engine)) == tables_digest(small_tables())


def test_an_error_of_the_caller_undoes_what_was_saved(engine: Engine) -> None:
    with pytest.raises(KeyboardInterrupt):
        _save_and_stop(engine)
    with store.transaction(engine) as session:
        assert store.list_data_sets(session).empty


def _save_and_stop(engine: Engine) -> None:
    with store.transaction(engine) as session:
        store.save_data_set(session, "x", small_tables(), files_digest="", source_path="", loaded_at="")
        raise KeyboardInterrupt
