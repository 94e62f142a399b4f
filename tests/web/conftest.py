"""Fixtures of the pages: a database that is made once, and an application on a copy of it."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from web_world import VERSION, Template, make_site, make_template

from evplan.workflow import password, review_view
from evplan.workflow.database import kept_open


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Template:
    """A database with the small world solved, a round open on it, and accounts; and the tokens that were told."""
    with pytest.MonkeyPatch.context() as patch:
        # A hash says how dear it is: those of the tests' accounts are cheap, and so is every log-in to them.
        patch.setattr(password, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        return make_template(tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="session", autouse=True)
def one_ground(template):
    """Every test has a copy of the same stored run, so what views are cut from is worked out once for all copies."""
    known, own = review_view._ground(f"sqlite:///{template[0]}", VERSION, "small#1"), review_view._ground
    with pytest.MonkeyPatch.context() as patch:
        # Other folders' tests, in the same process, have runs of that name too.
        def ground(url, version, name):
            is_copy = url.endswith("/pages.db") and name == "small#1"
            return known if is_copy else own(url, version, name)

        patch.setattr(review_view, "_ground", ground)
        yield


@pytest.fixture
def site(template, tmp_path):
    """The application on a fresh copy of that database."""
    made = make_site(template, tmp_path)
    with kept_open(made.url, VERSION):
        yield made


@pytest.fixture(scope="module")
def shared_site(template, tmp_path_factory):
    """The application on a copy that tests of one module share, since they change nothing in it."""
    made = make_site(template, tmp_path_factory.mktemp("shared"))
    with kept_open(made.url, VERSION):
        yield made
