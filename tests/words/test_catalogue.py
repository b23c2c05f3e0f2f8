"""Every sentence exists in three languages and says its numbers and dates as each writes them."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

import geo.words
from geo.settings import LANGUAGES
from geo.words import Words, units, words
from geo.words.catalogue import plural_form

GEO = Path(geo.words.__file__).resolve().parent.parent
FORMS = {
    "lv": {"zero", "one", "other"},
    "ru": {"one", "few", "many"},
    "en": {"one", "other"},
}
ANY_FORM = {"zero", "one", "two", "few", "many", "other"}
_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def catalogue(language: str) -> dict[str, str]:
    table = tomllib.loads((GEO / "words" / f"{language}.toml").read_text(encoding="utf-8"))

    def flat(part: dict, prefix: str = "") -> dict[str, str]:
        found: dict[str, str] = {}
        for key, value in part.items():
            found |= (
                flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
            )
        return found

    return flat(table)


CATALOGUES = {language: catalogue(language) for language in LANGUAGES}


def is_counted(language: str, stem: str) -> bool:
    return f"{stem}.one" in CATALOGUES[language] and (
        f"{stem}.other" in CATALOGUES[language] or f"{stem}.many" in CATALOGUES[language]
    )


def stem_of(language: str, key: str) -> str:
    stem, _, form = key.rpartition(".")
    return stem if form in ANY_FORM and is_counted(language, stem) else key


def placeholders(sentence: str) -> set[str]:
    names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
    return {name for name in names if not name.lower().startswith("unit")}


def placeholders_by_stem(language: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, sentence in CATALOGUES[language].items():
        found.setdefault(stem_of(language, key), set()).update(placeholders(sentence))
    return found


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_language_has_the_sentences_of_latvian(language: str) -> None:
    latvian = set(placeholders_by_stem("lv"))
    other = set(placeholders_by_stem(language))
    assert latvian - other == set(), "missing"
    assert other - latvian == set(), "unknown to Latvian"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_language_has_the_placeholders_of_latvian(language: str) -> None:
    latvian, other = placeholders_by_stem("lv"), placeholders_by_stem(language)
    differing = {key for key in latvian if key in other and latvian[key] != other[key]}
    assert differing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_counted_sentence_has_every_plural_form_of_its_language(language: str) -> None:
    stems = {stem_of(language, key) for key in CATALOGUES[language]} - set(CATALOGUES[language])
    assert stems >= {"list.count"}
    for stem in stems:
        forms = {
            key.rpartition(".")[2] for key in CATALOGUES[language] if key.rpartition(".")[0] == stem
        }
        assert forms == FORMS[language], stem


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    assert [key for key, sentence in CATALOGUES[language].items() if not sentence.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_holds_markup_or_a_bare_placeholder(language: str) -> None:
    """X03: a translation can bring no script, and every placeholder has a name."""
    for key, sentence in CATALOGUES[language].items():
        assert not re.search(r"[<>]|\$\{|javascript:", sentence), key
        assert "" not in placeholders(sentence), key


def keys_in_code() -> dict[str, str]:
    """Return every literal key that code asks for, with the file it stands in.

    A key is the first argument of ``say(…)``, ``….words(…)`` or ``words(…)(…)``, and the class
    attribute ``key`` of an error.
    """
    found: dict[str, str] = {}
    for path in sorted(GEO.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _speaks(node.func):
                for key in _literals(node.args[0]):
                    found[key] = path.name
            elif path.name == "errors.py" and isinstance(node, ast.Assign):
                for key in _literals(node.value):
                    found[key] = path.name
    return found


def keys_of_faults() -> set[str]:
    """Return the keys that faults and notes of readers carry, as literals anywhere in the code."""
    return {
        node.value
        for path in GEO.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(fault|note)\.[a-z_]+", node.value)
    }


def test_every_fault_and_note_that_code_names_has_its_sentence_and_no_sentence_is_idle() -> None:
    known = {key for key in placeholders_by_stem("lv") if key.startswith(("fault.", "note."))}
    assert keys_of_faults() == known


def _speaks(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "say"
    if isinstance(function, ast.Attribute):
        return function.attr in ("words", "say")
    return isinstance(function, ast.Call) and _called(function) == "words"


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _literals(node: ast.expr) -> list[str]:
    return [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and _KEY.fullmatch(part.value)
        and not _inside_joined(node, part)
    ]


def _inside_joined(node: ast.expr, part: ast.Constant) -> bool:
    joined = (inner for inner in ast.walk(node) if isinstance(inner, ast.JoinedStr))
    return any(part in ast.walk(inner) for inner in joined)


def test_every_key_that_code_asks_for_exists() -> None:
    asked = keys_in_code()
    assert {"card.population", "app.title", "error.store_damaged"} <= set(asked)
    known = set(placeholders_by_stem("lv"))
    assert {key: file for key, file in asked.items() if key not in known} == {}


def test_every_key_made_from_a_table_exists() -> None:
    """Keys put together in code from a name of the subject."""
    from geo.acts.handover import _COLUMNS as HANDED_OVER
    from geo.acts.matrix import STATES
    from geo.acts.method import SECTIONS
    from geo.acts.panel import _WORDS
    from geo.acts.table import _COLUMNS
    from geo.analysis.choice import MANY, SORTS
    from geo.model.outgoing import FORMS_OUT, KINDS_OUT
    from geo.model.taxonomy import KINDS

    made = {
        *_WORDS,
        *(f"csv.{name}" for name in _COLUMNS),
        *(f"export.{name}" for name in ("list", *FORMS_OUT, "activity", "proposal")),
        *(f"kinds.{name}" for name in KINDS_OUT),
        *(f"filter.{name}" for name in MANY),
        *(f"sort.{name}" for name in SORTS),
        *(f"kind.{name}" for name in KINDS),
        *(f"kind_one.{name}" for name in KINDS),
        *(f"state.{name}" for name in ("old", "outdated")),
        *(f"{name}_empty" for name in ("card.strong", "card.active", "card.needed")),
        *(f"matrix.{state}" for state in STATES),
        *(f"method.{key}" for name, keys in SECTIONS.items() for key in (name, *keys)),
        *(f"field.{name}" for name in HANDED_OVER),
        "list.empty",
        "list.start_empty",
    }
    assert made - set(placeholders_by_stem("lv")) == set()


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("lv", {0: "zero", 1: "one", 2: "other", 5: "other", 10: "zero", 11: "zero", 21: "one",
                101: "one", 111: "zero"}),
        ("ru", {0: "many", 1: "one", 2: "few", 5: "many", 10: "many", 11: "many", 21: "one",
                101: "one", 111: "many"}),
        ("en", {0: "other", 1: "one", 2: "other", 5: "other", 10: "other", 11: "other",
                21: "other", 101: "other", 111: "other"}),
    ],
)  # fmt: skip
def test_a_number_takes_the_plural_form_of_its_language(
    language: str, forms: dict[int, str]
) -> None:
    assert {number: plural_form(language, number) for number in forms} == forms


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("lv", {0: "0 ierakstu", 1: "1 ieraksts", 2: "2 ieraksti", 11: "11 ierakstu",
                21: "21 ieraksts"}),
        ("ru", {0: "0 записей", 1: "1 запись", 2: "2 записи", 11: "11 записей", 21: "21 запись"}),
        ("en", {0: "0 records", 1: "1 record", 2: "2 records", 11: "11 records",
                21: "21 records"}),
    ],
)  # fmt: skip
def test_counts_read_as_a_person_says_them(language: str, sentences: dict[int, str]) -> None:
    say = words(language)
    assert {number: say("list.count", n=number) for number in sentences} == sentences


@pytest.mark.parametrize(
    ("language", "whole", "decimal"),
    [
        ("lv", "20\N{NO-BREAK SPACE}992", "1\N{NO-BREAK SPACE}234,5"),
        ("ru", "20\N{NO-BREAK SPACE}992", "1\N{NO-BREAK SPACE}234,5"),
        ("en", "20,992", "1,234.5"),
    ],
)
def test_numbers_read_as_each_language_writes_them(language: str, whole: str, decimal: str) -> None:
    say = words(language)
    assert say.number(20992) == whole
    assert say.number(1234.5, 1) == decimal
    assert say.number(0) == "0"


@pytest.mark.parametrize(
    ("language", "year", "month", "day"),
    [
        ("lv", "2024", "10.2024.", "02.10.2024."),
        ("ru", "2024", "10.2024", "02.10.2024"),
        ("en", "2024", "October 2024", "2 October 2024"),
    ],
)
def test_dates_read_as_each_language_writes_them(
    language: str, year: str, month: str, day: str
) -> None:
    say = words(language)
    assert (say.date("2024"), say.date("2024-10"), say.date("2024-10-02")) == (year, month, day)


@pytest.mark.parametrize(
    "text",
    [
        "bez datuma",
        "2022. gads",
        "2024-13",
        "2024-02-31",
        "-",
        "2022-",
        "2024-0",
        "2024-1",
        "2024-10-02 vai vēlāk",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_date_is_said_as_it_stands(language: str, text: str) -> None:
    assert words(language).date(text) == text


def test_a_missing_key_falls_back_to_latvian() -> None:
    """U05."""
    assert Words("ru", {})("nav.map") == CATALOGUES["lv"]["nav.map"]


def test_a_missing_counted_key_falls_back_to_the_latvian_plural() -> None:
    """U05: Russian asks for «few», which Latvian does not have."""
    assert Words("ru", {})("list.count", n=3) == "3 ieraksti"
    assert Words("en", {})("list.count", n=1) == "1 ieraksts"


def test_a_key_that_no_language_has_shows_itself() -> None:
    assert words("en")("nothing.like.this") == "nothing.like.this"


@pytest.mark.parametrize("asked", ["xx", "", "../lv", "lv/../en", "LV", "toml"])
def test_an_unknown_language_is_latvian(asked: str) -> None:
    assert words(asked).language == "lv"
    assert words(asked)("nav.map") == CATALOGUES["lv"]["nav.map"]


def test_a_value_with_braces_is_only_text() -> None:
    assert "{n} {0}" in words("en")("app.title", town="{n} {0}")


@pytest.mark.parametrize("unit", units())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said_of_every_unit(language: str, unit: str) -> None:
    say = words(language, unit)
    assert {key for key in say.keys() if "{unit" in say(key).lower()} == set()  # noqa: SIM118


@pytest.mark.parametrize(
    ("unit", "language", "sentence"),
    [
        ("apkaime", "lv", "Vieta atrodas apkaimē: X"),
        ("pagasts", "lv", "Vieta atrodas pagastā: X"),
        ("pagasts", "ru", "Место находится в волости: X"),
        ("no such unit", "lv", "Vieta atrodas teritorijā: X"),
    ],
)
def test_a_town_is_spoken_of_by_its_own_unit(unit: str, language: str, sentence: str) -> None:
    assert words(language, unit)("edit.place_found", area="X") == sentence
    assert words("en", "pagasts")("search.areas") == "Parishes"
