"""The headline figures of a run."""

from __future__ import annotations

from evplan.plan.record import PlanTables, Run
from evplan.report import render
from evplan.report.gallery import Subject
from evplan.report.language import Language
from evplan.report.page.piece import Tile
from evplan.report.plan import Names, status_words
from evplan.report.word import word


def tiles(run: Run, subject: Subject | None, language: Language) -> tuple[Tile, ...]:
    """Return the headline figures of a run; of one without a plan how it ended."""
    stand = word("page.verified" if run.verified else "page.unverified", language)
    status = word(f"status.{run.outcome.status}", language)
    if subject is None:
        return (Tile(word("page.status", language), status, status_words(run, language), "bad"),)
    plan = subject.plan
    return (
        Tile(word("page.status", language), status, stand, "good" if run.verified else "bad"),
        *_money(run, plan, language),
        *_reached(plan, subject.names, language),
        *_people(subject, language),
    )


def _money(run: Run, plan: PlanTables, language: Language) -> tuple[Tile, ...]:
    built = float(plan.vehicles["built"].sum())
    total, outcome = run.total_cost_idr or 0.0, run.outcome
    each = render.money(total / built, language) if built else render.MISSING
    found = [
        Tile(
            word("page.cost", language),
            render.compact_money(total, language, 2),
            word("page.cost.vehicle", language, idr=each),
        )
    ]
    if outcome.best_bound_idr is not None:
        # Of several objectives each has its own gap: see the stages.
        gap = outcome.gap if len(run.stages) <= 1 else None
        note = "" if gap is None else word("page.bound.gap", language, gap=render.percent(gap, language, 2))
        bound = render.compact_money(outcome.best_bound_idr, language, 2)
        found.append(Tile(word("page.bound", language), bound, note))
    return tuple(found)


def _reached(plan: PlanTables, names: Names, language: Language) -> tuple[Tile, ...]:
    vehicles = plan.vehicles
    wanted, built = float(vehicles["demanded"].sum()), float(vehicles["built"].sum())
    tile = Tile(
        word("page.vehicles", language),
        render.number(built, language),
        word("page.vehicles.note", language, demanded=render.number(wanted, language)),
        "" if built >= wanted - 0.5 else "bad",
    )
    scores = plan.scores[plan.scores["in_force"]]
    if scores.empty:
        return (tile,)
    best = scores.loc[scores.groupby(["vehicle", "year"])["score"].idxmax()]
    # The one with the least room above its minimum is what decides.
    least = best.loc[(best["score"] - best["minimum"]).idxmin()]
    note = word(
        "page.content.note",
        language,
        vehicle=names.parts.get(least["vehicle"], least["vehicle"]),
        year=least["year"],
        minimum=render.percent(least["minimum"], language, 0),
    )
    tone = "good" if bool(best["passes"].all()) else "bad"
    return (tile, Tile(word("page.content", language), render.percent(least["score"], language, 2), note, tone))


def _people(subject: Subject, language: Language) -> tuple[Tile, ...]:
    shares = subject.plan.shares
    share = shares[shares["measure"].eq("value")].set_index("group")["share"]
    kinds = subject.awarded.drop_duplicates("supplier")["kind"]
    years = max(subject.regions["year"].nunique(), 1)
    return (
        Tile(
            word("page.suppliers", language),
            render.number(len(kinds), language),
            word("page.suppliers.note", language, count=render.number(int(kinds.eq("koperasi").sum()), language)),
        ),
        Tile(
            word("page.share", language),
            render.percent(share.get("umkm_koperasi", 0.0), language),
            word("page.share.note", language, share=render.percent(share.get("koperasi", 0.0), language)),
        ),
        Tile(
            word("page.jobs", language),
            render.number(subject.regions["jobs"].sum() / years, language),
            word("page.jobs.note", language),
        ),
    )
