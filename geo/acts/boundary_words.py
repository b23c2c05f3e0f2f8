"""What a plan of boundaries says, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from geo.acts.areas_in import AreaPlan, Move, Outcome
from geo.acts.snapshot import Snapshot
from geo.analysis.findings import Finding
from geo.analysis.replacing import AreaChange
from geo.words import Words

_NAMED = 4
_HECTARE_M2 = 10_000


def crs_words(plan: AreaPlan, say: Words) -> str:
    """Return which reference system the file's numbers are taken to be in, and why."""
    why = say(f"crs.{plan.crs.why}")
    return say("crs.is", system=f"EPSG:{plan.crs.epsg}", why=why)


def finding_words(plan: AreaPlan, finding: Finding, say: Words) -> str:
    """Return one finding: what it is, where, how large, and how much an area would change."""
    names = [plan.names[area] for area in finding.areas[:_NAMED]]
    if len(finding.areas) > _NAMED:
        names.append("…")
    text = say(f"finding.{finding.kind}", areas=", ".join(names))
    if finding.size_m2 >= 1:
        in_hectares = finding.size_m2 >= _HECTARE_M2
        size = finding.size_m2 / _HECTARE_M2 if in_hectares else finding.size_m2
        unit = "ha" if in_hectares else "m2"
        text += " " + say(f"finding.size_{unit}", size=say.number(size, 1 if in_hectares else 0))
    if finding.needs_yes:
        share = say.number(100 * finding.change_share, 1)
        text += " " + say("finding.needs_yes", share=share)
    return text


def change_words(change: AreaChange, say: Words) -> str:
    """Return what becomes of one area."""
    status = say(f"area_change.{change.status}")
    if change.status == "changed":
        status += f" ({say.number(100 * change.share, 1)} %)"
    return f"{change.name}: {status}"


def move_words(move: Move, names: Mapping[str, str], town: Snapshot, say: Words) -> str:
    """Return which record goes over from which area to which."""
    old = town.area_name(move.old, say.language) or str(move.old)
    new = names.get(move.new or "") or say("place.unknown")
    return f"{move.name}: {old} → {new} ({say(f'move.{move.why}')})"


def plan_words(plan: AreaPlan, outcome: Outcome, say: Words) -> list[str]:
    """Return a whole plan, line by line, for where there is no page."""
    names = outcome.names
    old = dict(zip(plan.present["key"], plan.present["name_lv"], strict=True))
    unknown = say("place.unknown")
    counted = Counter(change.status for change in outcome.changes)
    return [
        crs_words(plan, say),
        *(finding_words(plan, finding, say) for finding in plan.examination.findings),
        *(f"{say(f'area_change.{status}')}: {count}" for status, count in counted.items()),
        *(change_words(one, say) for one in outcome.changes if one.status in ("changed", "gone")),
        *(
            f"{one.name}: {old.get(one.old or '', one.old)} → {names.get(one.new or '', unknown)}"
            f" ({say(f'move.{one.why}')})"
            for one in outcome.moves
        ),
        *([say("studio.lowered", n=len(outcome.lowered))] if outcome.lowered else []),
    ]
