"""What stands beside the map, as plain data: search, filters, chips, card and list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from geo.acts.card import card_of, sign
from geo.acts.look import PAGE_ROWS, View, place_words, state_words
from geo.acts.open_times import hours_filter, hours_word
from geo.acts.town_card import town_card
from geo.analysis.choice import MANY, NOW, SORTS, Choice
from geo.model.opening import minute_text
from geo.model.outgoing import FORMS_OUT
from geo.model.taxonomy import KINDS, TYPE_OF_KIND
from geo.words import fold

_WORDS = (
    "app.skip", "app.skip_map", "search.label", "search.hint", "search.clear", "search.areas",
    "filter.open", "filter.close", "filter.clear", "filter.remove", "filter.empty", "view.list",
    "view.map", "list.label", "list.sort", "list.previous", "list.next", "export.menu",
    "export.note", "card.close", "card.copy", "card.copied", "card.copy_failed",
)  # fmt: skip


def panel_of(view: View, token: str, *, since: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return everything the panel shows.

    Parameters
    ----------
    token
        What the map was asked to show.
    since
        The section of what has changed, for the card of an area or the town.
    """
    return {
        "lang": view.language,
        "token": token,
        "title": view.words("app.title", town=view.snapshot.town_name(view.language)),
        "words": {key: view.words(key) for key in _WORDS},
        "q": view.choice.q,
        "open": view.choice.open,
        "places": [
            {"key": key, "name": view.snapshot.area_name(key, view.language)}
            for key in view.snapshot.areas_found(fold(view.choice.q))
        ],
        "filters": [_filter(view, name) for name in MANY],
        "hours": hours_filter(view),
        "chips": [*(chip for name in MANY for chip in _chips(view, name)), *_hours_chip(view)],
        "card": _card(view, since),
        "list": _list(view),
    }


def _card(view: View, since: dict[str, Any] | None) -> dict[str, Any] | None:
    card = town_card(view) if view.open_town else card_of(view)
    if card is None or since is None:
        return card
    *sections, sources = card["sections"]
    return {**card, "sections": [*sections, since, sources]}


def option_word(view: View, name: str, key: str) -> str:
    """Return the word for one option of a filter."""
    taxonomy, language = view.snapshot.taxonomy, view.language
    if name == "kind":
        return view.words(f"kind.{key}")
    if name == "area":
        return view.snapshot.area_name(key, language)
    if name == "status":
        return view.snapshot.status_word(key, language)
    if name == "for":
        return taxonomy.short("target_group", key, language)
    if name == "problem":
        return taxonomy.short("problem_type", key, language)
    kind = "resource" if taxonomy.term(TYPE_OF_KIND["resource"], key) else "group"
    return taxonomy.short(TYPE_OF_KIND[kind], key, language)


def _filter(view: View, name: str) -> dict[str, Any]:
    """Return one filter with its options; an option that would show nothing is left out."""
    counts = view.shown.counts[name]
    chosen = view.shown.kinds if name == "kind" else view.choice.keys(name)
    return {
        "name": name,
        "label": view.words(f"filter.{name}"),
        "options": [
            [key, option_word(view, name, key), count, key in chosen]
            for key, count in counts.items()
            if count or key in chosen
        ],
    }


def _chips(view: View, name: str) -> list[dict[str, str]]:
    if name == "kind" and set(view.choice.kind) == set(KINDS):
        return []  # everything is on: nothing is narrowed
    return [
        {"name": name, "key": key, "label": option_word(view, name, key)}
        for key in view.choice.keys(name)
    ]


def _hours_chip(view: View) -> list[dict[str, str]]:
    label = hours_word(view)
    return [{"name": "hours", "key": view.choice.hours, "label": label}] if label else []


def _list(view: View) -> dict[str, Any]:
    total = len(view.shown.order)
    first = (view.page - 1) * PAGE_ROWS + 1 if total else 0
    last = min(view.page * PAGE_ROWS, total)
    say = view.words
    empty = say("list.start_empty" if not len(view.snapshot.records) else "list.empty")
    if view.snapshot.areas.empty:
        empty = say("towns.none")
    return {
        "count": say("list.count", n=total),
        "town": say("card.town"),
        "placeless": _placeless(view),
        "untimed": say("list.untimed", n=view.untimed) if view.untimed else "",
        "note": _needs_note(view),
        "empty": "" if total else empty,
        "hint": say("list.empty_hint") if not total and view.choice.filtered else "",
        "range": say(
            "list.range", first=say.number(first), last=say.number(last), total=say.number(total)
        ),
        "page": view.page,
        "pages": view.pages,
        "sort": view.choice.sort,
        "sorts": [[key, say(f"sort.{key}")] for key in SORTS],
        "downloads": _downloads(view),
        "rows": [_row(view, row) for row in view.page_rows()],
    }


def _downloads(view: View) -> dict[str, Any]:
    """Return [form, words, path] of each file that the list can be had as, and what they ask."""
    paths = {"list": "list.csv"} | {form: f"export/{form}" for form in FORMS_OUT}
    asked = {"town": view.snapshot.key, **_as_now(view).address(), "lang": view.language}
    return {
        "query": urlencode(asked, True),
        "forms": [[form, view.words(f"export.{form}"), path] for form, path in paths.items()],
    }


def _as_now(view: View) -> Choice:
    """Return the choice with the present time for «now»: a table holds what the list shows."""
    asks_now = view.choice.hours == NOW
    return replace(view.choice, hours=minute_text(view.minute)) if asks_now else view.choice


def _placeless(view: View) -> str:
    at_areas, nowhere = view.placeless
    if not at_areas + nowhere:
        return ""
    number = view.words.number
    return view.words("list.placeless", areas=number(at_areas), nowhere=number(nowhere))


def _needs_note(view: View) -> str:
    """Return how many needs there are and how many records came with them, asked for needs only."""
    if view.shown.kinds != ("problem",):
        return ""
    needs = view.shown.kind_counts(view.snapshot.records)["problem"]
    answers = len(view.shown.order) - needs
    number = view.words.number
    return view.words("list.needs_with_answers", needs=number(needs), answers=number(answers))


def _row(view: View, row: int) -> list[Any]:
    """Return [id, name, line below, (kind, family, state), open]."""
    records = view.snapshot.records
    kind = KINDS[records.kind[row]]
    words = [
        view.words(f"kind_one.{kind}") if kind == "problem" else
        view.snapshot.type_word(row, view.language),
        place_words(view, row),
        state_words(view, row),
    ]  # fmt: skip
    if kind == "problem":
        words.append(_answered_in_brief(view, row))
    return [
        records.ids[row],
        view.snapshot.names(view.language)[row],
        " · ".join(filter(None, words)),
        sign(view, row),
        row == view.open_row,
    ]


def _answered_in_brief(view: View, row: int) -> str:
    """Return the two strongest answers to a need: it never stands alone, not even in the list."""
    taxonomy, records = view.snapshot.taxonomy, view.snapshot.records
    answers = taxonomy.answers_to(records.types[records.type[row]][1])[:2]
    if not answers:
        return view.words("card.answered_by_none")
    labels = [taxonomy.short(answer.kind, answer.key, view.language) for answer in answers]
    return f"{view.words('card.answered_by')}: {', '.join(labels)}"
