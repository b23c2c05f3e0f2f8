from __future__ import annotations

import re

import pytest

from geo.ui.plain import plain


@pytest.mark.parametrize(
    "text",
    ["![x](http://evil.example/p.png)", "[x](javascript:alert(1))", "**bold** $x^2$ `code`",
     "<img src=x>", "# heading", ":material/home: :red[x]", "~~x~~ a_b_c"],
)  # fmt: skip
def test_no_sign_of_markdown_stands_alone(text: str) -> None:
    shown = plain(text)
    assert re.search(r"(?<!\\)[`*_\[\]()#!<>$:~]", shown) is None
    assert shown.replace("\\", "") == text


def test_a_line_break_cannot_begin_a_heading() -> None:
    assert plain("a\n\n1. b") == "a 1\\. b"
