"""Tables, scenario and law put together: everything that the program needs, exploded, landed and dated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.law import Law
from evplan.plan.explosion import Explosion, explode
from evplan.plan.period import Flags, holds_through, in_force, ready_from, spread
from evplan.quantities import HOME_CURRENCY, Floats, money_values
from evplan.scenario.document import Scenario
from evplan.scenario.selector import supplier_groups
from evplan.schema import Tables

Codes = npt.NDArray[np.intp]


@dataclass(frozen=True)
class PlanInputs:
    """What is to be planned. Rows of a table are its *codes*: 0, 1, ... in the order of the tables given.

    scenario, law
        as given.
    periods
        the horizon, as `evplan.scenario.calendar.calendar_table`; its index is the period's code.
    parts, suppliers, sites, regions
        the data set's tables with money as ``float`` rupiah; suppliers with a ``bool`` column per supplier group.
    lines
        index ``line``: assembly lines with demand; ``vehicle`` and ``site`` (keys), ``site_code``, ``vehicle_root``.
    demand
        lines x periods: vehicles wanted. ``site_capacity``: sites x periods, ``inf`` without limit.
    explosion
        requirements per vehicle and per alternative, by epoch; ``needs`` and ``choices`` with ``part_code``.
    offers
        supply offers in the data's order: ``offer``, ``supplier``, ``part`` (keys), ``supplier_code``, ``part_code``,
        terms with blanks filled in (``minimum_order`` 0, ``maximum_units`` per scenario period or ``inf``,
        ``order_multiple`` 0 for none, ``yield_share``, ``duty_share``, ``hours_per_unit``, ``setup_hours``,
        ``labour_hours_per_unit``, ``tooling_cost_idr``), ``mass_kg`` of the part, and ``hours_code`` (row of
        ``hours``; -1: needs no hours).
    prices
        one row per offer and price: ``offer_code``, ``price`` (offer's currency per unit paid), ``low`` and ``high``
        (units paid between which it holds), ``basis`` (``""``: the only price; ``period``; ``horizon``).
    usable
        offers x sites x periods: valid, ready, certified, in time, with a lane. ``has_lane``: offers x sites.
    rate
        offers x periods: rupiah per unit of the offer's currency. ``freight``: offers x sites, rupiah per unit paid.
    certified
        offers x periods: the offer's content rests on a certificate that holds through the period.
    hours_of
        index ``hours_code``: ``supplier``, ``process``; ``hours``: hours_code x periods.
    references, by name of the run
        awards (as in `evplan.plan.record.PlanTables`) of the stored runs that the scenario refers to.
    """

    scenario: Scenario
    law: Law
    periods: pd.DataFrame
    parts: pd.DataFrame
    suppliers: pd.DataFrame
    sites: pd.DataFrame
    regions: pd.DataFrame
    vehicle_content: pd.DataFrame
    lines: pd.DataFrame
    demand: Floats
    site_capacity: Floats
    explosion: Explosion
    offers: pd.DataFrame
    prices: pd.DataFrame
    usable: Flags
    has_lane: Flags
    rate: Floats
    freight: Floats
    certified: Flags
    hours_of: pd.DataFrame
    hours: Floats
    references: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def assemble(
    tables: Tables, scenario: Scenario, law: Law, references: Mapping[str, pd.DataFrame] | None = None
) -> PlanInputs:
    """Return the inputs of the plan from a data set (scenario changes applied), the scenario and the law.

    The data must have passed the checks: references resolve, currencies have rates, the bill has no loops.
    ``references`` are the awards of the runs that the scenario names (`Scenario.runs`).
    """
    periods = scenario.calendar.table
    parts = _with_money(tables["parts"], "holding_cost_idr", "reference_cost_idr")
    suppliers = _with_money(tables["suppliers"], "opening_cost_idr", "annual_sales_idr")
    suppliers = suppliers.join(supplier_groups(suppliers))
    lines, demand = _lines(tables, scenario, periods)
    offers = _offers(tables, parts, suppliers, scenario)
    explosion = explode(tables["bom_lines"], lines["vehicle"].unique(), offers["part"].unique(), periods)
    lines = lines.assign(vehicle_root=_codes(lines["vehicle"], explosion.roots["vehicle"].dropna()))
    hours_of, hours, hours_code = _hours(tables["capacity"], offers, scenario, periods)
    offers = offers.assign(hours_code=hours_code)
    freight, lane_time = _freight(tables, offers, suppliers)
    return PlanInputs(
        scenario=scenario,
        law=law,
        periods=periods,
        parts=parts,
        suppliers=suppliers,
        sites=tables["sites"],
        regions=tables["regions"],
        vehicle_content=_with_money(tables["vehicle_content"], "assembly_cost_idr"),
        lines=lines,
        demand=demand,
        site_capacity=_site_capacity(tables["sites"], scenario, periods),
        explosion=Explosion(
            explosion.roots, _coded(explosion.needs, "part", parts), explosion.choices, explosion.epoch_of
        ),
        offers=offers,
        prices=_prices(tables["price_bands"], offers),
        usable=_usable(tables, offers, suppliers, parts, scenario, periods, freight, lane_time),
        has_lane=~np.isnan(freight),
        rate=_rate(tables["exchange_rates"], offers, scenario, periods),
        freight=np.nan_to_num(freight),
        certified=_certified(offers, periods),
        hours_of=hours_of,
        hours=hours,
        references=references or {},
    )


def _with_money(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.assign(**{column: money_values(frame[column]) for column in columns})


def _codes(keys: pd.Series[str], index: pd.Series[str]) -> Codes:
    return np.asarray(pd.Index(index).get_indexer(keys), dtype=np.intp)


def _coded(frame: pd.DataFrame, key: str, table: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**{f"{key}_code": _codes(frame[key], table[key])})


def _lines(tables: Tables, scenario: Scenario, periods: pd.DataFrame) -> tuple[pd.DataFrame, Floats]:
    demand = tables["demand"]
    keys = ["vehicle", "site"]
    lines, units = spread(demand, keys, demand["units"], periods, scenario.calendar.data_unit, "sum")
    units = np.nan_to_num(units) * scenario.demand.scale
    wanted = units.sum(axis=1) > 0
    lines = _coded(lines[wanted].reset_index(drop=True), "site", tables["sites"])
    return lines.rename_axis("line"), units[wanted]


def _site_capacity(sites: pd.DataFrame, scenario: Scenario, periods: pd.DataFrame) -> Floats:
    limit = sites["capacity_units"].fillna(np.inf).to_numpy() * scenario.calendar.data_ratio
    return np.repeat(limit[:, None], len(periods), axis=1)


def _offers(tables: Tables, parts: pd.DataFrame, suppliers: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    offers = tables["offers"]
    offers = offers[offers["mode"].eq("supply")].reset_index(drop=True)
    offers = _coded(_coded(offers, "supplier", suppliers), "part", parts)
    blanks = {"minimum_order": 0.0, "order_multiple": 0.0, "hours_per_unit": 0.0, "setup_hours": 0.0}
    offers = offers.fillna(blanks | {"labour_hours_per_unit": 0.0, "local_content_share": 0.0})
    return offers.assign(
        price=money_values(offers["price"]),
        tooling_cost_idr=money_values(offers["tooling_cost_idr"]).fillna(0.0),
        maximum_units=offers["maximum_units"].fillna(np.inf) * scenario.calendar.data_ratio,
        mass_kg=parts["mass_kg"].fillna(0.0).to_numpy()[offers["part_code"]],
        domestic=suppliers["domestic"].to_numpy()[offers["supplier_code"]],
    )


def _hours(
    capacity: pd.DataFrame, offers: pd.DataFrame, scenario: Scenario, periods: pd.DataFrame
) -> tuple[pd.DataFrame, Floats, Codes]:
    """Return the shared hours and which of them an offer uses; hours that nobody has stated are zero."""
    uses = offers["process"].notna() & (offers["hours_per_unit"].gt(0) | offers["setup_hours"].gt(0))
    keys = ["supplier", "process"]
    found, hours = spread(capacity, keys, capacity["hours"], periods, scenario.calendar.data_unit, "sum")
    asked = offers.loc[uses, keys].drop_duplicates()
    hours_of = asked.merge(found.reset_index(), on=keys, how="left")
    row = hours_of.pop("index").to_numpy()
    stated = ~np.isnan(row)
    matrix = np.zeros((len(hours_of), len(periods)))
    matrix[stated] = np.nan_to_num(hours[row[stated].astype(np.intp)])
    code = offers[keys].merge(hours_of.reset_index(), on=keys, how="left")["index"]
    hours_code = code.where(uses.to_numpy(), -1.0).fillna(-1.0).to_numpy().astype(np.intp)
    return hours_of.rename_axis("hours_code"), matrix, hours_code


def _freight(tables: Tables, offers: pd.DataFrame, suppliers: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return rupiah per unit paid and periods under way, offers x sites; ``NaN`` freight where a lane is missing."""
    lanes, sites = tables["lanes"], tables["sites"]
    shape = (len(offers), len(sites))
    if lanes.empty:
        return np.zeros(shape), np.zeros(shape)
    regions = pd.Index(
        pd.concat([suppliers["region"], sites["region"], lanes["origin"], lanes["destination"]]).unique()
    )
    rate = np.full((len(regions), len(regions)), np.nan)
    time = np.zeros((len(regions), len(regions)))
    np.fill_diagonal(rate, 0.0)
    ends = regions.get_indexer(lanes["origin"]), regions.get_indexer(lanes["destination"])
    rate[ends], time[ends] = money_values(lanes["freight_idr_per_kg"]), lanes["lead_time_periods"]
    origin = regions.get_indexer(suppliers["region"])[offers["supplier_code"]]
    route = np.ix_(origin, regions.get_indexer(sites["region"]))
    return rate[route] * offers["mass_kg"].to_numpy()[:, None], time[route]


def _usable(
    tables: Tables,
    offers: pd.DataFrame,
    suppliers: pd.DataFrame,
    parts: pd.DataFrame,
    scenario: Scenario,
    periods: pd.DataFrame,
    freight: Floats,
    lane_time: Floats,
) -> Flags:
    ready = ready_from(suppliers["ready_period"].where(suppliers["status"].eq("candidate")), periods)
    usable = in_force(offers, periods) & ready[offers["supplier_code"]]
    usable &= _holds_certificates(tables["supplier_certificates"], offers, parts, periods)
    usable_at: Flags = usable[:, None, :] & ~np.isnan(freight)[:, :, None]
    start = scenario.calendar.orders_start
    if start is not None:
        # rounded first, so that 0.1 + 0.2 periods are not a whole period more than they should be
        needed = np.ceil((offers["lead_time_periods"].to_numpy()[:, None] + lane_time).round(9))
        usable_at &= (periods.index.to_numpy() - start)[None, None, :] >= needed[:, :, None]
    return usable_at


def _holds_certificates(held: pd.DataFrame, offers: pd.DataFrame, parts: pd.DataFrame, periods: pd.DataFrame) -> Flags:
    """Return offers x periods: whether the supplier holds every certificate that the part needs."""
    holds = np.ones((len(offers), len(periods)), dtype=np.bool_)
    asked = offers[["supplier"]].assign(certificate=parts["certificates"].to_numpy()[offers["part_code"]])
    asked = asked.dropna().assign(certificate=lambda rows: rows["certificate"].str.split(";")).explode("certificate")
    if asked.empty:
        return holds
    through = holds_through(held["valid_to"], periods)
    row = asked.merge(held.reset_index(), on=["supplier", "certificate"], how="left")["index"].to_numpy()
    known = ~np.isnan(row)
    each = np.zeros((len(asked), len(periods)), dtype=np.bool_)
    each[known] = through[row[known].astype(np.intp)]
    np.logical_and.at(holds, asked.index.to_numpy(), each)
    return holds


def _rate(rates: pd.DataFrame, offers: pd.DataFrame, scenario: Scenario, periods: pd.DataFrame) -> Floats:
    values = money_values(rates["idr_per_unit"])
    found, table = spread(rates, ["currency"], values, periods, scenario.calendar.data_unit, "mean")
    currencies = (
        pd.Index([*found["currency"], HOME_CURRENCY])
        if HOME_CURRENCY not in set(found["currency"])
        else (pd.Index(found["currency"]))
    )
    table = np.vstack([table, np.ones((len(currencies) - len(found), len(periods)))])
    return np.asarray(table[currencies.get_indexer(offers["currency"])], dtype=np.float64)


def _certified(offers: pd.DataFrame, periods: pd.DataFrame) -> Flags:
    evidence = offers["content_evidence"].eq("certificate").to_numpy()[:, None]
    return np.asarray(evidence & holds_through(offers["certificate_expiry"], periods), dtype=np.bool_)


def _prices(bands: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """Return the prices of every offer with the units paid between which each holds; see `PlanInputs`."""
    bands = bands.assign(price=money_values(bands["price"]), offer_code=_codes(bands["offer"], offers["offer"]))
    bands = bands[bands["offer_code"].ge(0)].rename(columns={"minimum_units": "low"})
    base = pd.DataFrame({"offer_code": np.arange(len(offers)), "price": offers["price"], "low": 0.0})
    base = base[~base["offer_code"].isin(bands.loc[bands["low"].eq(0.0), "offer_code"])]
    prices = pd.concat([base, bands[["offer_code", "price", "low", "basis"]]], ignore_index=True)
    prices = prices.sort_values(["offer_code", "low"], ignore_index=True)
    several = prices.groupby("offer_code")["low"].transform("size").gt(1)
    basis = prices.groupby("offer_code")["basis"].transform("last")
    high = prices.groupby("offer_code")["low"].shift(-1).fillna(np.inf)
    return prices.assign(basis=basis.where(several, "").astype("str"), high=high)
