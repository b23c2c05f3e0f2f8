"""Names of brought files are shown, whole and harmless, and open nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.files.names import shown, shown_name


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("Apkaimes.zip", "Apkaimes.zip"),
        ("Ķīši 2026.geojson", "Ķīši 2026.geojson"),
        ("K\u0327i\u0304s\u030ci.gpkg", "Ķīši.gpkg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\robežas.zip", "robežas.zip"),
        ("<img src=x onerror=alert(1)>.zip", "img src=x onerror=alert(1) .zip"),
        ("\"quotes'.zip", "\"quotes'.zip"),
        ("CON", "CON"),
        ("two\nlines\t.csv", "two lines .csv"),
        ("right\u202eto left.zip", "right to left.zip"),
        ("zero\u200bwidth.zip", "zero width.zip"),
        ("half \ud800.zip", "half .zip"),
        ("nul\x00.zip", "nul .zip"),
        ("", "file"),
        ("folder/", "file"),
        ("<>", "file"),
    ],
)
def test_a04_a_name_is_shown_without_what_could_do_harm(name: str, seen: str) -> None:
    assert shown_name(name) == seen


def test_a04_a_long_name_keeps_its_ending() -> None:
    seen = shown_name("a" * 300 + ".geojson")
    assert (len(seen), seen[:3], seen[-12:]) == (80, "aaa", "aaaa.geojson")


@given(st.text())
def test_a04_whatever_it_is_called_one_short_line_without_signs_of_control(name: str) -> None:
    seen = shown_name(name)
    assert 1 <= len(seen) <= 80
    assert not {unicodedata.category(sign)[0] for sign in seen} & {"C"}
    assert not set("<>/\\\n") & set(seen)
    assert shown_name(seen) == seen


@given(st.text())
def test_what_was_found_is_one_short_line_that_can_be_written(text: str) -> None:
    seen = shown(text)
    assert len(seen.encode()) <= 4 * 80
    assert "\n" not in seen
    assert shown(seen) == seen
