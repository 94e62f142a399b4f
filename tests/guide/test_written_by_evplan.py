"""Pages that evplan writes itself: ``EVPLAN_GUIDE=write pytest tests/guide/test_written_by_evplan.py`` writes them."""

import ast
import os
import re
from importlib import import_module
from pathlib import Path

import pytest

import evplan
from evplan.readers import read_law
from evplan.report.law_by_year import law_by_year
from evplan.report.mathematics import CHAPTERS, formal_functions, mathematics

ROOT = Path(evplan.__file__).parents[1]
PAGES = {"mathematics.md": mathematics, "law.md": lambda: law_by_year(read_law())}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_evplan_writes_today(name):
    path, text = ROOT / "docs" / name, PAGES[name]()
    if os.environ.get("EVPLAN_GUIDE") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def functions_with_a_formula():
    for path in (ROOT / "evplan").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            text = ast.get_docstring(node) or "" if isinstance(node, ast.FunctionDef) else ""
            if re.search(r"^(Formula|Definitions)\n---", text, re.MULTILINE):
                yield f"{module}.{node.name}"


def test_every_function_with_a_formula_is_in_the_mathematics():
    told = set(re.findall(r"^`(evplan[\w.]+)`$", mathematics(), re.MULTILINE))
    formal = set(functions_with_a_formula())
    assert "evplan.model.family.order.capacity" in formal
    assert formal <= told


def test_formal_functions_come_in_the_order_of_the_source():
    assert list(formal_functions(import_module("evplan.model.family.order"))) == ["order_quantity", "capacity"]


def test_no_module_stands_in_two_chapters():
    modules = [module for chapter in CHAPTERS for module in chapter.modules]
    assert len(modules) == len(set(modules))
    assert {module for chapter in CHAPTERS for module in chapter.told} <= set(modules)


def test_the_page_of_the_law_has_every_minimum_by_year_and_every_open_question():
    law = read_law()
    text = law_by_year(law)
    assert "| 2026 | 40 % | sectoral, general | 40 % |" in text
    assert "| 2027 | 60 % | sectoral, general | 40 % |" in text
    assert "| 2030 and after | 80 % | sectoral, general | 50 % |" in text
    for question in law.open_questions()["question"]:
        assert question in text
    for address in law.values()["address"]:
        assert f"({address})" in text
