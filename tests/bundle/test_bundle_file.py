import dataclasses
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import evplan
from evplan.errors import FileUnreadable, LawChanged, NotFound
from evplan.errors.bundle import BundleDamaged, BundleForm, BundleRefused, BundleTooLarge, NoBundle
from evplan.plan.bundle import FORM, MANIFEST, SEAL_LENGTH, plan_frames, sha256, whole_digest
from evplan.readers import bundle_file
from evplan.readers.bundle_file import read_bundle
from evplan.report.bundle import bundle_files, sealed
from evplan.schema import tables_digest
from evplan.workflow.archive import bundle_run, stored_bundle
from evplan.workflow.bundle import check_bundle, verify_bundle
from evplan.workflow.run import show_run

VERSION = "0.1.0"


@pytest.fixture(scope="module")
def read(place):
    return read_bundle(place.bundle, VERSION)


@pytest.fixture
def files(place):
    """The files in the bundle, the manifest aside, to be changed and sealed anew."""
    with zipfile.ZipFile(place.bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != MANIFEST}


@pytest.fixture
def packed(tmp_path):
    """Give a function that writes files as a bundle whose checksums and seal are right."""

    def write(files, **values):
        path = tmp_path / "changed.evplan.zip"
        path.write_bytes(sealed(files, "0.1.0", **values))
        return path

    return write


def test_a_run_comes_out_of_its_bundle_as_it_went_in(place, read):
    run, tables = show_run(place.url, VERSION, "three")
    assert dataclasses.replace(read.run, solution=None, tables=None) == dataclasses.replace(
        run, solution=None, tables=None
    )
    assert tables_digest(read.tables) == tables_digest(tables) == run.provenance.inputs_digest
    assert read.law.digest == run.provenance.law_digest
    for name, frame in plan_frames(run).items():
        pd.testing.assert_frame_equal(plan_frames(read.run)[name], frame, check_exact=True)
    pd.testing.assert_frame_equal(read.run.stages, run.stages)


def test_the_same_run_gives_the_same_bytes(place, tmp_path):
    again = tmp_path / "again.evplan.zip"
    written = bundle_run(place.url, VERSION, "three#1", again)
    assert again.read_bytes() == place.bundle.read_bytes()
    assert written.digest == read_bundle(again, VERSION).digest


def test_the_digest_of_a_bundle_is_that_of_its_files_in_the_words_of_sha256sum(files, read):
    lines = "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files))
    assert read.digest == sha256(lines.encode()) == whole_digest({name: sha256(files[name]) for name in files})


def test_a_bundle_holds_what_its_own_description_says(files):
    folders = {name.split("/")[0] for name in files}
    assert folders == {
        *("README.md", "CITATION.cff", "run.json", "scenario.json", "stages.csv"),
        *("inputs", "law", "plan"),
    }
    assert {"law/sectoral.toml", "law/kur.toml", "law/working-time.toml"} <= set(files)
    readme = files["README.md"].decode()
    assert "# evplan run three#1" in readme
    assert "# Hasil evplan three#1" in readme
    assert json.loads(files["run.json"])["bundled_with"]["evplan"] == "0.1.0"


def test_a_plan_in_a_bundle_is_verified_without_solver_and_database(place):
    blocked = ["highspy", "pulp", "sqlalchemy", "alembic", "psycopg", "altair"]
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({blocked}))\n"
        "from evplan.cli.program import run_program\n"
        f"sys.exit(run_program(['run', 'verify', {str(place.bundle)!r}]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=place.folder,
        env=os.environ | {"PYTHONPATH": str(Path(evplan.__file__).parents[1])},
    )
    assert ended.stderr == ""
    assert ended.returncode == 0
    assert "three#1: Verified" in ended.stdout


def test_one_changed_byte_anywhere_is_seen(place, tmp_path):
    content = place.bundle.read_bytes()
    path = tmp_path / "byte.evplan.zip"
    for position in [*range(0, len(content), 97), *range(len(content) - 150, len(content))]:
        changed = bytearray(content)
        changed[position] ^= 0x55
        path.write_bytes(changed)
        with pytest.raises((NoBundle, BundleDamaged, BundleTooLarge)):
            read_bundle(path, VERSION)


def test_a_changed_byte_is_told_with_the_name_of_its_file(place, tmp_path):
    content = bytearray(place.bundle.read_bytes())
    with zipfile.ZipFile(place.bundle) as archive:
        info = archive.getinfo("inputs/offers.csv")
    content[info.header_offset + 30 + len(info.filename) + 20] ^= 1
    path = tmp_path / "byte.evplan.zip"
    path.write_bytes(content)
    with pytest.raises(BundleDamaged, match=r"byte\.evplan\.zip: the file 'inputs/offers\.csv' in it was changed"):
        read_bundle(path, VERSION)


def test_a_file_put_in_the_place_of_another_is_named(place, tmp_path):
    path = tmp_path / "repacked.evplan.zip"
    with zipfile.ZipFile(place.bundle) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"3", b"4") if name == "plan/costs.csv" else content)
    with pytest.raises(BundleDamaged, match=r"'plan/costs\.csv'.*SHA-256 is another"):
        read_bundle(path, VERSION)


@pytest.mark.parametrize(
    ("change", "words"),
    [("add", "'extra.txt'.*manifest does not know it"), ("drop", "'stages.csv'.*missing"), ("keep", "packed again")],
)
def test_an_archive_that_was_packed_again_is_refused(place, tmp_path, change, words):
    path = tmp_path / "repacked.evplan.zip"
    with zipfile.ZipFile(place.bundle) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if change != "drop" or name != "stages.csv":
                new.writestr(name, old.read(name))
        if change == "add":
            new.writestr("extra.txt", "more")
    with pytest.raises(BundleDamaged, match=words):
        read_bundle(path, VERSION)


def test_a_plan_that_was_changed_and_sealed_anew_does_not_hold(files, packed):
    costs = files["plan/costs.csv"].decode()
    first = costs.splitlines()[1]
    files["plan/costs.csv"] = costs.replace(first, "purchase,1.0").encode()
    checked = verify_bundle(packed(files), VERSION)
    assert not checked.verified
    assert {finding.code for finding in checked.findings} == {"verify-claimed-costs"}


def test_an_input_that_was_changed_and_sealed_anew_does_not_hold(files, packed):
    offers = pd.read_csv(io.BytesIO(files["inputs/offers.csv"]), dtype=str)
    offers["price"] = (offers["price"].astype(float) + 1).astype(int).astype(str)
    files["inputs/offers.csv"] = offers.to_csv(index=False).encode()
    checked = verify_bundle(packed(files), VERSION)
    assert "verify-claimed-costs" in {finding.code for finding in checked.findings}


def test_a_bundle_of_another_form_says_which_evplan_made_it(files, packed):
    path = packed(files, form=FORM + 1)
    with pytest.raises(BundleForm, match=r"made by evplan 0\.1\.0.*form 2, known is form 1.*Install evplan 0\.1\.0"):
        read_bundle(path, "0.0.9")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("inputs/offers.csv", "offer,supplier", "offer,mood,supplier", "inputs/offers.csv: there is no mood here"),
        ("plan/awards.csv", "offer,workshop", "offer,shop", "plan/awards.csv: the column workshop is missing"),
        ("scenario.json", '"periods"', '"moons"', "scenario.json: calendar.moons"),
        ("run.json", '"outcome"', '"income"', "KeyError"),
    ],
)
def test_content_of_another_evplan_is_told_with_its_place(files, packed, name, old, new, words):
    changed = files[name].decode().replace(old, new, 1)
    if "mood" in new:
        head, *rows = changed.splitlines()
        changed = "\n".join([head, *(row.replace(",", ",good,", 1) for row in rows)])
    files[name] = changed.encode()
    with pytest.raises(BundleForm, match=words):
        read_bundle(packed(files), VERSION)


def test_an_older_bundle_with_fewer_columns_and_tables_is_read_with_blanks(files, packed):
    offers = pd.read_csv(io.BytesIO(files["inputs/offers.csv"]), dtype=str).drop(columns=["confidence"])
    files["inputs/offers.csv"] = offers.to_csv(index=False).encode()
    del files["inputs/upgrades.csv"]
    checked = verify_bundle(packed(files), VERSION)
    assert checked.verified
    assert checked.bundle.tables["offers"]["confidence"].isna().all()
    assert len(checked.bundle.tables["upgrades"]) == 0


def test_what_is_no_bundle_is_told_as_such(tmp_path):
    text, archive = tmp_path / "a.zip", tmp_path / "b.zip"
    text.write_text("no archive")
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("hello.txt", "hello")
    for path in (text, archive):
        with pytest.raises(NoBundle, match="no bundle of evplan"):
            read_bundle(path, VERSION)
    with pytest.raises(FileUnreadable, match="there is no such file"):
        read_bundle(tmp_path / "c.zip", VERSION)


def test_half_a_bundle_is_no_bundle(place, tmp_path):
    path = tmp_path / "half.evplan.zip"
    content = place.bundle.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(NoBundle, match="only a piece"):
        read_bundle(path, VERSION)


def test_a_bundle_that_says_it_unpacks_to_too_much_is_not_unpacked(place, monkeypatch):
    monkeypatch.setattr(bundle_file, "MOST_BYTES", place.bundle.stat().st_size + 1)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(BundleTooLarge, match="reads at most"):
        read_bundle(place.bundle, VERSION)


def test_a_name_that_leads_out_of_the_bundle_is_never_written(files, packed, tmp_path):
    files["../../outside.txt"] = b"out"
    before = sorted(tmp_path.parent.rglob("*"))
    verify_bundle(packed(files), VERSION)
    assert [path for path in tmp_path.parent.rglob("*") if path.name == "outside.txt"] == []
    assert len(sorted(tmp_path.parent.rglob("*"))) == len(before) + 1


def test_a_run_without_a_plan_is_bundled_with_its_conflict(place, tmp_path):
    target = tmp_path / "nothing.evplan.zip"
    bundle_run(place.url, VERSION, "nothing", target)
    checked = verify_bundle(target, VERSION)
    assert checked.bundle.run.outcome.status == "infeasible"
    assert checked.bundle.run.conflict
    assert checked.verified
    assert checked.findings == ()


def test_the_awards_of_a_run_that_is_referred_to_come_along(place, tmp_path):
    target = tmp_path / "near.evplan.zip"
    bundle_run(place.url, VERSION, "near", target)
    checked = verify_bundle(target, VERSION)
    assert list(checked.bundle.references) == ["three#1"]
    assert checked.verified


def test_a_plan_that_does_not_hold_is_bundled_only_on_demand(place, tmp_path, monkeypatch):
    run, tables = show_run(place.url, VERSION, "three")
    costs = run.tables.costs.assign(idr=run.tables.costs["idr"] + 10)
    wrong = dataclasses.replace(run, tables=dataclasses.replace(run.tables, costs=costs))
    monkeypatch.setattr("evplan.workflow.archive.show_run", lambda *_: (wrong, tables))
    target = tmp_path / "wrong.evplan.zip"
    with pytest.raises(BundleRefused, match=r"the plan of run three#1 \(solved by evplan 0\.1\.0\) does not hold"):
        bundle_run(place.url, VERSION, "three", target)
    assert not target.exists()
    bundle_run(place.url, VERSION, "three", target, unverified=True)
    assert not verify_bundle(target, VERSION).verified


def test_a_run_of_older_law_files_says_why_it_cannot_be_bundled(place, monkeypatch):
    run, tables = show_run(place.url, VERSION, "three")
    older = dataclasses.replace(run, provenance=dataclasses.replace(run.provenance, law_digest="0" * 64))
    monkeypatch.setattr("evplan.workflow.archive.show_run", lambda *_: (older, tables))
    with pytest.raises(LawChanged, match="solved under law files that differ from today's"):
        stored_bundle(place.url, VERSION, "three")


def test_a_run_of_an_older_evplan_without_stages_and_members_is_bundled(place, tmp_path):
    bundle = stored_bundle(place.url, VERSION, "three")
    old = dataclasses.replace(bundle.run, stages=bundle.run.stages.iloc[:0])
    path = tmp_path / "old.evplan.zip"
    path.write_bytes(sealed(bundle_files(dataclasses.replace(bundle, run=old)), "0.1.0"))
    again = read_bundle(path, VERSION)
    assert len(again.run.stages) == 0
    assert len(again.run.solution.members) == 0
    assert check_bundle(again) == []


def test_a_run_that_is_not_there_is_told(place, tmp_path):
    with pytest.raises(NotFound, match="no run 'thre'"):
        bundle_run(place.url, VERSION, "thre", tmp_path / "a.evplan.zip")


def test_a_seal_is_the_last_of_the_file(place):
    content = place.bundle.read_bytes()
    assert content[-SEAL_LENGTH:].decode() == sha256(content[:-SEAL_LENGTH])
