"""Records that come in as a table: columns, a verdict for each row, one act, a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pandas as pd
import streamlit as st

from geo.acts.addresses import address_index
from geo.acts.arrivals import (
    IMPORTED,
    VERDICTS,
    Plan,
    commit,
    imports_of,
    mapping_for,
    plan_records,
    rejects_of,
    sentences,
    undo_import,
)
from geo.acts.history import field_word
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.analysis.columns import KINDS_IN, Mapping, known_fields
from geo.errors import Conflict, GeoError
from geo.files.sheet import Sheet, read_sheet
from geo.map.preview import preview
from geo.model.days import today
from geo.model.forms import FIRST
from geo.settings import settings
from geo.ui.brought import brought, once, tell_notes
from geo.ui.form import options_of
from geo.ui.plain import plain
from geo.ui.trial import trial_map
from geo.words import Words

Made = TypeVar("Made")

_DONE = "done import"
_WORDS_SHOWN = 12
_ROWS_SHOWN = 500
_PLACE = ("lat", "lon", "lat_lon")
_STATE = {"new": "new", "restored": "new", "changed": "changed", "same": "same"}


def arrivals(desk: Desk, town: Snapshot, say: Words) -> None:
    """Draw the import for the town of the desk."""
    _after(desk, say)
    st.markdown(say("arrivals.lead"))
    if town.areas.empty:
        st.info(say("towns.none"))
        return
    sheet = _sheet(desk, say)
    if sheet is not None:
        tell_notes(sheet.notes, say)
        _plan(desk, town, sheet, say)
    _earlier(desk, say)


def _sheet(desk: Desk, say: Words) -> Sheet | None:
    """Return the table that was chosen or pasted."""
    limits = settings().limits
    ways = ("file", "paste")
    way = st.segmented_control(
        say("arrivals.way"), ways, default="file", required=True, key="arrival way",
        format_func=lambda one: say(f"arrivals.way_{one}"), label_visibility="collapsed",
    )  # fmt: skip
    if way == "paste":
        text = st.text_area(say("arrivals.paste"), key="pasted table", height=160)
        if not text.strip():
            return None
        return once(say, "pasted read", text, lambda: read_sheet("", text.encode("utf-8"), limits))
    return brought(
        say, "record file", say("arrivals.file"),
        lambda name, data: read_sheet(name, data, limits), but=(desk.town,),
    )  # fmt: skip


def _plan(desk: Desk, town: Snapshot, sheet: Sheet, say: Words) -> None:
    kind = st.selectbox(
        say("arrivals.kind"), KINDS_IN, format_func=lambda one: say(f"kinds.{one}"),
        index=None, placeholder=say("arrivals.kind_guess"), key="arrival kind",
    )  # fmt: skip
    known = settings().data / "sources"
    guessed = once(
        say, "arrival guess", (sheet, kind, desk.town),
        lambda: mapping_for(desk, town, sheet, kind=kind, known=known),
    )  # fmt: skip
    if guessed is None:
        return
    mapping = _columns(sheet, guessed, say)
    known_words = st.session_state.setdefault("arrival words", {})
    for name, pairs in known_words.get((sheet.name, mapping.kind), {}).items():
        mapping = mapping.with_values(name, pairs)
    addresses = address_index(desk.store, desk.town)
    plan = once(
        say, "arrival plan", (sheet, mapping.as_dict(), town.revision, desk.town),
        lambda: _with_progress(
            say,
            lambda told: plan_records(
                desk, town, sheet, mapping, today=today(), addresses=addresses, progress=told
            ),
        ),
    )  # fmt: skip
    if plan is None:
        return
    _unknown(plan, town, say)
    if plan.counts["duplicate"] and st.checkbox(
        say("arrivals.take_duplicates", n=plan.counts["duplicate"]), key="take duplicates"
    ):
        plan = plan.with_duplicates()
    _preview(plan, town, say)
    _decide(desk, plan, say)


def _columns(sheet: Sheet, guessed: Mapping, say: Words) -> Mapping:
    """Draw which column says what and return it: the main ones stand open, the rest is folded."""
    fields = known_fields(None if guessed.kind_column else guessed.kind)
    first = [name for name in (*FIRST[guessed.kind], "address", "area", *_PLACE) if name in fields]
    rest = [name for name in fields if name not in first and name != "lon_lat"]
    source = st.text_input(
        say("arrivals.source"), value=guessed.source, key=f"source {sheet.name}", max_chars=120
    )
    st.markdown(f"**{say('arrivals.columns')}**")
    chosen: dict[str, str] = {}

    def draw(names: list[str]) -> None:
        sides = st.columns(3)
        for place, name in enumerate(names):
            with sides[place % 3]:
                column = st.selectbox(
                    _word(name, say), sheet.header,
                    index=_index(sheet, guessed.columns.get(name)),
                    placeholder=say("arrivals.no_column"),
                    key=f"column {sheet.name} {guessed.kind} {name}",
                )  # fmt: skip
            if column:
                chosen[name] = column

    draw(first)
    with st.expander(say("edit.more")):
        draw(rest)
        own_id = st.selectbox(
            say("arrivals.id"), sheet.header, index=_index(sheet, guessed.id),
            placeholder=say("arrivals.no_column"), key=f"id {sheet.name}",
        )  # fmt: skip
    return replace(guessed, source=source.strip() or guessed.source, columns=chosen, id=own_id)


def _word(name: str, say: Words) -> str:
    return say(f"arrivals.{name}") if name in _PLACE else field_word(name, say)


def _index(sheet: Sheet, column: str | None) -> int | None:
    return sheet.header.index(column) if column in sheet.header else None


def _unknown(plan: Plan, town: Snapshot, say: Words) -> None:
    """Ask what words mean that no vocabulary knows; the answer counts for the whole source."""
    if not any(plan.unknown.values()):
        return
    fields = known_fields(plan.mapping.kind)
    with st.expander(say("arrivals.unknown"), expanded=True):
        for name, words in plan.unknown.items():
            keys, labels = options_of(fields[name], town, say)
            for text, count in list(words.items())[:_WORDS_SHOWN]:
                key = st.selectbox(
                    plain(f"{field_word(name, say)}: {text} ({count})"), keys, index=None,
                    format_func=labels.__getitem__,
                    placeholder=say("edit.choose"),
                    key=f"means {plan.sheet.name} {name} {text}",
                )  # fmt: skip
                if key:
                    known = st.session_state["arrival words"].setdefault(
                        (plan.sheet.name, plan.mapping.kind), {}
                    )
                    if known.setdefault(name, {}).get(text) != key:
                        known[name][text] = key
                        st.rerun()


def _preview(plan: Plan, town: Snapshot, say: Words) -> None:
    """Show what every row would do: counts, a map of places, a table."""
    counts = [f"{say(f'verdict.{what}')}: {count}" for what, count in plan.counts.items() if count]
    st.markdown(f"**{say('arrivals.rows', n=plan.read)}** " + " · ".join(counts))
    points = [
        (one.place.lon, one.place.lat, _STATE.get(one.what, "refused"))
        for one in plan.verdicts
        if one.place.lat is not None and one.place.lon is not None
    ]
    if points:
        trial_map(town, say, preview(points=points), "arrival map")
    rows = [
        {
            say("arrivals.row"): row.number,
            say("arrivals.verdict"): say("verdict.unusable"),
            say("field.name"): " ".join(row.cells)[:80],
            say("field.area"): "",
            say("arrivals.reason"): "; ".join(sentences([row.fault], say)),
        }
        for row in plan.sheet.unreadable
    ]
    rows += [
        {
            say("arrivals.row"): one.number,
            say("arrivals.verdict"): say(f"verdict.{one.what}"),
            say("field.name"): one.name,
            say("field.area"): town.area_name(one.place.area, say.language),
            say("arrivals.reason"): "; ".join(sentences([*one.faults, *one.warnings], say)),
        }
        for one in sorted(plan.verdicts, key=lambda one: -VERDICTS.index(one.what))[:_ROWS_SHOWN]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=300, key="arrival table")


def _decide(desk: Desk, plan: Plan, say: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        will = sum(one.what in IMPORTED and one.edit is not None for one in plan.verdicts)
        if will and st.button(say("arrivals.commit", n=will), type="primary", key="commit import"):
            try:
                batch = _with_progress(say, lambda told: commit(desk, plan, progress=told))
            except Conflict:
                st.error(say("arrivals.conflict"))
                return
            st.session_state[_DONE] = (desk.town, batch)
            st.rerun()
        if not will:
            st.info(say("arrivals.nothing"))
        if plan.rejected:
            name, content = rejects_of(plan, say)
            st.download_button(
                say("arrivals.rejects", n=plan.rejected), content, name, key="rejects",
                icon=":material/download:",
            )  # fmt: skip


def _with_progress(say: Words, work: Callable[[Callable[[float], None]], Made]) -> Made:
    """Do something long under a bar; pressing the button beside it stops everything."""
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, say("arrivals.working"))
        st.button(say("arrivals.cancel"), key=f"cancel {id(work)}")

    def told(done: float) -> None:
        bar.progress(min(1.0, done), say("arrivals.working"))

    result = work(told)
    place.empty()
    return result


def _after(desk: Desk, say: Words) -> None:
    kept = st.session_state.get(_DONE)
    if kept is None or kept[0] != desk.town:
        return
    done = next((one for one in imports_of(desk) if one.batch == kept[1]), None)
    with st.container(key="done", horizontal=True, vertical_alignment="center"):
        st.success(say("arrivals.done"), icon=":material/check:")
        if done is not None and st.button(
            say("arrivals.undo"), key=f"undo {done.batch}", icon=":material/undo:"
        ):
            _undo(desk, done.batch, say)


def _earlier(desk: Desk, say: Words) -> None:
    found = imports_of(desk)
    if not found:
        return
    with st.expander(say("arrivals.earlier", n=len(found))):
        for one in found:
            words, action = st.columns([4, 1])
            counts = ", ".join(
                f"{say(f'verdict.{what}')} {count}" for what, count in one.counts.items() if count
            )
            with words:
                st.text(f"{say.date(one.at[:10])} · {one.file} · {one.who}\n{counts}")
            with action:
                if one.is_undone:
                    st.text(say("arrivals.undone"))
                elif st.button(say("arrivals.undo"), key=f"undo earlier {one.batch}"):
                    _undo(desk, one.batch, say)


def _undo(desk: Desk, batch: str, say: Words) -> None:
    try:
        undone = undo_import(desk, batch)
    except GeoError as error:
        st.error(say(error.key))
        return
    st.session_state.pop(_DONE, None)
    if undone.kept:
        st.warning(say("arrivals.kept", n=len(undone.kept)))
    else:
        st.rerun()
