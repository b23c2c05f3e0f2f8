"""What is recorded already and waits for somebody: what to confirm, and what stands on no map."""

from __future__ import annotations

import streamlit as st

from geo.acts import record
from geo.acts.snapshot import Snapshot
from geo.acts.worklist import worklist
from geo.ui.done import do, open_record
from geo.words import Words

_MOST = 30
_DATED = {"activity": "date", "proposal": "asked_on", "outreach": "due"}


def due(at: record.Desk, town: Snapshot, say: Words) -> None:
    """Draw what to confirm next; "still correct" is one click."""
    items = worklist(town, town.day)
    with st.expander(f"{say('edit.worklist')} ({len(items)})"):
        if not items:
            st.text(say("edit.worklist_empty"))
        for item in items:
            kind = str(town.records.frame["kind"].iloc[item.row])
            identity = str(town.records.ids[item.row])
            since = (
                say("edit.due_since", date=say.date(item.since))
                if item.since
                else say("edit.never_confirmed")
            )
            with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
                st.text(f"{town.names(say.language)[item.row]}\n{since}", width="stretch")
                if st.button(say("edit.confirm"), key=f"confirm {identity}"):
                    do(
                        lambda kind=kind, identity=identity: record.confirm(  # type: ignore[misc]
                            at, kind, identity, role="community_worker", today=town.day
                        ),
                        say,
                    )
                if st.button(say("edit.edit"), key=f"edit {identity}"):
                    open_record(kind, identity)


def plans(town: Snapshot, say: Words, kind: str) -> None:
    """Draw the newest records of a kind that stands on no map: here they are found again."""
    rows = [row for row in town.plans.values() if row["kind"] == kind]
    if not rows:
        return
    rows.sort(key=lambda row: row[_DATED[kind]] or "", reverse=True)
    with st.expander(f"{say('edit.recorded')} ({len(rows)})"):
        for row in rows[:_MOST]:
            day = row[_DATED[kind]]
            with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
                title = town.titles(say.language)[row["id"]]
                st.text(f"{title}\n{say.date(day)}" if day else title, width="stretch")
                if st.button(say("edit.edit"), key=f"edit {row['id']}"):
                    open_record(kind, row["id"])
