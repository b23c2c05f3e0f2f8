"""An import of boundaries in words: what was found, what becomes of areas and of records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geo.acts.areas_in.outcome import Outcome
from geo.acts.areas_in.plan import AreaPlan
from geo.acts.areas_in.rows import named
from geo.analysis.findings import Finding
from geo.analysis.moves import AreaChange, Move
from geo.words import Words, collation_key

_COUNTED = ("repeated_points", "duplicate", "overlap", "gap", "sliver", "exclave")
"""Kinds of finding whose sentence says in how many places, times or parts."""

_MOST_NAMES = 8
_LONGEST = 60
_HECTARE_M2 = 10_000.0
_KM2_M2 = 1_000_000.0


def system_words(plan: AreaPlan, say: Words) -> str:
    """Return in which reference system a file was read, and whether somebody has to agree."""
    return say(
        f"boundary.system.{plan.recognised.why}",
        system=say("boundary.epsg", code=plan.recognised.epsg),
    )


def finding_words(plan: AreaPlan, finding: Finding, say: Words) -> str:
    """Return what was found, what is proposed, and whether it needs a yes."""
    values = {
        "areas": names_of(plan, finding.areas, say),
        "size": size_words(finding.size_m2, say),
        "share": share_words(finding.change_share, say),
    }
    key = f"boundary.found.{finding.kind}"
    found = say(key, **values, n=finding.places) if finding.kind in _COUNTED else say(key, **values)
    repair = "match" if finding.kind == "unmatched" else finding.repair or "none"
    parts = [found, say(f"boundary.repair.{repair}")]
    if finding.needs_yes:
        whole = finding.repair in ("join", "leave_out")
        parts.append(say("boundary.agree") if whole else
                     say("boundary.needs_yes", share=values["share"]))  # fmt: skip
    return " ".join(parts)


def names_of(plan: AreaPlan, areas: Sequence[int], say: Words) -> str:
    """Return some areas by name, the first eight at most."""
    names = [named(plan.examination.areas[area], plan.numbers[area]) for area in areas]
    names.sort(key=collation_key)
    shown = ", ".join(say("boundary.quoted", name=name) for name in names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return shown if more <= 0 else f"{shown} {say('boundary.more', count=say.number(more))}"


def summary_words(outcome: Outcome, say: Words) -> Iterator[str]:
    """Yield how many areas are new, the same, changed and gone, and how many records move."""
    counted = Counter(change.how for change in outcome.changes)
    for how in ("new", "same", "changed", "gone"):
        if counted[how]:
            yield say(f"boundary.areas_{how}", n=counted[how])
    undecided = sum(move.why == "undecided" for move in outcome.moves)
    if len(outcome.moves) > undecided:
        yield say("boundary.records_move", n=len(outcome.moves) - undecided)
    if undecided:
        yield say("boundary.records_undecided", n=undecided)
    if outcome.lowered:
        yield say("boundary.records_lowered", n=len(outcome.lowered))


def change_words(outcome: Outcome, change: AreaChange, say: Words) -> str:
    """Return what becomes of one area."""
    values = {"name": outcome.names[change.key], "share": share_words(change.share, say)}
    parts = [say(f"boundary.change.{change.how}", **values)]
    if change.key in outcome.renamed:
        parts.append(say("boundary.change.renamed", name=outcome.renamed[change.key]))
    if change.how == "changed" and not change.carries:
        parts.append(say("boundary.change.figures"))
    return " ".join(parts)


def move_words(outcome: Outcome, move: Move, record: Mapping[str, Any], say: Words) -> str:
    """Return where one record goes; ``record`` are its columns."""
    old = [move.old.area, *move.old.areas]
    new = [move.new.area, *move.new.areas]
    return say(
        f"boundary.move.{move.why}",
        record=_called(record, say.language),
        old=_listed(outcome, old, say),
        new=_listed(outcome, new, say),
    )


def size_words(size_m2: float, say: Words) -> str:
    """Return a size in square metres, hectares or square kilometres."""
    if size_m2 >= _KM2_M2:
        return say("boundary.km2", size=say.number(size_m2 / _KM2_M2, 1))
    if size_m2 >= _HECTARE_M2:
        return say("boundary.hectares", size=say.number(size_m2 / _HECTARE_M2, 1))
    return say("boundary.m2", size=say.number(size_m2))


def share_words(share: float, say: Words) -> str:
    """Return a share in per cent: whole ones from ten on, two decimals below one."""
    percent = share * 100
    decimals = 0 if percent >= 10 or not percent else 1 if percent >= 1 else 2
    return say("boundary.percent", share=say.number(max(percent, 0.01 if share else 0), decimals))


def _called(record: Mapping[str, Any], language: str) -> str:
    """Return what a record is called: its name, or the beginning of what it says."""
    stems = ("name", "statement", "message")
    texts = (record.get(f"{stem}_{lang}") for stem in stems for lang in (language, "lv"))
    text = next((text for text in texts if text), str(record["id"]))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _listed(outcome: Outcome, keys: Sequence[str | None], say: Words) -> str:
    names = [outcome.names.get(key, key) for key in keys if key is not None]
    return ", ".join(dict.fromkeys(names)) or say("boundary.no_area")
