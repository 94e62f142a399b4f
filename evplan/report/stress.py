"""A stress test in words: what the plan is, the worst of it, and the resilience table."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from evplan.plan.stress import MODES, Stress
from evplan.report import render
from evplan.report.block import Block
from evplan.report.language import Language
from evplan.report.plan import Names
from evplan.report.word import label, word
from evplan.schema import Tables

UNVERIFIED = "*"

Row = dict[Hashable, Any]


def region_names(tables: Tables) -> dict[str, str]:
    """Return the names of regions by key, of those that have one."""
    regions = tables["regions"].dropna(subset="name")
    return dict(zip(regions["region"], regions["name"], strict=True))


def case_words(kind: str, subject: str, case: str, names: Names, regions: dict[str, str], language: Language) -> str:
    """Return a case as a person reads it: a supplier's or region's name, a factor as per cent, the user's own words."""
    value = {
        "supplier": lambda: names.suppliers.get(subject, subject),
        "region": lambda: regions.get(subject, subject),
        "demand": lambda: render.percent(float(subject), language, 0),
        "battery": lambda: render.percent(float(subject), language, 0),
        "rupiah": lambda: render.percent(float(subject), language, 0),
        "certificates": lambda: (
            label("stress.certificates", subject, language)
            if subject in ("all", "ending")
            else names.suppliers.get(subject, subject)
        ),
        "largest": lambda: subject,
    }.get(kind, lambda: case)()
    return word(f"stress.case.{kind}", language, value=value)


def stress_blocks(stress: Stress, names: Names, regions: dict[str, str], language: Language) -> list[Block]:
    """Return what the plan is and what is worst, then a row per case with both modes side by side."""
    words = _case_names(stress, names, regions, language)
    plan = stress.plan.iloc[0]
    lines = [
        word(
            "stress.plan",
            language,
            built=render.number(plan["built"], language),
            cost=render.compact_money(plan["cost_idr"], language, 2),
            share=render.percent(plan["umkm_koperasi_share"], language),
            hours=render.number(plan["labour_hours"], language),
        ),
        _concentration(stress, names, regions, language),
        *(line for row in stress.summary.to_dict("records") for line in _worst(row, stress, words, language)),
        *_expected(stress, language),
    ]
    price = "illustrative" if stress.illustrative else "own"
    lines.append(word(f"stress.penalty_{price}", language, penalty=render.compact_money(stress.penalty_idr, language)))
    return [
        Block(title=word("stress.title", language, run=stress.run), lines=tuple(lines)),
        _table(stress, words, names, language),
    ]


def stress_json(stress: Stress) -> dict[str, Any]:
    """Return the test as plain values: what it was, ``plan`` (one record), and its tables as lists of records."""
    return {
        "run": stress.run,
        "number": stress.number,
        "created_at": stress.created_at,
        "created_by": stress.created_by,
        "evplan_version": stress.evplan_version,
        "penalty_idr": stress.penalty_idr,
        "penalty_is_illustrative": stress.illustrative,
        "odds": stress.odds,
        "seconds_per_case": stress.seconds_per_case,
        "seconds": stress.seconds,
        "plan": stress.plan.to_dict("records")[0],
        "cases": stress.cases.to_dict("records"),
        "summary": stress.summary.to_dict("records"),
        "concentration": stress.concentration.to_dict("records"),
    }


def _case_names(stress: Stress, names: Names, regions: dict[str, str], language: Language) -> dict[str, str]:
    cases = stress.cases.drop_duplicates("case")
    return {
        case: case_words(kind, subject, case, names, regions, language)
        for kind, subject, case in cases[["kind", "subject", "case"]].itertuples(index=False)
    }


def _concentration(stress: Stress, names: Names, regions: dict[str, str], language: Language) -> str:
    by = stress.concentration.set_index("by")
    values: dict[str, str] = {}
    for kind, known in (("supplier", names.suppliers), ("region", regions)):
        row = by.loc[kind]
        values[kind] = known.get(str(row["largest"]), str(row["largest"]))
        values[f"{kind}_share"] = render.percent(row["largest_share"], language)
        values[f"{kind}_index"] = render.number(row["herfindahl"], language, 3)
    return word("stress.concentration", language, **values)


def _worst(row: Row, stress: Stress, words: dict[str, str], language: Language) -> list[str]:
    counts = {"cases": row["cases"], "unlawful": row["unlawful"], "without": row["without_plan"]}
    mode = _mode(row["mode"], language)
    demanded = stress.cases.loc[
        stress.cases["case"].eq(row["unmet_case"]) & stress.cases["mode"].eq(row["mode"]), "demanded"
    ]
    if row["unmet_case"]:
        said = word(
            "stress.worst",
            language,
            mode=mode,
            case=words[row["unmet_case"]],
            unmet=render.number(row["unmet_most"], language),
            demanded=render.number(float(demanded.iloc[0]), language),
            **counts,
        )
    else:
        said = word("stress.worst_none", language, mode=mode, **counts)
    if not row["cost_case"]:
        return [said]
    cost = render.compact_money(row["cost_most_idr"], language, 2)
    return [f"{said} {word('stress.worst_cost', language, case=words[row['cost_case']], cost=cost)}"]


def _expected(stress: Stress, language: Language) -> list[str]:
    if stress.odds == "none":
        return [word("stress.no_odds", language)]
    lines = []
    for row in stress.summary.to_dict("records"):
        mode = _mode(row["mode"], language)
        if math.isnan(row["expected_unmet"]):
            lines.append(word("stress.expected_unknown", language, mode=mode))
            continue
        lines.append(
            word(
                "stress.expected",
                language,
                mode=mode,
                odds=render.percent(row["probability"], language),
                unmet=render.number(row["expected_unmet"], language, 1),
                cost=render.compact_money(row["expected_cost_idr"], language, 2),
            )
        )
    return lines


def _mode(mode: str, language: Language) -> str:
    said = word(f"stress.mode.{mode}", language)
    return said[0].upper() + said[1:]


def _table(stress: Stress, words: dict[str, str], names: Names, language: Language) -> Block:
    modes = [mode for mode in MODES if stress.cases["mode"].eq(mode).any()]
    parts = {mode: stress.cases[stress.cases["mode"].eq(mode)].set_index("case") for mode in modes}
    headings = [word("stress.head.case", language), word("stress.head.at_risk", language)]
    for mode in modes:
        headings += [word(f"stress.head.{mode}_unmet", language), word(f"stress.head.{mode}_law", language)]
    if "free" in modes:
        headings += [word("stress.head.cost", language), word("stress.head.umkm", language)]
        headings += [word("stress.head.gap", language)]
    elif "held" in modes:
        headings.append(word("stress.head.cost_held", language))
    rows = []
    for case, said in words.items():
        some = parts[modes[0]].loc[case]
        row = [said, render.compact_money(some["value_at_risk_idr"], language)]
        for mode in modes:
            row += _cells(parts[mode].loc[case], names, language)
        if "free" in modes:
            free = parts["free"].loc[case]
            row += [
                render.compact_money(free["cost_idr"], language),
                render.percent(free["umkm_koperasi_share"], language),
            ]
            row.append(render.percent(free["gap"], language, 2))
        else:
            row.append(render.compact_money(some["cost_idr"], language))
        rows.append(tuple(row))
    law = {3, 5} if len(modes) > 1 else {3}
    return Block(
        title=word("stress.title.table", language),
        headings=tuple(headings),
        rows=tuple(rows),
        right=frozenset(range(1, len(headings))) - law,
        note=word("stress.note", language, seconds=render.duration(stress.seconds_per_case, language)),
    )


def _cells(row: pd.Series, names: Names, language: Language) -> list[str]:
    """Return what is not built, and whether the law holds, of one case and mode."""
    if render.is_missing(row["unmet"]):
        return [word(f"status.{row['status']}", language), render.MISSING]
    mark = "" if row["verified"] else f" {UNVERIFIED}"
    unmet = f"{render.number(row['unmet'], language)} ({render.percent(row['unmet_share'], language)}){mark}"
    if row["lawful"] != "no":
        return [unmet, word("stress.law.yes" if row["lawful"] else "stress.law.nothing", language)]
    vehicle = names.parts.get(row["worst_vehicle"], row["worst_vehicle"])
    score = render.percent(row["worst_score"], language)
    return [unmet, word("stress.law.no", language, vehicle=vehicle, score=score)]
