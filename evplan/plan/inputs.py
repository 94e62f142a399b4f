"""Tables, scenario and law put together: everything that the program needs, exploded, landed and dated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from evplan.law import Law
from evplan.plan.conversion import materials
from evplan.plan.explosion import Explosion, explode
from evplan.plan.maker import coded_makers, makers_of
from evplan.plan.period import Flags, holds_through, in_force, ready_from, spread
from evplan.plan.upgrade import Upgrades, assemble_upgrades, can_be_certified, certificates_lacked
from evplan.quantities import HOME_CURRENCY, Floats, money_values
from evplan.scenario.calendar import MONTHS
from evplan.scenario.document import Scenario
from evplan.scenario.selector import supplier_groups
from evplan.schema import Tables

Codes = npt.NDArray[np.intp]

YEAR = MONTHS["year"]


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
        in the data's order: ``offer``, ``supplier``, ``part`` (keys), ``supplier_code``, ``part_code``, ``conversion``
        (the supplier works on children that are sent to it), terms with blanks filled in (``minimum_order`` 0,
        ``maximum_units`` per scenario period or ``inf``, ``order_multiple`` 0 for none, ``yield_share``,
        ``duty_share``, ``hours_per_unit``, ``setup_hours``, ``labour_hours_per_unit``, ``tooling_cost_idr``),
        ``mass_kg`` of the part, and ``hours_code`` (row of ``hours``; -1: needs no hours).
    prices
        one row per offer and price: ``offer_code``, ``price`` (offer's currency per unit paid), ``low`` and ``high``
        (units paid between which it holds), ``basis`` (``""``: the only price; ``period``; ``horizon``).
    places
        where units are sent: the sites in their order, then the workshop of every conversion offer; ``site`` and
        ``workshop`` (keys, blank for the other kind), ``offer_code`` (-1: a site), ``region``, ``lead`` (data periods
        that a workshop needs behind its own deliveries; 0 for sites).
    usable
        offers x places x periods: valid, ready, certified, in time, with a lane. ``has_lane``: offers x places.
    rate
        offers x periods: rupiah per unit of the offer's currency. ``freight``: offers x places, rupiah per unit paid.
    into
        what goes into what at workshops: ``part_code``, ``made_code`` (rows of parts), each pair once.
    certified
        offers x periods: the offer's content rests on a certificate that holds through the period.
    hours_of
        index ``hours_code``: ``supplier``, ``process``; ``hours``: hours_code x periods.
    makers
        who can work for the offers of a cooperative with members, itself included: ``cooperative``, ``process``,
        ``supplier``, ``fee_share``; ``pool`` (hours_code of the offers), ``hours_code`` (whose hours they are).
    rebates
        levels of rebates, those of a supplier one after the other and rising: ``supplier_code``,
        ``minimum_spend_idr``, ``rebate_share``.
    upgrades
        steps by which suppliers can do more; ``usable`` counts the certificates that they can bring, ``hours`` are
        without the hours that they can add.
    factor
        per period, what a rupiah of it counts in the cost of the plan: (1 + discount) ** -(months from the horizon's
        first day to the period's first day / 12).
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
    places: pd.DataFrame
    into: pd.DataFrame
    usable: Flags
    has_lane: Flags
    rate: Floats
    freight: Floats
    certified: Flags
    hours_of: pd.DataFrame
    hours: Floats
    makers: pd.DataFrame
    rebates: pd.DataFrame
    upgrades: Upgrades
    factor: Floats
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
    converted = offers.loc[offers["conversion"], "part"].unique()
    explosion = explode(tables["bom_lines"], lines["vehicle"].unique(), offers["part"].unique(), periods, converted)
    lines = lines.assign(vehicle_root=_codes(lines["vehicle"], explosion.roots["vehicle"].dropna()))
    hours_of, hours, hours_code, makers = _hours(tables, offers, scenario, periods)
    offers = offers.assign(hours_code=hours_code)
    places = _places(tables["sites"], offers, suppliers)
    freight, lane_time = _freight(tables, offers, suppliers, places)
    coded = replace(explosion, needs=_coded(explosion.needs, "part", parts))
    lacks = certificates_lacked(tables["supplier_certificates"], offers, parts, periods)
    upgrades = assemble_upgrades(tables, offers, suppliers, hours_of, lacks, scenario.calendar.data_ratio)
    certifiable = can_be_certified(lacks, upgrades, len(offers))
    usable = _usable(offers, suppliers, scenario, periods, freight, lane_time, places) & certifiable[:, None, :]
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
        explosion=coded,
        offers=offers,
        prices=_prices(tables["price_bands"], offers),
        places=places,
        into=materials(coded, parts),
        usable=usable & _has_children(coded, offers)[:, None, :],
        has_lane=~np.isnan(freight),
        rate=_rate(tables["exchange_rates"], offers, scenario, periods),
        freight=np.nan_to_num(freight),
        certified=_certified(offers, periods),
        hours_of=hours_of,
        hours=hours,
        makers=makers,
        rebates=_rebates(tables["supplier_rebates"], suppliers),
        upgrades=upgrades,
        factor=_factor(scenario, periods),
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
    years = periods["year"].to_numpy() - periods["year"].iloc[0]
    units = np.nan_to_num(units) * scenario.demand.scale * (1.0 + scenario.demand.growth_share) ** years
    wanted = units.sum(axis=1) > 0
    lines = _coded(lines[wanted].reset_index(drop=True), "site", tables["sites"])
    return lines.rename_axis("line"), units[wanted]


def _factor(scenario: Scenario, periods: pd.DataFrame) -> Floats:
    months = (periods["start"] - periods["start"].iloc[0]).to_numpy()
    return np.asarray((1.0 + scenario.money.discount_share) ** -(months / YEAR), dtype=np.float64)


def _site_capacity(sites: pd.DataFrame, scenario: Scenario, periods: pd.DataFrame) -> Floats:
    limit = sites["capacity_units"].fillna(np.inf).to_numpy() * scenario.calendar.data_ratio
    return np.repeat(limit[:, None], len(periods), axis=1)


def _offers(tables: Tables, parts: pd.DataFrame, suppliers: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    offers = tables["offers"].assign(conversion=tables["offers"]["mode"].eq("conversion"))
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
    tables: Tables, offers: pd.DataFrame, scenario: Scenario, periods: pd.DataFrame
) -> tuple[pd.DataFrame, Floats, Codes, pd.DataFrame]:
    """Return the shared hours, which of them an offer uses, and who makes what cooperatives offer.

    Hours that nobody has stated are zero.
    """
    capacity = tables["capacity"]
    uses = offers["process"].notna() & (offers["hours_per_unit"].gt(0) | offers["setup_hours"].gt(0))
    keys = ["supplier", "process"]
    found, hours = spread(capacity, keys, capacity["hours"], periods, scenario.calendar.data_unit, "sum")
    asked = offers.loc[uses, keys].drop_duplicates()
    makers = makers_of(tables, asked)
    asked = pd.concat([asked, makers[keys]]).drop_duplicates(ignore_index=True)
    hours_of = asked.merge(found.reset_index(), on=keys, how="left")
    row = hours_of.pop("index").to_numpy()
    stated = ~np.isnan(row)
    matrix = np.zeros((len(hours_of), len(periods)))
    matrix[stated] = np.nan_to_num(hours[row[stated].astype(np.intp)])
    code = offers[keys].merge(hours_of.reset_index(), on=keys, how="left")["index"]
    hours_code = code.where(uses.to_numpy(), -1.0).fillna(-1.0).to_numpy().astype(np.intp)
    return hours_of.rename_axis("hours_code"), matrix, hours_code, coded_makers(makers, hours_of)


def _places(sites: pd.DataFrame, offers: pd.DataFrame, suppliers: pd.DataFrame) -> pd.DataFrame:
    """Return where units can be sent; see `PlanInputs`."""
    code = np.flatnonzero(offers["conversion"])
    region = suppliers["region"].to_numpy(dtype=object)[offers["supplier_code"].to_numpy()[code]]
    workshops = pd.DataFrame(
        {
            "site": "",
            "workshop": offers["offer"].to_numpy(dtype=object)[code],
            "offer_code": code,
            "region": region,
            "lead": offers["lead_time_periods"].to_numpy()[code],
        }
    )
    plants = sites[["site", "region"]].assign(workshop="", offer_code=-1, lead=0.0)
    kinds = {"site": "str", "workshop": "str", "region": "str", "offer_code": np.intp, "lead": float}
    return pd.concat([plants[list(kinds)].astype(kinds), workshops[list(kinds)].astype(kinds)], ignore_index=True)


def _has_children(explosion: Explosion, offers: pd.DataFrame) -> Flags:
    """Return offers x periods: whether there is anything to work on, of conversion offers; true of all others."""
    takes = np.zeros((len(explosion.roots), int(explosion.epoch_of.max(initial=0)) + 1), dtype=np.bool_)
    for table in (explosion.needs, explosion.choices):
        takes[table["root"], table["epoch"]] = True
    result = np.ones((len(offers), len(explosion.epoch_of)), dtype=np.bool_)
    code = np.flatnonzero(offers["conversion"])
    result[code] = takes[explosion.root_of_made(offers["part"].to_numpy(dtype=object)[code])][:, explosion.epoch_of]
    return result


def _freight(
    tables: Tables, offers: pd.DataFrame, suppliers: pd.DataFrame, places: pd.DataFrame
) -> tuple[Floats, Floats]:
    """Return rupiah per unit paid and periods under way, offers x places; ``NaN`` freight where a lane is missing."""
    lanes = tables["lanes"]
    shape = (len(offers), len(places))
    if lanes.empty:
        return np.zeros(shape), np.zeros(shape)
    regions = pd.Index(
        pd.concat([suppliers["region"], places["region"], lanes["origin"], lanes["destination"]]).unique()
    )
    rate = np.full((len(regions), len(regions)), np.nan)
    time = np.zeros((len(regions), len(regions)))
    np.fill_diagonal(rate, 0.0)
    ends = regions.get_indexer(lanes["origin"]), regions.get_indexer(lanes["destination"])
    rate[ends], time[ends] = money_values(lanes["freight_idr_per_kg"]), lanes["lead_time_periods"]
    origin = regions.get_indexer(suppliers["region"])[offers["supplier_code"]]
    route = np.ix_(origin, regions.get_indexer(places["region"]))
    return rate[route] * offers["mass_kg"].to_numpy()[:, None], time[route]


def _usable(
    offers: pd.DataFrame,
    suppliers: pd.DataFrame,
    scenario: Scenario,
    periods: pd.DataFrame,
    freight: Floats,
    lane_time: Floats,
    places: pd.DataFrame,
) -> Flags:
    ready = ready_from(suppliers["ready_period"].where(suppliers["status"].eq("candidate")), periods)
    usable = in_force(offers, periods) & ready[offers["supplier_code"]]
    usable_at: Flags = usable[:, None, :] & ~np.isnan(freight)[:, :, None]
    start = scenario.calendar.orders_start
    if start is not None:
        # rounded first, so that 0.1 + 0.2 periods are not a whole period more than they should be
        lead = offers["lead_time_periods"].to_numpy()[:, None] + lane_time + places["lead"].to_numpy()[None, :]
        needed = np.ceil((lead / scenario.calendar.data_ratio).round(9))
        usable_at &= (periods.index.to_numpy() - start)[None, None, :] >= needed[:, :, None]
    return usable_at


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


def _rebates(rebates: pd.DataFrame, suppliers: pd.DataFrame) -> pd.DataFrame:
    table = _coded(_with_money(rebates, "minimum_spend_idr"), "supplier", suppliers)
    order = ["supplier_code", "minimum_spend_idr"]
    return table[[*order, "rebate_share"]].sort_values(order, ignore_index=True)


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
