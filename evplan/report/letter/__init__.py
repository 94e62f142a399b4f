"""Letters to the suppliers of a plan, for printing: as PDF and as a page that needs nothing else."""

from evplan.report.letter.content import Letter, letter_content
from evplan.report.letter.layout import letters_html, letters_pdf
from evplan.report.letter.message import MOST_SIGNS, message_text

__all__ = ["MOST_SIGNS", "Letter", "letter_content", "letters_html", "letters_pdf", "message_text"]
