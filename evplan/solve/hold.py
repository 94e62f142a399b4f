"""What can be saved inside a plan: orders stay as they were placed, and what is delivered is built with."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evplan.model.family.cooperative import members_of
from evplan.model.held import HeldProgram, held_program
from evplan.model.program import SourcingModel
from evplan.plan.conversion import place_code
from evplan.plan.inputs import PlanInputs
from evplan.plan.record import SOLUTION_COLUMNS, Solution
from evplan.quantities import NEGLIGIBLE_UNITS, Floats
from evplan.solve.answer import Ending
from evplan.solve.extract import extract
from evplan.solve.highs import run


@dataclass(frozen=True)
class Held:
    """What is left of a plan; ``solution`` is ``None`` where the search for it ended without any."""

    ending: Ending
    solution: Solution | None


def hold(model: SourcingModel, values: Floats, plan: Solution, seconds: float) -> Held:
    """Return the most that can be built with a plan's orders, of what the model has not lost.

    ``values`` is the plan as a value per column, ``plan`` the same as a solution. What is delivered and not used is
    surplus of the awards. Nothing new is ordered; investments that were begun stay, but those of who is lost.
    """
    program = held_program(model, values)
    answer = run(program.arrays, {"time_limit": seconds, "mip_rel_gap": 0.0})
    if answer.values is None:
        return Held(answer.ending, None)
    own = answer.values[: len(values)]
    found = extract(model, own)
    awards = _with_left(model.inputs, found.awards, _left(program, answer.values), plan)
    members = members_of(model.inputs, model.columns, _made(program, answer.values, own))
    investments = _still_paid(model, plan.investments, awards)
    return Held(answer.ending, replace(found, awards=awards, members=members, investments=investments))


def _left(program: HeldProgram, values: Floats) -> pd.DataFrame:
    """Return the orders with what is left over of each in ``surplus``."""
    orders = program.orders[program.orders["left"].ge(0)]
    orders = orders.assign(surplus=values[orders["left"].to_numpy()])
    return orders[orders["surplus"].gt(NEGLIGIBLE_UNITS)]


def _made(program: HeldProgram, values: Floats, own: Floats) -> Floats:
    """Return the columns with what is left over added to what is bought: it took hours too."""
    left = _left(program, values)
    made = own.copy()
    np.add.at(made, left["column"].to_numpy(dtype=np.int64), left["surplus"].to_numpy())
    return made


def _with_left(inputs: PlanInputs, awards: pd.DataFrame, left: pd.DataFrame, plan: Solution) -> pd.DataFrame:
    """Return the awards with what is left over, on the line of the plan that the order was first for."""
    kinds = SOLUTION_COLUMNS["awards"]
    keys = ["offer", "workshop", "site", "vehicle", "period"]
    placed = plan.awards.assign(place=place_code(inputs, plan.awards)).drop_duplicates(["offer", "place", "period"])
    named = left.groupby(["offer", "place", "period"], as_index=False)["surplus"].sum()
    named["offer"] = inputs.offers["offer"].to_numpy(dtype=object)[named["offer"]]
    named["period"] = inputs.periods["period"].to_numpy(dtype=object)[named["period"]]
    lines = placed[[*keys, "place"]]
    extra = named.astype({"offer": "str", "period": "str"}).merge(lines, on=["offer", "place", "period"])
    table = pd.concat([awards, extra.assign(units=0.0)[list(kinds)]], ignore_index=True)
    return table.groupby(keys, as_index=False)[["units", "surplus"]].sum().astype(kinds)


def _still_paid(model: SourcingModel, investments: pd.DataFrame, awards: pd.DataFrame) -> pd.DataFrame:
    """Return the plan's investments in what still works: tools and openings that deliver, upgrades not lost."""
    inputs = model.inputs
    supplier = inputs.offers.set_index("offer")["supplier"].reindex(awards["offer"])
    works = {"tooling": set(awards["offer"]), "opening": set(supplier)}
    group = model.columns["upgrade"]
    open_ = model.arrays.column_upper[group.columns] > 0
    names = inputs.upgrades.table["upgrade"].to_numpy(dtype=object)
    works["upgrade"] = set(names[group.index.loc[open_, "upgrade"]])
    kept = [item in works[kind] for kind, item in zip(investments["kind"], investments["item"], strict=True)]
    return investments[np.array(kept, dtype=np.bool_)].reset_index(drop=True)
