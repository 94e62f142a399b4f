"""Loans for upgrades: up to a part of the cost and a ceiling by class, taken where they make the plan cheaper."""

from __future__ import annotations

from datetime import date

import pytest
from small import Small, Solved, shipped_law

from evplan.law import loan_terms


def firm(discount: float = 0.0, size: str = "mikro", first: str = "2027-01", **cells) -> Small:
    """Ten of ``x``: A at 3 without hours, B at 50; ten hours for 60 of which 40 can be lent."""
    small = Small(first).part("x").supplier("A", legal_form="cv", size_class=size)
    small.offer("a", "x", 3, process="weld", hours_per_unit=1).offer("b", "x", 50).demand(10)
    values = {"process": "weld", "added_hours": 10, "credit_idr": 40} | cells
    return small.upgrade("u", "A", "capacity", 60, **values).option("money", discount_share=discount)


def loan(solved: Solved) -> float:
    """Return what is lent, in million rupiah."""
    assert solved.plan is not None, solved.status
    return round(float(solved.plan.investments["credit_idr"].sum()) / 1e6, 6)


def test_the_terms_are_those_of_the_data():
    terms = loan_terms(shipped_law(), date(2027, 1, 1))
    assert terms is not None
    assert (terms.ceiling_idr["mikro"], terms.ceiling_idr["kecil"]) == (100e6, 500e6)
    assert (terms.yearly_interest_share, terms.term_years) == (0.06, 3)
    # a third and interest on what is still owed: 0.06, 0.04, 0.02
    assert terms.payments == pytest.approx([1 / 3 + 0.06, 1 / 3 + 0.04, 1 / 3 + 0.02])
    assert terms.interest_share == pytest.approx(0.12)
    assert loan_terms(shipped_law(), date(2025, 12, 31)) is None


def test_nobody_borrows_without_need():
    solved = firm().solve()
    assert (solved.cost, loan(solved)) == (30 + 60, 0)


def test_a_loan_pays_where_later_money_counts_less():
    # at 20 % a year: (1/3 + 0.06) / 1.2 + (1/3 + 0.04) / 1.44 + (1/3 + 0.02) / 1.728 = 0.791512
    solved = firm(0.2).solve()
    paid = (1 / 3 + 0.06) / 1.2 + (1 / 3 + 0.04) / 1.44 + (1 / 3 + 0.02) / 1.728
    assert (loan(solved), solved.cost) == (40, pytest.approx(30 + 20 + 40 * paid))
    assert solved.plan.investments["interest_idr"].tolist() == pytest.approx([4.8e6])
    assert loan(firm(0.03).solve()) == 0  # dearer than own money


def test_a_loan_makes_room_in_a_budget():
    tight = firm().rule("budget", measure="investment", maximum=25e6)
    solved = tight.solve()
    # 35 have to be lent, at 12 % over the term
    assert (loan(solved), solved.cost_of("upgrade")) == (35, 60 + 35 * 0.12)
    assert firm().rule("budget", measure="investment", maximum=19e6).solve().units == {"b": 10}
    assert tight.rule("budget", measure="credit", maximum=30e6).solve().units == {"b": 10}


def test_a_loan_stays_below_the_ceiling_of_the_class():
    small = firm(0.2, credit_idr=60)
    small.rows["upgrades"][0]["cost_idr"] = str(300_000_000)
    small.rows["upgrades"][0]["credit_idr"] = str(300_000_000)
    assert loan(small.solve()) == 100
    assert loan(firm(0.2, "kecil", credit_idr=60).solve()) == 60
    assert loan(firm(0.2, "menengah").solve()) == 0


def test_all_loans_of_a_supplier_share_its_ceiling():
    small = firm(0.2, credit_idr=60)
    small.rows["upgrades"][0]["added_hours"] = 5
    small.upgrade("v", "A", "capacity", 60, process="weld", added_hours=5, credit_idr=60)
    solved = small.solve()
    assert (len(solved.plan.investments), loan(solved)) == (2, 100)
