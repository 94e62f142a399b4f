import pandas as pd

from evplan.plan.check.left_out import check_left_out
from evplan.schema import TABLES, conform, empty_table


def _tables(**frames):
    tables = {name: empty_table(name) for name in TABLES}
    return tables | {name: conform(name, pd.DataFrame(rows)) for name, rows in frames.items()}


def test_a_set_of_complete_offers_leaves_nothing_out():
    assert check_left_out(_tables(offers=[{"offer": "A", "supplier": "S", "part": "P", "price": "1"}])) == []


def test_conversion_offers_and_rebates_are_said_to_be_left_out():
    tables = _tables(
        offers=[{"offer": "A", "supplier": "S", "part": "P", "price": "1", "mode": "conversion"}],
        supplier_rebates=[{"supplier": "S", "minimum_spend_idr": "5", "rebate_share": 0.1}],
    )
    findings = check_left_out(tables)
    assert [(found.code, found.source, str(found.severity)) for found in findings] == [
        ("conversion-left-out", "offers", "warning"),
        ("left-out", "supplier_rebates", "note"),
    ]
    assert "1 offers work on parts" in findings[0].message
