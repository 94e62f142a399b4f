"""What is wrong with a sweep file is found all at once, with its place."""

from __future__ import annotations

import pytest

from evplan.errors import FileUnreadable
from evplan.readers.sweep_file import read_sweep
from evplan.workflow.sweep_file import shipped_sweeps


def codes(path):
    return [(one.code, one.source) for one in read_sweep(path).findings]


def test_all_findings_come_together_each_with_its_place(write_sweep):
    path = write_sweep(
        """
        [[vary]]
        setting = "demand.scal"
        values = [1.0]
        [[vary]]
        setting = "demand.unmet_penalty_idr"
        values = []
        [[vary]]
        setting = "calendar.periods"
        values = [3, 0]
        [[vary]]
        setting = "calendar.first"
        by = "times"
        values = [2]
        """
    )
    assert sorted(codes(path)) == [
        ("sweep-empty", "sweep.toml: vary 2"),
        ("sweep-setting", "sweep.toml: vary 1"),
        ("sweep-value", "sweep.toml: vary 3"),
        ("sweep-word", "sweep.toml: vary 4"),
    ]


def test_an_unknown_setting_is_answered_with_the_nearest(write_sweep):
    path = write_sweep('[[vary]]\nsetting = "rule.jobs.one.minimum_shar"\nvalues = [0.1]')
    assert "Did you mean 'rule.jobs.one.minimum_share'?" in read_sweep(path).findings[0].message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[vary]]\nsetting = 'demand.scale'\nvalues = [1", "scenario-syntax"),
        ("[[vary]]\nsettin = 'demand.scale'\nvalues = [1]", "unknown-setting"),
        ("[[vary]]\nsetting = 'demand.scale'\nrange = { first = 2, last = 1, step = 1 }", "sweep-empty"),
        ("[[vary]]\nsetting = 'demand.scale'\nrange = { first = 'a', last = 1, step = 1 }", "bad-setting"),
        ("[[vary]]\nsetting = 'demand.scale'", "contradictory-setting"),
        ("[frontier]\nof = 'local_contend'", "bad-setting"),
        ("[frontier]\npoints = 3", "missing-setting"),
        (
            "combine = 'zip'\n[[vary]]\nsetting = 'demand.scale'\nvalues = [1]\n"
            "[[vary]]\nsetting = 'solver.gap'\nvalues = [0.1, 0.2]",
            "sweep-lengths",
        ),
        (
            "[[vary]]\nsetting = 'demand.scale'\nvalues = [1]\n[[vary]]\nsetting = 'demand.scale'\nvalues = [2]",
            "sweep-twice",
        ),
    ],
)
def test_a_fault_is_found(write_sweep, text, code):
    assert code in [found for found, _ in codes(write_sweep(text))]


def test_a_scenario_that_is_not_there_is_answered_with_the_nearest(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text('name = "s"\nscenario = "baselin"\n[frontier]\nof = "umkm_value"', encoding="utf-8")
    found = read_sweep(path).findings
    assert [one.code for one in found] == ["sweep-scenario"]
    assert "Did you mean 'baseline'?" in found[0].message


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileUnreadable):
        read_sweep(tmp_path / "none.toml")


@pytest.mark.parametrize("name", shipped_sweeps())
def test_a_sweep_that_comes_with_evplan_has_no_findings(name):
    assert read_sweep(shipped_sweeps()[name]).findings == ()
