"""Habits that decay without a test: the registry of rules is whole, and what builds rows says its formula."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import evplan.model.family
from evplan.model.content import local_content
from evplan.model.program import FAMILIES
from evplan.model.rule import RULE_ROWS
from evplan.plan.verify import RULE_CHECKS
from evplan.report.sentence import SENTENCES
from evplan.scenario.rule import RULES

MIX_DEPENDENT = {"local_content": local_content}
"""Rules whose rows are laid anew at every mix, and so are not in `RULE_ROWS`."""

BUILDERS = [*FAMILIES, *RULE_ROWS.values(), *MIX_DEPENDENT.values()]


def _returns_rows(function) -> bool:
    return "Rows" in str(inspect.signature(function).return_annotation)


def _public_builders(package) -> list:
    """Return the public functions of a package's modules that return families of rows."""
    modules = [
        importlib.import_module(f"{package.__name__}.{info.name}") for info in pkgutil.iter_modules(package.__path__)
    ]
    return [
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and _returns_rows(function)
    ]


@pytest.mark.parametrize("kind", RULES)
def test_every_kind_of_rule_has_rows_a_check_and_a_sentence(kind):
    assert kind in RULE_ROWS.keys() | MIX_DEPENDENT.keys()
    assert kind in RULE_CHECKS
    assert kind in SENTENCES


@pytest.mark.parametrize("registry", [RULE_ROWS, RULE_CHECKS, SENTENCES], ids=["rows", "checks", "sentences"])
def test_no_registry_has_a_kind_of_rule_without_a_schema(registry):
    assert set(registry) <= set(RULES)


@pytest.mark.parametrize("builder", BUILDERS, ids=lambda function: function.__name__)
def test_whatever_builds_rows_says_its_reason_and_formula(builder):
    text = inspect.getdoc(builder) or ""
    reason, _, rest = text.partition("\n\n")
    assert reason.endswith(".")
    assert "Formula\n-------" in rest
    assert "for all" in rest or "for each" in rest or builder.__name__ in RULE_ROWS or "sum over" in rest


@pytest.mark.parametrize(
    "builder", [builder for builder in BUILDERS if builder.__name__ not in ("opening", "fix")], ids=lambda f: f.__name__
)
def test_whatever_builds_rows_says_what_its_symbols_are(builder):
    # `opening` speaks of the columns alone, `fix` in the symbols of `award`
    assert "Symbols\n-------" in (inspect.getdoc(builder) or "")


def test_every_family_that_is_written_is_in_the_program():
    assert set(_public_builders(evplan.model.family)) == set(FAMILIES)


@pytest.mark.parametrize("kind", RULES)
def test_every_kind_of_rule_knows_its_own_name(kind):
    assert RULES[kind].model_fields["kind"].annotation.__args__ == (kind,)
