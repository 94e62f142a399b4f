"""What a data set holds that plans do not use yet: said, not passed over."""

from __future__ import annotations

from evplan.errors import Finding, finding
from evplan.schema import Tables


def check_left_out(tables: Tables) -> list[Finding]:
    """Return a finding per kind of row that no plan of this version takes into account.

    Conversion offers are a warning: a part that has no others is taken as a phantom. Rebates, upgrades and members'
    hours behind a cooperative are notes: plans are feasible without them, and never cheaper.
    """
    conversions = tables["offers"]["mode"].eq("conversion")
    findings = []
    if conversions.any():
        findings.append(finding("conversion-left-out", "offers", count=int(conversions.sum())))
    for table in ("supplier_rebates", "upgrades", "memberships"):
        if len(tables[table]):
            findings.append(finding("left-out", table, table=table, count=len(tables[table])))
    return findings
