"""What is refused of accounts, passwords and tokens."""

from __future__ import annotations

from evplan.errors.core import EvplanError, ExitCode


class AccountRefused(EvplanError):
    """Base of what is wrong with an account or a password that was given."""

    exit_code = ExitCode.USAGE


class AccountNameWrong(AccountRefused):
    """A name that no account can have."""

    wording = (
        "'{name}' cannot be the name of an account. Use 3 to 40 small letters, digits, points, hyphens and "
        "underscores, beginning with a letter or digit."
    )


class AccountThere(AccountRefused):
    """A name that is taken."""

    wording = "There is an account '{name}' already. Choose another name, or reset it: 'evplan user reset {name}'."


class AccountUnbound(AccountRefused):
    """A manager or member without its supplier, or a planner with one."""

    wording = "{reason} Nothing was stored."


class PasswordWrong(AccountRefused):
    """A password that does not keep the rules; ``code`` is one of `PASSWORD_TROUBLES`."""

    wording = "{reason} Choose a sentence or a few words that only you would put together."

    @property
    def code(self) -> str:
        """Return which rule was broken."""
        return str(self.values["code"])


class LastPlanner(AccountRefused):
    """The last planner who can log in was to be shut out."""

    wording = "'{name}' is the only planner who can log in. Add another one first, then disable this one."


class TokenUnusable(AccountRefused):
    """A token that was asked for with a scope or a life it cannot have."""

    wording = "{reason} Nothing was stored."


# Rules of passwords by code.
PASSWORD_TROUBLES: dict[str, str] = {
    "short": "A password must have at least {least} characters.",
    "long": "A password may have at most {most} characters.",
    "name": "A password must not hold the name of its account.",
    "common": "This password is among those that are tried first.",
    "simple": "A password must not be one character or one short piece again and again.",
    "same": "The new password is the one that was given out.",
}

# What an account's ties to a supplier must be, by what is wrong with them.
ACCOUNT_TIES: dict[str, str] = {
    "planner": "A planner sees all suppliers and belongs to none: leave --supplier and --member out.",
    "manager": "A manager belongs to one supplier: give it with --supplier, and no --member.",
    "member": "A member belongs to a cooperative and is one of its members: give both, --supplier and --member.",
    "supplier": "No data set in the database has a supplier '{key}'.{nearest}",
    "membership": "'{member}' is no member of '{supplier}' in any data set in the database.{nearest}",
}

TOKEN_TROUBLES: dict[str, str] = {
    "scope": "There is no scope '{scope}'; known are {known}.{nearest}",
    "plan": "The scope 'plan' is for planners, and '{name}' is none.",
    "days": "A token must hold for at least 1 and at most {most} days.",
    "disabled": "The account '{name}' is disabled.",
}
