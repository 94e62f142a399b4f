"""The two notebooks are executed as a reader would; their own asserts hold what they tell."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
import pytest

import evplan

ROOT = Path(evplan.__file__).parents[1]
NAMES = ["sixty-percent", "cooperative-programme"]
LARGEST = 500_000


def outputs(notebook):
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.fixture(params=NAMES)
def stored(request):
    return nbformat.read(ROOT / "docs" / f"{request.param}.ipynb", as_version=4)


@pytest.fixture
def surroundings(monkeypatch, tmp_path):
    """A kernel finds evplan as the tests do, and keeps what it writes about itself in a folder that goes away."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@pytest.mark.filterwarnings("default")
def test_a_notebook_runs_to_its_end_and_what_it_claims_holds(stored, surroundings):
    from nbclient import NotebookClient

    for cell in stored.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    resources = {"metadata": {"path": str(surroundings)}}
    NotebookClient(stored, timeout=300, kernel_name=_kernel(), resources=resources).execute()
    kinds = {kind for output in outputs(stored) for kind in output.get("data", {})}
    assert {"image/png", "text/html", "text/markdown"} <= kinds
    assert not [output for output in outputs(stored) if output.output_type in ("error", "stream")]


def test_a_notebook_is_stored_with_what_it_showed(stored):
    shown = [output for output in outputs(stored) if output.output_type in ("display_data", "execute_result")]
    assert len([output for output in shown if "image/png" in output["data"]]) == 3
    conclusions = [output["data"]["text/markdown"] for output in shown if "text/markdown" in output["data"]]
    assert len(conclusions) == 1
    assert conclusions[0].count("- ") >= 4
    assert "nan" not in conclusions[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_small_and_names_no_machine(name):
    path = ROOT / "docs" / f"{name}.ipynb"
    text = path.read_text(encoding="utf-8")
    assert path.stat().st_size < LARGEST
    assert "/tmp/" not in text
    assert "illustrative" in text


def _kernel() -> str:
    """Return the kernel of the interpreter that runs the tests."""
    from jupyter_client.kernelspec import KernelSpecManager

    spec = KernelSpecManager().get_kernel_spec("python3")
    assert Path(spec.argv[0]).name.startswith("python") or spec.argv[0] == sys.executable
    return "python3"
