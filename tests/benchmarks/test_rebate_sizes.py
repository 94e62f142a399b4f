"""How far rebates of every supplier close in a minute: evplan, its program by HiGHS alone, and the naive program.

The naive program is what one writes down first: a sum of spend per supplier, a yes or no per level, and a big number
between them. See README.md and docs/sizes.md. By hand: ``python tests/benchmarks/test_rebate_sizes.py FOLDER SIZE``.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from generator import generate  # noqa: E402

from evplan.model.block import Rows, Terms  # noqa: E402
from evplan.model.problem import Arrays, stitch  # noqa: E402
from evplan.model.program import SourcingModel, build  # noqa: E402
from evplan.plan.inputs import assemble  # noqa: E402
from evplan.plan.outcome import plan_tables  # noqa: E402
from evplan.plan.verify import verify  # noqa: E402
from evplan.readers.data_set import read_data_set  # noqa: E402
from evplan.readers.law_file import read_law  # noqa: E402
from evplan.scenario.document import Scenario  # noqa: E402
from evplan.schema import Tables  # noqa: E402
from evplan.solve.answer import Answer  # noqa: E402
from evplan.solve.extract import extract  # noqa: E402
from evplan.solve.highs import run  # noqa: E402
from evplan.solve.search import search  # noqa: E402
from evplan.solve.single import highs_options  # noqa: E402

SECONDS = 60
GAP = 0.005
CASES = {
    "20 parts": {"parts": 40, "suppliers": 20, "offers": 150, "periods": 12},
    "120 parts x 5": {"parts": 140, "suppliers": 60, "offers": 605, "periods": 12},
    "120 parts x 5, 24 suppliers": {"parts": 140, "suppliers": 24, "offers": 605, "periods": 12},
    "300 parts x 5": {"parts": 350, "suppliers": 150, "offers": 1510, "periods": 12},
}
"""Sizes: ``parts`` of all levels, about six in seven are bought; every supplier gives three levels."""


@dataclass(frozen=True)
class Ending:
    """How a program ended: cost and bound in million rupiah, seconds."""

    cost: float
    bound: float
    seconds: float

    def gap_to(self, bound: float) -> float:
        """Return the gap between the plan and the best bound that anyone proved."""
        return (self.cost - bound) / self.cost


def scenario(periods: int) -> Scenario:
    """Return the benchmark's scenario: no rules, no surplus, a gap of 0.5 %, a minute."""
    calendar = {"first": "2026-01", "periods": periods}
    solver = {"gap": GAP, "time_limit": SECONDS}
    return Scenario.model_validate({"name": "rebates", "data": "generated", "calendar": calendar, "solver": solver})


def endings(folder: Path, size: str) -> dict[str, Ending]:
    """Return how evplan, HiGHS alone on evplan's program, and HiGHS alone on the naive program ended."""
    generate(folder, rebate_levels=3, **CASES[size])  # type: ignore[arg-type]
    tables, asked, law = read_data_set(folder).tables, scenario(CASES[size]["periods"]), read_law()
    inputs = assemble(tables, asked, law)
    model = build(inputs)
    options = highs_options(asked.solver, float(SECONDS))
    began = time.perf_counter()
    found = search(model, asked.solver).answer
    ours = _ending(found, began)
    assert found.values is not None, found.termination
    solution = extract(model, found.values)
    plan = plan_tables(inputs, solution)
    assert verify(tables, asked, law, solution, plan) == []
    # Within its gap a search may pay for a tool that it does not use; the plan does not.
    assert plan.costs["idr"].sum() / 1e6 <= ours.cost * (1 + 1e-9)
    began = time.perf_counter()
    alone = _ending(run(model.arrays, options), began)
    naive = naive_program(tables, asked)
    began = time.perf_counter()
    return {"evplan": ours, "HiGHS alone": alone, "naive": _ending(run(naive, options), began)}


def naive_program(tables: Tables, asked: Scenario) -> Arrays:
    """Return the program with rebates as one sum per supplier and level.

    Formula
    -------
    rebate[s,k]  <=  share[k] * spend[s]
    rebate[s,k]  <=  share[k] * most[s] * level[s,k]
    spend[s]     >=  minimum[k] * level[s,k]
    sum over k of level[s,k]  <=  1
    """
    none = tables["supplier_rebates"].iloc[:0]
    model = build(assemble(tables | {"supplier_rebates": none}, asked, read_law()))
    level = assemble(tables, asked, read_law()).rebates
    paid, space = model.columns.paid, model.columns.space
    value = np.concatenate([model.columns[name].index["value"].to_numpy() for name in ("buy", "surplus")]) / 1e6
    seller = model.inputs.offers["supplier_code"].to_numpy()[paid.offer]
    most = np.bincount(seller, weights=value * space.upper[paid.column], minlength=len(model.inputs.suppliers))
    supplier = level["supplier_code"].to_numpy()
    share, least = level["rebate_share"].to_numpy(), level["minimum_spend_idr"].to_numpy() / 1e6
    index = pd.DataFrame({"supplier": supplier})
    chosen = space.add("naive_level", index, upper=1.0, integer=True)
    rebate = space.add("naive_rebate", index, cost=-1.0)
    every = np.arange(len(level))
    row, entry = np.nonzero(supplier[:, None] == seller[None, :])
    spend = Terms().add(every, rebate.columns, 1.0).add(row, paid.column[entry], -share[row] * value[entry])
    gate = Terms().add(every, rebate.columns, 1.0).add(every, chosen.columns, -share * most[supplier])
    reach = Terms().add(row, paid.column[entry], value[entry]).add(every, chosen.columns, -least)
    who, place = np.unique(supplier, return_inverse=True)
    one = Terms().add(place, chosen.columns, 1.0)
    rows: list[Rows] = [
        spend.rows_of("naive_spend", index, upper=0.0),
        gate.rows_of("naive_gate", index, upper=0.0),
        reach.rows_of("naive_minimum", index, lower=0.0),
        one.rows_of("naive_one", pd.DataFrame({"supplier": who}), upper=1.0),
    ]
    return stitch(list(space.groups.values()), [*model.blocks, *rows], _offset(model))


def _offset(model: SourcingModel) -> float:
    return float(model.arrays.offset)


def _ending(answer: Answer, began: float) -> Ending:
    nothing = float("nan")
    cost = nothing if answer.objective is None else answer.objective
    return Ending(cost, nothing if answer.bound is None else answer.bound, time.perf_counter() - began)


def told(size: str, found: dict[str, Ending]) -> str:
    """Return the endings as lines: the gap that each proved itself, and the gap of its plan to the best bound."""
    best = np.nanmax([one.bound for one in found.values()])
    lines = [f"\n{size}: every supplier with rebates of three levels, at most {SECONDS} s"]
    for name, one in found.items():
        lines.append(
            f"  {name:12} own gap {(one.cost - one.bound) / one.cost:8.3%}, plan above the best bound "
            f"{one.gap_to(best):8.3%}, after {one.seconds:6.1f} s"
        )
    return "\n".join(lines)


@pytest.mark.benchmark
@pytest.mark.parametrize("size", CASES)
def test_rebates_of_every_supplier_print_how_far_they_close(size: str, tmp_path: Path) -> None:
    print(told(size, endings(tmp_path / "set", size)))


if __name__ == "__main__":
    sys.stdout.write(told(sys.argv[2], endings(Path(sys.argv[1]), sys.argv[2])) + "\n")
