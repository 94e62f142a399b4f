"""The interface is asked what its own description allows and what it does not, as every role and as nobody.

It breaks nowhere, and answers nothing that the description leaves out.
"""

from __future__ import annotations

import warnings
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from web_world import make_site

from evplan.web.interface import DESCRIPTION

with warnings.catch_warnings():
    # It speaks on import of successors of what it is built on; the tests' versions are those of constraints.txt.
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import (
        content_type_conformance,
        not_a_server_error,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

KNOWN = {"round_id": 1, "offer": "KOP-FRAME", "scenario": "small", "version": 1}
"""What is there: without it all but few questions would end at what is not."""


def ask(site, name, examples):
    """Ask every address that often, rightly and wrongly; return how often each status came."""
    headers = site.bearer(name) if name else {}
    came: Counter[int] = Counter()
    schema = schemathesis.openapi.from_asgi(DESCRIPTION, site.app)
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        for found in schema.get_all_operations():
            operation = found.ok()

            @settings(
                max_examples=examples,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
            def one(case, known):
                if known:
                    case.path_parameters.update({key: KNOWN[key] for key in case.path_parameters if key in KNOWN})
                answer = case.call(headers=headers)
                case.validate_response(answer, checks=CHECKS)
                came[answer.status_code] += 1

            if mode is GenerationMode.POSITIVE or operation.body or operation.path_parameters:
                one()
    return came


@pytest.mark.parametrize("name", ["planner", "ketua", "anggota", None])
@pytest.mark.parametrize("examples", [3, pytest.param(60, marks=pytest.mark.benchmark)])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_the_interface_answers_as_its_description_says(template, tmp_path, name, examples):
    came = ask(make_site(template, tmp_path), name, examples)
    if name is None:
        assert set(came) <= {400, 401}, came
    else:
        assert came[200] > 0
        assert came[404 if name == "ketua" else 403] > 0
