"""The cases of a stress test that evplan makes up from a plan: who is lost, what moves, what lapses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from evplan.plan.disturbance import ENDING, KINDS, Disturbance, Kind, PriceMove, disturbed
from evplan.quantities import HOME_CURRENCY
from evplan.scenario.document import Scenario
from evplan.schema import Tables

BATTERY = "battery"
"""The system whose parts are the battery's."""

LARGEST = (2, 3)
"""So many of the largest suppliers are lost together, where that leaves one."""


@dataclass(frozen=True)
class CaseSet:
    """Which cases: ``kinds``, so many suppliers at most (``limit``, by value), and how far things move.

    ``largest``: how many are lost together (``None``: `LARGEST`, as far as there are so many). ``demand`` and
    ``battery`` are factors, ``rupiah`` the part of its value that it loses (-0.3), ``certificates`` are ``ending``,
    ``all`` or suppliers.
    """

    kinds: tuple[Kind, ...] = KINDS
    limit: int | None = None
    largest: tuple[int, ...] | None = None
    demand: tuple[float, ...] = (0.1, 0.5, 0.8, 1.2, 1.5, 2.0)
    rupiah: tuple[float, ...] = (-0.3,)
    battery: tuple[float, ...] = (0.8, 1.2)
    certificates: tuple[str, ...] = (ENDING,)


def cases_of(
    wanted: CaseSet, tables: Tables, scenario: Scenario, by_supplier: pd.Series[float], by_region: pd.Series[float]
) -> list[Disturbance]:
    """Return the cases; ``by_supplier`` and ``by_region`` are `evplan.plan.exposure.exposure`, most first.

    A case that can move nothing (no foreign currency, no battery, no certificate that ends) is left out.
    """
    suppliers = [str(key) for key in by_supplier.index]
    made: dict[Kind, Callable[[], list[Disturbance]]] = {
        "supplier": lambda: [_one("supplier", key, suppliers=(key,)) for key in suppliers[: wanted.limit]],
        "region": lambda: [_one("region", str(key), regions=(str(key),)) for key in by_region.index],
        "largest": lambda: _largest(wanted.largest, suppliers),
        "demand": lambda: [_one("demand", f"{times:g}", demand=times) for times in wanted.demand],
        "rupiah": lambda: _rupiah(wanted.rupiah, tables),
        "battery": lambda: _battery(wanted.battery, tables),
        "certificates": lambda: _certificates(wanted.certificates, tables, scenario),
    }
    return [case for kind in KINDS if kind in wanted.kinds for case in made[kind]()]


def _one(kind: Kind, subject: str, **what: object) -> Disturbance:
    return Disturbance.model_validate({"name": f"{kind}:{subject}", "kind": kind, "subject": subject, **what})


def _largest(counts: Sequence[int] | None, suppliers: Sequence[str]) -> list[Disturbance]:
    counts = [count for count in LARGEST if count < len(suppliers)] if counts is None else counts
    return [_one("largest", str(count), suppliers=tuple(suppliers[:count])) for count in counts]


def _rupiah(moves: Sequence[float], tables: Tables) -> list[Disturbance]:
    foreign = tables["offers"]["currency"].ne(HOME_CURRENCY).any()
    return [_one("rupiah", f"{move:g}", rupiah=move) for move in moves] if foreign else []


def _battery(factors: Sequence[float], tables: Tables) -> list[Disturbance]:
    parts = tables["parts"].loc[tables["parts"]["system"].eq(BATTERY), "part"]
    if not tables["offers"]["part"].isin(parts).any():
        return []
    return [
        _one("battery", f"{times:g}", prices=PriceMove(parts={"system": BATTERY}, times=times)) for times in factors
    ]


def _certificates(whose: Sequence[str], tables: Tables, scenario: Scenario) -> list[Disturbance]:
    """Return a case for each word or supplier; those whose certificates there are not are left out."""
    found = []
    for key in whose:
        case = _one("certificates", key, certificates=(key,))
        changed = disturbed(tables, scenario, case)[0]
        if any(not changed[name].equals(tables[name]) for name in ("offers", "supplier_certificates")):
            found.append(case)
    return found
