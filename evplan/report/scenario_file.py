"""A scenario as the text of a TOML file that is based on another one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w

from evplan.scenario.document import Change, Scenario
from evplan.scenario.rule import Rule


def repaired_scenario_text(
    scenario: Scenario,
    path: Path,
    target: Path,
    number: int,
    members: Sequence[str],
    *,
    rules: Mapping[str, Rule | None],
    demand: Mapping[str, Any],
    changes: Sequence[Change],
) -> str:
    """Return a scenario file that is based on the one at ``path`` and makes the moves of one repair.

    ``rules`` replace those of their ids (``None``: dropped), ``demand`` are settings of its table, ``changes`` are
    changes of data with their reason; ``members`` are the limits whose conflict it ends. ``target`` is where it will
    be written: the parent is named from there.
    """
    document: dict[str, Any] = {
        "name": f"{scenario.name}-repair-{number}",
        "question": scenario.question,
        "based_on": _parent(path, target),
    }
    if not scenario.question:
        del document["question"]
    dropped = [name for name, rule in rules.items() if rule is None]
    if dropped:
        document["drop_rules"] = dropped
    if demand:
        document["demand"] = dict(demand)
    kept = [_rule(rule, number) for rule in rules.values() if rule is not None]
    if kept:
        document["rule"] = kept
    if changes:
        document["change"] = [change.model_dump(mode="json", exclude_defaults=True) for change in changes]
    head = f"# Repair {number} of {scenario.name}, made by 'evplan explain conflict'. It ends the conflict of:\n"
    head += "".join(f"#   {member}\n" for member in members)
    return f"{head}\n{tomli_w.dumps(document)}"


def _rule(rule: Rule, number: int) -> dict[str, Any]:
    """Return a rule's settings as written, the moved bound among them; the purpose says why."""
    settings = rule.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    purpose = f"{rule.purpose.rstrip('. ')} (loosened by repair {number})" if rule.purpose else f"Repair {number}"
    first = {"id": rule.id, "kind": rule.kind}
    return first | {key: value for key, value in settings.items() if key not in first} | {"purpose": purpose}


def _parent(path: Path, target: Path) -> str:
    """Return the parent's path as seen from the new file's folder; whole where the two have no folder in common."""
    try:
        return Path(os.path.relpath(path.resolve(), target.resolve().parent)).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()
