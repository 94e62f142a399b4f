"""What the planner sees of plans: all, one, two compared; adopting one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query, Request
from starlette.responses import Response

from evplan.errors import EvplanError, NotFound
from evplan.report.compare import comparison_blocks
from evplan.report.plan import names_of, run_blocks
from evplan.web.guard import PLANNER, Visitor, web_setting
from evplan.web.page import go, page, run_path
from evplan.web.route import MOST_ID, Form, Here, Pages, text_of
from evplan.web.sight import there
from evplan.web.trouble import trouble_words
from evplan.workflow.compare import compare_runs
from evplan.workflow.review import adopt_run, adopted_runs
from evplan.workflow.run import list_runs, show_run

pages = Pages()

Version = Annotated[int, Path(ge=1, le=MOST_ID)]
Name = Annotated[str, Query(min_length=1, max_length=200)]


@pages.get("/runs", PLANNER)
def runs(request: Request, visitor: Here) -> Response:
    """Show all plans, newest first."""
    setting = web_setting(request)
    stored = list_runs(setting.url, setting.version).iloc[::-1]
    adopted = set(adopted_runs(setting.url, setting.version)["run"])
    rows = [
        {**row, "adopted": row["run"] in adopted, "has_plan": row["total_cost_idr"] == row["total_cost_idr"]}
        for row in stored.to_dict(orient="records")
    ]
    return page(request, visitor, "runs.html", values={"runs": rows})


@pages.get("/runs/{scenario}/{version}", PLANNER)
def run(request: Request, visitor: Here, scenario: str, version: Version) -> Response:
    """Show a plan as 'evplan run show' tells it."""
    return _run(request, visitor, f"{scenario}#{version}")


@pages.post("/runs/{scenario}/{version}/adopt", PLANNER, form_on="/runs/{scenario}/{version}")
def adopt(request: Request, visitor: Here, scenario: str, version: Version, form: Form) -> Response:
    """Mark a plan as the one that is carried out."""
    name, setting = f"{scenario}#{version}", web_setting(request)
    try:
        record = setting.record(visitor.user.name, visitor.language)
        adopt_run(record, name, force=text_of(form, "force") == "yes", note=text_of(form, "note"))
    except NotFound as error:
        raise error
    except EvplanError as error:
        words = trouble_words(error, visitor.language)
        return _run(request, visitor, name, words, {"note": text_of(form, "note")}, 409)
    return go(run_path(name), said="adopted")


@pages.get("/compare", PLANNER)
def compare(request: Request, visitor: Here, first: Name, second: Name) -> Response:
    """Show what differs between two plans, and why the cost does."""
    setting = web_setting(request)
    found = there(lambda: compare_runs(setting.url, setting.version, (first, second), language=visitor.language))
    blocks = [block for one in found for block in comparison_blocks(one, visitor.language)]
    return page(request, visitor, "compare.html", values={"first": first, "second": second, "blocks": blocks})


def _run(
    request: Request,
    visitor: Visitor,
    name: str,
    trouble: str = "",
    form: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    setting = web_setting(request)
    stored, tables = there(lambda: show_run(setting.url, setting.version, name))
    adopted = adopted_runs(setting.url, setting.version)
    mine = adopted[adopted["run"].eq(stored.name)].to_dict(orient="records")
    values = {
        "run": stored,
        "blocks": run_blocks(stored, names_of(tables), visitor.language),
        "adopted": mine[0] if mine else None,
        "trouble": trouble,
        "form": form or {"note": ""},
    }
    return page(request, visitor, "run.html", status=status, values=values)
