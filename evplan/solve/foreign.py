"""Any other solver that PuLP finds, by name; its status is not taken at its word."""

from __future__ import annotations

from typing import Any

import numpy as np
import pulp

from evplan.model.problem import ArrayProblem
from evplan.quantities import Floats
from evplan.scenario.document import Solver
from evplan.solve.answer import Answer, Ending


def has_cbc() -> bool:
    """Return whether PuLP finds a CBC: its own, or one on the path."""
    return bool(_cbc({"msg": False}).available())


def _cbc(options: dict[str, Any]) -> Any:
    carried = pulp.COIN_CMD(path=pulp.apis.coin_api.pulp_cbc_path, **options)
    return carried if carried.available() else pulp.COIN_CMD(**options)


def pulp_solver(solver: Solver, seconds: float) -> Any:
    """Return PuLP's solver of a name with gap and time limit; ``cbc`` is whichever CBC PuLP finds."""
    options = {"msg": False, "gapRel": solver.gap, "timeLimit": seconds}
    if solver.name.lower() == "cbc":
        return _cbc(options)
    return pulp.getSolver(solver.name, **options)


def solve_with_pulp(problem: ArrayProblem, solver: Solver, seconds: float) -> Answer:
    """Solve the problem with PuLP's solver and return how it ended.

    PuLP says ``Optimal`` also after a stop by time limit and passes on no bound: the answer is then ``feasible``
    without a bound, and ``optimal`` (within the gap asked for) only where PuLP's solution status says so before the
    time was up.
    """
    variables = problem.materialise()
    command = pulp_solver(solver, seconds)
    problem.solve(command)
    values = _values(variables, problem.arrays.column_lower)
    has_plan = problem.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
    in_time = problem.solutionTime < 0.99 * seconds
    ending: Ending
    if has_plan:
        ending = "optimal" if problem.sol_status == pulp.LpSolutionOptimal and in_time else "feasible"
    else:
        infeasible = problem.status == pulp.LpStatusInfeasible and in_time
        ending = "infeasible" if infeasible else "no_solution"
    objective = float(problem.arrays.cost @ values + problem.arrays.offset) if has_plan else None
    bound = objective * (1 - solver.gap) if objective is not None and ending == "optimal" else None
    word = f"{pulp.LpStatus[problem.status]} / {pulp.LpSolution[problem.sol_status]}"
    return Answer(ending, word, values if has_plan else None, objective, bound, solver.name, "", False)


def _values(variables: list[Any], lower: Floats) -> Floats:
    """Return the values by column; a column that no row or cost mentions is unknown to PuLP and stays at its bound."""
    found = [variable.varValue for variable in variables]
    return np.array([low if value is None else value for value, low in zip(found, lower, strict=True)])
