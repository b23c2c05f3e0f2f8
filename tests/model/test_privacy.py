from __future__ import annotations

import pytest

from geo.model.privacy import personal_data


@pytest.mark.parametrize(
    ("text", "kind", "spot"),
    [
        ("kods 010190-12345", "personal_code", "010190-12345"),
        ("kods 01019012345", "personal_code", "01019012345"),
        ("jaunais 321234-12345 kods", "personal_code", "321234-12345"),
        ("zvanīt 26123456", "phone", "26123456"),
        ("zvanīt +371 26 123 456", "phone", "+371 26 123 456"),
        ("rakstīt vards@example.lv.", "e_mail", "vards@example.lv"),
        ("Rīgas iela 5-12, Daugavpils", "flat", "5-12"),
        ("Rīgas iela 5, dz. 12", "flat", "dz. 12"),
        ("Рижская 5, кв. 12", "flat", "кв. 12"),
    ],
)
def test_personal_data_is_found_with_its_spot(text: str, kind: str, spot: str) -> None:
    (finding,) = personal_data(text)
    assert (finding.kind, finding.text) == (kind, spot)
    assert text[finding.start :].startswith(spot)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "105 no 328 iedzīvotājiem",
        "22.11.2026.",
        "2026-11-22",
        "209 129.56 EUR bez PVN",
        "Viršu iela 50, Daugavpils",
        "LV-5401",
        "2022–2023. gada pārskats",
        "Mo-Fr 09:00-17:00",
    ],
)
def test_what_is_not_personal_is_left_alone(text: str) -> None:
    assert personal_data(text) == ()
