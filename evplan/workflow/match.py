"""Business matching from a stored run or a data set: who could make what, what is at stake, what counts to a target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evplan.errors import NotFound, nearest
from evplan.errors.match import MatchOfWhat, NothingMatched, TargetNegative, WeightWrong
from evplan.plan.inputs import assemble
from evplan.plan.matching import WEIGHTS, Flags, Matching, match
from evplan.plan.matching_need import Basis, basis_of_data, basis_of_run
from evplan.plan.matching_target import Tally, tally
from evplan.readers import read_law
from evplan.schema import Tables
from evplan.store import list_data_sets, load_data_set
from evplan.workflow.database import opened
from evplan.workflow.reference import references
from evplan.workflow.reopen import planned
from evplan.workflow.run import run_scenario


@dataclass(frozen=True)
class MatchQuestion:
    """Which parts are asked about: those named, or those to which every choice applies (none: all that are needed).

    ``supplier``: only this one, the other way round. ``weights`` as ``CRITERION=NUMBER``. ``target_idr``: how far all
    goes toward it.
    """

    parts: tuple[str, ...] = ()
    imported: bool = False
    single_source: bool = False
    short_of_hours: bool = False
    supplier: str | None = None
    weights: tuple[str, ...] = ()
    target_idr: float | None = None


@dataclass(frozen=True)
class Matched:
    """The answer with the data it rests on; ``tally`` only where a target was asked about."""

    question: MatchQuestion
    tables: Tables
    matching: Matching
    tally: Tally | None


def find_matches(url: str, version: str, run: str | None, data: str | None, question: MatchQuestion) -> Matched:
    """Return who could make what by a stored run or a data set (one of both is named).

    Raises ``MatchOfWhat``, ``WeightWrong``, ``TargetNegative``, ``NotFound`` (run, data set, part or supplier, with the
    nearest), ``NothingMatched``, and what `planned` raises of a run without a verified plan.
    """
    if (run is None) == (data is None):
        raise MatchOfWhat
    weights = read_weights(question.weights)
    if question.target_idr is not None and not question.target_idr > 0:
        raise TargetNegative(target=f"{question.target_idr:,.0f}")
    tables, basis = _of_run(url, version, run) if run is not None else _of_data(url, version, str(data))
    _require("part", question.parts, tables["parts"]["part"], basis.name)
    _require("supplier", [question.supplier] if question.supplier else [], tables["suppliers"]["supplier"], basis.name)
    # Toward a target only imports can be added: what is domestic already would be counted twice.
    imported = question.imported or (question.target_idr is not None and basis.planned)
    asked = _asked(basis, question, imported=imported and not question.parts)
    suppliers = [question.supplier] if question.supplier else None
    found = match(tables, basis, asked, suppliers=suppliers, weights=weights, imported_only=imported)
    reached = None if question.target_idr is None else tally(tables, found, question.target_idr)
    return Matched(question, tables, found, reached)


def read_weights(texts: Iterable[str]) -> dict[str, float]:
    """Return the weights of the criteria, those given in place of the usual ones; raises ``WeightWrong``."""
    weights = dict(WEIGHTS)
    for text in texts:
        name, _, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = np.nan
        if name not in WEIGHTS or not 0 <= value < np.inf:
            raise WeightWrong(text=text, known=", ".join(WEIGHTS), nearest=nearest(name, WEIGHTS) if name else "")
        weights[name] = value
    if not sum(weights.values()) > 0:
        raise WeightWrong(text=" ".join(texts), known=", ".join(WEIGHTS), nearest="")
    return weights


def _of_run(url: str, version: str, name: str) -> tuple[Tables, Basis]:
    run, tables, law = planned(url, version, name)
    scenario = run_scenario(run)
    inputs = assemble(tables, scenario, law, references(url, version, scenario))
    assert run.solution is not None, "checked by planned"
    assert run.tables is not None, "checked by planned"
    return tables, basis_of_run(run.name, tables, inputs, run.solution, run.tables)


def _of_data(url: str, version: str, name: str) -> tuple[Tables, Basis]:
    with opened(url, version) as session:
        known = list_data_sets(session)["data_set"].tolist()
        if name not in known:
            raise NotFound(kind="data set", name=name, where="the database", nearest=nearest(name, known))
        tables = load_data_set(session, name)
    return tables, basis_of_data(name, tables, read_law())


def _require(kind: str, keys: Iterable[str], known: pd.Series, name: str) -> None:
    for key in keys:
        if key not in set(known):
            raise NotFound(kind=kind, name=key, where=f"the data of {name}", nearest=nearest(key, known))


def _asked(basis: Basis, question: MatchQuestion, *, imported: bool) -> Flags:
    needs = basis.needs
    if question.parts:
        return np.asarray(needs["part"].isin(question.parts), dtype=np.bool_)
    asked = needs["units"].gt(0)
    choices = {
        "imported" if basis.planned else "offered by importers alone": (imported, needs["imported_units"].gt(0)),
        "single-sourced": (question.single_source, needs["makers"].eq(1)),
        "short of hours": (question.short_of_hours, needs["short_hours"].gt(0)),
    }
    for chosen, holds in choices.values():
        asked &= holds if chosen else True
    if not asked.any():
        chosen_words = " and ".join(words for words, (chosen, _) in choices.items() if chosen)
        raise NothingMatched(name=basis.name, asked=chosen_words or "needed")
    return np.asarray(asked.to_numpy(), dtype=np.bool_)
