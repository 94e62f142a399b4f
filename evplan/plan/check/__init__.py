"""Checks of meaning: on a data set alone, and on a scenario against data and law."""

from evplan.errors import Finding
from evplan.plan.check.bom import check_bom
from evplan.plan.check.conversion import check_conversion
from evplan.plan.check.likeness import check_likeness
from evplan.plan.check.member import check_members
from evplan.plan.check.offer import check_offers
from evplan.plan.check.scenario import check_scenario
from evplan.plan.check.supplier import check_demand, check_suppliers
from evplan.plan.check.upgrade import check_upgrades
from evplan.plan.check.usable import check_usable
from evplan.schema import Tables


def check_tables(tables: Tables) -> list[Finding]:
    """Return the findings on a data set whose cells, keys and references are in order, without a scenario.

    ``source`` is ``TABLE:KEY`` (parts of the key joined by ``/``), or the table where a finding speaks of many rows.
    At most `FINDINGS_PER_CODE` findings of one code, then one that counts the rest.
    """
    return [
        *check_bom(tables),
        *check_usable(tables),
        *check_offers(tables),
        *check_conversion(tables),
        *check_suppliers(tables),
        *check_members(tables),
        *check_upgrades(tables),
        *check_demand(tables),
        *check_likeness(tables),
    ]


__all__ = ["check_scenario", "check_tables"]
