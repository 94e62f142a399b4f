"""A database of solved scenarios on the set of three parts, made once; commands run on it."""

import pytest
from pair import Answer

from evplan import __version__
from evplan.cli.program import run_program
from evplan.shipped import shipped_folder
from evplan.workflow.compare import compare_runs

SCENARIO = """
name = "{name}"
data = "{data}"
[calendar]
first = "2026-01"
periods = 4
[solver]
gap = 0.0
{more}
"""

DEARER = """
[[change]]
table = "offers"
where = { supplier = "KOP", part = "FRAME" }
set = { price = { plus = 10000 } }
reason = "steel"
"""

HALF_TO_CV = """
[[rule]]
id = "half"
kind = "award"
measure = "units"
suppliers = ["CV"]
parts = ["FRAME"]
minimum_share = 0.5
"""

NO_IMPORT = """
[[rule]]
id = "no-import"
kind = "fix"
suppliers = ["IMP"]
parts = ["BATTERY"]
units = { at_most = 0 }
"""

SCENARIOS = {"base": "", "dearer": DEARER, "half": HALF_TO_CV, "both": DEARER + HALF_TO_CV, "stuck": NO_IMPORT}


@pytest.fixture(scope="session")
def solved(tmp_path_factory):
    """The path of a database with the runs base#1, dearer#1, half#1, both#1 and stuck#1, which is infeasible."""
    folder = tmp_path_factory.mktemp("compared")
    data = (shipped_folder("data") / "three_parts").as_posix()
    for name, more in SCENARIOS.items():
        file = folder / f"{name}.toml"
        file.write_text(SCENARIO.format(name=name, data=data, more=more), encoding="utf-8")
        code = run_program(["solve", str(file), "--db", str(folder / "runs.db"), "-q", "--no-progress"])
        assert code == (4 if name == "stuck" else 0)
    return folder / "runs.db"


@pytest.fixture
def evplan(capsys, monkeypatch, tmp_path):
    """Give a function that runs evplan in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("EVPLAN_DB", "EVPLAN_LANG", "EVPLAN_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def call(*words):
        capsys.readouterr()
        code = run_program([str(word) for word in words])
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    return call


@pytest.fixture
def on(evplan, solved):
    """Give a function that runs evplan on the database of solved scenarios."""
    return lambda *words: evplan(*words, "--db", solved)


@pytest.fixture(scope="session")
def compared(solved):
    """Every other run compared with base#1, by the name of its scenario."""
    names = list(SCENARIOS)
    told = compare_runs(f"sqlite:///{solved}", __version__, names)
    return dict(zip(names[1:], told, strict=True))
