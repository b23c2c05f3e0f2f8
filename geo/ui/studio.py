"""The boundary studio: a file is chosen, looked over, repaired and compared before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from geo.acts.areas_in import AreaPlan, Outcome, Reading, plan_areas, save_areas, undo_areas
from geo.acts.boundary_words import change_words, crs_words, finding_words, move_words
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.analysis.features import guess_columns
from geo.errors import Conflict, DataError, GeoError
from geo.files.shapes import Shapes, read_shapes
from geo.map.preview import preview
from geo.settings import settings
from geo.ui.brought import brought, once, tell, tell_notes
from geo.ui.plain import plain
from geo.ui.trial import trial_map
from geo.words import Words

_SAVED = "saved boundaries"
_SYSTEMS = (None, 4326, 3059, 3857)
_SHOWN = 200


def studio(desk: Desk, town: Snapshot, say: Words) -> None:
    """Draw the studio for the town of the desk."""
    _after(desk, say)
    st.markdown(plain(say("studio.lead", town=town.town_name(say.language))))
    limits = settings().limits
    shapes = brought(
        say,
        "boundary file",
        say("studio.file"),
        lambda name, data: read_shapes(name, data, limits),
        but=(desk.town,),
    )
    if shapes is None:
        st.caption(say("studio.where"))
        return
    look_over(desk, town, shapes, lambda: _reading(shapes, say), say)


def look_over(
    desk: Desk, town: Snapshot, shapes: Shapes, ask: Callable[[], Reading], say: Words
) -> None:
    """Draw what is in a file of boundaries and what saving it would change.

    ``ask`` draws how the file is to be read and returns what was said.
    """
    tell_notes(shapes.notes, say)
    left, right = st.columns([5, 6], gap="large")
    with left:
        reading = ask()
        plan = once(
            say, "boundary plan", (shapes, reading, town.revision, desk.town),
            lambda: plan_areas(desk, shapes, reading),
        )  # fmt: skip
        if plan is None:
            return
        st.text(crs_words(plan, say))
        accepted = _findings(plan, say)
    outcome = plan.outcome(accepted)
    with right:
        marks = [plan.mark(finding) for finding in plan.examination.findings]
        content = preview(
            outlines=[(outcome.names[key], shape) for key, shape in outcome.shapes.items()],
            marks=[mark for mark in marks if mark is not None],
        )
        trial_map(town, say, content, "boundary map")
    _changes(town, outcome, say)
    _save(desk, plan, accepted, say)


def _reading(shapes: Shapes, say: Words) -> Reading:
    """Draw how the file is to be read and return what was said."""
    name, code = guess_columns(shapes.columns, shapes.rows)
    columns = list(shapes.columns)

    def column(label: str, guessed: str | None, key: str) -> str | None:
        chosen: str | None = st.selectbox(
            say(label), columns, index=columns.index(guessed) if guessed else None,
            placeholder=say("edit.choose"), key=f"{key} {shapes.name}",
        )  # fmt: skip
        return chosen

    first, second = st.columns(2)
    with first:
        name = column("studio.name_column", name, "name column")
    with second:
        code = column("studio.code_column", code, "code column")
    select = st.text_input(say("studio.select"), key="boundary select", max_chars=2000)
    source = st.text_input(say("studio.source"), key="boundary source", max_chars=200)
    with st.expander(say("edit.more")):
        day = st.date_input(
            say("studio.date"), value=None, format="DD.MM.YYYY", key="boundary date"
        )
        licence = st.text_input(say("studio.licence"), key="boundary licence", max_chars=120)
        official = st.checkbox(say("studio.official"), value=True, key="boundary official")
        epsg = st.selectbox(
            say("studio.crs"),
            _SYSTEMS,
            format_func=lambda one: f"EPSG:{one}" if one else say("studio.crs_file"),
            key="boundary crs",
        )
        swapped = st.checkbox(say("studio.swapped"), key="boundary swapped")
    return Reading(
        name_column=name,
        code_column=code,
        epsg=epsg,
        swapped=True if swapped else None,
        select=select.strip(),
        source=source.strip(),
        source_date=day.isoformat() if isinstance(day, date) else None,
        licence=licence.strip(),
        precision="official" if official else "approximate",
    )


def _findings(plan: AreaPlan, say: Words) -> tuple[int, ...]:
    """Draw what was found, each with its repair, and return the repairs that are wanted."""
    findings = plan.examination.findings
    if not findings:
        st.success(say("studio.sound"), icon=":material/check:")
        return ()
    st.markdown(f"**{say('studio.findings', n=len(findings))}**")
    accepted = []
    mark = 0
    for number, finding in enumerate(findings):
        drawn = plan.mark(finding) is not None
        mark += drawn
        text = plain(finding_words(plan, finding, say))
        st.markdown(f"{mark}. {text}" if drawn else f"– {text}")
        if finding.repair and st.checkbox(
            say(f"repair.{finding.repair}"),
            value=not finding.needs_yes,
            key=f"repair {plan.file} {number}",
        ):
            accepted.append(number)
    return tuple(accepted)


def _changes(town: Snapshot, outcome: Outcome, say: Words) -> None:
    """Say what becomes of every area and which records go over to another one."""
    counted = [
        f"{say(f'area_change.{status}')}: {count}"
        for status in ("new", "same", "changed", "gone")
        if (count := sum(change.status == status for change in outcome.changes))
    ]
    st.markdown(f"**{say('studio.changes')}** " + ", ".join(counted))
    with st.expander(say("studio.areas", n=len(outcome.changes))):
        _lines([change_words(change, say) for change in outcome.changes])
    if outcome.moves:
        with st.expander(say("studio.moves", n=len(outcome.moves)), expanded=True):
            _lines([move_words(move, outcome.names, town, say) for move in outcome.moves])
    if outcome.lowered:
        st.warning(say("studio.lowered", n=len(outcome.lowered)), icon=":material/lock:")


def _lines(lines: Sequence[str]) -> None:
    st.text("\n".join(lines[:_SHOWN]))
    if len(lines) > _SHOWN:
        st.text("…")


def _save(desk: Desk, plan: AreaPlan, accepted: tuple[int, ...], say: Words) -> None:
    if plan.hinders(accepted):
        st.warning(say("studio.hinders"), icon=":material/healing:")
        return
    if not st.button(say("studio.save"), type="primary", key="save boundaries"):
        return
    try:
        with st.spinner(say("studio.saving")):
            batch = save_areas(plan, accepted)
    except DataError as error:
        tell(error, say)
        return
    st.session_state[_SAVED] = (desk.town, batch)
    st.session_state.pop("boundary plan", None)
    st.rerun()


def _after(desk: Desk, say: Words) -> None:
    """Say what was saved and offer to take it back."""
    kept = st.session_state.get(_SAVED)
    if kept is None or kept[0] != desk.town:
        return
    batch = kept[1]
    if batch is None:
        st.info(say("edit.nothing"))
        return
    with st.container(key="done", horizontal=True, vertical_alignment="center"):
        st.success(say("studio.saved"), icon=":material/check:")
        if st.button(say("edit.undo"), key=f"undo {batch}", icon=":material/undo:"):
            try:
                undo_areas(desk, batch)
            except Conflict:
                st.error(say("studio.undo_conflict"))
            except GeoError as error:
                st.error(say(error.key))
            else:
                del st.session_state[_SAVED]
                st.rerun()
