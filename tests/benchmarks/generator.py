"""Write data sets of any size with the statistics of the shipped one.

Everything is made up and deterministic by seed. A set has the tables of the contract: a four-level bill (vehicle,
phantom assembly, bought component, material) on a shared platform, workshops with shared hours, cooperatives with
members, large and state firms, importers, candidates. It is feasible by construction: see :func:`_offers`.

Run it: ``python tests/benchmarks/generator.py town FOLDER``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from network import add_network

SIZES: dict[str, dict[str, Any]] = {
    "town": {"parts": 120, "suppliers": 60, "offers": 700},
    "town-network": {"parts": 120, "suppliers": 60, "offers": 700, "network": True},
    "national": {"parts": 400, "suppliers": 2000, "offers": 8000, "vehicles": 3},
    "archipelago": {"parts": 2000, "suppliers": 5000, "offers": 40000, "vehicles": 3},
}

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

REGIONS = 20
FOREIGN = ("CN-SZX", "CN-NGB", "IN-MAA")
PROCESSES = (
    "las", "pres", "injeksi", "cor", "bubut", "elektronika", "kabel", "tempa", "karet", "cat", "pelapisan", "jahit",
    "lampu", "rakit",
)  # fmt: skip
RATE_IDR = 100_000.0  # machine hour
FX = {"IDR": 1.0, "CNY": 2290.0, "USD": 16450.0}

# system, content group, share of components, share of a vehicle's cost, content of domestic offers
SYSTEMS = (
    ("battery", "battery", 0.17, 0.40, 0.55),
    ("body", "frame_body", 0.20, 0.07, 0.70),
    ("frame", "frame_body", 0.12, 0.10, 0.72),
    ("drive", "drive", 0.08, 0.17, 0.45),
    ("electrical", "supporting", 0.17, 0.13, 0.45),
    ("brake", "supporting", 0.09, 0.04, 0.55),
    ("suspension", "supporting", 0.07, 0.05, 0.55),
    ("interior", "supporting", 0.10, 0.04, 0.70),
)
VEHICLE_COST_IDR = 16_000_000.0
PER_MONTH = 800.0  # vehicles, all together
REBATES = ((0.2, 0.02), (0.4, 0.04), (0.7, 0.06))  # of what a supplier could earn: share of all spend
PEAK = 1.1  # of the seasonal pattern and growth inside twelve periods

# kinds of supplier: share, legal forms are in _suppliers
KINDS = ("kop", "umkm", "besar", "bumn", "imp", "calon")
KIND_SHARE = np.array([0.06, 0.58, 0.13, 0.03, 0.14, 0.06])
KOP, UMKM, BESAR, BUMN, IMP, CALON = range(6)


@dataclass(frozen=True)
class _Bill:
    """Parts and lines. ``need`` is units per month at the seasonal peak, by part (materials: if all were converted)."""

    parts: pd.DataFrame
    lines: pd.DataFrame
    need: Floats
    process: Ints
    bought: Ints
    demand_share: Floats


@dataclass(frozen=True)
class _Suppliers:
    """Supplier table with the codes the offers need."""

    table: pd.DataFrame
    kind: Ints
    process: Ints  # two columns
    certified: Bools
    members: pd.DataFrame


def _nice(price: Floats) -> Floats:
    """Round prices as people write them: three significant digits."""
    step = 10.0 ** np.maximum(np.floor(np.log10(np.maximum(price, 1.0))) - 2, 0)
    return np.asarray(np.maximum(np.round(price / step), 1) * step, dtype=np.float64)


def _blank(values: npt.ArrayLike, keep: npt.ArrayLike, digits: int | None = None) -> pd.Series:
    """Values as text where ``keep`` holds, blank elsewhere; ``digits=None`` means whole numbers."""
    array = np.asarray(values, dtype=np.float64)
    series = pd.Series(array)
    text = series.round(0).astype("int64").astype(str) if digits is None else series.round(digits).astype(str)
    return text.where(pd.Series(np.asarray(keep, dtype=np.bool_)), "")


def _calendar(first: str, periods: int) -> list[str]:
    return [str(period) for period in pd.period_range(first, periods=periods, freq="M")]


def _bill(rng: np.random.Generator, n_parts: int, n_vehicles: int, months: list[str]) -> _Bill:
    """Make parts and bill lines: about 70 % of the assemblies are on every vehicle, the others on one."""
    n_assemblies = max(len(SYSTEMS), round(0.12 * n_parts))
    n_materials = max(4, round(0.15 * n_parts))
    n_components = n_parts - n_vehicles - n_assemblies - n_materials
    if n_components < n_assemblies:
        raise ValueError(f"{n_parts} parts are too few for {n_vehicles} vehicles: take at least 40")

    share = np.array([row[2] for row in SYSTEMS])
    component_system = np.sort(rng.choice(len(SYSTEMS), n_components, p=share / share.sum()))
    component_system[: len(SYSTEMS)] = np.arange(len(SYSTEMS))
    component_system = np.sort(component_system)
    count = np.bincount(component_system, minlength=len(SYSTEMS))
    per_system = np.maximum(1, np.floor(n_assemblies * count / n_components)).astype(np.int64)
    while per_system.sum() != n_assemblies:  # give what rounding left to the largest, take what it overdrew there too
        step = 1 if per_system.sum() < n_assemblies else -1
        room = np.where(per_system + step <= count, count / per_system, -1.0)
        per_system[int(np.argmax(room))] += step
    assembly_system = np.repeat(np.arange(len(SYSTEMS)), per_system)
    first_assembly = np.concatenate([[0], np.cumsum(per_system)[:-1]])
    rank = np.arange(n_components) - np.searchsorted(component_system, component_system)
    component_assembly = first_assembly[component_system] + rank % per_system[component_system]

    # the first assembly of a system is common, so that every vehicle has all systems
    own = rng.random(n_assemblies) < 0.3
    own[first_assembly] = False
    owner = rng.integers(0, n_vehicles, n_assemblies)
    on = ~own[None, :] | (np.arange(n_vehicles)[:, None] == owner[None, :])

    weights = rng.lognormal(0.0, 0.8, n_components)
    quantity = rng.choice([1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 4.0], n_components)
    per_vehicle = np.where(own[component_assembly], 1.0 / n_vehicles, 1.0)
    total = np.bincount(component_system, weights * per_vehicle, minlength=len(SYSTEMS))
    system_cost = np.array([row[3] for row in SYSTEMS]) * VEHICLE_COST_IDR
    cost = _nice(weights / total[component_system] * system_cost[component_system] / quantity)

    per_material = rng.integers(1, 4, n_components)
    m_parent = np.repeat(np.arange(n_components), per_material)
    m_child = rng.integers(0, n_materials, len(m_parent))
    every = np.arange(n_materials)  # none is an orphan
    m_parent = np.concatenate([every % n_components, m_parent])
    m_child = np.concatenate([every, m_child])
    keep = ~pd.DataFrame({"p": m_parent, "c": m_child}).duplicated().to_numpy()
    m_parent, m_child = m_parent[keep], m_child[keep]
    material_cost = _nice(rng.lognormal(10.4, 0.6, n_materials))
    m_quantity = np.round(np.maximum(0.4 * cost[m_parent] / 2 / material_cost[m_child], 0.01), 3)

    mix = np.array([0.65, 0.30, 0.05])[:n_vehicles] if n_vehicles <= 3 else np.full(n_vehicles, 1.0)
    mix = mix / mix.sum()
    used_by = on.T @ mix
    need_component = PER_MONTH * PEAK * used_by[component_assembly] * quantity * 1.02
    need_material = np.bincount(m_child, need_component[m_parent] * m_quantity * 1.05, minlength=n_materials)

    vehicles = [f"EV-{i + 1}" for i in range(n_vehicles)]
    assemblies = [f"A-{i + 1:04d}" for i in range(n_assemblies)]
    components = [f"C-{i + 1:05d}" for i in range(n_components)]
    materials = [f"M-{i + 1:04d}" for i in range(n_materials)]
    systems = np.array([row[0] for row in SYSTEMS])
    groups = np.array([row[1] for row in SYSTEMS])
    critical = rng.random(n_components) < 0.25
    certificates = np.where(critical, np.where(rng.random(n_components) < 0.7, "ISO-9001", "IATF-16949"), "")
    mass = np.round(np.maximum(cost / 60_000.0 * rng.uniform(0.4, 1.6, n_components), 0.01), 2)
    n_top = n_vehicles + n_assemblies
    process = np.concatenate([np.zeros(n_top, np.int64), np.zeros(n_components + n_materials, np.int64)])
    process[n_top:] = rng.integers(0, len(PROCESSES), n_components + n_materials)
    group = np.concatenate([np.full(n_vehicles, "none"), groups[assembly_system], groups[component_system]])
    group = np.concatenate([group, np.full(n_materials, "none")])
    stocked = np.concatenate([np.zeros(n_top), rng.random(n_components) < 0.12, np.zeros(n_materials)]).astype(np.bool_)
    reference = np.concatenate([np.zeros(n_top), cost, material_cost])
    main = np.isin(group, ["battery", "frame_body", "drive"])
    parts = pd.DataFrame(
        {
            "part": vehicles + assemblies + components + materials,
            "name": [f"Bagian {i + 1}" for i in range(n_parts)],
            "kind": np.repeat(
                ["vehicle", "assembly", "component", "material"], [n_vehicles, n_assemblies, n_components, n_materials]
            ),
            "system": np.concatenate(
                [
                    np.full(n_vehicles, "other"),
                    systems[assembly_system],
                    systems[component_system],
                    np.full(n_materials, "other"),
                ]
            ),
            "unit": np.repeat(["pcs", "kg"], [n_parts - n_materials, n_materials]),
            "mass_kg": _blank(
                np.concatenate([np.zeros(n_top), mass, np.ones(n_materials)]), np.arange(n_parts) >= n_top, 2
            ),
            "content_group": group,
            "main_component": np.where(main, "true", "false"),
            "reference_cost_idr": _blank(reference, reference > 0),
            "process": np.where(np.arange(n_parts) < n_top, "", np.array(PROCESSES)[process]),
            "certificates": np.concatenate([np.full(n_top, ""), certificates, np.full(n_materials, "")]),
            "safety_critical": np.where(
                np.concatenate([np.zeros(n_top), critical, np.zeros(n_materials)]) > 0, "true", "false"
            ),
            "holding_cost_idr": _blank(np.maximum(reference * 0.012, 1), stocked),
            "source": "illustrative",
            "confidence": "illustrative",
        }
    )

    # an engineering change: of two components of one assembly the first ends where the second begins
    from_, to = np.full(n_components, "", object), np.full(n_components, "", object)
    if len(months) > 3:
        change = pd.Period(months[len(months) // 2], freq="M")
        pair = np.flatnonzero((component_assembly[1:] == component_assembly[:-1]) & (rank[1:] > 0))
        old = int(pair[0]) if len(pair) else 0
        peers = np.flatnonzero(component_assembly == component_assembly[old])
        if len(peers) > 2:
            to[peers[-2]] = (change - 1).end_time.date().isoformat()
            from_[peers[-1]] = change.start_time.date().isoformat()
    v_index, a_index = np.nonzero(on)
    scrap = rng.random(n_components) < 0.1
    top = pd.DataFrame({"parent": np.array(vehicles)[v_index], "child": np.array(assemblies)[a_index]})
    top["quantity_per"] = "1"
    middle = pd.DataFrame(
        {
            "parent": np.array(assemblies)[component_assembly],
            "child": components,
            "quantity_per": _blank(quantity, np.ones(n_components)),
            "scrap_share": np.where(scrap, "0.01", ""),
            "valid_from": from_,
            "valid_to": to,
        }
    )
    bottom = pd.DataFrame({"parent": np.array(components)[m_parent], "child": np.array(materials)[m_child]})
    bottom["quantity_per"] = _blank(m_quantity, np.ones(len(m_quantity)), 3)
    bottom["scrap_share"] = "0.05"
    lines = pd.concat([top, middle, bottom], ignore_index=True).fillna("")
    lines["substitute_group"] = ""
    lines["position"] = (lines.groupby("parent").cumcount() + 1) * 10
    need = np.concatenate([np.zeros(n_top), need_component, need_material])
    return _Bill(parts, lines, need, process, np.arange(n_top, n_parts, dtype=np.int64), mix)


def _suppliers(rng: np.random.Generator, count: int, n_processes: int, months: list[str]) -> _Suppliers:
    """Make suppliers with one or two processes each, and cooperatives with 4 to 20 members."""
    numbers = np.maximum(1, np.floor(KIND_SHARE * count)).astype(np.int64)
    numbers[UMKM] += count - numbers.sum()
    if numbers[UMKM] < 4:
        raise ValueError(f"{count} suppliers are too few: take at least 12")
    kind = np.repeat(np.arange(len(KINDS)), numbers)
    size_roll = rng.random(count)
    size = np.select(
        [np.isin(kind, [BESAR, BUMN]), kind == IMP, size_roll < 0.45, size_roll < 0.88],
        ["besar", "menengah", "mikro", "kecil"],
        "menengah",
    )
    form = np.select(
        [kind == KOP, kind == BESAR, kind == BUMN, kind == IMP, size == "mikro", size == "menengah"],
        ["koperasi", "pt", "bumn", "importer", "perorangan", "pt"],
        "cv",
    )
    abroad = (kind == IMP) & (rng.random(count) < 0.7)
    foreign = rng.integers(0, len(FOREIGN), count)
    home = np.array([f"R{i + 1:02d}" for i in range(REGIONS)])[rng.integers(0, REGIONS, count)]
    low = np.select([size == "mikro", size == "kecil", size == "menengah"], [4e8, 2.5e9, 1.6e10], 9e10)
    high = np.select([size == "mikro", size == "kecil", size == "menengah"], [1.9e9, 1.4e10, 4.8e10], 1.5e12)
    sales = np.round(low * (high / low) ** rng.random(count) / 5e7) * 5e7
    most = np.select([size == "mikro", size == "kecil", size == "menengah"], [7, 19, 90], 1200)
    least = np.select([size == "mikro", size == "kecil", size == "menengah"], [3, 7, 28], 150)
    candidate = kind == CALON
    ready = np.array(months)[np.minimum(rng.integers(1, 10, count), len(months) - 1)]
    keys = np.array([f"{KINDS[k].upper()}-{i + 1:05d}" for i, k in enumerate(kind)])
    table = pd.DataFrame(
        {
            "supplier": keys,
            "name": [f"Pemasok {i + 1} (ilustratif)" for i in range(count)],
            "legal_form": form,
            "size_class": size,
            "region": np.where(abroad, np.array(FOREIGN)[foreign], home),
            "country": np.where(abroad, np.array([key[:2] for key in FOREIGN])[foreign], "ID"),
            "status": np.where(candidate, "candidate", "active"),
            "opening_cost_idr": _blank(np.round(rng.uniform(2e8, 2e9, count) / 1e7) * 1e7, candidate),
            "ready_period": np.where(candidate, ready, ""),
            "workers": _blank(rng.integers(least, most), ~abroad),
            "annual_sales_idr": _blank(sales, ~abroad),
            "max_dependence_share": np.where(rng.random(count) < 0.15, "0.6", ""),
            "source": "illustrative",
            "confidence": "illustrative",
        }
    )
    first = np.arange(count) % n_processes
    second = np.where(rng.random(count) < 0.5, rng.integers(0, n_processes, count), first)
    certified = rng.random(count) >= 0.02  # the rest lacks what some of its parts need
    workshops = rng.permutation(np.flatnonzero(kind == UMKM))
    cooperatives = np.flatnonzero(kind == KOP)
    room = len(workshops) // len(cooperatives)
    sizes = np.minimum(rng.integers(4, 21, len(cooperatives)), max(room, 1))
    members = pd.DataFrame(
        {
            "cooperative": np.repeat(keys[cooperatives], sizes),
            "member": keys[workshops[: sizes.sum()]],
            "fee_share": "0.03",
        }
    )
    return _Suppliers(table, kind, np.stack([first, second], axis=1), certified, members)


def _pairs(rng: np.random.Generator, bill: _Bill, who: _Suppliers, n_processes: int, count: int) -> tuple[Ints, Ints]:
    """Choose which supplier offers which part; the first four of a part are sure: active and certified."""
    process = bill.process % n_processes
    materials = (bill.parts["kind"] == "material").to_numpy()
    sure = np.isin(who.kind, [KOP, UMKM, BESAR, BUMN]) & who.certified
    sure_import = (who.kind == IMP) & who.certified

    def pools(allowed: Bools) -> tuple[Ints, Ints, Ints]:
        """Suppliers sorted by process, and where each process starts and how many it has."""
        index = np.flatnonzero(allowed)
        both = np.concatenate([who.process[index, 0], who.process[index, 1]])
        index = np.concatenate([index, index])
        order = np.argsort(both, kind="stable")
        sizes = np.bincount(both, minlength=n_processes)
        return index[order], np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes

    def draw(parts: Ints, pool: tuple[Ints, Ints, Ints]) -> Ints:
        index, start, sizes = pool
        kinds = process[parts]
        if (sizes[kinds] == 0).any():
            raise ValueError("too few suppliers for these parts: some process has no supplier")
        return np.asarray(index[start[kinds] + (rng.random(len(parts)) * sizes[kinds]).astype(np.int64)])

    domestic, anyone = pools(sure), pools(who.kind != IMP)
    importers = np.flatnonzero(who.kind == IMP)
    base = np.repeat(bill.bought, 3)
    first_parts = np.concatenate([base, bill.bought])
    first_who = np.concatenate([draw(base, domestic), rng.choice(np.flatnonzero(sure_import), len(bill.bought))])
    chosen_parts, chosen_who = [first_parts], [first_who]
    components = bill.bought[~materials[bill.bought]]
    pick = np.where(materials[bill.bought], 0.25, 1.0)
    total = 0
    frame = pd.DataFrame()
    for _ in range(60):
        frame = pd.DataFrame({"p": np.concatenate(chosen_parts), "s": np.concatenate(chosen_who)})
        frame = frame.drop_duplicates(ignore_index=True)
        total = len(frame)
        if total >= count:
            break
        more = rng.choice(bill.bought, 2 * (count - total) + 16, p=pick / pick.sum())
        foreign = rng.random(len(more)) < 0.2
        chosen_parts.append(more)
        chosen_who.append(np.where(foreign, rng.choice(importers, len(more)), draw(more, anyone)))
    if total < count:
        raise ValueError(f"{count} offers are too many for {len(components)} components and these suppliers")
    if len(first_parts) > count:
        raise ValueError(f"{count} offers are too few for {len(bill.bought)} bought parts: take four for each")
    frame = frame.iloc[:count].sort_values(["p", "s"])
    return frame["p"].to_numpy(dtype=np.int64), frame["s"].to_numpy(dtype=np.int64)


def _offers(
    rng: np.random.Generator,
    bill: _Bill,
    who: _Suppliers,
    part: Ints,
    seller: Ints,
    months: list[str],
    rebate_levels: int,
) -> dict[str, pd.DataFrame]:
    """Make offers, their bands, the hours behind them and the certificates.

    Feasible by construction: part p needs N[p] a month at the peak; its sure offers get maxima that sum to m[p] N[p]
    with m[p] between 1.8 and 3.2. Every sure offer at the part 1/m[p] of its maximum covers the need; hours are 0.65
    of what all of a supplier's maxima would take (plus all set-ups), and 0.65 > 1/1.8. What is not sure (candidates,
    lacking certificates, dated offers) comes on top.
    """
    n = len(part)
    kind = who.kind[seller]
    imported = kind == IMP
    abroad = (who.table["country"].to_numpy() != "ID")[seller]
    material = (bill.parts["kind"] == "material").to_numpy()[part]
    needs_certificate = (bill.parts["certificates"] != "").to_numpy()[part]
    dated = (rng.random(n) < 0.02) & (pd.Series(part).duplicated(keep="first").to_numpy())
    sure = (kind != CALON) & (who.certified[seller] | ~needs_certificate)
    lonely = np.bincount(part, sure & ~dated, minlength=len(bill.need))[part] < 2
    dated &= ~lonely
    sure &= ~dated

    margin = rng.uniform(1.8, 3.2, len(bill.need))
    weight = rng.gamma(4.0, 1.0, n) * np.where(np.isin(kind, [BESAR, BUMN, IMP]), 2.0, 1.0)
    whole = np.bincount(part, weight * sure, minlength=len(bill.need))
    maximum = margin[part] * bill.need[part] * weight / whole[part]
    unit = 10.0 ** np.maximum(np.floor(np.log10(np.maximum(maximum, 1.0))) - 1, 0)
    maximum = np.ceil(maximum / unit) * unit

    reference = bill.parts["reference_cost_idr"].replace("", "0").astype(float).to_numpy()[part]
    mass = bill.parts["mass_kg"].replace("", "0").astype(float).to_numpy()[part]
    level = rng.uniform(0.93, 1.09, n) + np.select([imported, kind == BUMN], [0.0, 0.05], 0.0)
    duty = np.where(abroad, rng.choice([0.0, 0.05, 0.1], n), 0.0)
    landed = reference * level
    ex_works = np.maximum(np.where(abroad, landed / (1 + duty) - 2500.0 * mass, landed - 300.0 * mass), 0.6 * reference)
    currency = np.where(abroad, np.where(rng.random(n) < 0.6, "CNY", "USD"), "IDR")
    rate = np.where(currency == "CNY", FX["CNY"], np.where(currency == "USD", FX["USD"], 1.0))
    price = np.where(abroad, np.maximum(np.round(ex_works / rate, 2), 0.05), _nice(ex_works))

    timed = ~imported & ~material & (np.isin(kind, [KOP, UMKM, CALON]) | (rng.random(n) < 0.65))
    hours = np.where(timed, np.maximum(0.25 * reference / RATE_IDR * rng.uniform(0.8, 1.25, n), 0.002), 0.0)
    digits = 10.0 ** (np.floor(np.log10(np.maximum(hours, 1e-6))) - 1)
    hours = np.round(np.round(hours / digits) * digits, 5)
    good = np.round(rng.uniform(0.96, 0.998, n), 3)
    has_yield = (rng.random(n) < 0.6) & ~material
    setup = np.where(timed & (rng.random(n) < 0.018), rng.integers(2, 10, n), 0)
    minimum = np.ceil(np.minimum(bill.need[part] * rng.uniform(0.03, 0.12, n), 0.35 * maximum))
    has_minimum = (rng.random(n) < 0.032) & (setup == 0) & (minimum >= 2) & sure
    multiple = np.where((rng.random(n) < 0.008) & ~material & ~has_minimum, rng.choice([5, 10], n), 0)
    multiple = np.where(maximum >= 4 * multiple, multiple, 0)
    maximum = np.where(multiple > 0, np.ceil(maximum / np.maximum(multiple, 1)) * multiple, maximum)
    tooling = np.where(
        ~imported & ~material & (rng.random(n) < 0.26),
        np.round(reference * PER_MONTH * rng.uniform(0.05, 0.2, n), -5),
        0,
    )
    tooling = np.minimum(tooling, 150_000_000.0)
    limited = ~timed | (rng.random(n) < 0.7)

    content_of_system = {row[0]: row[4] for row in SYSTEMS} | {"other": 0.5}
    content = bill.parts["system"].map(content_of_system).to_numpy(dtype=np.float64)[part]
    content = np.where(imported, 0.0, np.minimum(0.95, content * rng.uniform(0.88, 1.15, n)))
    roll = rng.random(n)
    small = np.isin(kind, [KOP, UMKM, CALON])
    evidence = np.select(
        [imported, roll < np.where(small, 0.25, 0.75), roll < 0.95], ["none", "certificate", "self_declared"], "none"
    )
    content = np.where(evidence == "none", 0.0, np.round(content, 2))
    last = pd.Period(months[-1], freq="M").year
    expiry = pd.Series(rng.integers(last - 1, last + 4, n)).astype(str) + "-06-30"
    middle = pd.Period(months[len(months) // 2], freq="M").start_time.date().isoformat()
    certain_from = dated & (rng.random(n) < 0.5)
    before = (pd.Period(months[len(months) // 2], freq="M") - 1).end_time.date().isoformat()
    keys = bill.parts["part"].to_numpy()[part] + "." + who.table["supplier"].to_numpy()[seller]
    process = np.array(PROCESSES)[bill.process[part]]
    offers = pd.DataFrame(
        {
            "offer": keys,
            "supplier": who.table["supplier"].to_numpy()[seller],
            "part": bill.parts["part"].to_numpy()[part],
            "mode": "supply",
            "price": pd.Series(price).map("{:.10g}".format),
            "currency": currency,
            "minimum_order": _blank(minimum, has_minimum),
            "order_multiple": _blank(multiple, multiple > 0),
            "maximum_units": _blank(maximum, limited),
            "tooling_cost_idr": _blank(tooling, tooling > 0),
            "lead_time_periods": np.where(abroad, 1, 0),
            "yield_share": _blank(good, has_yield, 3),
            "duty_share": _blank(duty, duty > 0, 3),
            "process": np.where(timed, process, ""),
            "hours_per_unit": pd.Series(hours).map("{:.6g}".format).where(pd.Series(timed), ""),
            "setup_hours": _blank(setup, setup > 0),
            "labour_hours_per_unit": _blank(
                np.maximum(0.2 * reference / 42_000.0 * rng.uniform(0.5, 1.1, n), 0.001), ~imported, 3
            ),
            "local_content_share": pd.Series(content).map("{:.4g}".format),
            "content_evidence": evidence,
            "certificate_expiry": expiry.where(pd.Series(evidence == "certificate"), ""),
            "raw_material_origin": np.where(imported, "foreign", rng.choice(["local", "mixed", "mixed", "foreign"], n)),
            "valid_from": np.where(certain_from, middle, ""),
            "valid_to": np.where(dated & ~certain_from, before, ""),
            "source": "illustrative",
            "confidence": "illustrative",
        }
    )

    # bands: 10 % of the offers, nine of ten over the horizon, some with a second step
    banded = np.flatnonzero((rng.random(n) < 0.10) & (multiple == 0) & ~dated)
    by_period = rng.random(len(banded)) < 0.1
    reach = np.minimum(maximum[banded], bill.need[part[banded]] / PEAK) * np.where(by_period, 1.0, len(months))
    start = np.ceil(reach * rng.uniform(0.2, 0.45, len(banded)))
    start = np.where(by_period & has_minimum[banded], np.maximum(start, minimum[banded] + 1), start)
    first_price = price[banded] * (1 - rng.uniform(0.03, 0.055, len(banded)))
    bands = pd.DataFrame({"offer": keys[banded], "minimum_units": start, "price": first_price, "i": banded})
    bands["basis"] = np.where(by_period, "period", "horizon")
    second = bands[rng.random(len(banded)) < 0.35].copy()
    second["minimum_units"] = np.ceil(second["minimum_units"] * 1.8) + 1
    second["price"] = second["price"] * 0.975
    bands = pd.concat([bands, second], ignore_index=True)
    foreign_price = abroad[bands["i"].to_numpy()]
    bands["price"] = np.where(foreign_price, np.round(bands["price"], 4), np.floor(bands["price"]))
    index = bands["i"].to_numpy()
    reachable = maximum[index] * np.where(bands["basis"] == "period", 1, len(months))
    bands = bands[(bands["price"] < price[index]) & (bands["minimum_units"] <= reachable)]
    bands = bands[bands["price"] > 0].drop_duplicates(["offer", "price"]).sort_values(["i", "minimum_units"])
    bands["price"] = bands["price"].map("{:.10g}".format)
    bands["minimum_units"] = np.maximum(bands["minimum_units"], 1).astype("int64")

    paid = maximum / np.where(has_yield, good, 1.0)
    work = pd.DataFrame({"supplier": offers["supplier"], "process": process, "hours": 0.65 * paid * hours + setup})
    capacity = work[timed].groupby(["supplier", "process"], as_index=False)["hours"].sum()
    capacity["hours"] = np.ceil(capacity["hours"]).astype("int64")
    capacity.insert(2, "period", "")
    # members that sell nothing themselves work behind their cooperative
    idle = who.members[~who.members["member"].isin(capacity["supplier"])]
    lent = capacity.drop_duplicates("supplier").set_index("supplier")["process"]
    extra = pd.DataFrame({"supplier": idle["member"], "process": idle["cooperative"].map(lent), "period": ""})
    extra["hours"] = 340
    capacity = pd.concat([capacity, extra.dropna()], ignore_index=True)

    held = pd.DataFrame({"supplier": offers["supplier"], "certificate": bill.parts["certificates"].to_numpy()[part]})
    held = held[needs_certificate & who.certified[seller]].drop_duplicates().sort_values(["supplier", "certificate"])
    held["valid_to"] = pd.Series(rng.integers(last + 1, last + 5, len(held)), index=held.index).astype(str) + "-12-31"
    large = np.unique(seller[np.isin(kind, [BESAR, BUMN])])
    rebated = rng.choice(large, max(1, len(large) // 40), replace=False) if len(large) else large
    rebates = pd.DataFrame({"supplier": who.table["supplier"].to_numpy()[np.sort(rebated)]})
    rebates["minimum_spend_idr"] = 2_000_000_000
    rebates["rebate_share"] = "0.02"
    if rebate_levels:
        spend = np.bincount(seller, 0.65 * paid * price * rate * len(months), len(who.kind)).astype(np.float64)
        rebates = _every_rebate(who.table["supplier"], spend, REBATES[:rebate_levels])
    return {
        "offers": offers,
        "price_bands": bands[["offer", "minimum_units", "price", "basis"]],
        "capacity": capacity,
        "supplier_certificates": held,
        "supplier_rebates": rebates,
    }


def _every_rebate(supplier: pd.Series, spend: Floats, levels_of: Sequence[tuple[float, float]]) -> pd.DataFrame:
    """Give every supplier these levels, at parts of what it could earn if its hours were full."""
    levels = [supplier.to_frame().assign(part=part, rebate_share=share, spend=spend) for part, share in levels_of]
    table = pd.concat(levels).loc[lambda rows: rows["spend"] > 0].sort_values(["supplier", "part"])
    table["minimum_spend_idr"] = (np.ceil(table["part"] * table["spend"] / 1e6) * 1e6).astype("int64")
    return table[["supplier", "minimum_spend_idr", "rebate_share"]]


def _places(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Make regions, the complete lane matrix between them, and two sites."""
    latitude = np.concatenate([rng.uniform(-8.0, -6.0, REGIONS), [22.54, 29.87, 13.08]]).round(4)
    longitude = np.concatenate([rng.uniform(106.0, 113.5, REGIONS), [114.06, 121.55, 80.27]]).round(4)
    keys = np.array([f"R{i + 1:02d}" for i in range(REGIONS)] + list(FOREIGN))
    home = np.arange(len(keys)) < REGIONS
    regions = pd.DataFrame({"region": keys, "name": keys, "province": np.where(home, "Jawa", "Luar negeri")})
    regions["latitude"], regions["longitude"] = latitude, longitude
    regions["minimum_wage_idr"] = _blank(np.round(rng.uniform(2.4e6, 6e6, len(keys)), -3), home)
    regions["unemployment_share"] = ""
    phi, lam = np.radians(latitude), np.radians(longitude)
    inner = (
        np.sin((phi[:, None] - phi) / 2) ** 2
        + np.cos(phi[:, None]) * np.cos(phi) * np.sin((lam[:, None] - lam) / 2) ** 2
    )
    distance = 2 * 6371 * np.arcsin(np.sqrt(inner))
    inland = home[:, None] & home
    freight = np.round(np.where(inland, 150 + 1.25 * 1.3 * distance, 1500 + 0.3 * distance), -1)
    origin, destination = np.indices(freight.shape)
    lanes = pd.DataFrame({"origin": keys[origin.ravel()], "destination": keys[destination.ravel()]})
    lanes["freight_idr_per_kg"] = freight.ravel().astype("int64")
    lanes["lead_time_periods"] = np.where(inland.ravel(), 0, 1)
    sites = pd.DataFrame({"site": ["ST-1", "ST-2"], "name": ["Pabrik 1", "Pabrik 2"], "region": ["R01", "R11"]})
    sites["capacity_units"] = ""
    rates = pd.DataFrame({"currency": ["CNY", "USD"], "period": "", "idr_per_unit": [2290, 16450]})
    return {"regions": regions, "lanes": lanes, "sites": sites, "exchange_rates": rates}


def _market(bill: _Bill, vehicles: int, months: list[str]) -> dict[str, pd.DataFrame]:
    """Make monthly demand (the last vehicle on a site of its own) and what the law scores beyond bought parts."""
    keys = bill.parts["part"].to_numpy()[:vehicles]
    season = np.array([1.0, 1.02, 0.86, 0.96, 1.02, 1.04, 1.06, 1.04, 1.0, 1.02, 1.05, 0.93])
    step = np.arange(len(months))
    growth = np.minimum(1.0 + 0.003 * step, PEAK / season.max())  # never beyond the peak that capacity is made for
    units = np.floor(PER_MONTH * bill.demand_share[:, None] * season[step % 12] * growth)
    demand = pd.DataFrame({"vehicle": np.repeat(keys, len(months)), "period": np.tile(months, vehicles)})
    demand.insert(1, "site", np.where(demand["vehicle"] == keys[-1], "ST-2" if vehicles > 1 else "ST-1", "ST-1"))
    demand["units"] = np.maximum(units.ravel(), 1).astype("int64")
    content = pd.DataFrame({"vehicle": keys, "year": "", "assembly_share": 0.9, "development_share": 0.4})
    content["labour_share"], content["overhead_share"], content["development_points"] = 0.85, 0.9, 5
    content["assembly_cost_idr"], content["assembly_local_share"] = 900_000, 0.92
    return {"demand": demand, "vehicle_content": content}


def generate(
    folder: Path,
    *,
    parts: int,
    suppliers: int,
    offers: int,
    vehicles: int = 2,
    periods: int = 12,
    first: str = "2026-01",
    seed: int = 0,
    rebate_levels: int = 0,
    network: bool = False,
) -> Path:
    """Write a data set of the asked size into ``folder`` and return the folder.

    ``parts`` counts all levels, ``offers`` includes those for materials (about a tenth); ``periods`` are months from
    ``first``. ``rebate_levels`` (up to 3) gives every supplier rebates. ``network`` adds conversion on two levels,
    semi-finished parts and upgrades, and rebates of three suppliers.
    The same arguments write the same bytes. Raises ``ValueError`` where the numbers do not go together.
    """
    if vehicles < 1 or periods < 1:
        raise ValueError("vehicles and periods must be at least 1")
    rng = np.random.default_rng(seed)
    months = _calendar(first, periods)
    n_processes = int(np.clip(suppliers // 20, 1, len(PROCESSES)))
    bill = _bill(rng, parts, vehicles, months)
    bill.parts["process"] = np.where(bill.parts["process"] == "", "", np.array(PROCESSES)[bill.process % n_processes])
    bill = _Bill(bill.parts, bill.lines, bill.need, bill.process % n_processes, bill.bought, bill.demand_share)
    who = _suppliers(rng, suppliers, n_processes, months)
    part, seller = _pairs(rng, bill, who, n_processes, offers)
    tables = {"parts": bill.parts, "bom_lines": bill.lines, "suppliers": who.table, "memberships": who.members}
    tables |= (
        _offers(rng, bill, who, part, seller, months, rebate_levels) | _places(rng) | _market(bill, vehicles, months)
    )
    if network:
        tables = add_network(rng, tables)
    tables["sources"] = pd.DataFrame(
        {
            "source": ["illustrative"],
            "title": ["Generated for benchmarks"],
            "address": [""],
            "accessed": [""],
            "note": [f"seed {seed}"],
        }
    )
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    return folder


def main(arguments: list[str] | None = None) -> int:
    """Write one of the named sizes."""
    parser = argparse.ArgumentParser(prog="python tests/benchmarks/generator.py", description=__doc__)
    parser.add_argument("size", choices=sorted(SIZES))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--periods", type=int, default=12)
    parser.add_argument("--first", default="2026-01")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    chosen = SIZES[asked.size]
    folder = generate(asked.folder, **chosen, periods=asked.periods, first=asked.first, seed=asked.seed)
    sys.stdout.write(f"{folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
