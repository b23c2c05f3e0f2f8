"""The page on which records are noted and changed: form and place side by side, history below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from geo.acts import record
from geo.acts.alike import likely_duplicates
from geo.acts.forms import (
    Place,
    personal_findings,
    place_of,
    placed,
    start_values,
    typed,
)
from geo.acts.history import field_word, history_of, value_words
from geo.acts.look import look, place_words
from geo.acts.site import desk_for
from geo.acts.snapshot import Snapshot
from geo.acts.worklist import worklist
from geo.analysis.choice import Choice
from geo.errors import Conflict, GeoError, NotReady
from geo.model.forms import KINDS_RECORDED, PLACES, asked
from geo.model.levels import LEVELS
from geo.store.values import to_text
from geo.ui.form import widgets
from geo.ui.keeper import keep, restore
from geo.ui.place import place_of_record
from geo.ui.plain import plain
from geo.ui.viewer import viewer
from geo.words import Words

_DONE, _SEEN, _COUNT = "last batch", "what forms saw", "forms saved"
_CONFLICT = "conflict"


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
        _after(at, say)
        if identity:
            _change(at, town, say, kind, identity)
        else:
            _new(at, town, say)
            _worklist(at, town, say)


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
    today = date.today().isoformat()
    start = start_values(kind, say("edit.source_default", date=say.date(today)), today)
    prefix = f"new {kind} {st.session_state.get(_COUNT, 0)}"
    texts, place = _form(town, say, kind, start, Place(PLACES[kind][0]), prefix)
    _duplicates(town, say, kind, texts, place, None)
    st.caption(say("edit.internal_note"))
    if st.button(say("edit.save"), type="primary", key=f"save new {kind}"):
        _save(town, say, kind, texts, place, lambda values: record.note(at, kind, values)[1])


def _change(at: record.Desk, town: Snapshot, say: Words, kind: str, identity: str) -> None:
    now = at.read(kind, identity)
    st.title(say("edit.title_change"), anchor=False)
    # What the editor saw when the form opened: another's later change must meet as a conflict,
    # not slip under the words being typed.
    seen = st.session_state.setdefault(_SEEN, {}).setdefault(identity, now)
    prefix = f"{identity} {seen['version']}"
    conflict = st.session_state.get(_CONFLICT)
    if isinstance(conflict, Conflict) and conflict.id == identity:
        _decide(at, town, say, conflict)
        return
    _levels(at, say, kind, identity, now)
    texts, place = _form(town, say, kind, seen, place_of(kind, seen), prefix)
    if st.button(say("edit.save"), type="primary", key=f"save {prefix}"):
        _save(
            town, say, kind, texts, place,
            lambda values: record.change(at, kind, identity, seen["version"], values),
        )  # fmt: skip
    _history(at, town, say, kind, identity)


def _form(
    town: Snapshot, say: Words, kind: str, start: Mapping[str, Any], place: Place, prefix: str
) -> tuple[dict[str, Any], Place]:
    first, rest = asked(kind)
    name = prefix.rpartition(" ")[0]  # the same after a reload, when versions may have moved on
    restore(name, (*first, *rest), prefix)
    form, where = st.columns([3, 2], gap="large")
    with form:
        texts = widgets(first, start, town, say, prefix=prefix)
        if texts.get("problem_type"):
            proposed = town.taxonomy.public_wording(texts["problem_type"], say.language)
            st.caption(plain(say("edit.proposed", text=proposed)))
        with st.expander(say("edit.more")):
            texts |= widgets(rest, start, town, say, prefix=prefix)
        for name, finding in personal_findings(kind, texts):
            kind_word = say(f"personal.{finding.kind}")
            sentence = say("edit.personal", kind=kind_word, text=finding.text)
            st.warning(
                plain(f"{field_word(name, say)}: {sentence}"), icon=":material/shield_person:"
            )
    with where:
        place = place_of_record(town, say, kind, place, prefix)
    dirty = any((texts[field] or None) != (start.get(field) or None) for field in texts)
    keep(name, texts, dirty=dirty)
    return texts, place


def _save(
    town: Snapshot,
    say: Words,
    kind: str,
    texts: Mapping[str, Any],
    place: Place,
    write: Callable[[dict[str, Any]], str | None],
) -> None:
    values, faults = typed(kind, {**texts, **_texts_of(placed(kind, place))})
    values |= placed(kind, place)
    if faults:
        lines = [
            say("edit.fault_form", field=field_word(fault.field, say), expected=fault.expected)
            if fault.expected
            else say("edit.fault_required", field=field_word(fault.field, say))
            for fault in faults
        ]
        st.error("\n".join([say("edit.faults"), *(f"- {line}" for line in lines)]))
        return
    try:
        batch = write(values)
    except Conflict as conflict:
        st.session_state[_CONFLICT] = conflict
        st.rerun()
    _done(batch)


def _done(batch: str | None) -> None:
    """Keep what can be taken back, forget what the forms had seen, and draw anew."""
    st.session_state[_DONE] = batch
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    st.session_state.pop(_SEEN, None)
    st.rerun()


def _texts_of(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "geom"}


def _after(at: record.Desk, say: Words) -> None:
    """Say what was done and offer to take it back."""
    if _DONE not in st.session_state:
        return
    batch = st.session_state[_DONE]
    if batch is None:
        st.info(say("edit.nothing"))
        del st.session_state[_DONE]
        return
    with st.container(key="done", horizontal=True, vertical_alignment="center"):
        st.success(say("edit.saved"), icon=":material/check:")
        if st.button(say("edit.undo"), key=f"undo {batch}", icon=":material/undo:"):
            _do(lambda: record.undo(at, batch), say)


def _levels(at: record.Desk, say: Words, kind: str, identity: str, now: Mapping[str, Any]) -> None:
    acts: dict[str, Callable[[], str | None]] = {}
    if now["retired"]:
        acts["restore"] = lambda: record.restore(at, kind, identity)
    elif now["level"] == LEVELS[0]:
        acts["lower"] = lambda: record.lower(at, kind, identity)
    else:
        acts["publish"] = lambda: record.publish(at, kind, identity, now["version"], LEVELS[0])
    if not now["retired"]:
        acts["confirm"] = lambda: record.confirm(
            at, kind, identity, role="community_worker", today=date.today()
        )
        acts["retire"] = lambda: record.retire(at, kind, identity)
    label = at.store.taxonomy().label("publication_level", now["level"], say.language)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{say('edit.level')}:** {label}")
        for name, act in acts.items():
            if st.button(say(f"edit.{name}"), key=f"{name} {identity}"):
                _do(act, say)
    if at.viewer.alone and now["level"] != LEVELS[0]:
        st.caption(say("edit.alone"))


def _do(act: Callable[[], str | None], say: Words) -> None:
    try:
        batch = act()
    except NotReady as error:
        reasons = "\n".join(f"- {say(reason)}" for reason in error.reasons)
        st.error(f"{say('edit.not_ready')}\n{reasons}")
    except GeoError as error:
        st.error(say(error.key))
    else:
        _done(batch)


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
        _do(lambda: record.change(at, conflict.kind, conflict.id, version, chosen), say)


def _history(at: record.Desk, town: Snapshot, say: Words, kind: str, identity: str) -> None:
    with st.expander(say("edit.history")):
        for entry in history_of(at, town, kind, identity, say):
            moment, action = st.columns([4, 1])
            day = say.date(entry.at[:10])
            with moment:
                st.text("\n".join([f"{day} {entry.at[11:16]} UTC", *entry.sentences]))
            with action:
                if st.button(say("edit.restore_version"), key=f"version {entry.revision}"):
                    _do(
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
                st.query_params["kind"], st.query_params["id"] = kind, town.records.ids[row]
                st.rerun()


def _worklist(at: record.Desk, town: Snapshot, say: Words) -> None:
    due = worklist(town, date.today())
    with st.expander(f"{say('edit.worklist')} ({len(due)})"):
        if not due:
            st.text(say("edit.worklist_empty"))
        for item in due:
            kind = str(town.records.frame["kind"].iloc[item.row])
            identity = str(town.records.ids[item.row])
            name, confirm, edit = st.columns([4, 1, 1])
            with name:
                since = (
                    say("edit.due_since", date=say.date(item.since))
                    if item.since
                    else say("edit.never_confirmed")
                )
                st.text(f"{town.names(say.language)[item.row]}\n{since}")
            with confirm:
                if st.button(say("edit.confirm"), key=f"confirm {identity}"):
                    _do(
                        lambda kind=kind, identity=identity: record.confirm(  # type: ignore[misc]
                            at, kind, identity, role="community_worker", today=date.today()
                        ),
                        say,
                    )
            with edit:
                if st.button(say("edit.edit"), key=f"edit {identity}"):
                    st.query_params["kind"], st.query_params["id"] = kind, identity
                    st.rerun()
