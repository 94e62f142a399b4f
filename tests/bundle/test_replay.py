import dataclasses

import pandas as pd
import pytest

from evplan.plan.repetition import repetition
from evplan.workflow.archive import bundle_run
from evplan.workflow.replay import replay
from evplan.workflow.run import list_runs, run_inputs, show_run

VERSION = "0.1.0"


def silent(_progress):
    pass


@pytest.fixture(scope="module")
def original(place):
    return show_run(place.url, VERSION, "three#1")[0]


def ended(run, cost, bound, **outcome):
    """The run as if it had ended at this cost and bound of its first objective, in rupiah."""
    stages = run.stages.assign(value=float(cost), bound=float(bound))
    return dataclasses.replace(run, stages=stages, outcome=dataclasses.replace(run.outcome, **outcome))


def test_a_bundle_is_solved_again_and_stored_as_a_new_version_elsewhere(place, tmp_path):
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    record = dataclasses.replace(place.record, url=url)
    again = replay(str(place.bundle), record, silent)
    assert again.again.name == "three#1"
    assert again.repetition.same
    assert again.repetition.offers == 0
    assert again.again.verified
    assert not again.other_law
    assert again.again.total_cost_idr == pytest.approx(again.original.total_cost_idr)
    inputs = run_inputs(url, VERSION, "three#1")["offers"]
    pd.testing.assert_frame_equal(inputs, run_inputs(place.url, VERSION, "three#1")["offers"])


def test_a_stored_run_is_solved_again_without_being_stored(place):
    before = len(list_runs(place.url, VERSION))
    again = replay("three#1", place.record, silent, store=False)
    assert again.again.version == 0
    assert again.repetition.same
    assert len(list_runs(place.url, VERSION)) == before


def test_an_infeasible_run_repeats_when_it_is_infeasible_again(place):
    again = replay("nothing", place.record, silent, store=False)
    assert again.again.outcome.status == "infeasible"
    assert again.repetition.same


def test_a_bundle_brings_the_run_it_refers_to(place, tmp_path):
    bundle = tmp_path / "near.evplan.zip"
    bundle_run(place.url, VERSION, "near", bundle)
    record = dataclasses.replace(place.record, url=f"sqlite:///{tmp_path / 'empty.db'}")
    again = replay(str(bundle), record, silent)
    assert again.repetition.same
    assert again.again.verified


@pytest.mark.parametrize(
    ("cost", "bound", "same"),
    [(105, 95, True), (110, 104, False), (99, 94, True), (88, 85, False)],
    ids=["wider gap", "bound above the original's cost", "cost inside its gap", "cost below the original's bound"],
)
def test_two_plans_are_the_same_if_neither_proves_the_other_wrong(original, cost, bound, same):
    found = repetition(ended(original, 100, 90), ended(original, cost, bound))
    assert found.same is same


def test_a_plan_against_none_is_not_the_same(original):
    nothing = dataclasses.replace(original, solution=None, tables=None)
    assert not repetition(original, nothing).same


def test_a_plan_that_fails_verification_the_second_time_is_not_the_same(original):
    assert not repetition(original, dataclasses.replace(original, verified=False)).same


def test_without_a_bound_the_gap_that_was_asked_for_decides(original):
    options = original.provenance.options | {"gap": 0.1}
    loose = dataclasses.replace(original, provenance=dataclasses.replace(original.provenance, options=options))
    nan = float("nan")
    assert repetition(ended(loose, 100, nan), ended(loose, 120, nan)).same
    assert not repetition(ended(loose, 100, nan), ended(loose, 130, nan)).same


def test_half_the_value_with_another_offer_is_half_the_value_moved(original):
    awards = original.tables.awards
    offers = awards["offer"].unique()
    kept = awards[awards["offer"].eq(offers[0])].head(1).assign(units_paid=1.0, value_idr=50.0)
    one, other = (kept.assign(offer=name) for name in ("P", "Q"))
    both = [pd.concat([kept, moved], ignore_index=True) for moved in (one, other)]
    runs = [dataclasses.replace(original, tables=dataclasses.replace(original.tables, awards=rows)) for rows in both]
    found = repetition(*runs)
    assert (found.offers, found.all_offers, found.moved_share) == (2, 3, 0.5)


def test_only_figures_that_differ_are_listed(original):
    other = dataclasses.replace(original, outcome=dataclasses.replace(original.outcome, solver_version="0.0"))
    found = repetition(original, other)
    assert found.differences["what"].tolist() == ["solver"]
    assert repetition(original, original).differences.empty
