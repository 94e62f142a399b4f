"""``evplan run`` as a group: what checks a bundle is loaded apart, since it has to work without solver and database."""

from __future__ import annotations

import importlib

import click

from evplan.cli.setting import Group

_ALONE = {"verify": "evplan.cli.run_verify"}
"""Commands that are loaded alone, by name: module."""

_ALL = ("evplan.cli.run", "evplan.cli.run_adopt", "evplan.cli.run_bundle", *_ALONE.values())


class RunGroup(Group):
    """The group of the commands for stored runs; their modules are loaded when one of them is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        for module in _ALL:
            importlib.import_module(module)
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, loading what it stands in; ``None`` for an unknown name."""
        for module in (_ALONE[cmd_name],) if cmd_name in _ALONE else _ALL:
            importlib.import_module(module)
        return super().get_command(ctx, cmd_name)


@click.group("run", cls=RunGroup, examples=["evplan run list", "evplan run show baseline#1"])
def run() -> None:
    """List, show, verify, export, bundle and repeat stored runs.

    RUN is a run's name, like baseline#2; the name of a scenario alone stands for its newest run.
    """
