"""Conflicts and the ways out, from files: the conflict is the smallest, and every repair solves once it is written."""

from __future__ import annotations

import json
import random
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import tomli_w
from click.testing import CliRunner, Result
from small import MILLION, Small, shipped_law

from evplan.cli.explain_conflict import conflict
from evplan.cli.setting import Setting
from evplan.errors import BadInput, FileUnreadable, RepairUnknown, has_errors
from evplan.model.program import build
from evplan.plan.change import apply_changes
from evplan.plan.inputs import PlanInputs, assemble
from evplan.plan.verify import verify
from evplan.readers import read_data_set
from evplan.report.export import export_data_set
from evplan.scenario.document import Scenario, Solver
from evplan.schema import Tables
from evplan.solve.conflict import conflict_of, further_conflicts
from evplan.solve.elastic import make_elastic
from evplan.solve.extract import extract
from evplan.solve.limit import DEMAND, Limit, named_limits, without
from evplan.solve.repair import MOST_REPAIRS, Repair, find_repairs
from evplan.solve.search import search
from evplan.solve.step import edited
from evplan.workflow.explain_conflict import ConflictQuestion, ConflictStory, explain_conflict, write_repair
from evplan.workflow.scenario import read_valid_scenario, scenario_path

PLANS = 50
"""Random plans without a solution that are explained and repaired."""


def written(small: Small, folder: Path) -> Path:
    """Write a small plan as a data set and a scenario file, and return the latter."""
    export_data_set(small.tables, folder / "data", overwrite=True)
    document = small.options | {"data": "data"}
    path = folder / "small.toml"
    path.write_text(tomli_w.dumps(document), encoding="utf-8")
    return path


def told(small: Small, folder: Path, **wishes: object) -> ConflictStory:
    """Return the story of a small plan, from its files."""
    question = ConflictQuestion(written(small, folder), f"sqlite:///{folder / 'evplan.db'}", "test", seconds=60.0)
    return explain_conflict(replace(question, **wishes))


def cost_of(scenario: Scenario, tables: Tables, *, checked: bool = True) -> float:
    """Solve a scenario, verify the plan on its own if ``checked``, and return its cost in million rupiah."""
    tables, _ = apply_changes(tables, scenario.change)
    model = build(assemble(tables, scenario, shipped_law()))
    answer = search(model, Solver(gap=0.0, time_limit=60)).answer
    assert answer.values is not None, scenario
    assert answer.objective is not None
    if checked:
        found = verify(tables, scenario, shipped_law(), extract(model, answer.values))
        assert not has_errors(found), found
    return answer.objective


def is_solved(path: Path) -> float:
    """Solve a scenario file, verify the plan on its own, and return its cost in million rupiah."""
    file, scenario = read_valid_scenario(path)
    return cost_of(scenario, read_data_set(file.data_path).tables)


def is_possible(inputs: PlanInputs, held: list[Limit]) -> bool:
    """Return whether a plan keeps these limits, by a program built without the others and nothing elastic."""
    kept = {limit.key for limit in held if limit.kind == DEMAND}
    # Demand that is let go is tried at zero: nothing here asks for vehicles.
    wanted = inputs.lines["vehicle"].isin(kept).to_numpy()
    left = without(inputs, set(named_limits(inputs)) - set(held))
    if not wanted.all():
        demand = inputs.scenario.demand.model_copy(update={"unmet_penalty_idr": 1.0})
        left = replace(left, scenario=left.scenario.model_copy(update={"demand": demand}))
    return search(build(left), Solver(gap=0.9, time_limit=30)).answer.values is not None


def check_repairs(story: ConflictStory, folder: Path) -> None:
    """Write every repair, solve what was written, and hold its cost against what was told."""
    assert story.repairs
    costs = [repair.cost_idr for repair in story.repairs]
    assert costs == sorted(costs)
    for number, repair in enumerate(story.repairs, start=1):
        target = folder / f"repair-{number}.toml"
        write_repair(story, number, target)
        assert repair.cost_idr / MILLION == pytest.approx(is_solved(target), rel=0.021)


def moves(repair: Repair) -> dict[str, tuple[object, object]]:
    """Return the moves of a repair: from and to by label."""
    return {step.limit.label: (step.start, step.end) for step in repair.steps}


def random_plan(seed: int) -> Small:
    """Return a plan of one to three parts with tight limits and rules that often clash."""
    rng = random.Random(seed)
    small = Small(periods=rng.choice([1, 1, 2]))
    small.supplier("KOP", legal_form="koperasi", size_class="kecil").supplier("CV", legal_form="cv", size_class="kecil")
    small.supplier("PT").supplier("IMP", country="CN", legal_form="importer")
    parts = [("battery", "battery"), ("frame", "frame_body"), ("seat", "supporting")][: rng.choice([1, 1, 2, 3])]
    for part, group in parts:
        small.part(part, content_group=group)
        for supplier in rng.sample(["KOP", "CV", "PT", "IMP"], rng.randint(1, 3)):
            terms: dict[str, object] = {"local_content_share": rng.choice([0.3, 0.6, 0.9])}
            if rng.random() < 0.4:
                terms["maximum_units"] = rng.choice([3, 6, 9])
            if rng.random() < 0.3:
                terms["minimum_order"] = rng.choice([6, 12, 20])
            if rng.random() < 0.3:
                terms |= {"process": "weld", "hours_per_unit": rng.choice([1, 2])}
            small.offer(f"{part}-{supplier}", part, rng.choice([1, 2, 3]), supplier, **terms)
    for supplier in sorted({row["supplier"] for row in small.rows["offers"] if row.get("process")}):
        small.hours(supplier, "weld", rng.choice([4, 8, 16]))
    small.demand(rng.choice([8, 10]))
    if rng.random() < 0.3:
        small.option("demand", surplus=True)
    selling = {row["supplier"] for row in small.rows["offers"]}
    if rng.random() < 0.5 and selling & {"KOP", "CV"}:
        small.rule("award", "umkm", suppliers={"group": "umkm"}, measure="units", minimum_share=rng.choice([0.3, 0.7]))
    if rng.random() < 0.4 and "IMP" in selling:
        small.rule("fix", "import", suppliers=["IMP"], share={"at_least": 0.5})
    if rng.random() < 0.4:
        small.rule("local_content", "content", method="sectoral", minimum=rng.choice([0.09, 0.29, 0.44]))
    if rng.random() < 0.3:
        small.rule("source_count", "many", minimum=rng.choice([2, 3]))
    return small


@pytest.mark.parametrize("block", range(5))
def test_random_conflicts_are_minimal_and_every_repair_solves(block, monkeypatch):
    checked = 0
    for seed in range(block * 1000, block * 1000 + 400):
        small = random_plan(seed)
        tables = small.tables
        inputs = assemble(tables, small.scenario, shipped_law())
        elastic = make_elastic(inputs)
        found = conflict_of(elastic, 60)
        if found.has_plan:
            continue
        assert found.limits, seed
        assert found.proven, seed
        assert not is_possible(inputs, found.limits), (seed, found.limits)
        for member in found.limits:
            assert is_possible(inputs, [other for other in found.limits if other != member]), (seed, member)
        conflicts = [found, *further_conflicts(elastic, found, 60)]
        # All ways out are looked for in every fifth plan, the first one in the others: solving takes the time here.
        monkeypatch.setattr("evplan.solve.repair.MOST_REPAIRS", MOST_REPAIRS if checked % 5 == 0 else 1)
        repairs = find_repairs(elastic, tables, [each.limits for each in conflicts], 60, "tested")
        assert repairs, seed
        assert [each.cost_idr for each in repairs] == sorted(each.cost_idr for each in repairs)
        for number, each in enumerate(repairs, start=1):
            scenario = edited(inputs.scenario, each.steps, each.changes)
            cost = cost_of(scenario, tables, checked=number == 1 and checked % 5 == 0)
            assert each.cost_idr / MILLION == pytest.approx(cost, rel=0.021), (seed, number)
        checked += 1
        if checked == PLANS // 5:
            return
    pytest.fail(f"only {checked} plans without a solution")


def too_few_hours() -> Small:
    """Return a plan whose 8 frames need 16 hours of 10."""
    small = Small().part("frame").offer("a", "frame", 1, process="weld", hours_per_unit=2).hours("A", "weld", 10)
    return small.demand(8)


def two_conflicts() -> Small:
    """Return a plan with two conflicts that share no limit but demand: 8 of at most 5 seats, half of them imported."""
    small = Small().part("seat").offer("s", "seat", 1, maximum_units=5).part("frame").demand(8)
    small.offer("f", "frame", 1).offer("g", "frame", 2, maximum_units=2)
    return small.rule("fix", "g-half", offer="g", share={"at_least": 0.5})


def test_each_limit_that_is_enough_alone_is_a_repair_of_its_own(tmp_path):
    # hours from 10 to 16; or 3 vehicles unbuilt, priced at three times the parts of one
    story = told(too_few_hours(), tmp_path)
    assert sorted(conflict.rule for conflict in story.conflict) == ["demand:V", "hours:A/weld"]
    assert [moves(repair) for repair in story.repairs] == [{"hours:A/weld": (10.0, 16.0)}, {"demand:V": (8.0, 5.0)}]
    assert [repair.cost_idr / MILLION for repair in story.repairs] == [8.0, 14.0]
    assert [step.who for repair in story.repairs for step in repair.steps] == ["supplier", "policy"]
    check_repairs(story, tmp_path)


def test_hours_of_zero_are_likely_wrong_data(tmp_path):
    # b makes 5 of 8, a could make the other 3 in 6 hours
    small = Small().part("frame").offer("a", "frame", 1, process="weld", hours_per_unit=2).hours("A", "weld", 0)
    story = told(small.offer("b", "frame", 1, maximum_units=5).demand(8), tmp_path)
    steps = {step.limit.label: step for repair in story.repairs for step in repair.steps}
    hours = steps["hours:A/weld"]
    assert (hours.start, hours.end, hours.who) == (0.0, 6.0, "data")
    assert steps["maximum_units:b"].who == "supplier"
    check_repairs(story, tmp_path)


def test_two_conflicts_at_once_are_both_told_and_one_repair_ends_both(tmp_path):
    # 5 seats to 8, and 2 frames from g instead of 4: a quarter of them; or 4 from g
    story = told(two_conflicts(), tmp_path)
    assert len(story.others) == 1
    labels = [{one.rule for one in each} for each in (story.conflict, *story.others)]
    assert {"demand:V", "maximum_units:s"} in labels
    assert {"demand:V", "maximum_units:g", "g-half"} in labels
    built = [moves(repair) for repair in story.repairs]
    assert {"maximum_units:s": (5.0, 8.0), "g-half": (0.5, 0.25)} in built
    assert {"maximum_units:s": (5.0, 8.0), "maximum_units:g": (2.0, 4.0)} in built
    check_repairs(story, tmp_path)


def test_a_minimum_order_above_the_need_clashes_through_whole_numbers_alone(tmp_path):
    small = Small().part("x").offer("a", "x", 1, minimum_order=20).demand(10)
    story = told(small, tmp_path)
    assert {conflict.rule for conflict in story.conflict} == {"demand:V", "order_size:a"}
    assert story.found.level == "whole"
    found = [moves(repair) for repair in story.repairs]
    assert {"order_size:a": (20.0, 10.0)} in found
    assert {"surplus:demand": (False, True)} in found
    check_repairs(story, tmp_path)


def test_a_rule_that_no_data_can_meet_is_a_conflict_alone_and_is_loosened(tmp_path):
    small = Small().part("x").offer("a", "x", 1).offer("b", "x", 2).demand(10).rule("source_count", "three", minimum=3)
    story = told(small, tmp_path)
    assert [conflict.rule for conflict in story.conflict] == ["three"]
    assert [moves(repair) for repair in story.repairs] == [{"three": (3.0, 2.0)}]
    check_repairs(story, tmp_path)


def test_an_offer_that_ended_shortly_before_is_likely_old_data(tmp_path):
    small = Small().part("x").offer("a", "x", 1, valid_to="2026-12-31").demand(10)
    story = told(small, tmp_path)
    first = story.repairs[0].steps[0]
    assert (first.limit.label, first.start, first.end, first.who) == ("dates:a", "2026-12-31", "2027-01-31", "data")
    check_repairs(story, tmp_path)


def test_the_law_is_given_up_only_where_nothing_else_helps_and_marked(tmp_path):
    # the only battery is imported: no score can pass, the law asks for 60 %, and building nothing is no way out
    small = Small().supplier("X", country="CN", legal_form="importer").part("battery", content_group="battery")
    small.offer("i", "battery", 1, "X").demand(10).rule("local_content", "law", method="sectoral")
    story = told(small, tmp_path)
    assert [(set(moves(repair)), repair.unlawful) for repair in story.repairs] == [({"law"}, True)]
    small.option("demand", unmet_penalty_idr=1.0)
    cheaper = small.copy().rule("award", "all", suppliers=["X"], measure="units", minimum=10)
    (tmp_path / "other").mkdir()
    story = told(cheaper, tmp_path / "other")
    assert "law" in {conflict.rule for conflict in story.conflict}
    assert [(moves(repair), repair.unlawful) for repair in story.repairs] == [({"all": (10.0, None)}, False)]


def test_a_written_repair_names_its_parent_its_moves_and_why(tmp_path):
    story = told(too_few_hours(), tmp_path)
    (tmp_path / "ways").mkdir()
    target = tmp_path / "ways" / "first.toml"
    write_repair(story, 1, target)
    document = tomllib.loads(target.read_text(encoding="utf-8"))
    assert document["based_on"] == "../small.toml"
    (change,) = document["change"]
    assert (change["table"], change["where"], change["set"]) == (
        "capacity",
        {"supplier": "A", "process": "weld"},
        {"hours": 16.0},
    )
    assert "demand:V, hours:A/weld" in change["reason"]
    assert is_solved(target) == pytest.approx(8.0)


def asked(folder: Path, *words: str, language: str = "en") -> Result:
    """Run the command in a folder with a small scenario."""
    setting = Setting(url=f"sqlite:///{folder / 'evplan.db'}", language=language, progress=False)
    return CliRunner().invoke(conflict, [str(folder / "small.toml"), *words], obj=setting, standalone_mode=False)


def test_json_has_the_keys_of_the_contract(tmp_path):
    written(too_few_hours(), tmp_path)
    answer = asked(tmp_path, "--json")
    assert answer.exception is None
    values = json.loads(answer.stdout)
    assert [set(one) for one in values["conflict"]] == [{"rule", "sentence", "move"}] * 2
    assert values["proof"]["minimal"] is True
    assert [row["plan_exists"] for row in values["proof"]["left_out"]] == [True, True]
    first = values["repairs"][0]
    assert first["cost_idr"] == 8 * MILLION
    (move,) = first["moves"]
    assert {key: move[key] for key in ("rule", "from", "to", "unit", "who")} == {
        "rule": "hours:A/weld",
        "from": 10.0,
        "to": 16.0,
        "unit": "hours per period",
        "who": "supplier",
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["What clashes in small", "10 hours per period → 16 hours per period (supplier decides)", "costs Rp 8"]),
        (
            "id",
            ["Yang saling bertentangan", "10 jam per periode → 16 jam per periode (keputusan pemasok)", "Rp 8 juta"],
        ),
    ],
)
def test_text_is_told_in_both_languages(tmp_path, language, words):
    written(too_few_hours(), tmp_path)
    answer = asked(tmp_path, language=language)
    for piece in words:
        assert piece in answer.stdout


def test_a_scenario_with_a_plan_says_so_and_ends_well(tmp_path):
    written(Small().part("x").offer("a", "x", 1).demand(8), tmp_path)
    answer = asked(tmp_path)
    assert (answer.return_value, answer.stdout.strip()[:25]) == (0, "A plan exists for small: ")
    values = json.loads(asked(tmp_path, "--json").stdout)
    assert (values["conflict"], values["repairs"], values["proof"]["plan_exists"]) == ([], [], True)


def test_a_number_without_a_repair_writes_nothing(tmp_path):
    story = told(too_few_hours(), tmp_path)
    for number in (0, 3, -1):
        with pytest.raises(RepairUnknown, match="small: 2 were found"):
            write_repair(story, number, tmp_path / "new.toml")
    answer = asked(tmp_path, "--try", "9", "-o", str(tmp_path / "new.toml"))
    assert isinstance(answer.exception, RepairUnknown)
    assert not (tmp_path / "new.toml").exists()


def test_number_and_file_belong_together(tmp_path):
    written(too_few_hours(), tmp_path)
    assert "belong together" in str(asked(tmp_path, "--try", "1").exception)
    assert "belong together" in str(asked(tmp_path, "-o", "x.toml").exception)


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    written(too_few_hours(), tmp_path)
    target = tmp_path / "there.toml"
    target.write_text("kept", encoding="utf-8")
    assert "there.toml" in str(asked(tmp_path, "--try", "1", "-o", str(target)).exception)
    assert target.read_text(encoding="utf-8") == "kept"
    assert asked(tmp_path, "--try", "1", "-o", str(target), "--overwrite").exception is None
    assert is_solved(target) == pytest.approx(8.0)


def test_files_that_cannot_be_read_are_said_so(tmp_path):
    assert isinstance(asked(tmp_path).exception, FileUnreadable)
    path = written(too_few_hours(), tmp_path)
    (tmp_path / "data" / "demand.csv").write_text("vehicle,site,units\nV,S,many\n", encoding="utf-8")
    with pytest.raises(BadInput):
        explain_conflict(ConflictQuestion(path, f"sqlite:///{tmp_path / 'evplan.db'}", "test"))


def test_sixty_percent_with_imported_batteries_is_explained_repaired_and_solved(tmp_path):
    # the shipped scenario in quarters instead of months: the same clash in a third of the time
    calendar = {"first": "2027-Q1", "periods": 4, "length": "quarter", "data_length": "month"}
    path = tmp_path / "quarters.toml"
    parent = scenario_path("sixty-percent-2027").as_posix()
    path.write_text(tomli_w.dumps({"name": "quarters", "based_on": parent, "calendar": calendar}), encoding="utf-8")
    question = ConflictQuestion(path, f"sqlite:///{tmp_path / 'evplan.db'}", "test", seconds=400.0)
    story = explain_conflict(question)
    named = {one.rule for each in (story.conflict, *story.others) for one in each}
    assert {"law", "imported-batteries", "half-to-cooperatives"} <= named
    assert story.found.proven
    target = tmp_path / "repaired.toml"
    repair = write_repair(story, 1, target)
    assert not repair.unlawful
    file, scenario = read_valid_scenario(target)
    tables, _ = apply_changes(read_data_set(file.data_path).tables, scenario.change)
    model = build(assemble(tables, scenario, shipped_law()))
    values = search(model, Solver(gap=0.02, time_limit=300)).answer.values
    assert values is not None
    assert not has_errors(verify(tables, scenario, shipped_law(), extract(model, values)))
