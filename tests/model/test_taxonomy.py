"""The vocabulary gives words for keys and says what answers a need."""

from __future__ import annotations

from geo.model.taxonomy import Answer, Taxonomy, Term


def term(kind: str, key: str, label: dict[str, str], **values: object) -> Term:
    return Term(kind, key, label, values.pop("short", {}), values.pop("public", {}), **values)  # type: ignore[arg-type]


TAXONOMY = Taxonomy(
    (
        term("problem_type", "lonely", {"lv": "Vientulība", "en": "Loneliness"},
             public={"en": "Company wanted"}),
        term("resource_category", "hall", {"lv": "Zāle"}, short={"lv": "Z"}, asset_type="physical"),
        term("group_kind", "club", {"lv": "Klubs", "ru": "Клуб"}, asset_type="associations",
             hidden=True),
        term("problem_type", "idle", {"lv": "Brīvs laiks"}),
        term("problem_type", "nameless", {}),
    ),
    (
        Answer("lonely", "resource_category", "hall", 1, {}),
        Answer("lonely", "group_kind", "club", 3, {}),
        Answer("idle", "resource_category", "hall", 2, {}),
    ),
)  # fmt: skip


def test_a_label_falls_back_to_latvian_and_then_to_the_key() -> None:
    assert TAXONOMY.label("problem_type", "lonely", "en") == "Loneliness"
    assert TAXONOMY.label("problem_type", "lonely", "ru") == "Vientulība"
    assert TAXONOMY.label("problem_type", "nameless", "ru") == "nameless"
    assert TAXONOMY.label("problem_type", "gone", "lv") == "gone"


def test_a_short_word_falls_back_to_the_label() -> None:
    assert TAXONOMY.short("resource_category", "hall", "lv") == "Z"
    assert TAXONOMY.short("resource_category", "hall", "en") == "Zāle"
    assert TAXONOMY.short("group_kind", "club", "ru") == "Клуб"


def test_a_need_is_worded_as_a_need_where_there_is_such_a_wording() -> None:
    assert TAXONOMY.public_wording("lonely", "en") == "Company wanted"
    assert TAXONOMY.public_wording("lonely", "lv") == "Vientulība"


def test_keys_stand_in_their_order_with_the_hidden_ones() -> None:
    assert TAXONOMY.keys("problem_type") == ("lonely", "idle", "nameless")
    assert TAXONOMY.keys("group_kind") == ("club",)
    assert TAXONOMY.keys("nothing") == ()


def test_the_same_key_in_two_vocabularies_is_two_terms() -> None:
    both = Taxonomy((term("a", "x", {"lv": "A"}), term("b", "x", {"lv": "B"})))
    assert (both.label("a", "x", "lv"), both.label("b", "x", "lv")) == ("A", "B")


def test_a_family_is_known_for_what_has_one() -> None:
    assert TAXONOMY.family("resource_category", "hall") == "physical"
    assert TAXONOMY.family("problem_type", "lonely") is None
    assert TAXONOMY.family("resource_category", "gone") is None


def test_the_strongest_answer_comes_first() -> None:
    assert [answer.key for answer in TAXONOMY.answers_to("lonely")] == ["club", "hall"]
    assert TAXONOMY.answers_to("nameless") == ()


def test_what_answers_several_needs_is_said_once() -> None:
    assert TAXONOMY.types_answering(["lonely", "idle"]) == {
        ("resource_category", "hall"),
        ("group_kind", "club"),
    }
    assert TAXONOMY.types_answering([]) == set()
