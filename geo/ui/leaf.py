"""Pages of text beside the map as a component of ours: plain data in, where to go out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geo.acts.compare import Comparison
from geo.acts.matrix import STATES, Matrix
from geo.acts.profile import Line, Profile, Section
from geo.acts.snapshot import Snapshot
from geo.ui.frame import PAGES
from geo.words import Words

_SHIM = """
let ready;
export default function (component) {
  ready ??= import(new URL("assets/leaf.js", document.baseURI).href);
  ready.then((leaf) => leaf.draw(component));
}
"""
_KEY, _GO = "leaf blocks", "where the leaf leads"
_QUERY = ("open", "area", "group", "since")
_PATHS = {"map": "./", "area": "area", "areas": "town", "method": "method"}
_ACT = "act asked for on the leaf"

_component = st.components.v2.component("kopienas_karte.leaf", js=_SHIM, isolate_styles=False)

Block = dict[str, Any]


class Leaf:
    """The blocks of a page and where its links lead."""

    def __init__(self, town: Snapshot, say: Words) -> None:
        self.town, self.say = town, say
        self.kept = {"town": town.key, "lang": say.language}

    def link(self, page: str, **query: str | Sequence[str]) -> dict[str, Any]:
        """Return a link to a page of ours."""
        asked = {name: value for name, value in query.items() if value}
        address = urlencode({**self.kept, **asked}, doseq=True)
        return {"href": f"{_PATHS[page]}?{address}", "go": {"page": page, "query": asked}}

    def file(self, path: str, key: str, **query: str | Sequence[str]) -> dict[str, Any]:
        """Return a link to a file; ``key`` is that of its words."""
        asked = {name: value for name, value in query.items() if value}
        address = urlencode({**self.kept, **asked}, doseq=True)
        return {
            "href": f"{path}?{address}", "label": self.say(key), "file": True, "at": f"file {path}"
        }  # fmt: skip

    def chooser(
        self, label: str, whole: str, *, most: int, chosen: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Return a choice of areas; ``whole`` is the key of what none of them means."""
        names = [[key, self.town.area_name(key, self.say.language)] for key in self.town.area_rows]
        return {
            "label": self.say(label, most=self.say.number(most)),
            "whole": self.say(whole),
            "most": most,
            "options": names,
            "chosen": list(chosen),
        }

    def draw(self, blocks: Iterable[Block]) -> None:
        """Draw the blocks and go where a link of theirs was followed to."""
        wanted = st.session_state.pop(_GO, None)
        if wanted is not None:
            page, query = wanted
            st.switch_page(PAGES[page], query_params={**self.kept, **query})

        def gone() -> None:
            st.session_state[_GO] = where(st.session_state[_KEY].get("go"))

        words = {
            "print": self.say("leaf.print"),
            "method": self.say("method.title"),
            "method_link": self.link("method"),
        }
        data = {"lang": self.say.language, "words": words, "blocks": list(blocks)}
        _component(key=_KEY, data=data, on_go_change=gone, on_act_change=_acted)

    def name(self, title: str) -> None:
        """Call the browser's tab by what the page is of."""
        town = self.town.town_name(self.say.language)
        st.set_page_config(page_title=f"{title} · {self.say('app.title', town=town)}")

    def profile(self, one: Profile) -> list[Block]:
        """Return a profile's title and sections."""
        title = {"form": "title", "eyebrow": one.eyebrow, "title": one.title, "tag": one.tag}
        return [title, *(self.section(part) for part in one.sections)]

    def section(self, part: Section) -> Block:
        """Return a section with its lines."""
        return {
            "form": "section",
            "key": part.key,
            "title": part.title,
            "note": part.note,
            "aside": part.aside,
            "lines": [self._line(line, sentence=part.key == "gaps") for line in part.lines],
        }

    def _line(self, line: Line, *, sentence: bool = False) -> dict[str, Any]:
        return {
            "text": line.text,
            "sub": line.sub,
            "form": line.form,
            "sign": list(line.sign),
            "link": self.link("map", open=line.open) if line.open else None,
            "rests": sentence and line.form == "plain",
            "beside": [self._line(one) for one in line.beside],
        }

    def comparison(self, found: Comparison) -> list[Block]:
        """Return one table for each part of a comparison."""
        head = [{"text": name, "link": self.link("area", area=[key])} for key, name in found.areas]
        return [
            {
                "form": "table",
                "key": f"compare {place}",
                "title": part.title,
                "label": part.title,
                "corner": "",
                "head": head,
                "note": part.note,
                "legend": self._legend() if any(row.states for row in part.rows) else [],
                "matrix": False,
                "rows": [
                    {
                        "label": row.label,
                        "cells": [
                            {"text": text, "state": row.states[column] if row.states else ""}
                            for column, text in enumerate(row.cells)
                        ],
                    }
                    for row in part.rows
                ],
            }
            for place, part in enumerate(found.parts)
        ]

    def matrix(self, found: Matrix) -> Block:
        """Return the gap matrix; every cell says in words what its shape shows."""
        return {
            "form": "table",
            "key": "matrix",
            "title": "",
            "label": self.say("matrix.title"),
            "corner": self.say("matrix.need"),
            "head": [
                {"text": name, "link": self.link("area", area=[key]) if key else None}
                for key, name in found.areas
            ],
            "note": self.say("handover.matrix_note"),
            "legend": self._legend(),
            "matrix": True,
            "rows": [
                {
                    "label": word,
                    "cells": [
                        {
                            "state": cell.state,
                            "word": cell.word,
                            "text": cell.away,
                            "hint": cell.text,
                        }
                        for cell in cells
                    ],
                }
                for (_, word), cells in zip(found.needs, found.rows, strict=True)
            ],
        }

    def _legend(self) -> list[list[str]]:
        return [[state, self.say(f"matrix.{state}")] for state in STATES]


def _acted() -> None:
    st.session_state[_ACT] = st.session_state[_KEY].get("act")


def asked_act(acts: Collection[str]) -> tuple[str, str] | None:
    """Return the act, one of ``acts``, and the id of the record that a line's button asked for."""
    match st.session_state.pop(_ACT, None):
        case [str(act), str(identity)] if act in acts:
            return act, identity
    return None


def where(asked: object) -> tuple[str, dict[str, Any]] | None:
    """Return the page and the query that a browser asks to go to, None for what makes no sense."""
    match asked:
        case {"page": str(page), "query": Mapping() as query} if page in _PATHS:
            kept = {
                name: value
                for name, value in query.items()
                if name in _QUERY
                and (
                    isinstance(value, str)
                    or (isinstance(value, list) and all(isinstance(one, str) for one in value))
                )
            }
            return page, kept
    return None
