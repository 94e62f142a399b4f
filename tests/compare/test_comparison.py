"""What two stored runs differ in, as records, JSON and text; numbers of the set of three parts.

In base#1 the cooperative makes 230 frames (all its hours) and the workshop 70; half#1 wants 150 from the workshop.
"""

import pytest

from evplan.errors import Severity, finding
from evplan.plan.comparison import finding_changes
from evplan.plan.record import COST_KINDS
from evplan.report.compare import comparison_blocks, overview_blocks
from evplan.report.compare_table import comparison_values


def parts_of(one):
    told = comparison_values(one)
    assert sum(part["idr"] for part in told["parts"]) == told["difference_idr"]
    return {part["kind"]: part["idr"] for part in told["parts"] if part["idr"]}


def text_of(one, language="en"):
    return "\n".join(
        line
        for block in comparison_blocks(one, language)
        for line in (block.title, *block.lines, *(" | ".join(row) for row in (block.headings, *block.rows)), block.note)
    )


def test_a_dearer_frame_is_all_price(compared):
    # 230 frames, 10,000 dearer each
    assert parts_of(compared["dearer"]) == {"price": 2_300_000}


def test_what_a_rule_costs_stands_under_rules(compared):
    # 80 frames more from the workshop, 40,000 dearer each and 10,000 cheaper to send
    assert parts_of(compared["half"]) == {"rules": 2_400_000}
    assert compared["half"].least_idr == pytest.approx(2_400_000, abs=1)
    assert compared["half"].most_idr == pytest.approx(2_400_000, abs=1)


def test_without_solving_the_work_of_rules_is_in_the_mix_and_that_is_said(compared):
    # 10,000 dearer on 230 to 150 frames; 80 frames from the workshop for 30,000 to 20,000 more each: the means
    assert parts_of(compared["both"]) == {"price": 1_900_000, "mix": 2_000_000}
    assert [note.code for note in compared["both"].notes] == ["compare-rules-unsplit"]
    assert "'evplan compare base#1 both#1 --attribute-rules'" in text_of(compared["both"])


def test_a_run_without_a_plan_is_compared_as_far_as_it_goes(compared):
    told = comparison_values(compared["stuck"])
    assert (told["difference_idr"], told["parts"], told["awards"]) == (None, [], [])
    assert [(rule["rule"], rule["action"]) for rule in told["rules"]] == [("no-import", "added")]
    text = text_of(compared["stuck"])
    assert "stuck#1 ended as 'infeasible' and has no plan" in text
    assert "No difference of cost" in text


def test_awards_suppliers_and_costs_are_told_before_and_after(compared):
    told = comparison_values(compared["half"])
    moved = {
        (row["supplier"], row["part"]): (row["status"], row["units_before"], row["units_after"])
        for row in told["awards"]
    }
    assert moved == {("CV", "FRAME"): ("more", 70.0, 150.0), ("KOP", "FRAME"): ("less", 230.0, 150.0)}
    # 80 * 540,000 and 80 * 500,000
    assert [(row["supplier"], row["value_change_idr"]) for row in told["suppliers"]] == [
        ("CV", 43_200_000),
        ("KOP", -40_000_000),
    ]
    assert [row["kind"] for row in told["costs"]] == list(COST_KINDS)
    costs = {row["kind"]: row["change_idr"] for row in told["costs"] if abs(row["change_idr"]) > 0.5}
    assert costs == {"purchase": pytest.approx(3_200_000), "freight": pytest.approx(-800_000)}


def test_figures_shares_and_vehicles_are_told_before_and_after(compared):
    told = comparison_values(compared["half"])
    figures = {row["measure"]: (row["before"], row["after"]) for row in told["figures"]}
    assert figures["vehicles_built"] == (300.0, 300.0)
    assert figures["total_cost_idr"] == pytest.approx((1_424_800_000, 1_427_200_000))
    vehicles = [(row["vehicle"], row["demanded_after"], row["built_after"]) for row in told["vehicles"]]
    assert vehicles == [("SCOOTER", 300.0, 300.0)]
    shares = {(row["group"], row["measure"]): row["share_change"] for row in told["shares"]}
    assert shares["koperasi", "value"] < 0 < shares["cv", "value"]
    assert shares["importer", "units"] == pytest.approx(0.0, abs=1e-9)
    scores = {row["method"]: row["score_change"] for row in told["scores"]}
    # the workshop's frames are 70 % local, the cooperative's 80 %
    assert scores["cost_ratio"] < 0


def test_text_says_why_in_both_languages(compared):
    english, bahasa = (text_of(compared["half"], language) for language in ("en", "id"))
    assert english.startswith("half#1 against base#1\nRp 2,400,000 more than base#1 (+0.17 %)")
    assert "Rules | +Rp 2,400,000 | +0.17 %" in english
    assert "half: added" in english
    assert "The data are the same." in english
    assert bahasa.startswith("half#1 terhadap base#1\nRp 2.400.000 lebih mahal dari base#1 (+0,17 %)")
    assert "Aturan | +Rp 2.400.000 | +0,17 %" in bahasa
    assert "Bengkel contoh (ilustratif) | Rangka | bertambah | 70 | 150 | pcs | +Rp 43,2 juta" in bahasa


def test_several_runs_are_told_side_by_side_before_each_alone(compared):
    (block,) = overview_blocks([compared[name] for name in ("dearer", "half", "stuck")], "en")
    assert block.headings[1:] == ("dearer#1", "half#1")
    assert block.rows == (
        ("Price", "+Rp 2.3 million", "Rp 0"),
        ("Rules", "Rp 0", "+Rp 2.4 million"),
        ("Difference", "+Rp 2.3 million", "+Rp 2.4 million"),
    )
    assert overview_blocks([compared["half"], compared["stuck"]], "en") == []


def test_findings_of_only_one_run_are_new_or_gone():
    kept, gone, new = (finding("compare-other-data", where, before="a", after="b") for where in ("x", "y", "z"))
    table = finding_changes([kept, gone], [kept, new])
    assert table[["action", "source", "severity"]].to_numpy().tolist() == [
        ["new", "z", str(Severity.NOTE)],
        ["gone", "y", str(Severity.NOTE)],
    ]
