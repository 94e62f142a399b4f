import io

import pytest
from openpyxl import load_workbook

from evplan.plan.form import tkdn_form
from evplan.report.form import FormMark, form_workbook
from tests.small import Small


def small_plan():
    """Ten vehicles in 2026: frame and battery made here, seat imported; a year of labour, assembly and development."""
    plan = Small(first="2026-01", periods=1).demand(10)
    plan.part("FRAME", content_group="frame_body", main_component=True, name="Rangka")
    plan.part("BATTERY", content_group="battery", main_component=True, name="Baterai")
    plan.part("SEAT", per=2, content_group="supporting", main_component=False, name="Jok")
    plan.supplier("ABROAD", country="CN", legal_form="importer", region="R")
    made = {"local_content_share": 0.6, "content_evidence": "certificate", "certificate_expiry": "2030-12-31"}
    plan.offer("frame", "FRAME", 1, **made, raw_material_origin="mixed")
    plan.offer("battery", "BATTERY", 4, local_content_share=0.5, raw_material_origin="mixed")
    plan.offer("seat", "SEAT", 0.5, "ABROAD", local_content_share=0.9)
    plan.add(
        "vehicle_content", vehicle="V", assembly_share=0.5, development_share=0.25, labour_share=1, overhead_share=0.6,
        development_points=25, assembly_cost_idr=2, assembly_local_share=0.75,
    )  # fmt: skip
    return plan


@pytest.fixture(scope="session")
def form():
    plan = small_plan()
    solved = plan.solve()
    return tkdn_form(plan.inputs, plan.tables, solved.solution, solved.plan, "V", 2026)


@pytest.fixture(scope="session")
def content(form):
    return form_workbook(form, FormMark("small#1", "0", "2026-11-22"))


@pytest.fixture
def book(content):
    return load_workbook(io.BytesIO(content))
