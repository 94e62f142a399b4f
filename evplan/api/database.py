"""A database as Python code meets it: solve, list, compare, sweep, stress, score."""

from __future__ import annotations

import getpass
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import tomli_w

from evplan.api.run import Run
from evplan.errors import EvplanError
from evplan.plan.case_set import CaseSet
from evplan.plan.comparison import Comparison
from evplan.plan.stress import MODES, Mode, Stress
from evplan.report.finding import finding_frame, worst_first
from evplan.report.language import Language
from evplan.workflow.archive import bundle_run
from evplan.workflow.case import Record
from evplan.workflow.clock import Progress
from evplan.workflow.compare import Solving, compare_runs
from evplan.workflow.replay import Replay, replay
from evplan.workflow.roadmap import run_members, run_regions
from evplan.workflow.run import list_runs, set_baseline, show_run, verify_run
from evplan.workflow.scenario import scenario_path
from evplan.workflow.solve import SolveRequest, solve_scenario
from evplan.workflow.stress import StressWish, stress
from evplan.workflow.sweep import SweepProgress, SweepRequest, SweepResult, run_sweep
from evplan.workflow.variation import Given, varied_scenario

DEFAULT_FILE = "evplan.db"
FINDINGS_SHOWN = 20


@dataclass(frozen=True)
class Database:
    """A database of data sets and runs, made and migrated on first use. It holds no connection open.

    ``user`` goes into the record of what is stored, ``language`` is that of sentences in it. Runs are named
    ``SCENARIO#VERSION``; a scenario's name alone stands for its newest run, and wherever a run is named, a `Run` will
    do.
    """

    url: str
    version: str
    user: str
    language: Language = "en"

    def solve(
        self,
        scenario: Given,
        *,
        name: str | None = None,
        changes: Sequence[Mapping[str, Any]] = (),
        rules: Sequence[Mapping[str, Any]] = (),
        drop_rules: Sequence[str] = (),
        calendar: Mapping[str, Any] | None = None,
        demand: Mapping[str, Any] | None = None,
        money: Mapping[str, Any] | None = None,
        objective: Sequence[Mapping[str, Any]] | None = None,
        data: str | Path | None = None,
        solver: str | None = None,
        gap: float | None = None,
        time_limit: float | None = None,
        accept: Sequence[str] = (),
        told: Callable[[Progress], None] | None = None,
    ) -> Run:
        """Solve a scenario, verify and store what comes out, and return the run, whatever its end.

        ``scenario`` is a file, the name of one that comes with evplan, or a mapping with the content of a file. The
        other settings are laid over it as a file ``based_on`` it would be: ``rules`` replace those of their ``id`` or
        are added, ``changes`` come after its own, ``calendar``, ``demand`` and ``money`` change only the keys that are
        given. ``data`` is a folder or workbook. ``accept`` names codes of errors to go on in spite of; ``told`` is
        called with progress.

        Raises ``ScenarioInvalid`` and ``BadInput`` (with ``findings``), ``FileUnreadable``, ``NotFound``,
        ``LawNotInForce``, ``SolverUnavailable`` and the errors of the database.
        """
        sections = {"calendar": calendar, "demand": demand, "money": money, "objective": objective}
        different: dict[str, Any] = {key: value for key, value in sections.items() if value is not None}
        lists = {"rule": rules, "change": changes, "drop_rules": drop_rules}
        different |= {key: list(value) for key, value in lists.items() if value}
        different |= {key: str(value) for key, value in (("name", name), ("data", data)) if value is not None}
        with _told_findings():
            file = varied_scenario(scenario, different)
            request = SolveRequest(
                scenario=file.path,
                url=self.url,
                version=self.version,
                now=_now(),
                user=self.user,
                solver=solver,
                gap=gap,
                time_limit=time_limit,
                accept=frozenset(accept),
                language=self.language,
                given=file,
            )
            return self.run(solve_scenario(request, told or _silent).name)

    def runs(self) -> pd.DataFrame:
        """Return all stored runs, oldest first.

        Columns run, status, verified, total_cost_idr, gap, created_at, data_set, solver, seconds, is_baseline.
        """
        return list_runs(self.url, self.version)

    def run(self, name: str | Run) -> Run:
        """Return a stored run. Raises ``NotFound``, naming the nearest."""
        return Run(*show_run(self.url, self.version, _name(name)))

    def compare(self, first: str | Run, second: str | Run, *, split_rules: bool = False) -> Comparison:
        """Return two runs compared, ``first`` the reference (`evplan.plan.comparison.Comparison`).

        Tables say what differs in ``inputs``, ``settings`` and ``rules``, and what that does to ``costs``, ``awards``,
        ``scores``, ``shares``, ``vehicles`` and ``regions``; ``parts`` (kind, idr) sum to ``difference_idr``. With
        ``split_rules`` one more run is solved where data and rules both differ, to tell their work apart.
        Raises ``NotFound`` and ``SameRunTwice``.
        """
        solving = Solving(self._record(), _silent) if split_rules else None
        names = [_name(first), _name(second)]
        return compare_runs(self.url, self.version, names, language=self.language, solving=solving)[0]

    def sweep(
        self,
        sweep: str | Path | Mapping[str, Any],
        *,
        workers: int = 1,
        cluster: str | None = None,
        many: bool = False,
        restart: bool = False,
        told: Callable[[SweepProgress], None] | None = None,
    ) -> SweepResult:
        """Run what is missing of a sweep and return all of it; ``.table`` has a row per member (`SweepResult`).

        ``sweep`` is a file, or a mapping with the content of one, whose ``scenario`` is then seen from the working
        directory. ``workers``: processes on this machine; ``cluster``: address of a Dask scheduler instead. Raises
        what `evplan.workflow.sweep.run_sweep` raises.
        """
        options = {"workers": workers, "cluster": cluster, "many": many, "restart": restart}
        if not isinstance(sweep, Mapping):
            return self._sweep(Path(sweep), options, told)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{sweep.get('name', 'sweep')}.toml"
            given = dict(sweep)
            if isinstance(given.get("scenario"), str | Path):
                given["scenario"] = scenario_path(str(given["scenario"])).resolve().as_posix()
            path.write_text(tomli_w.dumps(given), encoding="utf-8")
            return self._sweep(path, options, told)

    def _sweep(
        self, path: Path, options: Mapping[str, Any], told: Callable[[SweepProgress], None] | None
    ) -> SweepResult:
        request = SweepRequest(
            path, self.url, self.version, now=_now(), user=self.user, language=self.language, **options
        )
        with _told_findings():
            return run_sweep(request, told or _silent)

    def stress(
        self,
        run: str | Run,
        *,
        cases: str | Path | None = None,
        modes: Sequence[Mode] = MODES,
        equal_odds: bool = False,
        seconds: float = 20.0,
        **made: Any,
    ) -> Stress:
        """Try a stored, verified plan under disturbances, store what is left of it and return that (`Stress.cases`).

        ``cases`` is a file of one's own; without it the cases are made up by ``kinds``, ``limit``, ``largest``,
        ``demand``, ``rupiah``, ``battery`` and ``certificates`` (`evplan.plan.case_set.CaseSet`). ``seconds`` is for
        one search. Raises what `evplan.workflow.stress.stress` raises.
        """
        file = None if cases is None else Path(cases)
        wish = StressWish(file, CaseSet(**made), tuple(modes), equal_odds, seconds)
        with _told_findings():
            return stress(self.url, self.version, _name(run), now=_now(), user=self.user, wish=wish)

    def score(self, run: str | Run) -> pd.DataFrame:
        """Return the local content of a plan by every method of the law, in force or not.

        Columns vehicle, year, method, score, minimum (0..1), passes, in_force.
        """
        return self.run(run).scores

    def regions(self, run: str | Run) -> pd.DataFrame:
        """Return the work of a plan by region and year, next to unemployment and minimum wage.

        Columns are those of `evplan.plan.region.region_years`: region, name, year, labour_hours, jobs, value_idr ...
        """
        return run_regions(self.url, self.version, _name(run)).answer.table

    def members(self, run: str | Run) -> pd.DataFrame:
        """Return what members of cooperatives get in a year: `evplan.plan.membership.member_years`."""
        return run_members(self.url, self.version, _name(run)).answer

    def verify(self, run: str | Run) -> pd.DataFrame:
        """Work a stored plan out again, by code that shares nothing with the solver, and return what does not hold.

        Columns are those of `Run.findings`; no rows: all holds.
        """
        return finding_frame(verify_run(self.url, self.version, _name(run)).findings)

    def set_baseline(self, run: str | Run) -> None:
        """Make a run the one that others of its scenario are compared with."""
        set_baseline(self.url, self.version, _name(run))

    def bundle(self, run: str | Run, target: str | Path, *, overwrite: bool = False) -> str:
        """Write a run as one file that anyone can check and repeat; return the SHA-256 over its files."""
        return bundle_run(self.url, self.version, _name(run), Path(target), overwrite=overwrite).digest

    def replay(self, run: str | Path | Run, *, store: bool = True) -> Replay:
        """Solve a stored run, or a bundle, again and return how the two compare (``.repetition.same``)."""
        name = run.name if isinstance(run, Run) else str(run)
        return replay(name, self._record(), _silent, store=store)

    def _record(self) -> Record:
        return Record(self.url, self.version, _now(), self.user, self.language)


def opened(url: str | Path | None, version: str, language: Language = "en") -> Database:
    """Return the database at ``url``: an SQLAlchemy URL, an SQLite file, or ``evplan.db`` in the working directory."""
    text = DEFAULT_FILE if url is None else str(url)
    return Database(text if "://" in text else f"sqlite:///{text}", version, _user(), language)


@contextmanager
def _told_findings() -> Iterator[None]:
    """Write findings below an error's traceback, worst first, where a notebook shows them."""
    try:
        yield
    except EvplanError as error:
        found = worst_first(error.findings)
        for finding in found[:FINDINGS_SHOWN]:
            error.add_note(f"{finding.severity}: {finding.source}: {finding.message} {finding.fix}".rstrip())
        if len(found) > FINDINGS_SHOWN:
            error.add_note(f"... {len(found) - FINDINGS_SHOWN} more in its findings")
        raise


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def _name(run: str | Run) -> str:
    return run.name if isinstance(run, Run) else run


def _silent(_progress: object) -> None:
    """Say nothing."""
