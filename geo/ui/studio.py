"""The boundary studio: a file is chosen, looked over, repaired and compared before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

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
from geo.ui.brought import Brought, brought, forget, once, tell, tell_notes
from geo.ui.outcome import begun, stopped, tell_outcome
from geo.ui.plain import plain
from geo.ui.trial import trial_map
from geo.ui.under_way import meanwhile, step_by_step
from geo.words import Words

_SECTION = "areas"
_FILE, _PLAN = "boundary file", "boundary plan"
_SYSTEMS = (None, 4326, 3059, 3857)
_SHOWN = 200
_FOLDED_FROM = 5
"""With more small repairs than this the list would hide what has to be decided."""


def studio(desk: Desk, town: Snapshot, say: Words) -> None:
    """Draw the studio for the town of the desk."""
    above = st.container()
    st.markdown(plain(say("studio.lead", town=town.town_name(say.language))))
    limits = settings().limits
    file = brought(
        say,
        _FILE,
        say("studio.file"),
        lambda name, data: read_shapes(name, data, limits),
        partial(stopped, desk.town, _SECTION),
    )
    with above:
        tell_outcome(desk, _SECTION, say, partial(_undo, desk, say))
    if file is None:
        st.caption(say("studio.where"))
        return
    look_over(desk, town, file, lambda: _reading(file, say), say)


def look_over(
    desk: Desk, town: Snapshot, file: Brought[Shapes], ask: Callable[[], Reading], say: Words
) -> None:
    """Draw what is in a file of boundaries and what saving it would change.

    ``ask`` draws how the file is to be read and returns what was said.
    """
    shapes = file.what
    tell_notes(shapes.notes, say)
    left, right = st.columns([5, 6], gap="large")
    with left:
        reading = ask()
        plan = once(
            say, _PLAN, (file.id, reading, town.revision, desk.town),
            lambda: meanwhile(say, lambda: plan_areas(desk, shapes, reading), partial(_stop, desk)),
        )  # fmt: skip
        if plan is None:
            return
        st.text(crs_words(plan, say))
        accepted = _findings(plan, file.id, say)
    after = plan.outcome(accepted)
    with right:
        marks = [plan.mark(finding) for finding in plan.examination.findings]
        content = preview(
            outlines=[(after.names[key], shape) for key, shape in after.shapes.items()],
            marks=[mark for mark in marks if mark is not None],
        )
        trial_map(town, say, content, "boundary map")
    _changes(town, after, say)
    _save(desk, plan, accepted, say)


def _stop(desk: Desk) -> None:
    forget(_FILE)
    stopped(desk.town, _SECTION)


def _reading(file: Brought[Shapes], say: Words) -> Reading:
    """Draw how the file is to be read and return what was said."""
    shapes = file.what
    name, code = guess_columns(shapes.columns, shapes.rows)
    columns = list(shapes.columns)

    def column(label: str, guessed: str | None, key: str) -> str | None:
        chosen: str | None = st.selectbox(
            say(label), columns, index=columns.index(guessed) if guessed else None,
            placeholder=say("edit.choose"), key=f"{key} {file.id}",
        )  # fmt: skip
        return chosen

    first, second = st.columns(2)
    with first:
        name = column("studio.name_column", name, "name column")
    with second:
        code = column("studio.code_column", code, "code column")
    select = st.text_input(say("studio.select"), key=f"boundary select {file.id}", max_chars=2000)
    source = st.text_input(say("studio.source"), key=f"boundary source {file.id}", max_chars=200)
    with st.expander(say("edit.more")):
        day = st.date_input(
            say("studio.date"), value=None, format="DD.MM.YYYY", key=f"boundary date {file.id}"
        )
        licence = st.text_input(
            say("studio.licence"), key=f"boundary licence {file.id}", max_chars=120
        )
        official = st.checkbox(
            say("studio.official"), value=True, key=f"boundary official {file.id}"
        )
        epsg = st.selectbox(
            say("studio.crs"),
            _SYSTEMS,
            format_func=lambda one: f"EPSG:{one}" if one else say("studio.crs_file"),
            key=f"boundary crs {file.id}",
        )
        swapped = st.checkbox(say("studio.swapped"), key=f"boundary swapped {file.id}")
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


def _findings(plan: AreaPlan, file: str, say: Words) -> tuple[int, ...]:
    """Draw what was found, each with its repair, and return the repairs that are wanted."""
    findings = plan.examination.findings
    if not findings:
        st.success(say("studio.sound"), icon=":material/check:")
        return ()
    marks = _marks(plan)
    small = set(plan.without_yes)
    if len(small) <= _FOLDED_FROM:
        small = set()
    accepted = []
    with st.container(key="findings", gap="xxsmall"):
        st.markdown(f"**{say('studio.findings', n=len(findings))}**")
        for number in sorted(set(range(len(findings))) - small):
            accepted += _finding(plan, number, marks[number], file, say)
    if small:
        with (
            st.expander(say("studio.small", n=len(small))),
            st.container(key="small", gap="xxsmall"),
        ):
            for number in sorted(small):
                accepted += _finding(plan, number, marks[number], file, say)
    return tuple(sorted(accepted))


def _finding(plan: AreaPlan, number: int, mark: str, file: str, say: Words) -> list[int]:
    """Draw one finding and return it where its repair is wanted."""
    finding = plan.examination.findings[number]
    st.markdown(f"{mark} {plain(finding_words(plan, finding, say))}")
    wanted = finding.repair is not None and st.checkbox(
        say(f"repair.{finding.repair}"),
        value=not finding.needs_yes,
        key=f"repair {file} {number}",
    )
    return [number] if wanted else []


def _marks(plan: AreaPlan) -> list[str]:
    """Return what stands before each finding: the number of its mark on the map, or a dash."""
    drawn = [plan.mark(finding) is not None for finding in plan.examination.findings]
    return [
        f"**{sum(drawn[: place + 1])}.**" if is_drawn else "–"
        for place, is_drawn in enumerate(drawn)
    ]


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
    place = st.empty()
    if not place.button(say("studio.save"), type="primary", key="save boundaries"):
        return
    outcome = begun(desk.town, _SECTION)

    def save(told: Callable[[float], None]) -> None:
        outcome.batch = save_areas(plan, accepted, progress=told)
        outcome.is_done = True
        outcome.text = say("edit.nothing" if outcome.batch is None else "studio.saved")

    try:
        with place.container():  # while it is done nobody presses again
            step_by_step(say, save, partial(stopped, desk.town, _SECTION))
    except DataError as error:
        tell(error, say)
    except Conflict:
        st.error(say("arrivals.conflict"))
    else:
        forget(_FILE)
        st.rerun()


def _undo(desk: Desk, say: Words, batch: str) -> None:
    try:
        undo_areas(desk, batch)
    except Conflict:
        st.error(say("studio.undo_conflict"))
    except GeoError as error:
        st.error(say(error.key))
    else:
        outcome = begun(desk.town, _SECTION)
        outcome.text, outcome.is_done = say("bring.undone"), True
        st.rerun()
