"""An address as people write it leads to one place, or to none; nobody's flat matters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.addresses import EXACT, AddressIndex, Answer
from geo.model.figures import Address
from geo.words import fold

TEXTS = (
    "Rīgas iela 12, Daugavpils, LV-5401",
    "Rīgas iela 12A, Daugavpils, LV-5401",
    "Rīgas iela 22/24, Daugavpils, LV-5401",
    "18. novembra iela 37, Daugavpils, LV-5401",
    "18. novembra iela 37 k-2, Daugavpils, LV-5401",
    "4. līnija 7, Daugavpils, LV-5417",
    "Andreja Pumpura iela 5, Daugavpils, LV-5404",
    "Raiņa iela 5, Daugavpils, LV-5401",
    "Mazā Dārza iela 3, Daugavpils, LV-5401",
    "Cietokšņa iela 60, Daugavpils, LV-5401",
    "Nometņu iela 8, Daugavpils, LV-5401",
    "Nometņu šoseja 8, Daugavpils, LV-5401",
    "Skolas iela 5, Daugavpils, LV-5410",
    "Skolas iela 5, Kalkūni, Kalkūnes pag., Augšdaugavas nov., LV-5449",
    "Stropi 16A, Naujenes pag., Augšdaugavas nov., LV-5462",
    '"Torņi", Naujenes pag., Augšdaugavas nov., LV-5462',
)
"""Street names of the town, numbers and codes invented."""

ADDRESSES = tuple(
    Address(f"1000000{place:02}", text, 55.8 + place / 100, 26.5 + place / 100)
    for place, text in enumerate(TEXTS)
)
INDEX = AddressIndex(ADDRESSES, fold, known=("Centrs", "Centra apkaime", "Grīva"))

AMBIGUOUS = (10, 11, 12, 13)


def found(text: str) -> str | None:
    """Return the register's address that a text leads to, None for none."""
    answer = INDEX.find(text)
    return None if answer is None else answer.address


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.text[:20])
def test_the_register_s_own_text_leads_to_its_place(address: Address) -> None:
    answer = INDEX.find(address.text)
    assert answer is not None
    assert (answer.lat, answer.lon, answer.precision, answer.confidence) == (
        address.lat,
        address.lon,
        EXACT,
        "high",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Rīgas iela 12",
        "Rīgas 12",
        "Rīgas ielā 12",
        "rigas iela 12",
        "RĪGAS IELA 12",
        "Rīgas i. 12",
        "Rīgas iela 12.",
        "Rīgas iela 12-3",
        "Rīgas iela 12 - 3",
        "Rīgas ielā 12–3, Daugavpilī",
        "Daugavpilī Rīgas ielā 12",
        "Rīgas iela 12 dz. 5",
        "Rīgas iela 12, dzīvoklis 5",
        "Rīgas iela 12, 2. stāvs",
        "Rīgas iela 12/14",
        "Daugavpils, Rīgas iela 12",
        "Daugavpils Rīgas iela 12",
        "Rīgas iela 12 Daugavpils",
        "Rīgas iela 12, Daugavpils, Latvija",
        "LV-5401, Daugavpils, Rīgas iela 12-7",
        "Rīgas iela 12, Centrs, Daugavpils",
        "Rīgas iela 12 (Centra apkaime)",
        "Riigas iela 12",
        "Rihgas eela 12",
        "12 Rīgas iela",
        "ул. Ригас 12",
        "Ригас 12, Даугавпилс",
        "улица Ригас 12",
    ],
)
def test_every_way_of_writing_leads_to_the_same_house(text: str) -> None:
    assert found(text) == "Rīgas iela 12, Daugavpils, LV-5401"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rīgas iela 12A", 1),
        ("Rīgas iela 12 a", 1),
        ("Rīgas iela 12а", 1),
        ("Rīgas iela 22", 2),
        ("Rīgas iela 22-24", 2),
        ("18 novembra 37", 3),
        ("18.novembra iela 37", 3),
        ("18. Novembra ielā 37-15", 3),
        ("18. novembra iela 37 k-2", 4),
        ("18. novembra iela 37 k2", 4),
        ("18. novembra iela 37 korp. 2", 4),
        ("4 līnija 7", 5),
        ("A. Pumpura iela 5", 6),
        ("Pumpura 5", 6),
        ("J. Raiņa iela 5", 7),
        ("Cietoksnja 60", 9),
        ("Nometņu šos. 8", 11),
        ("Skolas iela 5, Kalkūnes pagasts", 13),
        ("Skolas iela 5, Daugavpils pilsēta", 12),
        ("Stropi 16a", 14),
        ("„Torņi”, Naujenes pagasts", 15),
        ("Torņi", 15),
    ],
)
def test_letters_blocks_initials_and_old_spellings_are_read(text: str, expected: int) -> None:
    assert found(text) == TEXTS[expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12",
        "Daugavpils",
        "LV-5401",
        "nav zināms",
        "Dārza iela 3",  # there is only Mazā Dārza iela
        "Rīgas šoseja 12",
        "Rīgas iela 12, Jelgava",
        "Jelgava, Rīgas iela 12",
        "Rīgas iela 12, Daugavpils novads",
        "Skolas iela 5, Naujenes pag.",
        "a " * 2000,
        "Rīgas iela 12 " * 100,
    ],
)
def test_what_is_elsewhere_or_nowhere_is_not_found(text: str) -> None:
    assert INDEX.look_up(text) == Answer()


@pytest.mark.parametrize("text", ["Rīgas iela", "Rīgas iela 99", "Rīgas iela 12B", "Rīgas ielā"])
def test_a_street_alone_is_no_place(text: str) -> None:
    answer = INDEX.look_up(text)
    assert (answer.found, answer.candidates) == (None, ())
    assert answer.street is not None
    assert answer.street.name == "Rīgas iela, Daugavpils"
    assert answer.street.confidence != "high"


@pytest.mark.parametrize(
    ("text", "candidates"), [("Nometņu 8", (10, 11)), ("Skolas iela 5", (12, 13))]
)
def test_what_could_be_two_places_is_none_and_both_are_named(
    text: str, candidates: tuple[int, ...]
) -> None:
    assert INDEX.look_up(text) == Answer(candidates=tuple(TEXTS[one] for one in candidates))


def test_a_postal_code_decides_between_two_and_a_strange_one_lowers_confidence() -> None:
    assert found("Skolas iela 5, LV-5449") == TEXTS[13]
    plain, strange = INDEX.find("Rīgas iela 12"), INDEX.find("Rīgas iela 12, LV-1010")
    assert plain is not None and strange is not None
    assert (plain.confidence, strange.confidence) == ("high", "medium")
    assert plain.address == strange.address


def test_the_more_is_supplied_the_less_sure_is_the_answer() -> None:
    sure = [INDEX.find(text) for text in ("Rīgas iela 22/24", "Rīgas iela 22", "Rihgas 22-23")]
    assert [one and one.confidence for one in sure] == ["high", "medium", "low"]


def test_without_addresses_nothing_is_found() -> None:
    empty = AddressIndex((), fold)
    assert not empty
    assert empty.look_up("Rīgas iela 12") == Answer()
    assert INDEX


# --- laws ---------------------------------------------------------------------------------------

WRITTEN = st.sampled_from([*TEXTS, "Rīgas ielā 12-3", "Andreja Pumpura 5", "Cietokšņa iela 60 k-1"])


def bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@given(WRITTEN)
def test_without_diacritics_the_answer_is_the_same(text: str) -> None:
    """T12."""
    assert INDEX.look_up(bare(text)) == INDEX.look_up(text)
    assert INDEX.look_up(unicodedata.normalize("NFD", text)) == INDEX.look_up(text)
    assert INDEX.look_up(text.upper()) == INDEX.look_up(text)


@given(st.sampled_from(TEXTS[:9]), st.integers(1, 300))
def test_a_flat_changes_nothing_about_the_house(text: str, flat: int) -> None:
    first, _, rest = text.partition(", ")
    assert found(f"{first} dz. {flat}, {rest}") == text


@given(st.text(max_size=60))
def test_no_text_breaks_the_search(text: str) -> None:
    answer = INDEX.look_up(text)
    assert answer.found is None or answer.found.address


@given(st.permutations(ADDRESSES))
def test_the_order_of_the_register_does_not_matter(addresses: list[Address]) -> None:
    index = AddressIndex(addresses, fold)
    for text in ("Rīgas 12", "Nometņu 8", "Skolas iela 5", "Pumpura 5", "Rīgas iela"):
        assert index.look_up(text) == INDEX.look_up(text)
