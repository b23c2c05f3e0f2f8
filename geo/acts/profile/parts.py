"""What a profile is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.acts.card.lines import in_language, sign, text_of
from geo.acts.look import View, place_words, state_words
from geo.files.table import write_table
from geo.words import Words

MOST_BESIDE = 12
"""So many records stand beside a sentence; how many more there are is said."""


@dataclass(frozen=True)
class Line:
    """One line of a section.

    Attributes
    ----------
    text, sub
        What it says, and how that is known or how it stands.
    open
        Id of the record it speaks of, empty for none.
    sign
        (kind, family, state) as the map draws it, empty for none.
    record_ids
        Every record a sentence rests on; ``beside`` has a line for the first of them.
    sources
        Where it comes from, with dates.
    beside
        What opens under the line: what answers a need, the records of a sentence.
    form
        ``heading`` and ``quiet`` lines look different; a line is ``plain`` otherwise.
    """

    text: str
    sub: str = ""
    open: str = ""
    sign: tuple[int, ...] = ()
    record_ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    beside: tuple[Line, ...] = ()
    form: str = "plain"


@dataclass(frozen=True)
class Section:
    """A subject with its lines; ``note`` says what holds for all of them, or that there are none.

    ``aside`` names what stands under ``beside`` of its lines; it is empty where nothing does.
    """

    key: str
    title: str
    lines: tuple[Line, ...]
    note: str = ""
    aside: str = ""


@dataclass(frozen=True)
class Profile:
    """A page about an area, or about a community where ``record`` is set.

    Attributes
    ----------
    key
        The area's key or the group's id.
    tag
        What must be known beside the title, such as that the boundary is approximate.
    """

    key: str
    title: str
    eyebrow: str
    tag: str
    sections: tuple[Section, ...]
    record: bool = False

    def section(self, key: str) -> Section:
        """Return a section by its key."""
        return next(one for one in self.sections if one.key == key)


def section(
    view: View, title: str, lines: Iterable[Line], *, note: str = "", aside: str = ""
) -> Section:
    """Return a section by the key of its title; one without lines says so."""
    found, empty = tuple(lines), f"{title}_empty"
    empty = empty if empty in _EMPTY else "profile.empty"
    return Section(
        title.partition(".")[2],
        view.words(title),
        found,
        note if found else view.words(empty),
        aside if any(line.beside for line in found) else "",
    )


_EMPTY = ("card.strong_empty", "card.active_empty", "card.needed_empty", "profile.gaps_empty")


def line_of(line: Mapping[str, Any]) -> Line:
    """Return a line of a card or of the timeline as one of a profile."""
    form = "heading" if "heading" in line else "quiet" if line.get("quiet") else "plain"
    return Line(
        str(line.get("heading") or line["text"]),
        str(line.get("sub") or ""),
        open=str(line.get("open") or ""),
        sign=tuple(line.get("sign") or ()),
        form=form,
    )


def profile_csv(one: Profile, say: Words) -> bytes:
    """Return the lines of a profile as a table, each with its sources and the ids it rests on."""
    names = ("compare.part", "compare.line", "profile.how", "csv.source", "profile.record_ids")
    return write_table([say(name) for name in names], _csv_rows(one))


def _csv_rows(one: Profile) -> Iterator[list[Any]]:
    for part in one.sections:
        for line in part.lines:
            if line.form != "heading":
                ids = "|".join(line.record_ids or filter(None, (line.open,)))
                yield [part.title, line.text, line.sub, "; ".join(line.sources), ids]


def record_line(view: View, row: int, *, sub: Sequence[str] = (), **values: Any) -> Line:
    """Return a line about a record: its name, what is said of it, its source."""
    records = view.snapshot.records
    return Line(
        view.snapshot.names(view.language)[row],
        " · ".join(dict.fromkeys(filter(None, (*sub, state_words(view, row))))),
        open=str(records.ids[row]),
        sign=tuple(sign(view, row)),
        sources=(source_words(view, row),),
        **values,
    )


def records_beside(view: View, ids: Sequence[str]) -> tuple[Line, ...]:
    """Return the records that a sentence rests on, the first of them, and how many more."""
    rows = [row for one in ids if (row := view.snapshot.records.row_of(one)) is not None]
    rank = view.snapshot.ranks(view.language)["name"]
    rows.sort(key=lambda row: int(rank[row]))
    lines = [record_line(view, row, sub=(place_words(view, row),)) for row in rows[:MOST_BESIDE]]
    if len(rows) > MOST_BESIDE:
        more = view.words.number(len(rows) - MOST_BESIDE)
        lines.append(Line(view.words("card.more", count=more), form="quiet"))
    return tuple(lines)


def source_words(view: View, row: int) -> str:
    """Return a record's source with its date, an empty text for none."""
    source, dated = (text_of(view.snapshot.column(name)[row]) for name in ("source", "source_date"))
    day = view.words.date(dated) if dated else view.words("profile.undated")
    return f"{source} ({day})" if source else ""


def said_of(view: View, row: int, *stems: str) -> list[str]:
    """Return texts of a record in the language of the view, those that it has."""
    return [text for stem in stems if (text := in_language(view, row, stem))]


def fact(view: View, key: str, text: str, **values: Any) -> Line:
    """Return a line ``name: text``, or that there are no data."""
    said = text or view.words("no_data.word")
    return Line(f"{view.words(key)}: {said}", **values)
