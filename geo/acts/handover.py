"""What a council takes home: one page to read and print, and a table of the proposals.

It is made of public records only, whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from geo.acts.drawing import drawing_of, legend_of, signs_of
from geo.acts.export import ZIP, file_word, zipped
from geo.acts.look import View, look
from geo.acts.matrix import STATES, Matrix, matrix_of
from geo.acts.method import method
from geo.acts.profile import Profile, Section, profile
from geo.acts.profile.proposals import in_columns, steps
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import Choice
from geo.errors import NotAllowed
from geo.files.out.page import page_file
from geo.files.table import write_table
from geo.model.outgoing import LEVEL
from geo.model.taxonomy import KINDS
from geo.words import Words

MOST = 5
"""So many areas are chosen one by one; beyond that it is the whole town."""

_ACROSS = 6
"""Columns of the matrix that A4 carries with their words."""

_COLUMNS = (
    "statement", "area", "department", "cost_band", "status", "asked_on", "answered_on", "done_on",
    "answer", "source", "source_date",
)  # fmt: skip


@dataclass(frozen=True)
class HandOver:
    """A page and a table that are ready to leave; ``stem`` is their name without an ending."""

    stem: str
    day: date
    page: bytes
    table: bytes

    def file(self, form: str) -> tuple[str, str, bytes]:
        """Return (name, media type, body) of ``html``, ``csv`` or ``zip``, which holds both."""
        match form:
            case "html":
                return f"{self.stem}.html", "text/html; charset=utf-8", self.page
            case "csv":
                return f"{self.stem}.csv", "text/csv; charset=utf-8", self.table
        files = {f"{self.stem}.html": self.page, f"{self.stem}.csv": self.table}
        return f"{self.stem}.zip", ZIP, zipped(files, self.day)


FORMS = ("zip", "html", "csv")


def hand_over(
    town: Snapshot, areas: Sequence[str], language: str, *, today: date | None = None
) -> HandOver:
    """Return what is handed over of some areas, of the whole town where none is named.

    Parameters
    ----------
    town
        The town as the public sees it.
    areas
        Keys in the order asked for; unknown ones are left out, and beyond ``MOST`` the rest.
    today
        The date that it bears.

    Raises
    ------
    NotAllowed
        When anything but public records was read.
    """
    if town.level != LEVEL:
        raise NotAllowed("only public records leave as a hand-over")
    chosen = [key for key in dict.fromkeys(areas) if key in town.area_rows][:MOST]
    view = look(town, Choice(kind=KINDS), language)
    say, day = view.words, today or town.day
    name = say("handover.file")
    names = "-".join(file_word(town.area_name(key, language)) for key in chosen)
    stem = "-".join(
        filter(None, (name, file_word(town.town_name(language)), names[:60], day.isoformat()))
    )
    return HandOver(stem, day, _page(view, chosen, day), _table(view, chosen))


def _page(view: View, chosen: Sequence[str], day: date) -> bytes:
    town, say = view.snapshot, view.words
    keys = list(chosen) or list(town.area_rows)
    profiles = [profile(town, key, say) for key in keys]
    names = ", ".join(one.title for one in profiles)
    place = town.town_name(view.language)
    content = {
        "lang": view.language,
        "title": f"{names} · {place}" if chosen else place,
        "words": _words(view, day),
        "proposal_head": [say(f"field.{key}") for key in _COLUMNS[:4]] + [say("handover.steps")],
        "proposals": list(_rows(view, chosen)),
        "states": [(state, say(f"matrix.{state}")) for state in STATES],
        "matrices": list(_matrices(matrix_of(town, say, keys), say)),
        "town": _once([one.section("needed_town") for one in profiles]),
        "profiles": [_for_print(one) for one in profiles],
        "legend": legend_of(view),
        "method": method(say),
    }
    signs = {line.sign for one in profiles for part in one.sections for line in part.lines}
    return page_file(content, {"map": drawing_of(view, chosen), **signs_of(view, signs)})


def _words(view: View, day: date) -> dict[str, str]:
    say, town = view.words, view.snapshot
    official = set(town.areas["precision"]) == {"official"}
    placed = town.records.placed | (town.records.kind == KINDS.index("problem"))
    return {
        "eyebrow": say("handover.eyebrow"),
        "made": say("handover.made", date=say.date(day.isoformat())),
        "revision": say("about.revision", revision=say.number(town.revision)),
        "public": say("handover.public"),
        "situation": say("card.situation"),
        "boundaries": "" if official else say("handover.boundaries"),
        "asked": say("card.asked"),
        "asked_empty": say("handover.nothing_asked"),
        "map": say("nav.map"),
        "map_note": say("handover.map_note", n=int(np.count_nonzero(~placed))),
        "matrix": say("matrix.title"),
        "matrix_note": say("handover.matrix_note"),
        "need": say("matrix.need"),
        "method": say("method.title"),
    }


def _once(sections: Sequence[Section]) -> Section:
    """Return what every page of an area says alike, so that it is printed once."""
    return sections[0]


def _for_print(one: Profile) -> dict[str, Any]:
    """Return a profile without what is printed once for all areas."""
    kept = [part for part in one.sections if part.key != "needed_town"]
    return {"title": one.title, "tag": one.tag, "sections": kept}


def _matrices(matrix: Matrix, say: Words) -> Iterator[dict[str, Any]]:
    """Yield the matrix in parts that are as wide as the paper."""
    for first in range(0, len(matrix.areas), _ACROSS):
        part = slice(first, first + _ACROSS)
        rows = [
            (word, [_cell(cell, say) for cell in cells[part]])
            for (_, word), cells in zip(matrix.needs, matrix.rows, strict=True)
        ]
        yield {"areas": matrix.areas[part], "rows": rows}


def _cell(cell: Any, say: Words) -> dict[str, Any]:
    figures = []
    if cell.noted:
        figures.append(say("handover.cell", noted=say.number(cell.noted), here=cell.here))
        if cell.away:
            figures.append(say("handover.nearest", km=cell.away))
    return {"state": cell.state, "word": cell.word, "figures": figures}


def _proposals(view: View, chosen: Sequence[str]) -> list[Any]:
    """Return the proposals of the chosen areas and those of the whole municipality."""
    rows = view.snapshot.proposals.to_dict("records")
    return [row for row in rows if not chosen or row["area"] in (*chosen, None)]


def _rows(view: View, chosen: Sequence[str]) -> Iterator[list[str]]:
    for row in _proposals(view, chosen):
        answer = in_columns(row, "answer", view.language)
        way = steps(view, row)
        yield [*_said(view, row)[:4], f"{way}. {answer}" if answer else way]


def _table(view: View, chosen: Sequence[str]) -> bytes:
    header = [view.words(f"field.{name}") for name in _COLUMNS]
    return write_table(header, (_said(view, row) for row in _proposals(view, chosen)))


def _said(view: View, row: Any) -> list[str]:
    """Return a proposal's columns in words; dates stay as they are, for sorting."""
    taxonomy, language = view.snapshot.taxonomy, view.language
    cost = row["cost_band"] and taxonomy.label("cost_band", row["cost_band"], language)
    words = {
        "statement": in_columns(row, "statement", language),
        "area": view.snapshot.area_name(row["area"], language) or view.words("matrix.town"),
        "cost_band": cost,
        "status": taxonomy.label("proposal_status", row["status"], language),
        "answer": in_columns(row, "answer", language),
    }
    return [str(words.get(name, row.get(name)) or "") for name in _COLUMNS]
