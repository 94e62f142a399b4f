import os
import re
import shlex
import subprocess
import sys

import click
import pytest

from evplan.cli.program import program


def walk(command, path=("evplan",)):
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), (*path, name))


COMMANDS = dict(walk(program))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(evplan, path):
    answer = evplan(*path[1:], "--help")
    assert answer.code == 0
    assert answer.err == ""
    assert re.search(r"^Examples:\n( +evplan .+\n| +eval .+\n)+", answer.out, re.M), answer.out


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_takes_the_shared_options(path):
    options = {name for parameter in COMMANDS[path].params for name in parameter.opts}
    assert {"--db", "--lang", "--quiet", "--no-progress"} <= options


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_example_is_a_call_of_a_command_that_exists_with_options_that_exist(path):
    for example in COMMANDS[path].examples:
        call = example.removeprefix('eval "$(').split(" | ")[0].split(" > ")[0].split(')"')[0]
        words = shlex.split(call, comments=True)
        assert words[0] == "evplan", example
        command, context = program, click.Context(program, info_name="evplan")
        rest = words[1:]
        while isinstance(command, click.Group):
            _name, command, rest = command.resolve_command(context, rest)
        known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        assert {word for word in rest if word.startswith("-")} <= known | {"--help"}, example


def test_help_says_what_the_program_is_for(evplan):
    out = evplan("--help").out
    assert "electric motorcycles" in out
    for name in ("solve", "demo", "data", "db", "run", "law", "scenario", "completion"):
        assert re.search(rf"^  {name} +\S", out, re.M), name


def test_no_line_of_help_is_wider_than_a_hundred_columns(evplan):
    for path in COMMANDS:
        for line in evplan(*path[1:], "--help").out.splitlines():
            assert len(line) <= 120, (path, line)


def test_the_version_is_the_package_version(evplan):
    from evplan import __version__

    assert evplan("--version").out == f"evplan {__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(evplan, shell):
    answer = evplan("completion", shell)
    assert answer.code == 0
    assert "_EVPLAN_COMPLETE" in answer.out


def test_a_misspelt_command_gets_the_nearest_one_and_exit_code_2(evplan):
    answer = evplan("slove")
    assert answer.code == 2
    assert "'solve'" in answer.err
    assert answer.out == ""


def test_a_misspelt_option_gets_the_nearest_one_and_exit_code_2(evplan):
    answer = evplan("run", "list", "--formt", "csv")
    assert answer.code == 2
    assert "--format" in answer.err


def test_an_unknown_language_is_wrong_usage(evplan, monkeypatch):
    assert evplan("run", "list", "--lang", "fr").code == 2
    monkeypatch.setenv("EVPLAN_LANG", "fr")
    assert evplan("run", "list").code == 2


def test_completion_of_a_command_names_all_that_begin_with_it():
    environment = os.environ | {"_EVPLAN_COMPLETE": "bash_complete", "COMP_WORDS": "evplan s", "COMP_CWORD": "1"}
    code = [sys.executable, "-c", "from evplan.cli import main; main()"]
    done = subprocess.run(code, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines() == [f"plain,{name}" for name in ("solve", "scenario", "sweep", "stress", "serve")]


def test_the_program_starts_without_loading_the_tables():
    code = "import sys, evplan.cli.program; print([name for name in ('pandas', 'sqlalchemy') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
