"""HiGHS by its own interface: the arrays are handed over in one call.

PuLP's own adapter feeds columns and rows one by one and reports ``Optimal`` after a stop by time limit; this one
passes the arrays whole and reads the solver's own status, bound and gap.
"""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import highspy
import numpy as np
import pulp

from evplan.model.problem import ArrayProblem, Arrays
from evplan.quantities import Floats
from evplan.scenario.rule import Cell
from evplan.solve.answer import Answer, Ending, Sight, Watch

_STATUS = highspy.HighsModelStatus
_INFEASIBLE = (_STATUS.kInfeasible, _STATUS.kUnboundedOrInfeasible)


class Highs(pulp.LpSolver):  # type: ignore[misc]
    """A PuLP solver that takes an `ArrayProblem` whole. After ``solve`` its ``answer`` has the end of the search."""

    name = "evplan-highs"
    takes_arrays = True

    def __init__(self, options: Mapping[str, Cell], start: Floats | None = None, watch: Watch | None = None) -> None:
        super().__init__(mip=True, msg=False)
        self.highs_options = dict(options)
        self.start = start
        self.watch = watch
        self.answer: Answer | None = None

    def available(self) -> bool:
        """Return whether the solver is there: it is a dependency of evplan."""
        return True

    def actualSolve(self, lp: ArrayProblem) -> int:  # noqa: N802 (the name is PuLP's)
        """Solve the problem; PuLP's status is set from HiGHS's own."""
        self.answer = run_until_stopped(lp.arrays, self.highs_options, self.start, self.watch)
        status = {"optimal": pulp.LpStatusOptimal, "infeasible": pulp.LpStatusInfeasible}
        solution = {
            "optimal": pulp.LpSolutionOptimal,
            "feasible": pulp.LpSolutionIntegerFeasible,
            "infeasible": pulp.LpSolutionInfeasible,
            "no_solution": pulp.LpSolutionNoSolutionFound,
        }
        lp.assignStatus(status.get(self.answer.ending, pulp.LpStatusNotSolved), solution[self.answer.ending])
        return int(lp.status)


def loaded(arrays: Arrays, options: Mapping[str, Cell]) -> highspy.Highs:
    """Return a silent HiGHS that holds the program; raises ``ValueError`` on an option that it does not know."""
    solver = highspy.Highs()
    # Not output_flag: without it HiGHS does not call back with its progress either.
    solver.setOptionValue("log_to_console", False)
    for option, value in options.items():
        if solver.setOptionValue(option, value) == highspy.HighsStatus.kError:
            raise ValueError(option)
    rows, columns = arrays.shape
    solver.passModel(
        columns,
        rows,
        len(arrays.values),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        arrays.offset,
        arrays.cost,
        arrays.column_lower,
        arrays.column_upper,
        arrays.row_lower,
        arrays.row_upper,
        arrays.starts[:-1].astype(np.int32),
        arrays.columns.astype(np.int32, copy=False),
        arrays.values,
        arrays.integer.astype(np.int32),
    )
    return solver


def write_model(arrays: Arrays, target: Path) -> None:
    """Write the program to a file, MPS or LP by its suffix; columns ``x0`` .., rows ``r0`` .."""
    solver = loaded(arrays, {})
    rows, columns = arrays.shape
    for column in range(columns):
        solver.passColName(column, f"x{column}")
    for row in range(rows):
        solver.passRowName(row, f"r{row}")
    solver.writeModel(str(target))


def run(arrays: Arrays, options: Mapping[str, Cell], start: Floats | None = None) -> Answer:
    """Solve the program and return how it ended; raises ``KeyboardInterrupt`` if a person stopped it."""
    answer = run_until_stopped(arrays, options, start)
    if answer.interrupted:
        raise KeyboardInterrupt
    return answer


def run_until_stopped(
    arrays: Arrays, options: Mapping[str, Cell], start: Floats | None = None, watch: Watch | None = None
) -> Answer:
    """Solve the program and return how it ended; a keyboard interrupt stops the search and keeps its best plan.

    That a program with whole columns has no solution is believed only when HiGHS says so without its presolve too:
    presolve of 1.15.1 can lose every solution of a small feasible program (github.com/ERGO-Code/HiGHS/issues/3296,
    and a case in tests/solve/test_adapters.py).
    """
    began = time.perf_counter()
    answer = _run_once(arrays, options, start, watch)
    if answer.ending != "infeasible" or not arrays.integer.any() or options.get("presolve") == "off":
        return answer
    left = max(float(options.get("time_limit", math.inf)) - (time.perf_counter() - began), 1.0)
    again = _run_once(arrays, {**options, "presolve": "off", "time_limit": left}, start, watch)
    return again if again.values is not None or again.interrupted else answer


def _run_once(arrays: Arrays, options: Mapping[str, Cell], start: Floats | None, watch: Watch | None) -> Answer:
    solver = loaded(arrays, options)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        solver.setSolution(solution)
    stopped = _run_stoppable(solver, watch)
    return _answer(solver, bool(arrays.integer.any()), stopped)


def _run_stoppable(solver: highspy.Highs, watch: Watch | None) -> bool:
    """Run the solver beside this thread; return whether a keyboard interrupt stopped it."""
    stop = threading.Event()
    began = time.perf_counter()

    def look(event: highspy.HighsCallbackEvent) -> None:
        data = event.data_out
        if watch is not None:
            watch(Sight(time.perf_counter() - began, _known(data.mip_primal_bound), _known(data.mip_dual_bound)))

    def interrupt(event: highspy.HighsCallbackEvent) -> None:
        if stop.is_set():
            event.interrupt()

    solver.cbMipLogging += look
    solver.cbMipInterrupt += interrupt
    solver.cbSimplexInterrupt += interrupt
    solver.cbIpmInterrupt += interrupt
    with _interrupts_to(stop):
        thread = threading.Thread(target=solver.run, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(0.05)
    return stop.is_set()


@contextmanager
def _interrupts_to(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl-C set the event instead of raising while the solver runs, since its threads must end by themselves.

    Away from the main thread, which alone gets signals, this changes nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda _number, _frame: stop.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def version() -> str:
    """Return HiGHS's version."""
    return str(highspy.Highs().version())


def solution_of(solver: highspy.Highs) -> Floats | None:
    """Solve what a loaded HiGHS holds, from where it stands, and return the optimal values, or ``None``.

    Raises ``KeyboardInterrupt`` if a person stopped it.
    """
    if _run_stoppable(solver, None):
        raise KeyboardInterrupt
    if solver.getModelStatus() != _STATUS.kOptimal:
        return None
    return np.array(solver.getSolution().col_value)


def _known(value: float) -> float | None:
    return None if math.isinf(value) or abs(value) >= highspy.kHighsInf else value


def _answer(solver: highspy.Highs, is_mip: bool, interrupted: bool) -> Answer:
    status, info = solver.getModelStatus(), solver.getInfo()
    has_plan = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    ending: Ending
    if status in _INFEASIBLE:
        ending = "infeasible"
    elif status == _STATUS.kOptimal:
        ending = "optimal"
    else:
        ending = "feasible" if has_plan and is_mip else "no_solution"
    values = np.array(solver.getSolution().col_value) if ending in ("optimal", "feasible") else None
    objective = info.objective_function_value if values is not None else None
    bound = (_known(info.mip_dual_bound) if is_mip else objective) if ending != "infeasible" else None
    return Answer(
        ending, solver.modelStatusToString(status), values, objective, bound, "highs", solver.version(), interrupted
    )
