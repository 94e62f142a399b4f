"""Sweeps on the data set of three parts: small enough that a member takes a second."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evplan.shipped import shipped_folder

THREE = """
name = "three"
data = "{data}"

[calendar]
first = "2026-01"
periods = {periods}

[demand]
{demand}

[[rule]]
id = "jobs.one"
kind = "award"
measure = "value"
suppliers = {{ legal_form = ["koperasi"] }}
minimum_share = 0.0

[solver]
gap = 0.0
"""

Writer = Callable[..., Path]


@pytest.fixture(scope="session")
def write_sweep(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    """Give a function that writes a sweep file beside its scenario, each time in a new folder, and returns its path."""

    def write(text: str, *, name: str = "one", periods: int = 2, demand: str = "") -> Path:
        folder = tmp_path_factory.mktemp("sweep")
        data = (shipped_folder("data") / "three_parts").as_posix()
        scenario = THREE.format(data=data, periods=periods, demand=demand)
        (folder / "three.toml").write_text(scenario, encoding="utf-8")
        path = folder / "sweep.toml"
        path.write_text(f'name = "{name}"\nscenario = "three.toml"\n{text}', encoding="utf-8")
        return path

    return write
