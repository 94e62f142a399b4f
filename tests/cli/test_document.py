import re
from pathlib import Path

import click
import pytest

import evplan
from evplan.cli.program import program
from evplan.errors import ExitCode
from evplan.scenario.rule import RULES
from evplan.schema import TABLES
from evplan.shipped import shipped_folder

ROOT = Path(evplan.__file__).parents[1]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def commands(group=program, path=("evplan",)):
    context = click.Context(group)
    for name in group.list_commands(context):
        child = group.get_command(context, name)
        if isinstance(child, click.Group):
            yield from commands(child, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("heading", ["Run it", "Test it"])
def test_the_readme_has_one_command_line_below_each_of_its_two_headings(heading):
    section = re.search(rf"^## {heading}$(.*?)^## ", read("README.md"), re.M | re.S).group(1)
    blocks = re.findall(r"^```sh\n(.*?)^```$", section, re.M | re.S)
    assert len(blocks) == 1
    assert len(blocks[0].splitlines()) == 1


def test_the_readme_names_every_command_and_no_other():
    table = re.search(r"^## Commands$(.*?)^Every command", read("README.md"), re.M | re.S).group(1)
    named = set()
    for cell in re.findall(r"^\| (`evplan .*?) \|", table, re.M):
        first, *others = re.findall(r"`([^`]+)`", cell)
        words = [word for word in first.split() if word.islower()]
        named.add(tuple(words[:4]) if words[1] != "completion" else ("evplan", "completion"))
        named |= {(*words[: max(2, len(words) - 1)], other) for other in others if words[1] != "completion"}
    assert named == set(commands())


def test_the_readme_names_every_exit_code():
    line = re.search(r"^Exit codes: (.*?)\n\n", read("README.md"), re.M | re.S).group(1)
    assert {int(code) for code in re.findall(r"(?:^|· ?\n?)(\d+) ", line)} == {int(code) for code in ExitCode}


def test_every_link_of_the_documents_leads_somewhere():
    for name in ("README.md", "CHANGELOG.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", read(name)):
            assert ((ROOT / name).parent / target).exists(), (name, target)


def test_the_document_of_data_sets_has_every_table_and_column():
    text = read("docs/data.md")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    assert list(sections) == list(TABLES)
    for name, table in TABLES.items():
        assert re.findall(r"^\| `(\w+)`", sections[name], re.M) == table.names


def test_the_document_of_scenarios_has_every_kind_of_rule_and_key():
    text = read("docs/scenario.md")
    for kind, rule in RULES.items():
        assert f"| `{kind}` |" in text
        for key in rule.model_fields:
            assert f"`{key}`" in text or f"`{key} = " in text or f"\n{key} = " in text, (kind, key)


def test_every_scenario_that_comes_with_evplan_has_the_name_of_its_file():
    for path in shipped_folder("scenarios").glob("*.toml"):
        assert f'name = "{path.stem}"' in path.read_text(encoding="utf-8")
