"""How to cite evplan and a run: a sentence, BibTeX, and a citation file (CFF 1.2)."""

from __future__ import annotations

import json

from evplan.plan.record import Run
from evplan.report import render
from evplan.report.block import Block
from evplan.report.language import Language
from evplan.report.word import word

AUTHOR = "The evplan developers"
TITLE = "evplan: planning who makes what for Indonesia's electric motorcycles and trikes"
LICENCE = "Apache-2.0"

SHOWN_DIGITS = 16
"""So much of a digest is enough to tell runs apart in print; the bundle has it whole."""


def citation_text(run: Run, language: Language) -> str:
    """Return how to cite evplan and a run, in a sentence each."""
    return word("cite.text", language, author=AUTHOR, title=TITLE, **_values(run, language))


def citation_bibtex(run: Run) -> str:
    """Return evplan and a run as two entries for BibTeX."""
    values = _values(run, "en")
    key = "".join(sign if sign.isalnum() else "-" for sign in run.name)
    software = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{TITLE}}}",
        "version": values["version"],
        "year": values["year"],
        "license": LICENCE,
    }
    dataset = {
        "author": f"{{{_escaped(values['user'])}}}",
        "title": f"{{evplan run {_escaped(run.name)}}}",
        "year": values["year"],
        "date": run.provenance.created_at[:10],
        "version": values["version"],
        "note": (
            f"SHA-256 of inputs {values['inputs']}, scenario {values['scenario']}, law {values['law']}; "
            f"solver {values['solver']}"
        ),
    }
    return _entry("software", "evplan", software) + "\n" + _entry("dataset", f"evplan-{key}", dataset)


def citation_file(run: Run) -> str:
    """Return a citation file for a run, as ``CITATION.cff`` in its bundle."""
    values = _values(run, "en")
    lines = [
        "cff-version: 1.2.0",
        'message: "To cite this run of evplan, use the following."',
        "type: dataset",
        f'title: "evplan run {run.name}"',
        "authors:",
        f"  - name: {json.dumps(values['user'])}",
        f'version: "{values["version"]}"',
        f"date-released: {run.provenance.created_at[:10]}",
        f"license: {LICENCE}",
        "identifiers:",
        *_identifier(run.provenance.inputs_digest, "inputs"),
        *_identifier(run.provenance.scenario_digest, "scenario"),
        *_identifier(run.provenance.law_digest, "law files"),
        "references:",
        "  - type: software",
        f'    title: "{TITLE}"',
        "    authors:",
        f'      - name: "{AUTHOR}"',
        f'    version: "{values["version"]}"',
        f"    license: {LICENCE}",
    ]
    return "\n".join(lines) + "\n"


def _identifier(digest: str, what: str) -> list[str]:
    return ["  - type: other", f'    value: "sha256:{digest}"', f'    description: "SHA-256 of the {what}"']


def _entry(kind: str, key: str, values: dict[str, str]) -> str:
    return f"@{kind}{{{key},\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in values.items()) + "}\n"


def _escaped(name: str) -> str:
    return name.replace("#", r"\#").replace("_", r"\_")


def _values(run: Run, language: Language) -> dict[str, str]:
    origin = run.provenance
    return {
        "run": run.name,
        "user": origin.created_by,
        "version": origin.evplan_version,
        "year": origin.created_at[:4],
        "day": render.day(origin.created_at[:10], language),
        "solver": f"{run.outcome.solver} {run.outcome.solver_version}",
        "inputs": origin.inputs_digest[:SHOWN_DIGITS],
        "scenario": origin.scenario_digest[:SHOWN_DIGITS],
        "law": origin.law_digest[:SHOWN_DIGITS],
    }


def citation_block(run: Run, language: Language) -> Block:
    """Return how to cite evplan and a run: the sentences, then BibTeX."""
    lines = [*citation_text(run, language).splitlines(), "", *citation_bibtex(run).splitlines()]
    return Block(title=word("cite.title", language), lines=tuple(lines))
