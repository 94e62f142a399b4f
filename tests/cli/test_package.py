import configparser
from pathlib import Path

import evplan

ROOT = Path(evplan.__file__).parents[1]


def test_the_packaging_names_every_package():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    named = set(config["options"]["packages"].split())
    there = {
        ".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "evplan").rglob("__init__.py")
    }  # fmt: skip
    shipped = {f"evplan.shipped_files.{name}" for name in ("data", "migrations", "scenarios")}
    assert named == there | shipped


def test_every_requirement_has_a_version_that_was_tested():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = config["options"]["install_requires"].splitlines()
    wanted = {line.split(">")[0].strip().lower() for line in lines if line.strip() and not line.startswith("#")}
    tested = {
        line.split("==")[0].lower()
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert wanted <= tested
