import pandas as pd
import pytest

from evplan.plan.flow import AWARDED, TIER_FLOWS, flows, kind_of_supplier, region_kinds, who_gets_what
from evplan.plan.record import PLAN_COLUMNS, PlanTables, no_rows
from evplan.schema import TABLES, empty_table


def tables(**rows):
    """Return a data set with these rows; blank cells where a row is silent."""
    made = {name: empty_table(name) for name in TABLES}
    for name, lines in rows.items():
        made[name] = pd.DataFrame(lines).reindex(columns=made[name].columns)
    return made


SET = tables(
    suppliers=[
        {"supplier": "MINE", "legal_form": "pt", "size_class": "besar", "country": "CN", "region": "X"},
        {"supplier": "SHOP", "legal_form": "cv", "size_class": "kecil", "country": "ID", "region": "A"},
        {"supplier": "KOP", "legal_form": "koperasi", "size_class": "besar", "country": "ID", "region": "B"},
        {"supplier": "BIG", "legal_form": "pt", "size_class": "besar", "country": "ID", "region": "A"},
        {"supplier": "STATE", "legal_form": "bumn", "size_class": "besar", "country": "ID", "region": "B"},
    ],
    parts=[
        {"part": "STEEL", "kind": "material", "system": "frame", "mass_kg": 2.0},
        {"part": "TUBE", "kind": "component", "system": "frame", "mass_kg": 1.0},
        {"part": "FRAME", "kind": "component", "system": "frame", "mass_kg": 3.0},
        {"part": "WHEEL", "kind": "component", "system": "wheel"},
    ],
    offers=[
        {"offer": "steel", "supplier": "MINE", "part": "STEEL"},
        {"offer": "tube", "supplier": "SHOP", "part": "TUBE"},
        {"offer": "frame", "supplier": "KOP", "part": "FRAME"},
        {"offer": "wheel", "supplier": "BIG", "part": "WHEEL"},
    ],
    sites=[{"site": "S", "region": "A"}, {"site": "T", "region": "B"}],
    regions=[{"region": "A", "name": "Alpha"}],
)

WHO = {"steel": ("MINE", "STEEL"), "tube": ("SHOP", "TUBE"), "frame": ("KOP", "FRAME"), "wheel": ("BIG", "WHEEL")}


def plan(*awards):
    """Return a plan of awards: offer, workshop, site, vehicle, units, value, freight."""
    rows = []
    for offer, workshop, site, vehicle, units, value, freight in awards:
        supplier, part = WHO[offer]
        rows.append(
            {
                "offer": offer,
                "workshop": workshop,
                "site": site,
                "vehicle": vehicle,
                "period": "2026",
                "supplier": supplier,
                "part": part,
                "units": units,
                "surplus": 0.0,
                "units_paid": units,
                "price_idr": value / units,
                "value_idr": value,
                "freight_idr": freight,
                "duty_idr": 0.0,
            }
        )
    frames = {name: no_rows(columns) for name, columns in PLAN_COLUMNS.items()}
    frames["awards"] = pd.DataFrame(rows).astype(PLAN_COLUMNS["awards"])
    return PlanTables(**frames)


# Steel is made into tubes, tubes into frames; wheels are bought.
CHAIN = plan(
    ("steel", "tube", "S", "V", 10.0, 90.0, 10.0),
    ("tube", "frame", "S", "V", 10.0, 50.0, 0.0),
    ("frame", "", "S", "V", 10.0, 30.0, 2.0),
    ("wheel", "", "S", "V", 20.0, 40.0, 0.0),
)


def tier_rows(made):
    return {tuple(row[:4]): row[4] for row in made.tiers[list(TIER_FLOWS)].itertuples(index=False, name=None)}


def test_value_grows_from_tier_to_tier_by_what_is_worked_into_it():
    assert tier_rows(flows(SET, CHAIN)) == {
        (3, "material-import", 2, "umkm"): 100.0,
        (2, "umkm", 1, "koperasi"): 150.0,
        (1, "koperasi", 0, "S"): 182.0,
        (1, "large", 0, "S"): 40.0,
        (0, "S", -1, "V"): 222.0,
    }


def test_material_goes_with_the_line_that_it_was_sent_for():
    made = flows(
        SET,
        plan(
            ("steel", "tube", "S", "V", 1.0, 10.0, 0.0),
            ("steel", "tube", "T", "W", 1.0, 70.0, 0.0),
            ("tube", "", "S", "V", 5.0, 1.0, 0.0),
            ("tube", "", "T", "W", 5.0, 1.0, 0.0),
        ),
    )
    rows = tier_rows(made)
    assert rows[1, "umkm", 0, "S"] == 11.0
    assert rows[1, "umkm", 0, "T"] == 71.0


def test_material_of_a_line_that_the_workshop_made_nothing_for_goes_with_all_that_it_made():
    made = flows(
        SET,
        plan(
            ("steel", "tube", "T", "W", 1.0, 80.0, 0.0),
            ("tube", "", "S", "V", 3.0, 3.0, 0.0),
            ("tube", "", "S", "W", 1.0, 1.0, 0.0),
        ),
    )
    rows = tier_rows(made)
    assert rows[0, "S", -1, "V"] == 3.0 + 60.0
    assert rows[0, "S", -1, "W"] == 1.0 + 20.0


def test_a_workshop_that_delivers_near_and_far_stands_on_the_farther_tier():
    made = flows(
        SET,
        plan(
            ("tube", "", "S", "V", 1.0, 5.0, 0.0),
            ("tube", "frame", "S", "V", 1.0, 5.0, 0.0),
            ("frame", "", "S", "V", 1.0, 7.0, 0.0),
        ),
    )
    assert set(made.tiers.loc[made.tiers["from_node"].eq("umkm"), "from_tier"]) == {2}


def test_between_regions_flows_what_each_supplier_is_paid_for_and_its_mass():
    regions = flows(SET, CHAIN).regions.set_index(["origin", "destination"])
    assert regions["idr"].to_dict() == {("X", "A"): 100.0, ("A", "B"): 50.0, ("B", "A"): 32.0, ("A", "A"): 40.0}
    assert regions.loc[("X", "A"), "kg"] == 20.0
    assert regions.loc[("A", "A"), "kg"] == 0.0


def test_a_plan_that_buys_nothing_has_no_flows():
    empty = PlanTables(**{name: no_rows(columns) for name, columns in PLAN_COLUMNS.items()})
    made = flows(SET, empty)
    assert made.tiers.empty
    assert made.regions.empty


def test_every_supplier_is_of_one_kind():
    assert kind_of_supplier(SET["suppliers"]).to_dict() == {
        "MINE": "import",
        "SHOP": "umkm",
        "KOP": "koperasi",
        "BIG": "large",
        "STATE": "bumn",
    }


def test_who_gets_what_is_told_most_value_first():
    table = who_gets_what(SET, CHAIN)
    assert list(table.columns) == list(AWARDED)
    assert table["supplier"].tolist() == ["MINE", "SHOP", "BIG", "KOP"]
    assert table["value_idr"].tolist() == [90.0, 50.0, 40.0, 30.0]
    assert table["system"].tolist() == ["frame", "frame", "wheel", "frame"]


@pytest.mark.parametrize(("kind", "name", "value"), [("umkm", "Alpha", 50.0), ("koperasi", "B", 30.0)])
def test_purchases_are_summed_by_region_and_kind_and_a_nameless_region_keeps_its_key(kind, name, value):
    table = region_kinds(SET, who_gets_what(SET, CHAIN)).set_index(["name", "kind"])["value_idr"]
    assert table[name, kind] == value
