"""How long every stage of the main job takes beside HiGHS alone, and how much memory it needs; see README.md.

Each size runs in two fresh processes: the job itself, which also writes the program as MPS, and HiGHS on that file.
The same two by hand: ``python tests/benchmarks/test_main_job.py job|highs FOLDER SIZE``.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from generator import SIZES, generate  # noqa: E402

from evplan.model.program import build, cheapest_mix, problem_at  # noqa: E402
from evplan.plan.check import check_tables  # noqa: E402
from evplan.plan.inputs import assemble  # noqa: E402
from evplan.plan.outcome import plan_tables  # noqa: E402
from evplan.plan.record import Outcome, Provenance, Run  # noqa: E402
from evplan.plan.verify import verify  # noqa: E402
from evplan.quantities import from_solver_money  # noqa: E402
from evplan.readers.data_set import read_data_set  # noqa: E402
from evplan.readers.law_file import read_law  # noqa: E402
from evplan.scenario.document import Scenario  # noqa: E402
from evplan.schema import tables_digest  # noqa: E402
from evplan.solve.extract import extract  # noqa: E402
from evplan.solve.highs import loaded, write_model  # noqa: E402
from evplan.solve.search import search  # noqa: E402
from evplan.solve.single import highs_options  # noqa: E402
from evplan.store import load_data_set, make_engine, prepare, save_data_set, save_run, transaction  # noqa: E402

VERSION = "0.0.benchmark"
STAGES = ("read", "check", "save", "load", "assemble", "build", "hand_over", "tables", "verify", "store")
"""What evplan adds to the solver: everything but the search itself."""


def scenario() -> Scenario:
    """Return the benchmark's scenario: the law, a share for small firms, surplus, twelve months, a gap of 0.5 %."""
    law = {"id": "law", "kind": "local_content", "method": "best", "minimum": "law"}
    umkm = {"id": "umkm", "kind": "award", "measure": "value", "suppliers": {"group": "umkm_koperasi"}}
    return Scenario.model_validate(
        {
            "name": "benchmark",
            "data": "generated",
            "calendar": {"first": "2026-01", "periods": 12},
            "demand": {"surplus": True},
            "rule": [law, umkm | {"parts": {"system": ["body", "interior"]}, "minimum_share": 0.25}],
            "solver": {"gap": 0.005, "time_limit": 600},
        }
    )


def job(folder: Path, size: str) -> dict[str, object]:
    """Do the main job on a generated set and return its seconds by stage, its size and its peak memory."""
    clock: dict[str, float] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        clock[name] = time.perf_counter() - began

    asked, law = scenario(), read_law()
    url = f"sqlite:///{folder / f'{size}.db'}"
    with stage("read"):
        tables = read_data_set(folder / size).tables
    with stage("check"):
        check_tables(tables)
    engine = make_engine(url)
    prepare(engine, version=VERSION)
    with stage("save"), transaction(engine) as session:
        save_data_set(session, size, tables, files_digest="-", source_path="-", loaded_at="2026-01-01T00:00:00")
    with stage("load"), transaction(engine) as session:
        tables = load_data_set(session, size)
    with stage("assemble"):
        inputs = assemble(tables, asked, law)
    with stage("build"):
        model = build(inputs)
    with stage("hand_over"):
        arrays = problem_at(model, cheapest_mix(model)).arrays
        loaded(arrays, {})
    with stage("search"):
        found = search(model, asked.solver)
    answer = found.answer
    assert answer.values is not None, answer.termination
    assert answer.objective is not None
    with stage("tables"):
        solution = extract(model, answer.values)
        plan = plan_tables(inputs, solution)
    with stage("verify"):
        against = verify(tables, asked, law, solution, plan)
    idr = from_solver_money(answer.objective)
    outcome = Outcome(
        "optimal", answer.termination, idr, None, answer.gap, answer.solver, answer.version, clock, *arrays.shape
    )
    origin = Provenance(size, tables_digest(tables), "-", "-", "-", VERSION, "2026-01-01T00:00:00", "benchmark")
    with stage("store"), transaction(engine) as session:
        save_run(session, Run("benchmark", 0, True, outcome, solution, plan, origin), tables)
    engine.dispose()
    peak = _peak()
    write_model(arrays, folder / f"{size}.mps")
    return {
        "seconds": clock,
        "peak_mib": peak,
        "rows": arrays.shape[0],
        "columns": arrays.shape[1],
        "integers": int(arrays.integer.sum()),
        "nonzeros": len(arrays.values),
        "awards": len(solution.awards),
        "findings": len(against),
        "gap": answer.gap,
    }


def highs(folder: Path, size: str) -> dict[str, object]:
    """Let HiGHS alone solve the MPS that `job` wrote, at the same options."""
    import highspy

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    for option, value in highs_options(scenario().solver, 600.0).items():
        solver.setOptionValue(option, value)
    solver.readModel(str(folder / f"{size}.mps"))
    began = time.perf_counter()
    solver.run()
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "gap": solver.getInfo().mip_gap, "peak_mib": _peak()}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def _in_a_process(what: str, folder: Path, size: str) -> dict[str, object]:
    command = [sys.executable, __file__, what, str(folder), size]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def asked_sizes() -> list[str]:
    """Return the sizes to run: town and national, or those that ``EVPLAN_BENCHMARK_SIZES`` names."""
    return os.environ.get("EVPLAN_BENCHMARK_SIZES", "town,national").split(",")


@pytest.mark.benchmark
@pytest.mark.parametrize("size", asked_sizes())
def test_the_main_job_and_highs_alone_print_their_times(size: str, tmp_path: Path) -> None:
    generate(tmp_path / size, **SIZES[size])
    done = _in_a_process("job", tmp_path, size)
    alone = _in_a_process("highs", tmp_path, size)
    assert done["findings"] == 0
    seconds, whole = done["seconds"], alone["seconds"]
    assert isinstance(seconds, dict)
    assert isinstance(whole, float)
    print(
        f"\n{size}: {done['rows']} rows, {done['columns']} columns ({done['integers']} whole), {done['awards']} awards"
    )
    for name in (*STAGES, "search"):
        print(f"  {name:10} {seconds[name]:8.2f} s  {seconds[name] / whole:7.3f} x HiGHS alone")
    ours = sum(seconds[name] for name in STAGES)
    print(
        f"  all but the search {ours:.2f} s = {ours / whole:.3f} x HiGHS alone ({whole:.2f} s, gap {alone['gap']:.4%})"
    )
    print(f"  gap of the search {done['gap']:.4%}; HiGHS alone {alone['gap']:.4%}")
    print(f"  peak memory {done['peak_mib']:.0f} MiB; HiGHS alone {alone['peak_mib']:.0f} MiB")


if __name__ == "__main__":
    found = {"job": job, "highs": highs}[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
    sys.stdout.write(json.dumps(found) + "\n")
