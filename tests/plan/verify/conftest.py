"""A tiny plan that is right, with numbers for the head; tests spoil one thing at a time.

Motorcycle M takes a frame, a body and a cell; trike T two frames and two cells. A frame (phantom) takes 2 tubes and
half of that again as scrap: 3. A body (phantom) is made with 1 steel or 2 resins. December 2026 builds 10 M, January
2027 builds 10 M and 5 T. January's body is made half with steel, half with resin; 20 of January's tubes are bought in
December.
"""

import io
import tomllib
from copy import deepcopy

import pandas as pd
import pytest

from evplan.law import parse_law
from evplan.plan.record import SOLUTION_COLUMNS, Solution
from evplan.plan.verify import recompute, verify
from evplan.scenario.document import Scenario
from evplan.schema import TABLES, conform, empty_table
from evplan.shipped import shipped_folder

DATA = {
    "parts": """
        part,kind,content_group,mass_kg,certificates,holding_cost_idr
        M,vehicle,none,,,
        T,vehicle,none,,,
        FRAME,assembly,frame_body,,,
        BODY,assembly,frame_body,,,
        TUBE,material,frame_body,1,,10
        STEEL,component,frame_body,3,,
        RESIN,component,frame_body,0.5,SNI,
        CELL,component,battery,2,,""",
    "bom_lines": """
        parent,child,quantity_per,scrap_share,substitute_group
        M,FRAME,1,0,
        M,BODY,1,0,
        M,CELL,1,0,
        T,FRAME,2,0,
        T,CELL,2,0,
        FRAME,TUBE,2,0.5,
        BODY,STEEL,1,0,skin
        BODY,RESIN,2,0,skin""",
    "regions": "region\nR1\nR2\nCN",
    "suppliers": """
        supplier,legal_form,size_class,region,country,status,opening_cost_idr,ready_period
        koperasi,koperasi,mikro,R1,ID,active,0,
        pabrik,pt,besar,R1,ID,active,0,
        baru,cv,mikro,R2,ID,candidate,5000,2027-01
        impor,importer,besar,CN,CN,active,0,""",
    "capacity": "supplier,process,period,hours\nkoperasi,weld,,10",
    "offers": """
        offer,supplier,part,price,currency,minimum_order,order_multiple,maximum_units,tooling_cost_idr,lead_time_periods,yield_share,duty_share,process,hours_per_unit,setup_hours,labour_hours_per_unit,local_content_share,content_evidence,certificate_expiry,valid_from
        o-tube,koperasi,TUBE,100,IDR,20,,,1000,1,1,0,weld,0.1,5,1,1,certificate,2026-12-31,
        o-steel,pabrik,STEEL,1000,IDR,,5,20,,1,0.5,0,,,,0.5,0.5,self_declared,,
        o-resin,baru,RESIN,300,IDR,,,,,1,1,0,,,,2,1,none,,2027-01-01
        o-cell,impor,CELL,2,USD,,,,,0.5,1,0.1,,,,1,0.9,certificate,,""",
    "price_bands": "offer,minimum_units,price,basis\no-tube,50,90,period",
    "sites": "site,region,capacity_units\nS,R1,15",
    "vehicle_content": "vehicle,year,assembly_share,assembly_cost_idr,assembly_local_share\nM,2026,1,3350,1",
    "demand": "vehicle,site,period,units\nM,S,,10\nT,S,2027-01,5\nT,S,2027-02,99",
    "lanes": "origin,destination,freight_idr_per_kg,lead_time_periods\nR2,R1,50,0\nCN,R1,1000,0.5",
    "exchange_rates": "currency,period,idr_per_unit\nUSD,,10000\nUSD,2027-01,11000",
    "supplier_certificates": "supplier,certificate,valid_to\nbaru,SNI,2027-01-31",
}

PLAN = {
    "builds": """
        vehicle,site,period,built
        M,S,2026-12,10
        M,S,2027-01,10
        T,S,2027-01,5""",
    "awards": """
        offer,workshop,site,vehicle,period,units,surplus
        o-tube,,S,M,2026-12,50,0
        o-tube,,S,M,2027-01,10,0
        o-tube,,S,T,2027-01,30,0
        o-steel,,S,M,2026-12,10,0
        o-steel,,S,M,2027-01,5,0
        o-resin,,S,M,2027-01,10,0
        o-cell,,S,M,2026-12,10,0
        o-cell,,S,M,2027-01,10,0
        o-cell,,S,T,2027-01,10,0""",
    "stock": "part,workshop,site,vehicle,period,units\nTUBE,,S,M,2026-12,20",
    "substitutes": """
        parent,child,substitute_group,workshop,site,vehicle,period,parent_units
        BODY,STEEL,skin,,S,M,2026-12,10
        BODY,STEEL,skin,,S,M,2027-01,5
        BODY,RESIN,skin,,S,M,2027-01,5""",
    "investments": """
        kind,item,period,credit_idr
        tooling,o-tube,2026-12,0
        opening,baru,2027-01,0""",
}

SCENARIO = {
    "name": "tiny",
    "data": "tiny",
    "calendar": {"first": "2026-12", "periods": 2, "orders_from": "2026-11"},
}


def _frame(text):
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return pd.read_csv(io.StringIO(lines), dtype=str, keep_default_na=False, na_values=[""])


def _typed(name, frame):
    for column in TABLES[name].columns:
        if column.kind == "number" and column.name in frame:
            frame[column.name] = frame[column.name].astype("float64")
    return conform(name, frame)


def _rows_of(name, text):
    """Return a table of the plan; a blank workshop is the assembly line."""
    frame = _frame(text)
    return frame.assign(**{column: frame[column].fillna("") for column in frame if column == "workshop"}).astype(
        SOLUTION_COLUMNS[name]
    )


class Tiny:
    """Data, scenario and plan, each open to change."""

    def __init__(self, law, tables, plan):
        self.law = law
        self.tables, self.plan = dict(tables), dict(plan)
        self.options = deepcopy(SCENARIO)
        self.references = {}

    def _rows(self, name):
        holder = self.plan if name in self.plan else self.tables
        return holder, holder[name]

    def set(self, name, where, **values):
        holder, frame = self._rows(name)
        frame = frame.copy()
        rows = pd.Series(True, index=frame.index)
        for column, value in where.items():
            rows &= frame[column] == value
        assert rows.any(), where
        for column, value in values.items():
            frame.loc[rows, column] = value
        holder[name] = frame
        return self

    def add(self, name, **values):
        holder, frame = self._rows(name)
        if "workshop" in frame:
            values = {"workshop": ""} | values
        added = pd.concat([frame, pd.DataFrame([values])], ignore_index=True)
        holder[name] = added.astype(SOLUTION_COLUMNS[name]) if name in self.plan else _typed(name, added)
        return self

    def drop(self, name, **where):
        holder, frame = self._rows(name)
        rows = pd.Series(True, index=frame.index)
        for column, value in where.items():
            rows &= frame[column] == value
        assert rows.any(), where
        holder[name] = frame[~rows].reset_index(drop=True)
        return self

    def rule(self, **values):
        self.options.setdefault("rule", []).append({"id": f"r{len(self.options.get('rule', []))}", **values})
        return self

    @property
    def given(self):
        return self.tables, Scenario.model_validate(self.options), self.law, Solution(**self.plan)

    def verify(self, claimed=None):
        return verify(*self.given, claimed, self.references)

    def codes(self, claimed=None):
        return {finding.code for finding in self.verify(claimed)}

    def recompute(self):
        return recompute(*self.given, self.references)


@pytest.fixture(scope="session")
def shipped_law():
    files = sorted(path for name in ("law", "credit") for path in (shipped_folder("data") / name).glob("*.toml"))
    return parse_law({path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files})


def _tables(data):
    tables = {name: empty_table(name) for name in TABLES}
    return tables | {name: _typed(name, _frame(text)) for name, text in data.items()}


def _plan(plan):
    blank = {name: ",".join(columns) for name, columns in SOLUTION_COLUMNS.items()}
    return {name: _rows_of(name, text) for name, text in (blank | plan).items()}


@pytest.fixture(scope="session")
def tiny_data():
    return _tables(DATA)


@pytest.fixture(scope="session")
def tiny_plan():
    return _plan(PLAN)


@pytest.fixture(scope="session")
def tiny_of(shipped_law):
    """Return a function that makes the same of other data, another plan and calendar."""

    def build(data, plan, **calendar):
        made = Tiny(shipped_law, _tables(data), _plan(plan))
        made.options["calendar"] = calendar
        return made

    return build


@pytest.fixture
def tiny(shipped_law, tiny_data, tiny_plan):
    return Tiny(shipped_law, tiny_data, tiny_plan)
