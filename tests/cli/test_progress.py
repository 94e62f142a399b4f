from evplan.cli.progress import progress_words, shown_progress
from evplan.workflow.clock import Progress


def test_progress_names_stage_time_incumbent_bound_and_gap():
    progress = Progress("solve", "", 65.0, 1_230_000_000.0, 1_200_000_000.0, 0.0244)
    assert progress_words(progress, "en") == "solve, 1 min 5 s, plan Rp 1.23 billion, bound Rp 1.2 billion, gap 2.44 %"
    assert progress_words(Progress("load", "nusantara", 0.5), "id") == "load: nusantara, 0,5 dtk"


def test_a_pipe_hears_of_a_stage_when_it_begins_and_then_rarely(capsys):
    with shown_progress("en", shown=True) as tell:
        for second in range(40):
            tell(Progress("solve", "", float(second)))
    assert capsys.readouterr().err.splitlines() == ["solve, 0.0 s", "solve, 15.0 s", "solve, 30.0 s"]


def test_nothing_is_shown_to_one_who_wants_nothing(capsys):
    with shown_progress("en", shown=False) as tell:
        tell(Progress("solve", "", 0.0))
    assert capsys.readouterr().err == ""
