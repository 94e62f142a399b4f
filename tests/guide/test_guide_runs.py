"""The guides at work: what they say to type exists, and what they mark as runnable runs and prints what they show.

A block below ``<!-- run -->`` is run, in the order of `GUIDES`, in one folder with the data set of three parts. Below
each ``$ evplan ...`` stand lines that must be in its output, in order. ``<!-- file: NAME -->`` marks the content of
a file.
"""

import io
import re
import shlex
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import click
import pytest

import evplan
from evplan.cli.program import program, run_program
from evplan.report.word import WORDS
from evplan.shipped import shipped_folder

DOCS = Path(evplan.__file__).parents[1] / "docs"
GUIDES = ("guide-planner.md", "guide-researcher.md", "guide-data.md")
CAPITALS = re.compile(r"[A-Z]{2,}")
"""A word that stands for one of the reader's own, such as RUN."""


def steps(name):
    """Return the steps of a guide: ('file', name, content) and ('run', command, lines of output)."""
    text = (DOCS / name).read_text(encoding="utf-8")
    for mark, _kind, body in re.findall(r"^<!-- (run|file: \S+) -->\n```(\w+)\n(.*?)^```$", text, re.M | re.S):
        if mark != "run":
            yield "file", mark.removeprefix("file: "), body
            continue
        for command, shown in re.findall(r"^\$ (evplan .*)\n((?:(?!\$ ).*\n)*)", body, re.M):
            yield "run", command, [line for line in shown.splitlines() if line.strip()]


def call(words):
    """Return exit code, output and messages of evplan."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run_program(words)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("guide")
    shutil.copytree(shipped_folder("data") / "three_parts", path / "data" / "three_parts")
    return path


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_runs_as_it_is_written(name, folder, monkeypatch):
    monkeypatch.chdir(folder)
    for variable in ("EVPLAN_DB", "EVPLAN_LANG"):
        monkeypatch.delenv(variable, raising=False)
    ran = 0
    for kind, what, shown in steps(name):
        if kind == "file":
            (folder / what).write_text(shown, encoding="utf-8")
            continue
        code, out, err = call(["--no-progress", *shlex.split(what)[1:]])
        assert code == 0, (what, out, err)
        lines = iter((out + err).splitlines())
        for line in shown:
            assert line in lines, (what, line, out)
        ran += 1
    assert ran >= 5


def told():
    """Yield every call of evplan in the documents, in blocks and within sentences, with the document that has it."""
    for path in (DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        fenced = "".join(re.findall(r"^```(?:sh|text)\n(.*?)^```$", text, re.M | re.S))
        blocks = re.findall(r"^(?:\$ )?(evplan [a-z].*)$", fenced, re.M)
        blocks += re.findall(r"^    (?:\$ )?(evplan [a-z].*)$", text, re.M)
        inline = re.findall(r"`(evplan [a-z][^`]*)`", text)
        for line in (*blocks, *inline):
            yield path.name, " ".join(line.split())


def resolved(line):
    """Return the command that a line calls, and the words after it."""
    words = shlex.split(re.split(r" (?:\||>|&&) ", line)[0], comments=True)
    command, context, rest = program, click.Context(program, info_name="evplan"), words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-") and not CAPITALS.fullmatch(rest[0]):
        _name, command, rest = command.resolve_command(context, rest)
        context = click.Context(command, info_name="evplan")
    return command, rest


def test_every_call_in_the_documents_names_a_command_and_options_that_exist():
    calls = list(told())
    assert len(calls) > 80
    for document, line in calls:
        command, rest = resolved(line)
        options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        given = {word.split("=")[0].strip(".,…[]") for word in rest if re.match(r"\[?--?[a-z]", word)}
        assert given <= options | {"--help"}, (document, line)


def test_every_document_is_found_from_the_readme():
    text = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    for path in DOCS.glob("*.md"):
        assert f"docs/{path.name}" in text, path.name


@pytest.mark.parametrize(
    ("language", "name", "keys"),
    [
        (0, "guide-manager.md", ("letter.box",)),
        (1, "guide-manager.id.md", ("web.answer",)),
    ],
)
def test_the_manager_guide_calls_the_answers_what_page_and_letter_call_them(language, name, keys):
    text = (DOCS / name).read_text(encoding="utf-8")
    for answer in ("accept", "partial", "counter", "decline"):
        for key in ("letter.box", "web.answer"):
            called = WORDS[f"{key}.{answer}"][language]
            mark = "*" if key in keys else "**"
            assert f"{mark}{called}{mark}" in text, (key, answer)
    assert WORDS["web.nav.work"][language] in text
    assert WORDS["web.answer.submit"][language] in text


def test_the_manager_guide_says_the_same_in_both_languages():
    one, other = ((DOCS / name).read_text(encoding="utf-8") for name in ("guide-manager.md", "guide-manager.id.md"))
    for pattern in (r"^## ", r"^\| ", r"^- \*\*", r"^\d\. ", r"`evplan [a-z ]+"):
        assert len(re.findall(pattern, one, re.M)) == len(re.findall(pattern, other, re.M)), pattern
