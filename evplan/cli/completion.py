"""``evplan completion``: the script that completes commands in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from evplan.cli.setting import Command


@click.command(
    "completion",
    cls=Command,
    examples=[
        'eval "$(evplan completion bash)"                                      # in ~/.bashrc',
        'eval "$(evplan completion zsh)"                                       # in ~/.zshrc',
        "evplan completion fish > ~/.config/fish/completions/evplan.fish",
    ],
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes evplan's commands in SHELL."""
    kind = get_completion_class(shell)
    assert kind is not None, shell
    click.echo(kind(context.find_root().command, {}, "evplan", "_EVPLAN_COMPLETE").source())
