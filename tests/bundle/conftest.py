"""Stored runs on the set of three parts, solved once for all tests of bundles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from evplan.shipped import shipped_folder
from evplan.workflow.archive import bundle_run
from evplan.workflow.case import Record
from evplan.workflow.solve import SolveRequest, solve_scenario

SCENARIO = """
name = "{name}"
data = "{data}"

[calendar]
first = "2026-01"
periods = 4

[[change]]
table = "offers"
where = {{ part = "FRAME" }}
set = {{ price = {{ times = 1.5 }} }}
reason = "To see that changes are made once"

[solver]
gap = 0.0
{more}
"""


@dataclass(frozen=True)
class Place:
    """A database with the runs ``three#1``, ``nothing#1`` (infeasible) and ``near#1`` (refers to ``three#1``)."""

    url: str
    folder: Path
    bundle: Path

    @property
    def record(self) -> Record:
        return Record(self.url, "0.1.0", "2027-01-02T03:04:05+07:00", "planner")


@pytest.fixture(scope="session")
def place(tmp_path_factory) -> Place:
    folder = tmp_path_factory.mktemp("bundle")
    url = f"sqlite:///{folder / 'runs.db'}"
    data = (shipped_folder("data") / "three_parts").as_posix()
    more = {
        "three": "",
        "nothing": '[[rule]]\nid = "none"\nkind = "award"\nmaximum = 0\n',
        "near": '[[objective]]\nminimise = "change"\nrun = "three#1"\n',
    }
    for name, text in more.items():
        path = folder / f"{name}.toml"
        path.write_text(SCENARIO.format(name=name, data=data, more=text), encoding="utf-8")
        when = "2027-01-02T03:04:05+07:00"
        solve_scenario(SolveRequest(path, url, "0.1.0", now=when, user="planner"), lambda _progress: None)
    target = folder / "three.evplan.zip"
    bundle_run(url, "0.1.0", "three", target)
    return Place(url, folder, target)
