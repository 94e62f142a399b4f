"""What is wrong with scenarios and law files."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, EvplanError, Severity, Wording

FINDINGS |= {
    "bad-setting": Wording(Severity.ERROR, "{place} is {found}, but must be {expected}.", "{hint}"),
    "contradictory-setting": Wording(Severity.ERROR, "{place}: {found}.", "Change the setting as it says."),
    "duplicated-rule": Wording(
        Severity.ERROR, "The rule id '{found}' is given {count} times.", "Give every rule an id of its own."
    ),
    "missing-setting": Wording(Severity.ERROR, "{place} has no '{expected}'.", "Add {expected} = ... there."),
    "parent-loop": Wording(
        Severity.ERROR,
        "based_on leads in a circle: {found}.",
        "Take based_on out of one of these files.",
    ),
    "parent-missing": Wording(
        Severity.ERROR,
        "based_on names '{found}', but there is no such file.{nearest}",
        "Write the parent's path as seen from the folder of this file.",
    ),
    "scenario-syntax": Wording(Severity.ERROR, "This is no valid TOML: {found}.", "{hint}"),
    "unknown-dropped-rule": Wording(
        Severity.ERROR,
        "drop_rules names '{found}', but no parent has a rule with that id.{nearest}",
        "Correct the id, or take it out of drop_rules.",
    ),
    "unknown-kind": Wording(
        Severity.ERROR, "{place} is of the kind '{found}', which there is not; kinds are {expected}.{nearest}", "{hint}"
    ),
    "unknown-setting": Wording(
        Severity.ERROR,
        "{place} has no setting '{found}'.{nearest}",
        "Correct the name, or remove it. Known: {expected}.",
    ),
}


class LawNotInForce(EvplanError):
    """A legal value was asked for a day on which it has none."""

    wording = (
        "{subject} has no value on {day}: its first value starts {first}. "
        "Choose a first period from {first} on, or add the older text to the law files."
    )


class UnknownMethod(EvplanError):
    """A method of scoring that no law file describes."""

    wording = "There is no method '{method}' of scoring local content; known are {known}.{nearest}"


class LawFileInvalid(EvplanError):
    """A law file that breaks its own form."""

    wording = "{path}: {place}: {reason} Every value of the law needs from, reference, address, confidence and checked."


class ScenarioInvalid(EvplanError):
    """A scenario file with findings."""

    wording = "{path}: the scenario has {count} errors. Nothing was solved."
