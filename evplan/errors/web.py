"""What the interface for other software says when it says no, by status."""

from __future__ import annotations

from evplan.errors.core import EvplanError, ExitCode

PROBLEMS: dict[int, str] = {
    400: "The request cannot be read: its host, its length or its body is malformed.",
    401: "No token that holds was sent. Make one with 'evplan token add' and send it as a bearer token.",
    403: "The token's account or scopes do not allow this.",
    404: "There is no such thing, or it is not for this account.",
    405: "This address has no such method; the description lists them.",
    413: "The body is too large: at most 2 MB. Nothing was stored.",
    422: "What was sent is not what the description asks for. Nothing was stored.",
    500: "evplan has a defect. Nothing is wrong with the request that evplan knows of.",
    503: "The database does not answer. Nothing was stored; try again in a moment.",
}


class JobRunning(EvplanError):
    """A second resolve was to be started while one runs."""

    wording = "A new plan of this round is being worked out already. Wait until it is done."
    exit_code = ExitCode.USAGE


class SecretUnusable(EvplanError):
    """The secret that signs forms cannot be read, written or trusted."""

    wording = "{path}: {reason}"
    exit_code = ExitCode.USAGE


# What is wrong with a secret.
SECRET_TROUBLES: dict[str, str] = {
    "short": "the secret must have at least {least} characters. Leave it out, and evplan makes one by itself.",
    "open": "others on this machine can read it. Run 'chmod 600 {path}', or delete it to have a new one made.",
    "file": "the secret can neither be read nor made ({detail}). Set EVPLAN_SECRET, or mend the folder's rights.",
}
