"""What every command accepts: database, language, quiet, progress; and what it gets from its surroundings."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from evplan import __version__
from evplan.report.language import LANGUAGES, Language

DEFAULT_DATABASE = "evplan.db"
FORMATS = ("table", "csv", "json")

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass
class Setting:
    """Choices of this call: ``url`` of the database, language, how much is said; clock, user and version."""

    url: str = f"sqlite:///{DEFAULT_DATABASE}"
    url_given: bool = False
    language: Language = "en"
    quiet: bool = False
    progress: bool = True
    debug: bool = False
    version: str = __version__

    @property
    def now(self) -> str:
        """Return the time, ISO with offset, to the second."""
        return datetime.now(UTC).astimezone().isoformat(timespec="seconds")

    @property
    def user(self) -> str:
        """Return who is working, or ``unknown`` where the system does not say."""
        try:
            return getpass.getuser()
        except (KeyError, OSError, ImportError):
            return "unknown"


pass_setting = click.make_pass_decorator(Setting, ensure=True)


def database_url(text: str) -> str:
    """Return ``text`` as a URL; what is no URL is the path of an SQLite file."""
    return text if "://" in text else f"sqlite:///{text}"


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep a shared option in the call's `Setting`; one that was not given changes nothing."""
    setting = context.ensure_object(Setting)
    if value is None or value is False or parameter.name is None:
        return
    if parameter.name == "db":
        setting.url, setting.url_given = database_url(value), True
    elif parameter.name == "lang":
        setting.language = value
    elif parameter.name == "no_progress":
        setting.progress = False
    else:
        setattr(setting, parameter.name, True)


def shared_options(*, environment: bool) -> list[click.Parameter]:
    """Return the options that the program and every command accept, so that they can stand anywhere.

    Only the program itself looks into the environment: what stands before a command must not lose against it.
    """

    def variable(name: str) -> str | None:
        return name if environment else None

    return [
        click.Option(
            ["--db"],
            metavar="URL",
            envvar=variable("EVPLAN_DB"),
            expose_value=False,
            callback=_keep,
            help=f"Database, an SQLAlchemy URL or an SQLite file. Default: {DEFAULT_DATABASE} here (or EVPLAN_DB).",
        ),
        click.Option(
            ["--lang"],
            type=click.Choice(LANGUAGES),
            envvar=variable("EVPLAN_LANG"),
            expose_value=False,
            callback=_keep,
            help="Language of reports: English or Bahasa Indonesia. Default: en (or EVPLAN_LANG).",
        ),
        _flag("-q", "--quiet", help="Say nothing but the result and errors."),
        _flag("--no-progress", help="Show no progress on standard error."),
        _flag("--debug", envvar=variable("EVPLAN_DEBUG"), hidden=True, help="Show the traceback of a defect."),
    ]


def _flag(*names: str, **values: Any) -> click.Option:
    return click.Option(names, is_flag=True, default=None, expose_value=False, callback=_keep, **values)


def format_option(function: Function) -> Function:
    """Give a command that prints a table ``--format table|csv|json``."""
    option = click.option(
        "--format", "layout", type=click.Choice(FORMATS), default="table", help="How the table is printed."
    )
    return option(function)


class Command(click.Command):
    """A command with the shared options and, in its help, an example."""

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.examples = list(examples)
        self.params = [*self.params, *shared_options(environment=False)]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the examples below the options, as they would be typed."""
        write_examples(self.examples, formatter)


class Group(click.Group):
    """A group of commands with the shared options and examples."""

    command_class = Command
    environment = False

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.examples = list(examples)
        self.params = [*self.params, *shared_options(environment=self.environment)]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the examples below the commands, as they would be typed."""
        write_examples(self.examples, formatter)


Group.group_class = Group


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """Write the section of examples, one a line."""
    if not examples:
        return
    with formatter.section("Examples"):
        for example in examples:
            formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
