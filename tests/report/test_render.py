from datetime import date
from decimal import Decimal

import pytest

from evplan.report import render


@pytest.mark.parametrize(
    ("language", "text"),
    [("id", "Rp 1.234.567"), ("en", "Rp 1,234,567")],
)
def test_money_reads_as_the_language_writes_it(language, text):
    assert render.money(1_234_567.4, language) == text
    assert render.money(Decimal("1234567"), language) == text
    assert render.money(-1_234_567, language) == f"-{text}"


def test_money_that_rounds_to_nothing_has_no_sign():
    assert render.money(-0.4, "en") == "Rp 0"


@pytest.mark.parametrize(
    ("amount", "bahasa", "english"),
    [
        (999.4, "Rp 999", "Rp 999"),
        (1_500, "Rp 1,5 ribu", "Rp 1.5 thousand"),
        (2_500_000, "Rp 2,5 juta", "Rp 2.5 million"),
        (1_230_000_000, "Rp 1,2 miliar", "Rp 1.2 billion"),
        (12_340_000_000_000, "Rp 12,3 triliun", "Rp 12.3 trillion"),
        (-2_500_000, "-Rp 2,5 juta", "-Rp 2.5 million"),
    ],
)
def test_large_sums_are_shortened_to_their_unit(amount, bahasa, english):
    assert render.compact_money(amount, "id") == bahasa
    assert render.compact_money(amount, "en") == english


def test_numbers_have_exactly_the_digits_asked_for():
    assert render.number(1234.5, "id", 2) == "1.234,50"
    assert render.number(1234.5, "en") == "1,235"
    assert render.number(-0.2, "en") == "0"


def test_quantities_drop_zeros_that_say_nothing():
    assert render.quantity(12.0, "en") == "12"
    assert render.quantity(12.5, "id") == "12,5"


def test_shares_read_as_per_cent():
    assert render.percent(0.4, "id") == "40,0 %"
    assert render.percent(0.00123, "en", 2) == "0.12 %"


@pytest.mark.parametrize("value", [None, float("nan")])
def test_what_is_missing_reads_as_a_dash(value):
    functions = (render.number, render.quantity, render.percent, render.money, render.compact_money, render.duration)
    assert {function(value, "en") for function in functions} == {"–"}
    assert render.day(None, "en") == "–"


def test_days_and_periods_are_named_in_the_language():
    assert render.day(date(2027, 1, 31), "id") == "31 Januari 2027"
    assert render.day("2027-01-31", "en") == "31 January 2027"
    assert render.moment("2027-01-31T14:05:59", "id") == "31 Januari 2027 14:05"
    assert render.period("2027-05", "id") == "Mei 2027"
    assert render.period("2027-Q3", "en") == "Q3 2027"
    assert render.period("2027", "id") == "2027"
    assert render.period("soon", "id") == "soon"


def test_time_spans_go_over_to_minutes_at_sixty_seconds():
    assert render.duration(0.44, "id") == "0,4 dtk"
    assert render.duration(59.0, "en") == "59.0 s"
    assert render.duration(125, "en") == "2 min 5 s"
