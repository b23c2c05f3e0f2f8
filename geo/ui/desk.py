"""The page on which records are noted and changed: form and place side by side, history below."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

from geo.acts import record
from geo.acts.alike import likely_duplicates
from geo.acts.forms import (
    Place,
    personal_findings,
    place_faults,
    place_of,
    placed,
    start_values,
    typed,
)
from geo.acts.history import field_word, history_of, value_words
from geo.acts.look import look, place_words
from geo.acts.rules import consents_of, lines_of
from geo.acts.site import desk_for
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import Choice
from geo.errors import Conflict, NotAllowed
from geo.model.clock import local_time
from geo.model.consent import hidden_contacts
from geo.model.evidence import DERIVED
from geo.model.forms import KINDS_RECORDED, PLACES, asked
from geo.model.levels import LEVELS
from geo.store.values import to_text
from geo.ui.beside import Beside
from geo.ui.companions import draw_beside
from geo.ui.done import after, count, do, done, open_record, seen
from geo.ui.form import tell, widgets
from geo.ui.keeper import fitting, keep, restore
from geo.ui.place import kept_place, place_kept, place_of_record
from geo.ui.plain import plain
from geo.ui.recorded import due, plans
from geo.ui.viewer import viewer
from geo.words import Words

_CONFLICT, _LEVEL = "conflict", "level seen"


def desk(town: Snapshot, say: Words) -> None:
    """Draw the page."""
    person = viewer()
    if not person.may("record"):
        st.info(say("edit.why_public"), icon=":material/lock:")
        return
    at = desk_for(person, town.key)
    kind = st.query_params.get("kind", KINDS_RECORDED[0])
    identity = st.query_params.get("id")
    with st.container(key="desk"):
        after(at, say)
        if identity:
            _change(at, town, say, kind, identity)
        else:
            _new(at, town, say)


def _new(at: record.Desk, town: Snapshot, say: Words) -> None:
    st.title(say("edit.title_new"), anchor=False)
    kind = st.segmented_control(
        say("edit.kind"),
        KINDS_RECORDED,
        default=KINDS_RECORDED[0],
        required=True,
        format_func=lambda one: say(f"kinds.{one}"),
        key="kind to record",
    )
    today = town.day.isoformat()
    start = start_values(kind, say("edit.source_default", date=say.date(today)), today)
    prefix = f"new {kind} {count()}"
    texts, place = _form(town, say, kind, start, Place(PLACES[kind][0]), prefix)
    _duplicates(town, say, kind, texts, place, None)
    st.caption(say("edit.internal_note"))
    if st.button(say("edit.save"), type="primary", key=f"save new {kind}"):
        values = _read(kind, texts, place, say)
        if values is not None:
            identity, batch = record.note(at, kind, values)
            done(batch, noted=(kind, identity))
    plans(town, say, kind)
    due(at, town, say)


def _change(at: record.Desk, town: Snapshot, say: Words, kind: str, identity: str) -> None:
    if kind not in KINDS_RECORDED:
        raise NotAllowed("no such kind of record")
    now = at.read(kind, identity)
    st.title(say("edit.title_change"), anchor=False)
    start = seen(identity, now)
    prefix = f"{identity} {start['version']}"
    conflict = st.session_state.get(_CONFLICT)
    if isinstance(conflict, Conflict) and conflict.id == identity:
        _decide(at, town, say, conflict)
        return
    _levels(at, town, say, kind, now)
    level = (identity, now["level"])
    if st.session_state.get(_LEVEL) == (identity, LEVELS[0]) != level:
        st.warning(say("edit.lowered"), icon=":material/visibility_off:")
    st.session_state[_LEVEL] = level
    but = _not_asked(at, town, kind, identity)
    texts, place = _form(town, say, kind, start, place_of(kind, start), prefix, but)
    if st.button(say("edit.save"), type="primary", key=f"save {prefix}"):
        values = _read(kind, texts, place, say)
        if values is not None:
            _save(at, kind, identity, start["version"], values)
    draw_beside(Beside(at, town, say, kind, now))
    _history(at, town, say, kind, identity)


def _not_asked(at: record.Desk, town: Snapshot, kind: str, identity: str) -> Collection[str]:
    """Return the fields that lines beside the record say, or that the editor may not see."""
    if kind == "problem" and lines_of(at.store, identity):
        return DERIVED
    return hidden_contacts(consents_of(at.store, identity), at.viewer.level, town.day)


def _form(
    town: Snapshot,
    say: Words,
    kind: str,
    start: Mapping[str, Any],
    place: Place,
    prefix: str,
    but: Collection[str] = (),
) -> tuple[dict[str, Any], Place]:
    first, rest, translated = asked(kind, but)
    name = prefix.rpartition(" ")[0]  # the same after a reload, when versions may have moved on
    kept = restore(name, prefix)
    shown = {**start, **fitting((*first, *rest, *translated), kept)}
    if kept:  # controls of their own: those that were drawn before it came keep what they said
        prefix = f"{prefix} kept"
    form, where = st.columns([3, 2], gap="medium")
    with form:
        texts = widgets(first, shown, town, say, prefix=prefix)
        if texts.get("problem_type"):
            proposed = town.taxonomy.public_wording(texts["problem_type"], say.language)
            st.caption(plain(say("edit.proposed", text=proposed)))
        with st.expander(say("edit.more")):
            texts |= widgets(rest, shown, town, say, prefix=prefix)
        with st.expander(say("edit.translations")):
            texts |= widgets(translated, shown, town, say, prefix=prefix)
        for field, finding in personal_findings(kind, texts):
            kind_word = say(f"personal.{finding.kind}")
            sentence = say("edit.personal", kind=kind_word, text=finding.text)
            st.warning(
                plain(f"{field_word(field, say)}: {sentence}"), icon=":material/shield_person:"
            )
    with where:
        begun = place_kept(kept.get("place"), kind) or place
        now = place_of_record(town, say, kind, begun, prefix)
    # only what was changed is kept: the rest may be another by the time it is put back
    unsaved = {
        field: said for field, said in texts.items() if (said or None) != (start.get(field) or None)
    }
    if kept_place(now) != kept_place(place):
        unsaved["place"] = kept_place(now)
    keep(name, unsaved)
    return texts, now


def _read(kind: str, texts: Mapping[str, Any], place: Place, say: Words) -> dict[str, Any] | None:
    """Return the values of what the form says, None where it is told that they cannot be saved."""
    where = placed(kind, place)
    said = {name: value for name, value in where.items() if name != "geom"}
    values, faults = typed(kind, {**texts, **said})
    faults += place_faults(place)
    if faults:
        tell(faults, say)
        return None
    return {**values, **where}


def _save(
    at: record.Desk, kind: str, identity: str, version: int, values: Mapping[str, Any]
) -> None:
    try:
        batch = record.change(at, kind, identity, version, values)
    except Conflict as conflict:
        st.session_state[_CONFLICT] = conflict
        st.rerun()
    done(batch)


def _levels(at: record.Desk, town: Snapshot, say: Words, kind: str, now: Mapping[str, Any]) -> None:
    identity = now["id"]
    acts: dict[str, Callable[[], str | None]] = {}
    if now["retired"]:
        acts["restore"] = lambda: record.restore(at, kind, identity)
    elif now["level"] == LEVELS[0]:
        acts["lower"] = lambda: record.lower(at, kind, identity)
    else:
        acts["publish"] = lambda: record.publish(at, kind, identity, now["version"], LEVELS[0])
    if not now["retired"]:
        if "confirmed_on" in now:
            acts["confirm"] = lambda: record.confirm(
                at, kind, identity, role="community_worker", today=town.day
            )
        acts["retire"] = lambda: record.retire(at, kind, identity)
    label = town.taxonomy.label("publication_level", now["level"], say.language)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{say('edit.level')}:** {label}")
        for name, act in acts.items():
            if st.button(say(f"edit.{name}"), key=f"{name} {identity}"):
                do(act, say)
    if at.viewer.alone and now["level"] != LEVELS[0]:
        st.caption(say("edit.alone"))


def _decide(at: record.Desk, town: Snapshot, say: Words, conflict: Conflict) -> None:
    """Show both versions field by field; whichever is chosen, the other stays in the history."""
    st.warning(say("edit.conflict"), icon=":material/call_split:")
    theirs = conflict.theirs or {}
    chosen: dict[str, Any] = {}
    for name, mine in conflict.mine.items():
        now = to_text(theirs.get(name))
        if now == to_text(mine) or name in ("level", "retired"):
            continue
        both = {"theirs": now, "mine": to_text(mine)}
        words = {
            side: plain(
                say(
                    f"edit.conflict_{side}",
                    text=value_words(town, conflict.kind, name, text, say),
                )
            )
            for side, text in both.items()
        }
        side = st.radio(
            field_word(name, say), list(both), format_func=words.get, key=f"side {name}"
        )
        if side == "mine":
            chosen[name] = mine
    if st.button(say("edit.conflict_save"), type="primary", key="save chosen"):
        version = theirs.get("version", 0)
        del st.session_state[_CONFLICT]
        do(lambda: record.change(at, conflict.kind, conflict.id, version, chosen), say)


def _history(at: record.Desk, town: Snapshot, say: Words, kind: str, identity: str) -> None:
    with st.expander(say("edit.history")):
        for entry in history_of(at, town, kind, identity, say):
            moment = local_time(entry.at, town.zone)
            with st.container(horizontal=True, vertical_alignment="center"):
                lines = [f"{say.date(moment.date().isoformat())} {moment:%H:%M}", *entry.sentences]
                st.text("\n".join(lines), width="stretch")
                if entry.own and st.button(
                    say("edit.restore_version"), key=f"version {entry.revision}"
                ):
                    do(
                        lambda revision=entry.revision: record.restore(  # type: ignore[misc]
                            at, kind, identity, revision
                        ),
                        say,
                    )


def _duplicates(
    town: Snapshot,
    say: Words,
    kind: str,
    texts: Mapping[str, Any],
    place: Place,
    but: str | None,
) -> None:
    rows = likely_duplicates(town, kind, str(texts.get("name_lv") or ""), place, but=but)
    if not rows:
        return
    view = look(town, Choice(), say.language)
    with st.container(border=True):
        st.text(say("edit.duplicates"))
        for row in rows:
            name = town.names(say.language)[row]
            label = say("edit.duplicate", name=name, place=place_words(view, row))
            if st.button(plain(label), key=f"open {town.records.ids[row]}"):
                open_record(kind, str(town.records.ids[row]))
