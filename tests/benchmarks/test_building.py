"""Building and handing over beside linopy, Pyomo and PuLP, which write the same program; see README.md."""

from __future__ import annotations

import gc
import time
from dataclasses import astuple
from pathlib import Path

import pytest
from generator import SIZES, generate
from rival import RIVALS, Written, given, size_of, write
from test_main_job import asked_sizes, scenario

from evplan.model.program import build, cheapest_mix, problem_at
from evplan.plan.inputs import PlanInputs, assemble
from evplan.readers.data_set import read_data_set
from evplan.readers.law_file import read_law
from evplan.solve.highs import loaded

ROUNDS = 3
"""How often evplan and every rival write the program; the fastest counts."""


def inputs_of(size: str, folder: Path) -> PlanInputs:
    generate(folder, **SIZES[size])
    return assemble(read_data_set(folder).tables, scenario(), read_law())


def with_evplan(inputs: PlanInputs) -> Written:
    began = time.perf_counter()
    model = build(inputs)
    arrays = problem_at(model, cheapest_mix(model)).arrays
    built = time.perf_counter()
    solver = loaded(arrays, {})
    return Written(built - began, time.perf_counter() - built, size_of(solver))


@pytest.mark.benchmark
@pytest.mark.parametrize("size", asked_sizes())
@pytest.mark.filterwarnings("ignore")
def test_evplan_and_its_rivals_write_the_same_program_and_print_their_times(size: str, tmp_path: Path) -> None:
    inputs = inputs_of(size, tmp_path)
    ours = _fastest([with_evplan(inputs) for _ in range(ROUNDS)])
    program = given(build(inputs))
    held = ours.size
    print(f"\n{size}: {held.rows} rows, {held.columns} columns ({held.integers} whole), {held.nonzeros} nonzeros")
    print(f"  {'evplan':8} build {ours.build:7.2f} s  hand-over {ours.hand_over:6.2f} s")
    for name in RIVALS:
        found = []
        for _ in range(ROUNDS if size == "town" else 1):
            gc.collect()
            found.append(write(name, program))
        theirs = _fastest(found)
        assert astuple(theirs.size) == pytest.approx(astuple(held), rel=1e-9), name
        ratio = (theirs.build + theirs.hand_over) / (ours.build + ours.hand_over)
        print(f"  {name:8} build {theirs.build:7.2f} s  hand-over {theirs.hand_over:6.2f} s  {ratio:6.1f} x evplan")


def _fastest(runs: list[Written]) -> Written:
    return min(runs, key=lambda run: run.build + run.hand_over)
