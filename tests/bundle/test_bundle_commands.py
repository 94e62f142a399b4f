import json
import re
import shutil
from pathlib import Path

import pytest

import evplan
from evplan.cli.program import run_program
from evplan.report.citation import AUTHOR, TITLE

ROOT = Path(evplan.__file__).parents[1]


@pytest.fixture
def call(place, capsys, tmp_path, monkeypatch):
    """Give a function that runs evplan in an empty folder on the database of the three runs."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        capsys.readouterr()
        code = run_program([*map(str, arguments), "--db", place.url])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_bundle_says_what_it_wrote_and_how_to_check_it(call, tmp_path):
    code, out, _ = call("run", "bundle", "three", "-o", "three.evplan.zip")
    assert code == 0
    assert out.startswith("three#1 written to three.evplan.zip\n")
    assert "evplan run verify three.evplan.zip" in out
    code, _, err = call("run", "bundle", "three", "-o", "three.evplan.zip")
    assert code == 2
    assert "it is there already" in err
    assert call("run", "bundle", "three", "-o", "three.evplan.zip", "--overwrite")[0] == 0


def test_verify_tells_a_bundle_from_a_run_by_its_file(call, place):
    code, out, _ = call("run", "verify", place.bundle)
    assert code == 0
    assert "three#1: Verified" in out
    assert "Every file is as it was written" in out
    code, out, _ = call("run", "verify", "three#1")
    assert code == 0
    assert "Every file" not in out


def test_a_damaged_bundle_ends_with_exit_code_3_and_names_the_file(call, place, tmp_path):
    content = bytearray(place.bundle.read_bytes())
    at = content.index(b"plan/costs.csv") + len(b"plan/costs.csv") + 10
    content[at] ^= 1
    (tmp_path / "bad.evplan.zip").write_bytes(content)
    code, _, err = call("run", "verify", "bad.evplan.zip")
    assert code == 3
    assert "the file 'plan/costs.csv' in it was changed or damaged" in err


def test_replay_ends_with_0_when_it_is_the_same_and_stores_a_new_version(call, place, tmp_path):
    shutil.copy(place.bundle, tmp_path / "three.evplan.zip")
    code = run_program(["run", "replay", "three.evplan.zip", "--no-progress", "--db", "other.db"])
    assert code == 0
    code, out, _ = call("run", "replay", "three#1", "--no-store", "--no-progress")
    assert code == 0
    assert "three repeats three#1: the same within the gaps of both" in out
    assert "Every offer gets the same quantities." in out
    assert "Nothing was stored." in out
    code, out, _ = call("run", "replay", "three#1", "--no-store", "--no-progress", "--format", "json")
    told = json.loads(out)
    assert (told["same"], told["run"], told["offers_moved"], told["differences"]) == (True, None, 0, [])


def test_cite_names_the_run_its_digests_and_version_in_both_languages(call, place):
    code, out, _ = call("run", "cite", place.bundle)
    assert code == 0
    assert "planner (2027). evplan run three#1, solved on 2 January 2027 with evplan 0.1.0" in out
    assert re.search(r"SHA-256 of inputs [0-9a-f]{16}, scenario [0-9a-f]{16}, law [0-9a-f]{16}", out)
    assert r"title = {{evplan run three\#1}}" in out
    assert "2 Januari 2027" in call("run", "cite", "three", "--lang", "id")[1]
    assert call("run", "show", "three", "--cite")[1] == call("run", "cite", "three")[1]


def test_bundle_with_cite_says_how_to_cite(call):
    code, out, _ = call("run", "bundle", "three", "-o", "b.evplan.zip", "--cite", "--quiet")
    assert code == 0
    assert "@software{evplan," in out
    assert "written to" not in out


def test_the_citation_file_of_the_project_has_its_version_title_and_author():
    lines = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    assert f'version: "{evplan.__version__}"' in lines
    assert f'title: "{TITLE}"' in lines
    assert f'  - name: "{AUTHOR}"' in lines


def test_python_and_setup_agree_on_the_licence_of_the_citation():
    setup = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    cff = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^license = (.*)$", setup, re.M)[1] == re.search(r"^license: (.*)$", cff, re.M)[1]
