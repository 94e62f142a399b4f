"""What is wrong with the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evplan.errors.core import EvplanError, ExitCode


class DatabaseError(EvplanError):
    """Base of what can go wrong with the database."""

    exit_code = ExitCode.DATABASE


class DatabaseNewer(DatabaseError):
    """The database was written by a later evplan."""

    wording = (
        "{url}: the database is at revision {found}, which this evplan ({version}) does not know. "
        "It was written by a newer evplan: install that one, or open another database with --db."
    )


class DatabaseOlder(DatabaseError):
    """The database must be upgraded first."""

    wording = (
        "{url}: the database is at revision {found}, this evplan ({version}) needs {expected}. "
        "Make a copy with 'evplan db backup', then run 'evplan db upgrade'."
    )


class DatabaseUnusable(DatabaseError):
    """The database cannot be opened, read or written."""

    wording = "{url}: {reason} {fix}"


class NotFound(EvplanError):
    """A run, data set or the like that the database does not hold."""

    wording = "There is no {kind} '{name}' in {where}.{nearest}"
    exit_code = ExitCode.USAGE


class RunLocked(DatabaseError):
    """A stored run was to be changed."""

    wording = "Run {run} is stored and read-only. Solve again: that makes a new version."


class DataSetRefused(EvplanError):
    """A data set that the database cannot hold: nothing of it was stored."""


class KeyTwice(DataSetRefused):
    """Two rows of a table have the same key."""

    wording = (
        "The data set '{name}' was not stored: table {table} has the key {key} twice. "
        "Check it with 'evplan data check' and leave one of the rows out."
    )


class ReferenceMissing(DataSetRefused):
    """A row refers to what is not in the data set."""

    wording = (
        "The data set '{name}' was not stored: {table}.{column} names {key}, which is not in table {target}. "
        "Check it with 'evplan data check', then add the row or mend the name."
    )


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a database, and what to do about it, as ``str.format`` templates."""

    reason: str
    fix: str


# Words of `DatabaseUnusable` by what happened.
DATABASE_TROUBLES: dict[str, Trouble] = {
    "address": Trouble(
        "this is no address of a database that evplan knows.",
        "Give a file (evplan.db) or postgresql://USER@HOST/NAME.",
    ),
    "backup-exists": Trouble("{target} is there already.", "Choose another name for the copy, or move it away."),
    "backup-folder": Trouble("the folder {target} is missing.", "Make it first, or choose another place for the copy."),
    "backup-missing": Trouble("there is no database to copy.", "Check the address given with --db or in EVPLAN_DB."),
    "backup-server": Trouble(
        "evplan copies database files only, a server's data is safest in its own format.",
        "Run 'pg_dump --format=custom --file=evplan.dump {database}', and 'pg_restore' to bring it back.",
    ),
    "conflict": Trouble("another program changed the same data at the same moment.", "Try again."),
    "corrupt": Trouble(
        "the file is damaged.", "Bring back a copy made with 'evplan db backup', or load the data into a new database."
    ),
    "denied": Trouble("the user has no right to do this.", "Ask for it, or use another user or database."),
    "driver": Trouble(
        "the driver for this kind of database is not installed.", "Run pip install 'evplan[postgresql]'."
    ),
    "folder": Trouble("the folder {folder} is missing.", "Make it first, or name another place with --db."),
    "foreign": Trouble(
        "it holds the tables of another program ({tables}).", "Name another file or database with --db."
    ),
    "full": Trouble("there is no room left on the disk.", "Nothing was stored. Free some space, then try again."),
    "input-output": Trouble("the disk could not be read or written.", "Check the disk, then try again."),
    "locked": Trouble("another program is writing to the database.", "Wait until it is done, then try again."),
    "migration": Trouble(
        "the upgrade left rows that refer to nothing ({tables}), so it was undone.",
        "The database is as it was. Please report this with the tables named.",
    ),
    "missing": Trouble("there is no such database.", "Make it first (createdb {database}), or check the name."),
    "not-a-database": Trouble("the file is no database.", "Name another file with --db; this one was left as it is."),
    "not-opened": Trouble("the file cannot be opened.", "Check that it and its folder may be read and written."),
    "other": Trouble("the database refused: {detail}.", "Nothing was stored."),
    "password": Trouble("user or password is wrong.", "Check them in the address given with --db or in EVPLAN_DB."),
    "read-only": Trouble(
        "the database can only be read, not written.",
        "Check the rights on the file and its folder, or name another place with --db.",
    ),
    "snapshot": Trouble("the stored inputs {name} are damaged.", "Bring back a copy made with 'evplan db backup'."),
    "unreachable": Trouble("the server does not answer.", "Check that it runs, and its name and port in the address."),
}


def database_unusable(trouble: str, url: str, **values: Any) -> DatabaseUnusable:
    """Return the error for one of `DATABASE_TROUBLES`."""
    words = DATABASE_TROUBLES[trouble]
    return DatabaseUnusable(url=url, reason=words.reason.format_map(values), fix=words.fix.format_map(values))
