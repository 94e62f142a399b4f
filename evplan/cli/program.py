"""The program: all commands together, and what becomes of errors: one message, the right exit code, no traceback."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Sequence

import click
from click.shell_completion import CompletionItem

from evplan import __version__
from evplan.cli.console import complain, complain_block, note
from evplan.cli.setting import Group, Setting
from evplan.errors import EvplanError, ExitCode

DEFECT = 1
"""Exit code of a defect of evplan itself."""

PIPE_CLOSED = 141
"""What a shell reports for a program whose reader has gone away."""

FINDINGS_SHOWN = 50

# name: (module and attribute, help in the list). Loaded when used: an answer to the Tab key must not wait for pandas.
COMMANDS = {
    "solve": ("evplan.cli.solve:solve", "Solve a scenario, verify and store the plan, tell."),
    "demo": ("evplan.cli.demo:demo", "The whole story on the data set that comes with evplan."),
    "data": ("evplan.cli.data:data", "Data sets: check, load, list, export."),
    "bom": ("evplan.cli.bom:bom", "Bills of materials: import, show, explode, where-used, diff, cost, export."),
    "scenario": ("evplan.cli.scenario:scenario", "Scenarios: list, check, show, new, schema."),
    "run": (
        "evplan.cli.run_group:run",
        "Stored runs: list, show, verify, bundle, replay, cite, export, diff, regions, members, baseline.",
    ),
    "compare": ("evplan.cli.compare:compare", "What changed between runs, by how much, and why."),
    "explain": ("evplan.cli.explain:explain", "Why: content, rules, suppliers, freedom, conflicts."),
    "sweep": ("evplan.cli.sweep:sweep", "Many scenarios from one file: grids, draws, frontiers."),
    "stress": ("evplan.cli.stress:stress", "What is left of a plan when something fails."),
    "roadmap": ("evplan.cli.roadmap:roadmap", "What must be ready when, and what it brings."),
    "match": ("evplan.cli.match:match", "Who could make which part, and what each lacks."),
    "review": ("evplan.cli.review:review", "Review rounds: open, answer, letters, sheets, resolve."),
    "report": ("evplan.cli.report:report", "Runs as one page with charts, or as a workbook."),
    "chart": ("evplan.cli.chart:chart", "One chart of runs as a picture: cost, map, tiers and more."),
    "serve": ("evplan.cli.serve:serve", "The pages for managers and planners, in a browser."),
    "user": ("evplan.cli.user:user", "Accounts of those who use the pages: add, reset, disable, list."),
    "token": ("evplan.cli.user:token", "Tokens for other software: add, revoke, list."),
    "law": ("evplan.cli.law:law", "The law of local content: list, show, score a run, TKDN forms."),
    "db": ("evplan.cli.database:database", "The database: status, upgrade, backup."),
    "completion": ("evplan.cli.completion:completion", "The script that completes commands in a shell."),
}


class Program(Group):
    """The group of all commands, in the order in which they are met, each loaded when it is used."""

    environment = True

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, loading its module; ``None`` for an unknown name."""
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            module, _, attribute = COMMANDS[cmd_name][0].partition(":")
            self.add_command(getattr(importlib.import_module(module), attribute), cmd_name)
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that ``args`` begin with; the nearest ones are named where there is none."""
        if not ctx.resilient_parsing and args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=list(COMMANDS), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_place, words) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands, or the program's own options, that begin with ``incomplete``."""
        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        return [CompletionItem(name, help=COMMANDS[name][1]) for name in COMMANDS if name.startswith(incomplete)]


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    examples=["evplan demo", "evplan solve scenarios/baseline.toml", "evplan run list", "evplan solve --help"],
)
@click.version_option(__version__, prog_name="evplan", message="%(prog)s %(version)s")
def program() -> None:
    """Plan who makes what for Indonesia's electric motorcycles and trikes.

    evplan decides which supplier makes which part, when and how many, under capacity, cost and local content (TKDN),
    checks every answer with independent code, and keeps it in a database.
    """


def main() -> None:
    """Run evplan with the arguments of this process and end it with the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = run_program(sys.argv[1:])
    if code == PIPE_CLOSED:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run_program(arguments: Sequence[str]) -> int:
    """Run evplan with ``arguments`` and return its exit code; every error becomes a message on standard error."""
    setting = Setting()
    try:
        code = program.main(list(arguments), prog_name="evplan", standalone_mode=False, obj=setting)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except EvplanError as error:
        return _refusal(error, setting)
    except (KeyboardInterrupt, click.Abort):
        note("Stopped. Nothing was stored.")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        return PIPE_CLOSED
    except SystemExit as ending:
        # What click makes of a broken pipe.
        if isinstance(ending.__context__, BrokenPipeError):
            return PIPE_CLOSED
        raise
    except Exception as error:
        return _defect(error, setting)
    return int(code or ExitCode.DONE)


def _refusal(error: EvplanError, setting: Setting) -> int:
    """Say what an error says, and list its findings."""
    complain(str(error))
    if error.findings:
        # Not at the top, which would load pandas for every call.
        from evplan.report.finding import finding_block

        complain_block(finding_block(error.findings, setting.language, FINDINGS_SHOWN))
    return error.exit_code


def _defect(error: Exception, setting: Setting) -> int:
    """Say that evplan itself is at fault, with the traceback only where it was asked for."""
    if setting.debug:
        traceback.print_exc()
    complain(
        f"evplan {__version__} has a defect: {type(error).__name__}: {' '.join(str(error).split())[:300]}. "
        "Nothing is wrong with your input that evplan knows of. Run it again with --debug and report what it prints."
    )
    return DEFECT
