import pandas as pd
import pytest

from evplan.errors.template import ReferenceUnknown
from evplan.readers import REFERENCE_LISTS, read_data_set
from evplan.shipped import shipped_folder
from evplan.workflow.known_word import check_words, reference_list

COUNTS = {"provinces": 38, "regions": 514}


@pytest.fixture(scope="module")
def tables():
    return read_data_set(shipped_folder("data") / "three_parts").tables


@pytest.mark.parametrize("name", REFERENCE_LISTS)
def test_a_list_has_its_entries_once_each_with_a_source_and_a_confidence(name):
    frame = reference_list(name)
    assert len(frame) >= COUNTS.get(name, 5)
    key = [frame.columns[0], "year"] if name == "minimum_wages" else [frame.columns[0]]
    assert not frame.duplicated(key).any()
    if name != "sources":
        assert frame["source"].isin(reference_list("sources")["source"]).all()
        assert frame["confidence"].isin(["H", "M", "L", "derived"]).all()


def test_there_are_38_provinces_and_514_regencies_which_all_have_a_place_in_indonesia():
    regions = reference_list("regions")
    assert (len(reference_list("provinces")), len(regions)) == (38, 514)
    assert regions["latitude"].between(-11.1, 6.1).all()
    assert regions["longitude"].between(95, 141.1).all()
    assert regions["province"].nunique() == 38


def test_a_wage_that_nobody_found_stays_blank_and_the_newest_is_taken():
    wages = reference_list("regions").set_index("region")["minimum_wage_idr"]
    assert wages["33.28"] == 2484162
    assert wages["33.76"] == 2376683.82
    assert pd.isna(wages["33.05"])


def test_words_are_found_by_part_of_them_and_else_by_likeness():
    assert reference_list("regions", "kabupaten tegal")["region"].tolist() == ["33.28"]
    assert reference_list("regions", "tegall")["region"].tolist()[:2] == ["33.28", "33.76"]


def test_an_unknown_list_is_refused_with_the_nearest():
    with pytest.raises(ReferenceUnknown, match=r"Did you mean 'regions'\?"):
        reference_list("region")


def test_shipped_sets_use_no_word_that_looks_like_a_slip(tables):
    assert check_words(tables) == []
    assert check_words(read_data_set(shipped_folder("data") / "nusantara").tables) == []


def test_slips_are_found_with_what_was_meant(tables):
    regions = tables["regions"].assign(region=["99.99", "TGL", "SZX"], name=["Kab. Tegal", "x", "y"])
    parts = tables["parts"].assign(process=["injksi", "las", "anyaman", "rakit"])
    rates = tables["exchange_rates"].assign(currency=["USS"])
    found = {each.found: each.message for each in check_words(tables | _named(regions, parts, rates))}
    assert set(found) == {"99.99", "injksi", "USS"}
    assert "would be 33.28 (Kabupaten Tegal)" in found["99.99"]
    assert "Did you mean 'injeksi'?" in found["injksi"]
    assert "Did you mean 'USD'?" in found["USS"]


def _named(regions, parts, rates):
    return {"regions": regions, "parts": parts, "exchange_rates": rates}
