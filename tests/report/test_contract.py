import json
import math

from evplan.plan.record import COST_KINDS
from evplan.report.contract import run_contract
from evplan.report.plain_json import json_text

KEYS = [
    "run", "status", "verified", "total_cost_idr", "best_bound_idr", "gap", "cost_idr", "vehicles", "local_content",
    "shares", "suppliers", "model", "seconds", "solver", "findings",
]  # fmt: skip


def test_the_contract_keys_come_first_and_in_their_order(make_run):
    values = run_contract(make_run())
    assert list(values)[: len(KEYS)] == KEYS
    assert "conflict" not in values


def test_costs_sum_to_the_total_cost(make_run):
    values = run_contract(make_run())
    assert list(values["cost_idr"]) == list(COST_KINDS)
    assert math.fsum(values["cost_idr"].values()) == values["total_cost_idr"] == 1_000_000.0


def test_records_have_the_keys_of_the_contract(make_run):
    values = run_contract(make_run())
    assert values["run"] == "baseline#1"
    assert values["vehicles"] == [{"vehicle": "trike", "demanded": 10.0, "built": 10.0}]
    first = values["local_content"][0]
    assert list(first)[:6] == ["vehicle", "year", "method", "score", "minimum", "passes"]
    assert values["shares"][0] == {"group": "umkm_koperasi", "measure": "value", "share": 1.0}
    assert values["suppliers"] == 1
    assert values["model"] == {"rows": 12, "columns": 34, "integers": 5, "nonzeros": 67}
    assert list(values["seconds"]) == ["load", "build", "solve", "verify", "store", "total"]
    assert values["solver"] == {"name": "HiGHS", "version": "1.10"}
    assert values["findings"][1] == {
        "severity": "warning", "code": "odd", "message": "Odd thing.", "source": "offers.csv:3:price",
        "fix": "Look at it.",
    }  # fmt: skip


def test_a_run_without_a_plan_has_nulls_and_empty_lists_and_its_conflict(make_run):
    values = json.loads(json_text(run_contract(make_run("infeasible", None, bound=None, plan=False))))
    assert values["total_cost_idr"] is None
    assert set(values["cost_idr"].values()) == {None}
    assert values["vehicles"] == values["local_content"] == values["shares"] == []
    assert values["conflict"] == [
        {"rule": "law", "sentence": "The score must be 40 %.", "move": "Lower the minimum."}
    ]  # fmt: skip


def test_json_never_holds_a_number_that_json_does_not_know(make_run):
    values = run_contract(make_run(gap=math.inf, bound=math.nan))
    text = json_text(values | {"extra": [math.nan]})
    assert json.loads(text)["gap"] is None
    assert json.loads(text)["extra"] == [None]
    assert "NaN" not in text
    assert "Infinity" not in text
