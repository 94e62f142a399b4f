"""A database with three small runs, solved once: a plan, the same with half the demand, and one that cannot be."""

import shutil
from dataclasses import dataclass

import pandas as pd
import pytest
from evil import EVIL

from evplan.cli.program import run_program
from evplan.shipped import shipped_folder
from evplan.workflow.report import chapters, subjects

SCENARIO = """
name = "{name}"
question = "Who makes the <b>scooters</b>?"
data = "{data}"

[calendar]
first = "2026-01"
periods = {periods}

[demand]
scale = {scale}

[solver]
gap = 0.0

[[rule]]
id = "two-frames"
kind = "source_count"
parts = ["FRAME"]
maximum = {frames}
purpose = "Frames of few makers"
"""


@dataclass
class Bench:
    """A database and a way to run evplan in its folder."""

    url: str
    folder: object

    def run(self, *arguments):
        return run_program(["--db", self.url, *(str(argument) for argument in arguments)])


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    data = folder / "three_parts"
    shutil.copytree(shipped_folder("data") / "three_parts", data)
    suppliers = pd.read_csv(data / "suppliers.csv", dtype=str)
    suppliers.loc[suppliers["supplier"].eq("CV"), "name"] = EVIL
    suppliers.to_csv(data / "suppliers.csv", index=False)
    regions = pd.read_csv(data / "regions.csv", dtype=str)
    places = {"BKS": ("-6.24", "106.99"), "TGL": ("-6.87", "109.14"), "SZX": ("22.54", "114.06")}
    for region, (latitude, longitude) in places.items():
        regions.loc[regions["region"].eq(region), ["latitude", "longitude"]] = [latitude, longitude]
    regions.to_csv(data / "regions.csv", index=False)
    made = Bench(f"sqlite:///{(folder / 'page.db').as_posix()}", folder)
    runs = {"whole": (4, 1.0, 2, 0), "half": (4, 0.5, 2, 0), "never": (2, 3.0, 0, 4)}
    for name, (periods, scale, frames, code) in runs.items():
        path = folder / f"{name}.toml"
        text = SCENARIO.format(name=name, data=data.as_posix(), periods=periods, scale=scale, frames=frames)
        path.write_text(text, encoding="utf-8")
        assert made.run("solve", path, "--quiet", "--no-progress") == code
    return made


@pytest.fixture(scope="session")
def plans(bench):
    """Give the two plans as subjects."""
    return subjects(bench.url, "test", ["whole", "half"])


@pytest.fixture(scope="session")
def told(bench):
    """Give all three runs as chapters, in English."""
    return chapters(bench.url, "test", ["whole", "half", "never"], "en")
