"""``evplan explain``: why this plan, what each rule costs, what to do when nothing fits."""

from __future__ import annotations

import importlib

import click

from evplan.cli.setting import Group

# name: module and attribute; loaded when used.
QUESTIONS = {
    "content": "evplan.cli.explain_content:content",
    "rules": "evplan.cli.explain_rules:rules",
    "supplier": "evplan.cli.explain_supplier:supplier",
    "freedom": "evplan.cli.explain_freedom:freedom",
    "conflict": "evplan.cli.explain_conflict:conflict",
}


class Questions(Group):
    """The group of questions, each loaded when it is asked."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the questions."""
        return list(QUESTIONS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a question's command, loading its module; ``None`` for an unknown name."""
        if cmd_name in QUESTIONS and cmd_name not in self.commands:
            module, _, attribute = QUESTIONS[cmd_name].partition(":")
            self.add_command(getattr(importlib.import_module(module), attribute), cmd_name)
        return super().get_command(ctx, cmd_name)


@click.group(
    "explain",
    cls=Questions,
    examples=["evplan explain content baseline", "evplan explain rules baseline#1", "evplan explain conflict my.toml"],
)
def explain() -> None:
    """Answer why: content that can be reached, price of every rule, why not this supplier, freedom, conflicts."""
