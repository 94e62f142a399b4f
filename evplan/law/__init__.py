"""What the law says about local content: dated values, the methods' formulas, and the score of a plan.

The numbers come from ``data/law`` (read elsewhere, handed over as plain values); here are the formulas only.
"""

from evplan.law.form import parse_law
from evplan.law.formula import aspects, credit, fixed
from evplan.law.record import METHODS, Document, Law, LegalValue, OpenQuestion, year_day
from evplan.law.tally import breakdown, score

__all__ = [
    "METHODS",
    "Document",
    "Law",
    "LegalValue",
    "OpenQuestion",
    "aspects",
    "breakdown",
    "credit",
    "fixed",
    "parse_law",
    "score",
    "year_day",
]
