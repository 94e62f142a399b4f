"""Facility location with a published optimum, by openings and by upgrades."""

from __future__ import annotations

from small import Small

DEMAND = (80, 270, 250, 160, 180)
FREIGHT = ((4, 5, 6, 8, 10), (6, 4, 3, 5, 8), (9, 7, 4, 3, 4))
"""Per facility, to each customer."""

SMALL_CHANGE = 1e-3
"""Money in thousands: the builder's million is one of the source's thousand, so that costs stay small."""


def customers() -> Small:
    """Customers are sites of their own region; every facility ships at the source's cost per unit."""
    small = Small().part("x", mass_kg=1)
    for customer, units in enumerate(DEMAND):
        small.site(f"S{customer}", region=f"C{customer}").demand(units, site=f"S{customer}")
    for facility, costs in enumerate(FREIGHT):
        for customer, cost in enumerate(costs):
            small.add("lanes", origin=f"F{facility}", destination=f"C{customer}",
                      freight_idr_per_kg=cost * SMALL_CHANGE, lead_time_periods=0)  # fmt: skip
    return small


def test_flp_of_kubo_and_pedroso():
    """J. P. Pedroso, A. Rais, M. Kubo, M. Muramatsu, Mathematical Optimization (2012), facility location: 5,610.

    Three facilities of 500 units at a fixed cost of 1,000 (the example flp.py of PySCIPOpt); the second and third open.
    """
    small = customers()
    for facility in range(3):
        name = f"F{facility}"
        small.supplier(name, status="candidate", opening_cost_idr=1000 * SMALL_CHANGE, region=name)
        small.offer(name.lower(), "x", 0, name, process="ship", hours_per_unit=1).hours(name, "ship", 500)
    solved = small.solve()
    assert solved.cost == 5610 * SMALL_CHANGE
    assert set(solved.units) == {"f1", "f2"}


def test_the_same_with_facilities_that_are_opened_by_an_upgrade():
    small = customers()
    for facility in range(3):
        name = f"F{facility}"
        small.supplier(name, region=name).offer(name.lower(), "x", 0, name, process="ship", hours_per_unit=1)
        small.upgrade(f"u{facility}", name, "process", 1000 * SMALL_CHANGE, process="ship", added_hours=500)
    solved = small.solve()
    assert solved.cost == 5610 * SMALL_CHANGE
    assert set(solved.plan.investments["item"]) == {"u1", "u2"}
