"""What can be wrong with the bundle of a run."""

from __future__ import annotations

from evplan.errors.core import EvplanError, ExitCode


class NoBundle(EvplanError):
    """A file that is no bundle at all, or one that does not end where it should."""

    wording = (
        "{path}: this is no bundle of evplan, or only a piece of one ({detail}). "
        "A bundle is made with 'evplan run bundle RUN -o FILE.evplan.zip'; get the file again from whoever made it."
    )


class BundleDamaged(EvplanError):
    """A bundle in which something is not as it was written."""

    wording = (
        "{path}: {part} was changed or damaged after the bundle was made ({detail}). "
        "Nothing was checked and nothing in this bundle can be relied on: get it again from whoever made it."
    )


class BundleTooLarge(EvplanError):
    """A bundle that would unpack to more than evplan reads."""

    wording = (
        "{path}: it says that it unpacks to {found}, and evplan reads at most {most}. "
        "No bundle of a run is that large; it was not opened any further."
    )


class BundleForm(EvplanError):
    """A bundle of a form, or with content, that this evplan does not know."""

    wording = (
        "{path}: it was made by evplan {made_with}, and this evplan ({version}) cannot read {part}: {detail}. "
        "Its files are whole. Install evplan {made_with} and try again."
    )


class BundleRefused(EvplanError):
    """A run whose plan does not hold, which a bundle would pass on as if it did."""

    wording = (
        "No bundle was written: the plan of run {run} (solved by evplan {made_with}) does not hold: {detail} "
        "'evplan run verify {run}' lists everything. Solve its scenario again, or write it as it is with --unverified."
    )
    exit_code = ExitCode.NOT_VERIFIED
