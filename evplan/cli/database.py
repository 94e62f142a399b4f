"""``evplan db``: the database as a whole."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
import pandas as pd

from evplan.cli.console import tell, tell_table
from evplan.cli.place import shown_url
from evplan.cli.setting import Group, Setting, format_option, pass_setting
from evplan.report.block import Block, table_block
from evplan.report.word import word
from evplan.store import DatabaseStatus
from evplan.workflow.database import backup_database, database_status, upgrade_database


@click.group("db", cls=Group, examples=["evplan db status", "evplan db backup evplan-2027-01-31.db"])
def database() -> None:
    """Look at, upgrade and back up the database."""


@database.command("status", examples=["evplan db status", "evplan db status --db postgresql://localhost/evplan"])
@format_option
@pass_setting
def status(setting: Setting, layout: str) -> None:
    """Say where the database is, how it stands, and whether it fits this evplan. Changes nothing."""
    _tell_status(database_status(setting.url), setting, layout)


@database.command("upgrade", examples=["evplan db upgrade"])
@format_option
@pass_setting
def upgrade(setting: Setting, layout: str) -> None:
    """Bring the database to what this evplan needs; what it holds stays. Make a backup first."""
    _tell_status(upgrade_database(setting.url), setting, layout)


@database.command("backup", examples=["evplan db backup evplan-2027-01-31.db"])
@click.argument("target", type=click.Path(path_type=Path))
@pass_setting
def backup(setting: Setting, target: Path) -> None:
    """Copy the database to TARGET while others may go on using it. TARGET must not be there yet."""
    backup_database(setting.url, target)
    if not setting.quiet:
        tell([Block(lines=(word("written", setting.language, what=shown_url(setting.url), target=target),))])


def _tell_status(found: DatabaseStatus, setting: Setting, layout: str) -> None:
    values = asdict(found)
    frame = pd.DataFrame({"key": list(values), "value": [str(value) for value in values.values()]})
    tell_table(frame, table_block(frame, setting.language, word("title.database", setting.language)), layout)
