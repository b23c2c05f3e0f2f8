"""Records that come in as a table: columns, a verdict for each row, one act, a report."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st

from geo.acts.addresses import address_index
from geo.acts.arrivals import Plan, mapping_for, plan_records
from geo.acts.history import field_word
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.analysis.columns import KINDS_IN, Mapping, known_fields
from geo.files.sheet import Sheet, read_pasted, read_sheet
from geo.model.days import today
from geo.model.forms import FIRST
from geo.settings import settings
from geo.ui.arrived import decide, earlier, undo
from geo.ui.brought import Brought, brought, forget, once, tell_notes, turn
from geo.ui.form import options_of
from geo.ui.outcome import go_on, stopped, tell_outcome
from geo.ui.plain import plain
from geo.ui.under_way import meanwhile, step_by_step
from geo.ui.verdicts import show_verdicts
from geo.words import Words

_SECTION = "records"
_FILE, _PASTED = "record file", "pasted table"
_WORDS_SHOWN = 12
_PLACE = ("lat", "lon", "lat_lon")


def arrivals(desk: Desk, town: Snapshot, say: Words) -> None:
    """Draw the import for the town of the desk."""
    above = st.container()
    st.markdown(say("arrivals.lead"))
    if town.areas.empty:
        st.info(say("towns.none"))
        return
    came = _came(desk, say)
    with above:
        tell_outcome(desk, _SECTION, say, partial(undo, desk, say))
    if came is not None:
        tell_notes(came.what.notes, say)
        _plan(desk, town, came, say)
    earlier(desk, say)


def _came(desk: Desk, say: Words) -> Brought[Sheet] | None:
    """Return the table that was chosen or pasted."""
    limits = settings().limits
    ways = ("file", "paste")
    way = st.segmented_control(
        say("arrivals.way"), ways, default="file", required=True, key="arrival way",
        format_func=lambda one: say(f"arrivals.way_{one}"), label_visibility="collapsed",
    )  # fmt: skip
    if way == "file":
        return brought(
            say, _FILE, say("arrivals.file"), lambda name, data: read_sheet(name, data, limits),
            partial(stopped, desk.town, _SECTION),
        )  # fmt: skip
    text = st.text_area(say("arrivals.paste"), key=turn(_PASTED), height=160)
    if not text.strip():
        return None

    def read() -> Sheet:
        go_on()
        return meanwhile(say, lambda: read_pasted(text, limits), partial(_stop, desk))

    sheet = once(say, "pasted read", text, read)
    # what is pasted again under the same header is the same table, put right
    return None if sheet is None else Brought(f"pasted {sheet.header}", sheet)


def _stop(desk: Desk) -> None:
    _forget()
    stopped(desk.town, _SECTION)


def _forget() -> None:
    """Forget the table that was chosen or pasted."""
    forget(_FILE)
    forget(_PASTED)


def _plan(desk: Desk, town: Snapshot, came: Brought[Sheet], say: Words) -> None:
    sheet = came.what
    kind = st.selectbox(
        say("arrivals.kind"), KINDS_IN, format_func=lambda one: say(f"kinds.{one}"),
        index=None, placeholder=say("arrivals.kind_guess"), key=f"arrival kind {came.id}",
    )  # fmt: skip
    known = settings().data / "sources"
    guessed = once(
        say, "arrival guess", (came.id, kind, desk.town),
        lambda: mapping_for(
            desk, town, sheet, kind=kind, source=_source(sheet, say), known=known
        ),
    )  # fmt: skip
    if guessed is None:
        return
    mapping = _columns(came, guessed, say)
    meant = st.session_state.setdefault(_meant(came, mapping), {})
    for name, pairs in meant.items():
        mapping = mapping.with_values(name, pairs)
    addresses = address_index(desk.store, desk.town)
    plan = once(
        say, "arrival plan", (came.id, sheet, mapping.as_dict(), town.revision, desk.town),
        lambda: step_by_step(
            say,
            lambda told: plan_records(
                desk, town, sheet, mapping, today=today(), addresses=addresses, progress=told
            ),
            partial(_stop, desk),
        ),
    )  # fmt: skip
    if plan is None:
        return
    _unknown(plan, came, town, say)
    if plan.counts["duplicate"] and st.checkbox(
        say("arrivals.take_duplicates", n=plan.counts["duplicate"]),
        key=f"take duplicates {came.id}",
    ):
        plan = plan.with_duplicates()
    show_verdicts(plan, town, say)
    if decide(desk, plan, say):
        _forget()
        st.rerun()


def _source(sheet: Sheet, say: Words) -> str:
    """Return what a table's source is called: corrected rows are of the source they came from."""
    if not sheet.name:
        return say("arrivals.pasted_source")
    return Path(sheet.name).stem.partition(f"-{say('arrivals.rejects_file')}")[0]


def _meant(came: Brought[Sheet], mapping: Mapping) -> str:
    """Return under what it is kept which words somebody has said the meaning of."""
    return f"words of {came.id} {mapping.kind}"


def _columns(came: Brought[Sheet], guessed: Mapping, say: Words) -> Mapping:
    """Draw which column says what and return it: the main ones stand open, the rest is folded."""
    sheet = came.what
    fields = known_fields(None if guessed.kind_column else guessed.kind)
    first = [name for name in (*FIRST[guessed.kind], "address", "area", *_PLACE) if name in fields]
    rest = [name for name in fields if name not in first and name != "lon_lat"]
    source = st.text_input(
        say("arrivals.source"), value=guessed.source, key=f"source {came.id}", max_chars=120
    )
    st.markdown(f"**{say('arrivals.columns')}**")
    chosen: dict[str, str] = {}

    def draw(names: list[str]) -> None:
        for name in names:
            column = st.selectbox(
                _word(name, say), sheet.header,
                index=_index(sheet, guessed.columns.get(name)),
                placeholder=say("arrivals.no_column"),
                key=f"column {came.id} {guessed.kind} {name}",
            )  # fmt: skip
            if column:
                chosen[name] = column

    with st.container(key="columns_first"):
        draw(first)
    with st.expander(say("edit.more")):
        with st.container(key="columns_rest"):
            draw(rest)
        own_id = st.selectbox(
            say("arrivals.id"), sheet.header, index=_index(sheet, guessed.id),
            placeholder=say("arrivals.no_column"), key=f"id {came.id}",
        )  # fmt: skip
    return replace(guessed, source=source.strip() or guessed.source, columns=chosen, id=own_id)


def _word(name: str, say: Words) -> str:
    return say(f"arrivals.{name}") if name in _PLACE else field_word(name, say)


def _index(sheet: Sheet, column: str | None) -> int | None:
    return sheet.header.index(column) if column in sheet.header else None


def _unknown(plan: Plan, came: Brought[Sheet], town: Snapshot, say: Words) -> None:
    """Ask what words mean that no vocabulary knows; the answer counts for the whole source."""
    if not any(plan.unknown.values()):
        return
    fields = known_fields(plan.mapping.kind)
    meant = st.session_state[_meant(came, plan.mapping)]
    with st.expander(say("arrivals.unknown"), expanded=True):
        for name, words in plan.unknown.items():
            keys, labels = options_of(fields[name], town, say)
            for text, count in list(words.items())[:_WORDS_SHOWN]:
                key = st.selectbox(
                    plain(f"{field_word(name, say)}: {text} ({count})"), keys, index=None,
                    format_func=labels.__getitem__,
                    placeholder=say("edit.choose"),
                    key=f"means {came.id} {name} {text}",
                )  # fmt: skip
                if key and meant.setdefault(name, {}).get(text) != key:
                    meant[name][text] = key
                    st.rerun()
