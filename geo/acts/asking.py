"""What an editor does with who could help: link it with the need, note that it was asked."""

from __future__ import annotations

from geo.acts import companions, record
from geo.acts.forms import start_values
from geo.acts.record import Desk
from geo.acts.rules import relations_of
from geo.acts.snapshot import Snapshot
from geo.errors import NotAllowed
from geo.model.fields import LANGUAGES
from geo.words import words


def link(desk: Desk, need: str, helper: str) -> str | None:
    """Note that a record could help with a need, internal until published; return the batch.

    None where that is noted already.

    Raises
    ------
    NotAllowed
        When this person may not do it, or one of the two does not exist for this person.
    """
    values = {
        "relation_kind": companions.TOWARDS_NEED, "subject": helper, "object": need, "since": None
    }  # fmt: skip
    desk.allow("record")
    for row in relations_of(desk.store, need):
        if (row["relation_kind"], row["subject"]) == (companions.TOWARDS_NEED, helper):
            return None
    return companions.relate(desk, values)


def note_asked(desk: Desk, town: Snapshot, need: str, helper: str) -> str | None:
    """Note in the outreach plan that a record was asked today; return the batch.

    Raises
    ------
    NotAllowed
        As for ``link``.
    """
    desk.allow("record")
    row, other = town.records.row_of(need), town.records.row_of(helper)
    if row is None or other is None or town.kind_of(need) != "problem":
        raise NotAllowed("no such record for this viewer")
    today = town.day.isoformat()
    messages = {
        f"message_{lang}": words(lang, town.unit)("help.ask_message", name=town.names(lang)[other])
        for lang in LANGUAGES
    }
    say = words("lv", town.unit)
    source = say("edit.source_default", date=say.date(today))
    values = {
        **start_values("outreach", source, today),
        **messages,
        "area": town.records.frame["area"].iloc[row],
        "target_groups": town.records.frame["target_groups"].iloc[row],
        "links": (need, helper),
        "done": today,
    }
    return record.note(desk, "outreach", values)[1]
