"""Conflicts and the ways out, from files: the conflict is the smallest, and every repair solves once it is written."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
import tomli_w
from small import MILLION, Small, shipped_law

from evplan.model.program import build
from evplan.plan.change import apply_changes
from evplan.plan.inputs import assemble
from evplan.plan.verify import verify
from evplan.readers import read_data_set
from evplan.report.export import export_data_set
from evplan.scenario.document import Solver
from evplan.solve.extract import extract
from evplan.solve.limit import DEMAND, RULE, Limit, named_limits, without
from evplan.solve.repair import Repair
from evplan.solve.search import search
from evplan.workflow.explain_conflict import ConflictQuestion, ConflictStory, explain_conflict, write_repair
from evplan.workflow.scenario import read_valid_scenario

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


def is_solved(path: Path) -> float:
    """Solve a scenario file, verify the plan on its own, and return its cost in million rupiah."""
    file, scenario = read_valid_scenario(path)
    tables, _ = apply_changes(read_data_set(file.data_path).tables, scenario.change)
    model = build(assemble(tables, scenario, shipped_law()))
    values = search(model, Solver(gap=0.0, time_limit=60)).answer.values
    assert values is not None, path.read_text(encoding="utf-8")
    solution = extract(model, values)
    assert not [each for each in verify(tables, scenario, shipped_law(), solution) if each.severity == "error"]
    return float(model.arrays.offset + sum(group.cost @ values[group.columns] for group in groups(model)))


def groups(model):
    """Return the model's groups of columns."""
    return model.columns.space.groups.values()


def is_possible(small: Small, held: list[Limit]) -> bool:
    """Return whether a plan keeps these limits, by programs built without the others and no elastic one."""
    copy = small.copy()
    gone = {rule.id for rule in small.scenario.rule} - {limit.key for limit in held if limit.kind == RULE}
    copy.options["rule"] = [rule for rule in copy.options.get("rule", []) if rule["id"] not in gone]
    kept = {limit.key for limit in held if limit.kind == DEMAND}
    inputs = without(copy.inputs, set(named_limits(copy.inputs)) - set(held))
    if kept:
        # Demand that is let go is tried at zero: no rule here asks for vehicles.
        wanted = inputs.lines["vehicle"].isin(kept).to_numpy()
        inputs = replace(inputs, demand=inputs.demand * wanted[:, None])
    else:
        scenario = inputs.scenario.model_copy(
            update={"demand": inputs.scenario.demand.model_copy(update={"unmet_penalty_idr": 1.0})}
        )
        inputs = replace(inputs, scenario=scenario)
    return search(build(inputs), Solver(gap=0.9, time_limit=30)).answer.values is not None


def check_repairs(story: ConflictStory, folder: Path) -> None:
    """Write every repair, solve what was written, and hold its cost against what was told."""
    assert story.repairs
    costs = [repair.cost_idr for repair in story.repairs]
    assert costs == sorted(costs)
    for number, repair in enumerate(story.repairs, start=1):
        target = folder / f"repair-{number}.toml"
        write_repair(story, number, target)
        cost = is_solved(target)
        assert repair.cost_idr / MILLION == pytest.approx(cost, rel=0.021)


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
        small.rule("local_content", "content", method="sectoral", minimum=rng.choice([0.1, 0.3, 0.45]))
    if rng.random() < 0.3:
        small.rule("source_count", "many", minimum=rng.choice([2, 3]))
    return small


@pytest.mark.parametrize("block", range(5))
def test_random_conflicts_are_minimal_and_every_repair_solves(block, tmp_path):
    checked = 0
    for seed in range(block * 1000, block * 1000 + 400):
        small = random_plan(seed)
        if search(small.model, Solver(gap=0.9, time_limit=30)).answer.ending != "infeasible":
            continue
        folder = tmp_path / str(seed)
        folder.mkdir()
        story = told(small, folder)
        members = story.found.limits
        assert members, seed
        assert story.found.proven, seed
        assert not is_possible(small, members), (seed, members)
        for member in members:
            assert is_possible(small, [other for other in members if other != member]), (seed, member)
        check_repairs(story, folder)
        checked += 1
        if checked == PLANS // 5:
            return
    pytest.fail(f"only {checked} plans without a solution")
