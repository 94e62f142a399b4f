"""What reviews refuse: rounds, answers, adoption."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, EvplanError, ExitCode, Severity, Wording
from evplan.errors.database import RunLocked

# Only {column}, {found} and {expected} are filled in, so that `evplan.report.review` can say the same in Bahasa.
FINDINGS |= {
    "answer-kind": Wording(Severity.ERROR, "'{found}' is no answer.", "Choose one of {expected}."),
    "answer-no-number": Wording(
        Severity.ERROR, "{column}: '{found}' is no number.", "Write a plain number, such as 1250 or 1250.5."
    ),
    "answer-number-range": Wording(Severity.ERROR, "{column}: {found} cannot be.", "Write a number {expected}."),
    "answer-too-many": Wording(
        Severity.ERROR,
        "{column}: {found} units are more than the {expected} that were assigned.",
        "Accept up to {expected}; to offer more, make a counter-offer with a quantity per period.",
    ),
    "answer-period": Wording(Severity.ERROR, "'{found}' is no period of this plan.", "Choose from {expected}."),
    "answer-period-without-work": Wording(
        Severity.ERROR, "Nothing was assigned in {found}.", "Work was assigned in {expected}."
    ),
    "answer-reason": Wording(
        Severity.ERROR, "A decline needs a reason.", "Say in a few words why; the planner can do something about it."
    ),
    "answer-units-missing": Wording(
        Severity.ERROR,
        "An answer in part needs units.",
        "Say for each period in which you can make less how many units you can make.",
    ),
    "answer-nothing-cut": Wording(
        Severity.ERROR,
        "The units are those that were assigned, in every period.",
        "Accept, or give fewer units for a period.",
    ),
    "answer-nothing-left": Wording(Severity.ERROR, "No unit is left in any period.", "Decline, and say why."),
    "answer-counter-empty": Wording(
        Severity.ERROR,
        "A counter-offer needs a price, a quantity per period or a first period.",
        "Give at least one of them, or accept.",
    ),
    "answer-price-far": Wording(
        Severity.ERROR,
        "The price {found} is more than a hundred times the {expected} of this plan.",
        "Check the number of zeros; the price is per unit.",
    ),
    "answer-not-its-own": Wording(
        Severity.ERROR, "{column} does not belong to the answer '{found}'.", "Leave it out, or choose {expected}."
    ),
    "answer-text": Wording(Severity.ERROR, "{column}: the text has {found} characters.", "Write at most {expected}."),
    "note-empty": Wording(Severity.ERROR, "The note is empty.", "Write what is to be remembered."),
}


class ReviewError(EvplanError):
    """Base of what reviews refuse; ``code`` is stable, for pages that say it in another language."""

    exit_code = ExitCode.USAGE


class RoundMissing(ReviewError):
    """A round that is not there."""

    wording = (
        "There is no review round {round}. 'evplan review status' lists the rounds; 'evplan review open' opens one."
    )


class RoundOpen(ReviewError):
    """A second round was to be opened on a run whose round is open."""

    wording = (
        "{round} is open since {at}: a run has one open round at a time. "
        "See 'evplan review status {run}', or close it with 'evplan review close {run}'."
    )


class RoundClosed(ReviewError):
    """An answer to a round that takes none any more."""

    wording = (
        "{round} was closed on {at}; no answer is taken any more and nothing was stored. "
        "Ask the planner to open another round."
    )


class RoundOver(RoundClosed):
    """An answer after the last day."""

    wording = "Answers to {round} were due by {at}; nothing was stored. Ask the planner to open another round."


class RoundStillOpen(ReviewError):
    """A resolve of a round that still takes answers."""

    wording = "{round} still takes answers. Close it first with 'evplan review close {run}', then resolve it."


class RoundResolved(ReviewError):
    """A resolve of a round that has been resolved."""

    wording = (
        "{round} has been resolved: its plan is {resolved}. Open the next round with 'evplan review open {resolved}'."
    )


class NothingToResolve(ReviewError):
    """A resolve of a round in which all have accepted."""

    wording = "All items of {round} are accepted: nothing has to change. Adopt the plan with 'evplan run adopt {run}'."


class RoundEmpty(ReviewError):
    """A round on a plan in which nobody got work."""

    wording = "Run {run} gives no supplier any work, so there is nothing to review."


class ItemMissing(ReviewError):
    """An item that is not there, or is another supplier's."""

    wording = "{round} has no item '{offer}' that you can answer.{nearest}"


class ItemsUnanswered(ReviewError):
    """A resolve of a round with items that nobody answered."""

    wording = (
        "{count} of {of} items of {round} have no answer ({suppliers}). Say what silence means: "
        "--unanswered keep (nothing), accept (as a yes), or decline (as a no)."
    )


class AnswerRefused(ReviewError):
    """An answer that cannot stand; ``findings`` say why."""

    wording = "What was said about {offer} cannot stand like this; nothing was stored."
    exit_code = ExitCode.BAD_INPUT


class AnswerOvertaken(ReviewError):
    """Somebody else answered the same item in the meantime."""

    wording = (
        "{person} answered {offer} on {at}, after you last looked: {answer}. Your answer was not stored. "
        "Look at the item again; if you still mean it, answer again."
    )


class NothingToRelease(ReviewError):
    """An offer was to be released that no hold keeps."""

    wording = "No hold keeps offer '{offer}'; there is nothing to release.{nearest}"


class NotAccepted(ReviewError):
    """A plan was to be adopted that not all have accepted."""

    wording = "Run {run} was not adopted: {why}. Adopt it all the same with --force and a --note that says why."


class NoteNeeded(ReviewError):
    """A plan was to be adopted by force without a word."""

    wording = "Adopting run {run} by force needs a --note that says why; it is kept with the plan."


class RunAdopted(ReviewError):
    """A plan was to be adopted twice."""

    wording = "Run {run} was adopted on {at} by {person} already."


class LogLocked(RunLocked):
    """What was said in a review was to be changed."""

    wording = "What is said in a review is kept as it was said (table {table}). Say something new instead."
