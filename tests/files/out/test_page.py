"""The printable page: texts are escaped, a missing part is an error and not an empty place."""

from __future__ import annotations

import jinja2
import pytest

from geo.files.out.page import _css_string, page_file


def test_a_part_that_is_missing_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        page_file({"lang": "lv"}, {})


@pytest.mark.parametrize("text", ['"}</style><script>', "\\", "a\nb", "«ā» ž"])
def test_a_text_in_the_style_sheet_cannot_leave_its_string(text: str) -> None:
    inside = str(_css_string(text))[1:-1]
    assert not set(inside) & set('"<>{}()\n;:')
