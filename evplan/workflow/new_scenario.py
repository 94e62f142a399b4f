"""A new scenario file, and the schema that editors check it with."""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path

from evplan.errors import ScenarioNameWrong, file_unreadable
from evplan.readers import read_data_set
from evplan.report.export import export_file
from evplan.report.new_scenario import Start, new_child, new_scenario
from evplan.report.plain_json import json_text
from evplan.scenario.calendar import MONTHS, Period, length_of, parse_period
from evplan.scenario.json_schema import SCHEMA_FILE, scenario_schema
from evplan.schema import Tables
from evplan.shipped import shipped_folder

SHIPPED_DATA = "nusantara"
MOST_PERIODS = 12
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def write_schema(target: Path, *, overwrite: bool = False) -> list[Path]:
    """Write the JSON Schema of scenario files; raises ``FileUnwritable``."""
    return export_file(target, partial(_write_text, json_text(scenario_schema()) + "\n"), overwrite=overwrite)


def write_new_scenario(
    name: str,
    target: Path,
    today: str,
    *,
    data: Path | None = None,
    based_on: Path | None = None,
    overwrite: bool = False,
) -> list[Path]:
    """Write a scenario file that solves as it is, and its schema beside it unless that is there; return the files.

    ``data`` is the data set (default: the one that comes with evplan); ``based_on`` a parent, which then has the data.
    The horizon is the first year for which the data have demand, or the year after ``today`` (ISO) where demand names
    no period.

    Raises ``ScenarioNameWrong``, ``FileUnreadable`` (data or parent) and ``FileUnwritable``.
    """
    if not _NAME.fullmatch(name):
        raise ScenarioNameWrong(name=name)
    folder = target.resolve().parent
    if based_on is not None:
        if not based_on.is_file():
            raise file_unreadable("missing", based_on, nearest="")
        text = new_child(name, _seen_from(folder, based_on))
    else:
        place = shipped_folder("data") / SHIPPED_DATA if data is None else data
        horizon, count = _horizon(read_data_set(place).tables, today)
        start = Start(_seen_from(folder, place), horizon.label, count, length_of(horizon), data is None)
        text = new_scenario(name, start)
    written = export_file(target, partial(_write_text, text), overwrite=overwrite)
    schema = folder / SCHEMA_FILE
    return written if schema.exists() else [*written, *write_schema(schema)]


def _horizon(tables: Tables, today: str) -> tuple[Period, int]:
    """Return the first period with demand, and how many follow each other from there, a year's at most."""
    labels = tables["demand"]["period"].dropna().unique()
    periods = sorted({period for label in labels if (period := parse_period(label)) is not None})
    if not periods:
        return Period((int(today[:4]) + 1) * MONTHS["year"], MONTHS["month"]), MOST_PERIODS
    first = periods[0]
    most = MOST_PERIODS // first.months
    count = 1
    while count < most and first.later(count) in periods:
        count += 1
    return first, count


def _seen_from(folder: Path, place: Path) -> str:
    """Return a path relative to a folder, or absolute where there is no way (another drive)."""
    try:
        return Path(os.path.relpath(place.resolve(), folder)).as_posix()
    except ValueError:
        return place.resolve().as_posix()


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
