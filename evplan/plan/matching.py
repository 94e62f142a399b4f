"""Business matching: which supplier could make which part, what it lacks, and in what order to ask.

All pairs of a part and a domestic supplier are judged at once by six criteria, each 0..1. First come those that could
start now (nothing is missing, or the offer only), then those with a step before them; within both the weighted sum of
the criteria decides, 0..100. The weights are illustrative; whoever asks can change them, and every criterion is told.

=============  =====================================================================================================
process        1: has it (hours stated, its own or its members', or offers a part made so); 0.5: a planned upgrade
certificate    share of the needed certificates that it holds to the end; one that runs out before counts half
hours          free hours / hours that the units take, at most 1; 0.5 where either is not stated
experience     1: offers this very part; else n / (n + 1) for n similar parts (same process, system and mass class)
distance       1 at the door, 0 from `FAR_KM` on, great circle; 0.5 where a region has no coordinates
size           1: micro, small or medium, or a cooperative
=============  =====================================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.plan.matching_need import Basis
from evplan.quantities import Floats, money_values
from evplan.scenario.selector import supplier_groups
from evplan.schema import Tables

Flags = npt.NDArray[np.bool_]

WEIGHTS: Mapping[str, float] = {
    "process": 30.0,
    "certificate": 20.0,
    "hours": 20.0,
    "experience": 15.0,
    "distance": 10.0,
    "size": 5.0,
}
"""Illustrative: what can be learned (distance, size) weighs less than what stops a part from being made."""

FAR_KM = 1000.0
EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG), in km."""

UNKNOWN = 0.5
"""What a criterion counts that the data do not tell."""

MASS_CLASSES = (0.1, 1.0, 10.0)
"""Bounds of mass classes in kg: parts of one class, process and system count as similar."""

OFFERS, READY, STEPS = "offers", "ready", "steps"
"""How a pair stands: an offer is there; only the offer is missing; something else has to be done before."""

MATCH_COLUMNS = {
    "part": "str",
    "rank": "int64",
    "supplier": "str",
    "standing": "str",
    "suitability": "float64",
    **{f"{name}_score": "float64" for name in WEIGHTS},
    "legal_form": "str",
    "size_class": "str",
    "region": "str",
    "distance_km": "float64",
    "freight_idr": "float64",
    "certificates_held": "str",
    "free_hours": "float64",
    "needed_hours": "float64",
    "similar_parts": "int64",
    "units_now": "float64",
    "could_units": "float64",
    "could_idr": "float64",
    "lacks": "str",
}


@dataclass(frozen=True)
class Matching:
    """Who could make what.

    ``parts``: the parts asked about with what is at stake: columns of `evplan.plan.matching_need.NEED_COLUMNS`,
    ``open_units`` and ``open_idr`` (what is looked
    for: all of it, or only what is imported; so are ``jobs``), ``offering``, ``ready``
    and ``steps`` (suppliers that stand so) and ``could_idr`` (what they could make of the open value together, every
    pair by itself: hours that two parts share count for both). ``pairs``: `MATCH_COLUMNS`, best first within a part:
    ``freight_idr`` per unit to where most of it is needed (blank: no lane), ``lacks``: words of `lacks` joined by
    ``;``; ``could_units`` and ``could_idr`` what its free hours make of the open units that it does not make already.
    """

    parts: pd.DataFrame
    pairs: pd.DataFrame
    basis: Basis
    weights: Mapping[str, float]
    imported_only: bool


def match(
    tables: Tables,
    basis: Basis,
    parts: npt.NDArray[np.bool_],
    *,
    suppliers: list[str] | None = None,
    weights: Mapping[str, float] = WEIGHTS,
    imported_only: bool = False,
) -> Matching:
    """Return who could make the ``parts`` (flags by row of ``tables["parts"]``), among ``suppliers`` or all domestic.

    ``imported_only`` looks only for what is imported now. A pair is told where the process is there or planned, or
    the part is offered already; the list of parts keeps those that nobody can make.
    """
    wanted = basis.needs[parts].reset_index(drop=True)
    open_units = wanted["imported_units" if imported_only else "units"]
    open_idr = wanted["imported_idr" if imported_only else "value_idr"]
    part_of = open_units / wanted["units"].where(wanted["units"].gt(0))
    wanted = wanted.assign(open_units=open_units, open_idr=open_idr, jobs=wanted["jobs"] * part_of)
    makers = _makers(tables, suppliers)
    pairs = _pairs(tables, basis, wanted, makers, weights)
    standing = pairs.pivot_table(index="part", columns="standing", values="rank", aggfunc="size")
    counts = standing.reindex(index=wanted["part"], columns=[OFFERS, READY, STEPS]).fillna(0).astype("int64")
    able = pairs[pairs["standing"].ne(STEPS)].groupby("part")["could_idr"].sum()
    could = np.minimum(able.reindex(wanted["part"]).fillna(0.0).to_numpy(), wanted["open_idr"].to_numpy())
    told = wanted.assign(
        offering=counts[OFFERS].to_numpy(),
        ready=counts[READY].to_numpy(),
        steps=counts[STEPS].to_numpy(),
        could_idr=could,
    )
    order = told.sort_values(["open_idr", "part"], ascending=[False, True], ignore_index=True)
    return Matching(order, pairs, basis, weights, imported_only)


def great_circle_km(latitude: Floats, longitude: Floats, other_latitude: Floats, other_longitude: Floats) -> Floats:
    """Return the great-circle distance in km by the haversine formula; degrees in, ``NaN`` where one is missing."""
    first, second = np.radians(latitude), np.radians(other_latitude)
    across = np.radians(other_longitude) - np.radians(longitude)
    chord = np.sin((second - first) / 2) ** 2 + np.cos(first) * np.cos(second) * np.sin(across / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def _makers(tables: Tables, chosen: list[str] | None) -> pd.DataFrame:
    suppliers = tables["suppliers"].join(supplier_groups(tables["suppliers"]))
    kept = suppliers["domestic"] if chosen is None else suppliers["supplier"].isin(chosen)
    return suppliers[kept].reset_index(drop=True)


def _pairs(
    tables: Tables, basis: Basis, wanted: pd.DataFrame, makers: pd.DataFrame, weights: Mapping[str, float]
) -> pd.DataFrame:
    """Return the pairs that can be told, scored and ranked."""
    known = tables["parts"].set_index("part").loc[wanted["part"]].reset_index()
    process = _process(tables, known, makers)
    offered = _offered(tables, known, makers)
    row, column = np.nonzero((process > 0) | offered)
    one, who = known.iloc[row].reset_index(drop=True), makers.iloc[column].reset_index(drop=True)
    need = wanted.iloc[row].reset_index(drop=True)
    is_offered = offered[row, column]
    free = _free(basis, who["supplier"], one["process"])
    now = _now(basis, one["part"], who["supplier"])
    # Units that it makes now are none of its open ones, unless only imports are looked for.
    own = np.where(need["open_units"].to_numpy() < need["units"].to_numpy(), 0.0, now)
    open_units = np.maximum(need["open_units"].to_numpy() - own, 0.0)
    hours = need["hours_per_unit"].to_numpy()
    needed = open_units * hours
    told = ~np.isnan(free) & ~np.isnan(hours) & (hours > 0)
    reach = np.divide(free, needed, out=np.ones_like(free), where=told & (needed > 0))
    part_of = np.clip(reach, 0.0, 1.0)
    certificates = _certificates(tables, basis.last_day, one["certificates"], who["supplier"])
    similar = _similar(tables, known, makers)[row, column]
    km = _distance(tables, who["region"], need["destination"])
    scores = {
        "process": np.maximum(process[row, column], 0.0),
        "certificate": certificates["share"].to_numpy(),
        "hours": np.where(told, part_of, UNKNOWN),
        "experience": np.where(is_offered, 1.0, similar / (similar + 1.0)),
        "distance": np.where(np.isnan(km), UNKNOWN, np.clip(1.0 - km / FAR_KM, 0.0, 1.0)),
        "size": who["umkm_koperasi"].to_numpy(dtype=np.float64),
    }
    hours_word = np.where(
        ~told, "unknown_hours;", np.where(free <= 0, "no_hours;", np.where(part_of < 1, "hours;", ""))
    )
    lacks, standing = _lacks(scores["process"], certificates, hours_word, is_offered, who)
    most = np.maximum(_most(tables, basis, one["part"], who["supplier"]) - now, 0.0)
    # Where neither hours nor a largest quantity are stated nobody knows how much it could make.
    units = np.minimum(np.where(told, open_units * part_of, np.where(np.isnan(most), np.nan, open_units)), most)
    units = np.where(np.isnan(most) & told, open_units * part_of, units)
    price = np.divide(need["open_idr"], need["open_units"], out=np.zeros(len(need)), where=need["open_units"].gt(0))
    table = pd.DataFrame(
        {
            "part": one["part"],
            "supplier": who["supplier"],
            "standing": standing,
            "suitability": _suitability(scores, weights),
            **{f"{name}_score": values for name, values in scores.items()},
            "legal_form": who["legal_form"],
            "size_class": who["size_class"],
            "region": who["region"],
            "distance_km": km,
            "freight_idr": _freight(tables, who["region"], need["destination"], one["mass_kg"]),
            "certificates_held": certificates["held"],
            "free_hours": free,
            "needed_hours": needed,
            "similar_parts": similar,
            "units_now": now,
            "could_units": units,
            "could_idr": units * price,
            "lacks": lacks,
        }
    )
    order = ["part", "later", "suitability", "distance_km", "supplier"]
    table = table.assign(later=table["standing"].eq(STEPS))
    table = table.sort_values(order, ascending=[True, True, False, True, True], ignore_index=True)
    table["rank"] = table.groupby("part").cumcount() + 1
    return table[list(MATCH_COLUMNS)].astype(MATCH_COLUMNS)


def _suitability(scores: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    whole = sum(weights.values())
    return np.asarray(sum(weights[name] * scores[name] for name in scores) * 100.0 / whole)


def _codes(keys: pd.Series, index: pd.Series) -> npt.NDArray[np.intp]:
    return np.asarray(pd.Index(index).get_indexer(keys), dtype=np.intp)


def abilities(tables: Tables) -> pd.DataFrame:
    """Return ``supplier``, ``process``, ``score``: 1 where a supplier has a process, 0.5 where an upgrade adds it.

    A cooperative has its members' processes. Who offers a part has the process that the part takes, hours stated or
    not, unless the offer names another.
    """
    stated = tables["capacity"].loc[tables["capacity"]["hours"].gt(0), ["supplier", "process"]]
    offers = tables["offers"].merge(tables["parts"][["part", "process"]], on="part", suffixes=("", "_of_part"))
    shown = offers[["supplier"]].assign(process=offers["process"].fillna(offers["process_of_part"]))
    who = tables["memberships"][["cooperative", "member"]].rename(columns={"member": "supplier"})
    lent = stated.merge(who, on="supplier")[["cooperative", "process"]].rename(columns={"cooperative": "supplier"})
    upgrades = tables["upgrades"]
    planned = upgrades.loc[upgrades["kind"].isin(("process", "capacity")), ["supplier", "process"]]
    have = pd.concat([stated, shown, lent]).assign(score=1.0)
    every = pd.concat([have, planned.assign(score=0.5)]).dropna(subset="process")
    return every.groupby(["supplier", "process"], as_index=False)["score"].max()


def _process(tables: Tables, parts: pd.DataFrame, makers: pd.DataFrame) -> Floats:
    able = abilities(tables)
    able = able[able["supplier"].isin(makers["supplier"])]
    names = pd.Index(able["process"].unique())
    matrix = np.zeros((len(names) + 1, len(makers)))
    matrix[names.get_indexer(able["process"]), _codes(able["supplier"], makers["supplier"])] = able["score"]
    # A part without a process, and one that nobody has, takes the last row: zeros.
    return np.asarray(matrix[names.get_indexer(parts["process"])])


def _offered(tables: Tables, parts: pd.DataFrame, makers: pd.DataFrame) -> Flags:
    found = np.zeros((len(parts), len(makers)), dtype=np.bool_)
    row = _codes(tables["offers"]["part"], parts["part"])
    column = _codes(tables["offers"]["supplier"], makers["supplier"])
    here = (row >= 0) & (column >= 0)
    found[row[here], column[here]] = True
    return found


def _similar(tables: Tables, parts: pd.DataFrame, makers: pd.DataFrame) -> npt.NDArray[np.intp]:
    """Return parts x suppliers: how many other parts of its class, process and system the supplier offers."""
    every = tables["parts"]
    mass = np.digitize(every["mass_kg"].fillna(0.0), MASS_CLASSES)
    kind = every["process"].fillna("") + "\t" + every["system"].fillna("") + "\t" + pd.Series(mass, dtype="str")
    kind = kind.where(every["process"].notna(), every["part"])
    code, _ = pd.factorize(kind)
    pairs = tables["offers"][["part", "supplier"]].drop_duplicates()
    column = _codes(pairs["supplier"], makers["supplier"])
    offered = _codes(pairs["part"], every["part"])[column >= 0]
    count = np.zeros((int(code.max(initial=0)) + 1, len(makers)), dtype=np.intp)
    np.add.at(count, (code[offered], column[column >= 0]), 1)
    return np.asarray(count[code[_codes(parts["part"], every["part"])]] - _offered(tables, parts, makers))


def _free(basis: Basis, supplier: pd.Series, process: pd.Series) -> Floats:
    pairs = pd.MultiIndex.from_arrays([supplier, process])
    hours = basis.free.set_index(["supplier", "process"])["pooled_hours"]
    return np.asarray(hours.reindex(pairs), dtype=np.float64)


def _most(tables: Tables, basis: Basis, part: pd.Series, supplier: pd.Series) -> Floats:
    """Return the most units of the horizon by each pair's offers; ``NaN`` without an offer, or one without a limit."""
    offers = tables["offers"]
    limits = offers.groupby(["part", "supplier"])["maximum_units"].max() * basis.data_periods
    return np.asarray(limits.reindex(pd.MultiIndex.from_arrays([part, supplier])), dtype=np.float64)


def _now(basis: Basis, part: pd.Series, supplier: pd.Series) -> Floats:
    units = basis.awarded.set_index(["part", "supplier"])["units"]
    found = units.reindex(pd.MultiIndex.from_arrays([part, supplier])).fillna(0.0)
    return np.asarray(found, dtype=np.float64)


def _certificates(tables: Tables, last_day: str, needed: pd.Series, supplier: pd.Series) -> pd.DataFrame:
    """Return ``share``, ``held``, ``missing`` and ``expiring`` (joined by ``;``) of each pair, in its order."""
    pairs = pd.DataFrame({"needed": needed.fillna(""), "supplier": supplier})
    distinct = pairs.drop_duplicates()
    single = distinct.assign(certificate=distinct["needed"].str.split(";")).explode("certificate")
    single = single[single["certificate"].ne("")].merge(
        tables["supplier_certificates"], on=["supplier", "certificate"], how="left", indicator=True
    )
    held = single["_merge"].eq("both")
    ends = held & single["valid_to"].fillna("9999-12-31").lt(last_day)
    counted = single.assign(
        share=np.where(ends, UNKNOWN, held.astype("float64")),
        held=single["certificate"].where(held & ~ends, ""),
        missing=single["certificate"].where(~held, ""),
        expiring=single["certificate"].where(ends, ""),
    )
    texts = ["held", "missing", "expiring"]
    grouped = counted.groupby(["needed", "supplier"])
    found = grouped[texts].agg(lambda words: ";".join(one for one in words if one)).join(grouped["share"].mean())
    table = pairs.merge(found.reset_index(), on=["needed", "supplier"], how="left")
    return table.assign(share=table["share"].fillna(1.0), **{text: table[text].fillna("") for text in texts})


def _places(tables: Tables) -> pd.DataFrame:
    return tables["regions"].set_index("region")[["latitude", "longitude"]]


def _distance(tables: Tables, origin: pd.Series, destination: pd.Series) -> Floats:
    places = _places(tables)
    ends = [places.reindex(keys).to_numpy(dtype=np.float64) for keys in (origin, destination)]
    return great_circle_km(ends[0][:, 0], ends[0][:, 1], ends[1][:, 0], ends[1][:, 1])


def _freight(tables: Tables, origin: pd.Series, destination: pd.Series, mass: pd.Series) -> Floats:
    lanes = tables["lanes"]
    rate = pd.Series(
        money_values(lanes["freight_idr_per_kg"]).to_numpy(),
        index=pd.MultiIndex.from_frame(lanes[["origin", "destination"]]),
        dtype="float64",
    )
    per_kg = rate.reindex(pd.MultiIndex.from_arrays([origin, destination])).to_numpy()
    return np.asarray(per_kg * mass.to_numpy(dtype=np.float64))


def _lacks(
    process: Floats,
    certificates: pd.DataFrame,
    hours: npt.NDArray[np.str_],
    offered: Flags,
    who: pd.DataFrame,
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Return what each pair lacks, words joined by ``;``, and how it stands.

    Words: ``process`` (an upgrade would bring it, or the offer is all that speaks for it), ``certificate:NAME``,
    ``expiring:NAME``, ``no_hours``, ``hours`` (for part of the units only), ``unknown_hours`` (not stated: no lack, but
    nobody knows), ``candidate``, ``offer``.
    """
    missing = _each(certificates["missing"], "certificate")
    ending = _each(certificates["expiring"], "expiring")
    candidate = who["status"].eq("candidate").to_numpy()
    words = [
        np.where((process < 1) & ~offered, "process;", ""),
        missing,
        ending,
        hours,
        np.where(candidate, "candidate;", ""),
        np.where(offered, "", "offer;"),
    ]
    text = words[0].astype(object)
    for more in words[1:]:
        text = text + more
    steps = ((process < 1) & ~offered) | (missing != "") | (hours == "no_hours;") | candidate
    standing = np.where(steps, STEPS, np.where(offered, OFFERS, READY)).astype(object)
    return pd.Series(text, dtype="str").str.removesuffix(";").to_numpy(dtype=object), standing


def _each(names: pd.Series, kind: str) -> npt.NDArray[np.object_]:
    """Return ``a;b`` as ``kind:a;kind:b;``, nothing as nothing."""
    found = kind + ":" + names.str.replace(";", f";{kind}:") + ";"
    return np.asarray(found.where(names.ne(""), ""), dtype=object)
