import pytest
from openpyxl import load_workbook

from evplan.workflow.template import make_template


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    for language in ("en", "id"):
        make_template(folder / f"{language}.xlsx", language)
        make_template(folder / f"example_{language}.xlsx", language, example=True)
    return folder


@pytest.fixture
def edited(templates, tmp_path):
    """Return what changes a copy of a template and gives its path."""

    def edit(name, change):
        book = load_workbook(templates / f"{name}.xlsx")
        change(book)
        book.save(tmp_path / "mine.xlsx")
        return tmp_path / "mine.xlsx"

    return edit
