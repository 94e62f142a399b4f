"""``evplan user`` and ``evplan token``: who may log in to the pages, and keys for other software."""

from __future__ import annotations

from datetime import datetime

import click
import pandas as pd

from evplan.cli.console import tell, tell_table
from evplan.cli.setting import Group, Setting, format_option, pass_setting
from evplan.report.block import Block, table_block
from evplan.report.language import LANGUAGES, Language
from evplan.report.word import word
from evplan.workflow.account import (
    ROLES,
    SCOPES,
    Role,
    add_account,
    add_token,
    disable_account,
    list_accounts,
    list_tokens,
    reset_account,
    revoke_token,
)

PROMPT = click.option("--password", "ask", is_flag=True, help="Ask for a password instead of making a start password.")
NAME = click.argument("name", metavar="NAME")


@click.group("user", cls=Group, examples=["evplan user add planner --role planner", "evplan user list"])
def user() -> None:
    """Add, reset, disable and list the accounts of those who use the pages of 'evplan serve'."""


@user.command(
    "add",
    examples=[
        "evplan user add planner --role planner",
        "evplan user add ketua.tegal --role manager --supplier KOP-TEGAL",
        "evplan user add anggota.1 --role member --supplier KOP-TEGAL --member TGL-01",
    ],
)
@NAME
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the account may do.")
@click.option("--supplier", default="", metavar="KEY", help="The one supplier that a manager or member sees.")
@click.option("--member", default="", metavar="KEY", help="The member of that cooperative.")
@click.option("--language", type=click.Choice(LANGUAGES), default="id", help="Language of its pages. Default: id.")
@PROMPT
@pass_setting
def add(setting: Setting, name: str, role: Role, supplier: str, member: str, language: Language, ask: bool) -> None:
    """Make an account and print its start password, this once.

    It must be changed at the first log-in, within 14 days. NAME has small letters, digits and . - _ only.
    """
    account, given = add_account(
        setting.url,
        setting.version,
        _now(setting),
        name,
        role,
        supplier=supplier,
        member=member,
        language=language,
        password=_asked() if ask else None,
    )
    _tell_password(setting, account.name, given)


@user.command("reset", examples=["evplan user reset ketua.tegal"])
@NAME
@PROMPT
@pass_setting
def reset(setting: Setting, name: str, ask: bool) -> None:
    """Give an account a new start password, end its sessions, and open it again if it was disabled."""
    given = reset_account(setting.url, setting.version, _now(setting), name, password=_asked() if ask else None)
    _tell_password(setting, name, given)


@user.command("disable", examples=["evplan user disable ketua.tegal"])
@NAME
@pass_setting
def disable(setting: Setting, name: str) -> None:
    """Shut an account out at once: its sessions end and its tokens no longer open. What it said stays."""
    disable_account(setting.url, setting.version, name)
    if not setting.quiet:
        tell([Block(lines=(word("user.disabled", setting.language, name=name),))])


@user.command("list", examples=["evplan user list", "evplan user list --format csv"])
@format_option
@pass_setting
def list_(setting: Setting, layout: str) -> None:
    """List the accounts."""
    _tell_list(setting, list_accounts(setting.url, setting.version), "title.accounts", layout)


@click.group("token", cls=Group, examples=["evplan token add planner --scope read", "evplan token list"])
def token() -> None:
    """Make, revoke and list tokens, with which other software uses the interface of 'evplan serve'."""


@token.command(
    "add",
    examples=[
        "evplan token add planner --scope read --scope plan --label dashboard",
        "evplan token add ketua.tegal --scope read --scope answer --days 90",
    ],
)
@NAME
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(SCOPES), default=("read",), help="What it may do. Repeatable."
)
@click.option("--label", default="", metavar="TEXT", help="What it is for.")
@click.option("--days", type=int, default=90, help="How long it holds. Default: 90.")
@pass_setting
def add_(setting: Setting, name: str, scopes: tuple[str, ...], label: str, days: int) -> None:
    """Make a token that acts as the account NAME, and print it, this once."""
    number, made = add_token(setting.url, setting.version, _now(setting), name, scopes, label, days)
    click.echo(made)
    if not setting.quiet:
        click.echo(word("token.made", setting.language, number=number), err=True)


@token.command("revoke", examples=["evplan token revoke 3"])
@click.argument("number", type=click.IntRange(1, 2_147_483_647))
@pass_setting
def revoke(setting: Setting, number: int) -> None:
    """End the token with this number ('evplan token list' has them)."""
    revoke_token(setting.url, setting.version, _now(setting), number)
    if not setting.quiet:
        tell([Block(lines=(word("token.revoked", setting.language, number=number),))])


@token.command("list", examples=["evplan token list"])
@format_option
@pass_setting
def list_tokens_(setting: Setting, layout: str) -> None:
    """List the tokens, without what is secret."""
    _tell_list(setting, list_tokens(setting.url, setting.version), "title.tokens", layout)


def _tell_list(setting: Setting, frame: pd.DataFrame, title: str, layout: str) -> None:
    tell_table(frame, table_block(frame, setting.language, word(title, setting.language)), layout)


def _tell_password(setting: Setting, name: str, given: str) -> None:
    """Print a start password alone on standard output, and what to do with it on standard error."""
    if given:
        click.echo(given)
    if not setting.quiet:
        key = "user.given" if given else "user.kept"
        click.echo(word(key, setting.language, name=name), err=True)


def _asked() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _now(setting: Setting) -> datetime:
    return datetime.fromisoformat(setting.now)
