"""The report as one page that opens offline: HTML with its style and pictures inside, no script, nothing fetched."""

from evplan.report.page.chapter import Chapter
from evplan.report.page.page import page_html

__all__ = ["Chapter", "page_html"]
