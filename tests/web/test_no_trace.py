"""What is published and lowered again leaves no trace above its level (P06, P07, P10, P11).

A law over records of every kind with what stands beside them: links in any direction, relations,
lines of evidence, personal contacts. Everything that the public can ask for is asked for before
anything is published and after all of it is lowered or retired, and is the same byte for byte but
for the number of the revision.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp

from geo.acts import companions, record, site
from geo.acts.card import card_of
from geo.acts.history import history_of
from geo.acts.look import look, patch_of
from geo.acts.panel import panel_of
from geo.acts.record import Desk
from geo.acts.rules import relations_of
from geo.acts.snapshot import snapshot
from geo.analysis.choice import Choice
from geo.model.forms import KINDS_RECORDED
from geo.model.outgoing import FORMS_OUT
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.store import Store
from geo.words import words
from tests.acts.beside import (
    CHOIR,
    CONCERT,
    HALL,
    MESSAGE,
    NEED,
    TOWN,
    WISH,
    desk_of,
    noted,
    public,
)
from tests.acts.conftest import bare as bare
from tests.awkward import CENTRE
from tests.outgoing import opened, read_xlsx
from tests.web.asgi import ask
from tests.web.conftest import served

WORD = "Zzyzxslepenais"
PHONE = "+371 26777888"
VALUES = {"resource": HALL, "group": CHOIR, "problem": NEED, "activity": CONCERT,
          "proposal": WISH, "outreach": MESSAGE}  # fmt: skip
LINKING = ("problem", "activity", "proposal", "outreach")
LAYERS = ("base", "areas", "records", *(f"{n}-{x}" for n in ("names", "words") for x in LANGUAGES))
EVERY = "kind=resource&kind=group&kind=problem"
LISTS = ("", EVERY, f"{EVERY}&q={WORD}&lang=ru", f"{EVERY}&area=krizi&sort=date&lang=en")
CHOICES = (Choice(), Choice(kind=KINDS), Choice(q=WORD, kind=KINDS), Choice(open="area:krizi"))
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


@dataclass(frozen=True)
class Story:
    """Kinds of the hidden records, links among all (from, to), what else, and how it ends."""

    kinds: tuple[str, ...]
    links: frozenset[tuple[int, int]]
    placed: bool
    contact: bool
    related: bool
    end: str


STORIES = st.builds(
    Story,
    kinds=st.lists(st.sampled_from(KINDS_RECORDED), min_size=1, max_size=5).map(tuple),
    links=st.frozensets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=6),
    placed=st.booleans(),
    contact=st.booleans(),
    related=st.booleans(),
    end=st.sampled_from(["lower", "retire"]),
)


@pytest.fixture
def desk(bare: Store, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("KARTE_STORE", bare.url)
    monkeypatch.setattr(site, "_stores", {})
    return desk_of(bare)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],  # an example takes a second: shrinking would take long
)
@given(story=STORIES)
def test_what_was_public_once_leaves_no_trace_when_it_no_longer_is(
    desk: Desk, story: Story
) -> None:
    app = served()
    anchors = [noted(desk, kind, VALUES[kind]) for kind in ("problem", "activity")]
    hidden = [noted(desk, kind, hiding(story, kind)) for kind in story.kinds]
    everyone = [*zip(("problem", "activity"), anchors, strict=True),
                *zip(story.kinds, hidden, strict=True)]  # fmt: skip
    link(desk, everyone, story)
    for kind, identity in everyone[:2]:
        public(desk, kind, identity)
    relations = related(desk, everyone) if story.related else []
    before = asked(app, desk, anchors, hidden)

    for kind, identity in everyone[2:]:
        public(desk, kind, identity)
    for relation in relations:
        public(desk, "relation", relation)
    assert asked(app, desk, anchors, hidden) != before or set(story.kinds) == {"outreach"}

    for kind, identity in everyone[2:]:
        (record.lower if story.end == "lower" else record.retire)(desk, kind, identity)
    after = asked(app, desk, anchors, hidden)
    assert list(after) == list(before)
    for name, answer in before.items():
        assert after[name] == answer, name
    assert WORD not in str({name: body for name, body in after.items() if WORD not in name})
    for kind, identity in everyone[:2]:  # the next example begins as this one did
        record.retire(desk, kind, identity)


def hiding(story: Story, kind: str) -> dict[str, Any]:
    """Return the words of a hidden record: they stand nowhere else."""
    stem = {"problem": "statement", "proposal": "statement", "outreach": "message"}.get(
        kind, "name"
    )
    values: dict[str, Any] = {**VALUES[kind], f"{stem}_lv": f"{WORD} {kind}"}
    if kind == "resource" and story.placed:
        values |= {"geom": CENTRE, "precision": "exact", "area": "centrs"}
    if kind in ("resource", "group") and story.contact:
        values["phone"] = PHONE
    return values


def link(desk: Desk, everyone: list[tuple[str, str]], story: Story) -> None:
    for place, (kind, identity) in enumerate(everyone):
        to = {everyone[other % len(everyone)][1] for one, other in story.links if one == place}
        if kind in LINKING and to:
            values = {"links": tuple(sorted(to - {identity}))}
            record.change(desk, kind, identity, 1, values)
        if kind == "problem" and place > 1:
            evidence = {"method": "documents", "date": "2026", "source": f"{WORD} avots"}
            companions.add_evidence(desk, identity, evidence)
        if kind in ("resource", "group") and story.contact:
            agreed = {"shown_to": "public", "given_by": "volunteer", "given_on": "2026-01-01",
                      "until": "2999-01-01"}  # fmt: skip
            companions.agree(desk, identity, {**agreed, "contact": "phone"})


def related(desk: Desk, everyone: list[tuple[str, str]]) -> list[str]:
    """Relate every actor to the public need and to the other actors; return the relations."""
    actors = [identity for kind, identity in everyone if kind in ("resource", "group")]
    for place, actor in enumerate(actors):
        help_ = {"relation_kind": "could_help", "subject": actor, "object": everyone[0][1]}
        companions.relate(desk, help_)
        for other in actors[:place]:
            companions.relate(desk, {"relation_kind": "funds", "subject": actor, "object": other})
    found = {row["id"]: None for actor in actors for row in relations_of(desk.store, actor)}
    return list(found)


def asked(app: ASGIApp, desk: Desk, anchors: list[str], hidden: list[str]) -> dict[str, Any]:
    """Return all that the public can get, in all languages, by what it was asked by."""
    town = snapshot(desk.store, TOWN, "public")
    got: dict[str, Any] = {"/health": {**ask(app, "/health").json, "revision": 0}}
    for name in LAYERS:
        layer = town.layer(name)
        assert layer is not None
        answer = ask(app, f"/layers/{layer.address}?town={TOWN}")
        got[name] = (layer.address, answer.status, answer.headers, answer.body)
    for query in LISTS:
        got[f"/list.csv?{query}"] = ask(app, f"/list.csv?{query}").body
    for form in FORMS_OUT:
        got[form] = exported(form, ask(app, f"/export/{form}?{EVERY}").body, town.revision)
    for language in LANGUAGES:
        opened_ = (Choice(open=identity) for identity in (*anchors, *hidden))
        for place, choice in enumerate((*CHOICES, *opened_)):
            view = look(town, choice, language)
            patch = patch_of(view, "light")
            found = {**panel_of(view, patch["token"]), "q": "", "chips": [], "open": ""}
            # the addresses of downloads repeat what was searched for
            found["list"] = {**found["list"], "downloads": None}
            got[f"panel {place} {language}"] = json.dumps([patch, found, card_of(view)])
        said = words(language)
        got[f"history {language}"] = [
            [entry.sentences for entry in history_of(desk, town, kind, identity, said)]
            for kind, identity in zip(("problem", "activity"), anchors, strict=True)
        ]
    return got


def exported(form: str, body: bytes, revision: int) -> Any:
    """Return what a file says, without the number of the revision and the moment it was made."""
    if form == "xlsx":
        sheets = []
        while True:
            try:
                sheets.append(read_xlsx(body, len(sheets)))
            except IndexError:
                break
        return str(sheets).replace(f"'{revision}'", "")
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    return {name: _said(name, content, revision) for name, content in files.items()}


def _said(name: str, content: bytes, revision: int) -> Any:
    if name.endswith(".meta.json"):
        meta: Mapping[str, Any] = json.loads(content)
        return {**meta, "revision": 0}
    if name.endswith(".gpkg"):
        with opened(content) as connection:
            lines = "\n".join(connection.iterdump())
        return _MOMENT.sub("", lines).replace(f"'{revision}'", "")
    return content
