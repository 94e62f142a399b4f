"""The terms of KUR credit by day, and what a loan costs (``data/credit/kur.toml``; Python holds the formula only)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from evplan.law.record import Law

NAME = "kur"
CEILING, INTEREST, TERM = "ceiling_idr", "yearly_interest_share", "term_years"
KINDS = ("super_mikro", "mikro", "kecil")
"""Kinds of loan; a supplier's is the one named like its size class."""


@dataclass(frozen=True)
class LoanTerms:
    """What a loan may be and costs: ceiling in rupiah per size class, interest a year, years until it is repaid."""

    ceiling_idr: dict[str, float]
    yearly_interest_share: float
    term_years: int

    @property
    def interest_share(self) -> float:
        """Return the interest over the whole term, undiscounted, as a part of the loan."""
        return math.fsum(self.payments) - 1

    @property
    def payments(self) -> list[float]:
        """Return what is paid at the end of each year, as parts of the loan.

        Formula
        -------
        payment[k]  =  1 / n + rate * (n - k + 1) / n      for years k = 1 .. n: an instalment, and interest on the rest
        """
        n = self.term_years
        return [1 / n + self.yearly_interest_share * (n - k + 1) / n for k in range(1, n + 1)]

    def present_value(self, discount_share: float) -> float:
        """Return the payments' worth on the day of the loan, as a part of it, at a discount per year."""
        return math.fsum(paid * (1 + discount_share) ** -year for year, paid in enumerate(self.payments, start=1))


def loan_terms(law: Law, day: date) -> LoanTerms | None:
    """Return the terms of KUR credit on ``day``, or ``None`` where no file has any."""
    document = law.documents.get(NAME)
    if document is None:
        return None
    ceiling, interest, term = (document.find(subject, day) for subject in (CEILING, INTEREST, TERM))
    if ceiling is None or interest is None or term is None:
        return None
    assert isinstance(ceiling.value, dict), CEILING  # held by the form of the files
    return LoanTerms(dict(ceiling.value), law.number(NAME, INTEREST, day), int(law.number(NAME, TERM, day)))
