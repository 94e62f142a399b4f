"""The summary of a stress test: the worst of it, and what is expected for given odds; and it is stored as it was."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small import Small
from sqlalchemy import text

from evplan import store
from evplan.errors import DatabaseError, NotFound
from evplan.plan.exposure import EXPOSURE_COLUMNS
from evplan.plan.record import Outcome, Provenance, Run
from evplan.plan.stress import CASE_COLUMNS, Stress
from evplan.schema import tables_digest


def table(*rows: dict[str, object]) -> pd.DataFrame:
    """Return rows as a table of cases: text blank, numbers nothing where they are not given."""
    frame = pd.DataFrame(list(rows)).reindex(columns=list(CASE_COLUMNS))
    words = [name for name, kind in CASE_COLUMNS.items() if kind == "str"]
    return frame.assign(verified=True, **{name: frame[name].astype(object).fillna("") for name in words}).astype(
        CASE_COLUMNS
    )


def stress(odds: str = "given", run: str = "small#1") -> Stress:
    """Return a test: fire (odds 0.1) leaves 40 unbuilt at a cost of 60, flood (0.2) none at 120; the plan costs 100."""
    return Stress(
        run=run,
        number=0,
        plan=table({"case": "plan", "mode": "plan", "unmet": 0.0, "cost_idr": 100.0}),
        cases=table(
            {"case": "fire", "mode": "held", "probability": 0.1, "unmet": 40.0, "cost_idr": 60.0, "lawful": "no"},
            {"case": "fire", "mode": "free", "probability": 0.1, "status": "no_solution"},
            {"case": "flood", "mode": "held", "probability": 0.2, "unmet": 0.0, "cost_idr": 120.0, "lawful": "yes"},
            {"case": "flood", "mode": "free", "probability": 0.2, "unmet": 0.0, "cost_idr": 110.0, "lawful": "yes"},
        ),
        concentration=pd.DataFrame([("supplier", 2, 0.5, "A", 50.0, 0.5)], columns=list(EXPOSURE_COLUMNS)).astype(
            EXPOSURE_COLUMNS
        ),
        penalty_idr=1000.0,
        illustrative=True,
        odds=odds,
        seconds_per_case=10.0,
        seconds=1.5,
        created_at="2026-11-22T10:00:00+00:00",
        created_by="planner",
        evplan_version="0",
    )


def test_what_is_expected_weighs_the_cases_and_the_plan_by_their_odds():
    held = stress().summary.set_index("mode").loc["held"]
    # 0.1 x 40 and 0.1 x 60 + 0.2 x 120 + 0.7 x 100
    assert held["expected_unmet"] == pytest.approx(4)
    assert held["expected_cost_idr"] == pytest.approx(100)
    assert held["probability"] == pytest.approx(0.3)


def test_without_odds_nothing_is_expected():
    assert np.isnan(stress("none").summary["expected_unmet"]).all()


def test_where_a_case_with_odds_has_no_plan_nothing_is_expected():
    free = stress().summary.set_index("mode").loc["free"]
    assert np.isnan(free["expected_cost_idr"])
    assert free["without_plan"] == 1


def test_the_worst_cases_are_named():
    held = stress().summary.set_index("mode").loc["held"]
    assert (held["unmet_case"], held["unmet_most"]) == ("fire", 40)
    assert (held["cost_case"], held["cost_most_idr"]) == ("flood", 120)
    assert held["unlawful"] == 1


@pytest.fixture
def stored(engine):
    """Give an engine of a database with a run."""
    tables = Small().tables
    outcome = Outcome("no_solution", "Time limit reached", None, None, None, "highs", "1")
    made = Provenance("small", tables_digest(tables), "s", "l", "{}", "0", "2026-11-22T09:00:00+00:00", "planner")
    with store.transaction(engine) as session:
        run = store.save_run(session, Run("small", 0, False, outcome, None, None, made), tables)
    return engine, run.name


def test_a_stress_test_comes_back_as_it_was_stored_and_the_last_one_counts(stored):
    engine, name = stored
    with store.transaction(engine) as session:
        assert store.load_last_stress(session, name) is None
        store.save_stress(session, stress(run=name))
        second = store.save_stress(session, stress("none", run=name))
    with store.transaction(engine, write=False) as session:
        again = store.load_last_stress(session, name)
    assert (again.number, again.odds, again.run, second.number) == (2, "none", name, 2)
    pd.testing.assert_frame_equal(again.cases, second.cases)
    pd.testing.assert_frame_equal(again.plan, second.plan)
    pd.testing.assert_frame_equal(again.concentration, second.concentration)


def test_a_stored_stress_test_cannot_be_changed(stored):
    engine, name = stored
    with store.transaction(engine) as session:
        store.save_stress(session, stress(run=name))
    for change in ("UPDATE stress_cases SET unmet = 0", "DELETE FROM stress_tests", "DELETE FROM stress_exposures"):
        with pytest.raises(DatabaseError), store.transaction(engine) as session:
            session.execute(text(change))


def test_a_test_of_a_run_that_is_not_there_is_refused(stored):
    engine, _ = stored
    with pytest.raises(NotFound), store.transaction(engine) as session:
        store.load_last_stress(session, "nothing#1")
