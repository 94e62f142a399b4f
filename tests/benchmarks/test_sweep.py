"""What a sweep costs beside its parts: 50 members of the shipped baseline, and two processes beside one; see README.md.

``EVPLAN_SWEEP_MEMBERS`` chooses how many members (default 50) and how many of them are solved alone (a fifth, spread
over all: what the others would take is reckoned from these).
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import tomli_w

from evplan.readers import read_scenario
from evplan.scenario.sweep import Sweep
from evplan.scenario.sweep_member import member_scenario, member_values

ROOT = Path(__file__).resolve().parents[2]

MEMBERS = int(os.environ.get("EVPLAN_SWEEP_MEMBERS", "50"))

ALONE_PART = 5
"""Every fifth member is solved alone too."""

PROGRAM = "import sys; from evplan.cli import main; sys.argv[0] = 'evplan'; main()"

SWEEP = """
name = "bench"
scenario = "{scenario}"

[[vary]]
name = "dollar"
table = "exchange_rates"
column = "idr_per_unit"
by = "times"
draw = {{ kind = "triangular", low = 0.9, mode = 1.0, high = 1.15 }}

[[vary]]
name = "share"
setting = "rule.umkm-body-interior.minimum_share"
draw = {{ kind = "uniform", low = 0.2, high = 0.5 }}

[[vary]]
name = "size"
setting = "demand.scale"
draw = {{ kind = "uniform", low = 0.95, high = 1.05 }}

[draws]
count = {members}
seed = 7
"""


def timed(folder: Path, *words: str) -> tuple[float, float]:
    """Run evplan in a folder; return seconds of the clock and of the processor, its children's included."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", PROGRAM, *words, "-q"],
        cwd=folder,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def write_alone(folder: Path) -> list[Path]:
    """Write members of the sweep as scenario files of their own and return them."""
    base = read_scenario(ROOT / "scenarios" / "baseline.toml").scenario
    assert base is not None, "it comes with evplan"
    sweep = Sweep.model_validate(tomllib.loads((folder / "bench.toml").read_text(encoding="utf-8")))
    found = []
    for number, values in enumerate(member_values(sweep)[::ALONE_PART], start=1):
        scenario = member_scenario(base, sweep, values, f"alone-{number}")
        path = folder / f"alone-{number}.toml"
        content = scenario.model_dump(mode="json", exclude_none=True) | {"data": str(ROOT / "data" / "nusantara")}
        path.write_text(tomli_w.dumps(content), encoding="utf-8")
        found.append(path)
    return found


@pytest.mark.benchmark
def test_a_sweep_costs_far_less_than_its_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = (ROOT / "scenarios" / "baseline.toml").as_posix()
    (tmp_path / "bench.toml").write_text(SWEEP.format(scenario=scenario, members=MEMBERS), encoding="utf-8")
    timed(tmp_path, "solve", scenario)  # the data set is in the database before anything is timed
    alone = [timed(tmp_path, "solve", path.name) for path in write_alone(tmp_path)]
    apart = [sum(one) / len(alone) * MEMBERS for one in zip(*alone, strict=True)]
    one = timed(tmp_path, "sweep", "bench.toml", "--workers", "1")
    two = timed(tmp_path, "sweep", "bench.toml", "--workers", "2", "--restart")
    with capsys.disabled():
        print(f"\n{MEMBERS} solves apart: {apart[0]:.0f} s, processor {apart[1]:.0f} s ({len(alone)} were timed)")
        print(f"one process: {one[0]:.0f} s, processor {one[1]:.0f} s: {one[1] / apart[1]:.2f} x of the parts")
        print(f"two processes: {two[0]:.0f} s, processor {two[1]:.0f} s: {one[0] / two[0]:.2f} x faster than one")
