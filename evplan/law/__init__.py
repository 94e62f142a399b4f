"""What the law says about local content: dated values, the methods' formulas, and the score of a plan.

The terms of KUR credit are dated values of the same form (``data/credit``). The numbers come from these files (read
elsewhere, handed over as plain values); here are the formulas only.
"""

from evplan.law.form import parse_law
from evplan.law.formula import aspects, credit, fixed, formula
from evplan.law.loan import LoanTerms, loan_terms
from evplan.law.record import METHODS, Document, Law, LegalValue, OpenQuestion, year_day
from evplan.law.tally import breakdown, score
from evplan.law.working_time import full_time_hours

__all__ = [
    "METHODS",
    "Document",
    "Law",
    "LegalValue",
    "LoanTerms",
    "OpenQuestion",
    "aspects",
    "breakdown",
    "credit",
    "fixed",
    "formula",
    "full_time_hours",
    "loan_terms",
    "parse_law",
    "score",
    "year_day",
]
