"""The whole loop in a browser: a round is opened, three managers answer on a phone, the planner resolves and adopts."""

from __future__ import annotations

import pytest
from screen import DESK, PHONE

from evplan.report import render


def open_round(planner, run):
    planner.go("/rounds", f"rounds-before-{run[-1]}")
    planner.page.get_by_label(planner.words("rounds.run"), exact=True).select_option(run)
    planner.page.get_by_label(planner.words("rounds.closes_on")).fill("2026-12-01")
    planner.page.get_by_label(planner.words("rounds.note")).fill("Mohon dijawab minggu ini")
    planner.press("rounds.open")
    planner.look(f"round-opened-{run[-1]}")


def to_part(manager, path, name):
    """Go from what is to do to the form of a part, as a manager would."""
    page = manager.page
    manager.look("work")
    manager.click(page.get_by_role("link", name=manager.words("work.answer")).first)
    manager.look(f"assignment-{path}")
    manager.click(page.get_by_role("link", name=name, exact=True))
    manager.look(f"item-{path}")


def choose(manager, kind):
    manager.page.locator(f"#kind-{kind}").check()


def send(manager):
    manager.press("answer.submit")
    assert manager.page.get_by_role("status").inner_text() == manager.words("said.answered")
    manager.look("answered")


def badge(planner, supplier):
    """Return how a supplier stands on the page of a round."""
    return planner.page.get_by_role("row").filter(has_text=supplier).locator(".badge").all_inner_texts()


@pytest.mark.parametrize(("language", "script"), [("id", True), ("en", False)])
def test_a_plan_is_reviewed_solved_again_reviewed_and_adopted(person, language, script):
    planner = person("planner", language, script=script, **DESK)
    planner.look("rounds-none")
    open_round(planner, "small#1")

    ketua = person("ketua", language, script=script, **PHONE)
    to_part(ketua, "frame", "Rangka utama")
    choose(ketua, "accept")
    send(ketua)

    bengkel = person("bengkel", language, script=script, **PHONE)
    to_part(bengkel, "panel", "Panel bodi")
    first = bengkel.page.get_by_label(render.period("2027-01", language))
    assert not first.is_visible(), "what belongs to another answer is out of the way"
    choose(bengkel, "partial")
    first.fill("11")
    bengkel.press("answer.submit")
    assert bengkel.page.get_by_role("alert").is_visible()
    bengkel.look("item-refused")
    first.fill("6")
    bengkel.page.get_by_label(bengkel.words("answer.reason")).fill("satu mesin rusak")
    send(bengkel)

    baterai = person("baterai", language, script=script, **PHONE)
    to_part(baterai, "battery", "Baterai")
    choose(baterai, "counter")
    price = baterai.words("answer.price", currency="IDR", unit="").split("  ")[0]
    baterai.page.get_by_label(price).fill("21.000.000" if language == "id" else "21,000,000")
    baterai.look("item-counter")
    send(baterai)

    planner.go("/rounds/1", "round-answered")
    assert badge(planner, "KOP")[0].startswith(planner.words("item.accepted"))
    assert badge(planner, "Bengkel contoh")[0].startswith(planner.words("item.partial"))
    assert badge(planner, "Perakit contoh")[0].startswith(planner.words("item.countered"))
    assert "satu mesin rusak" in planner.page.locator("main").inner_text()
    planner.go("/rounds/1/resolve", "preview-open")
    planner.press("round.close")
    planner.look("round-closed")
    planner.go("/rounds/1/resolve", "preview-closed")
    planner.press("resolve.submit")
    assert planner.page.url.endswith("/rounds/1/job")
    planner.look("job")
    planner.click(planner.page.get_by_role("link", name=planner.words("job.compare")))
    planner.look("compare")
    planner.go("/runs/small/2", "run-2")

    open_round(planner, "small#2")
    # What was granted as it was asked for is accepted already: the frames, and the panels that the workshop kept.
    for manager, name in ((ketua, "Panel bodi"), (baterai, "Baterai")):
        manager.page.goto(f"{manager.address}/work")
        to_part(manager, f"second-{name}", name)
        choose(manager, "accept")
        send(manager)
    planner.go("/rounds/2", "round-2")
    assert planner.page.get_by_text(planner.words("round.all_accepted")).is_visible()
    planner.go("/runs/small/2", "run-2-accepted")
    planner.page.locator("summary").first.click()
    planner.press("run.adopt")
    assert planner.page.get_by_role("status").inner_text() == planner.words("said.adopted")
    planner.look("adopted")
    ketua.go("/work/1/history", "history")
    baterai.go("/work/1/paper", "paper")


def test_an_answer_is_given_by_keyboard_alone(person):
    planner = person("planner", "id", **DESK)
    open_round(planner, "small#1")
    ketua = person("ketua", "id", **DESK)
    keys, page = ketua.page.keyboard, ketua.page

    def to(what):
        """Press the tab key until something is reached; what is reached can be seen to be."""
        for _ in range(40):
            keys.press("Tab")
            style = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert style != "none", page.evaluate("() => document.activeElement.outerHTML")
            if page.evaluate(f"() => document.activeElement.matches({what!r})"):
                return
        raise AssertionError(f"the tab key does not lead to {what}")

    keys.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip", "first comes the way past the menu"
    keys.press("Enter")
    for what in ('a[href="/work/1"]', 'a[href="/work/1/item/KOP-FRAME"]'):
        to(what)
        with page.expect_navigation():
            keys.press("Enter")
    to("input[name=kind]")
    keys.press("Space")
    for _ in range(3):
        keys.press("ArrowDown")
    assert page.locator("#kind-decline").is_checked()
    to("#reason")
    keys.type("tidak ada las")
    to("form.answer button")
    with page.expect_navigation():
        keys.press("Enter")
    assert page.get_by_role("status").inner_text() == ketua.words("said.answered")
    planner.go("/rounds/1")
    assert "tidak ada las" in planner.page.locator("main").inner_text()
