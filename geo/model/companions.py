"""What stands beside records: lines of evidence, relations between records, and links.

Only what a viewer may see at both ends is here: a companion of a hidden record does not exist.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.model.levels import levels_visible_to

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Companions:
    """What a viewer may see beside records.

    Attributes
    ----------
    evidence
        The lines of a need by its id, the oldest first.
    relations
        The relations of a record by its id, whichever end it is.
    links
        The ids linked with a record by its id, from both sides, each once.
    hidden
        The contact columns of a record, by its id, that the viewer may not see on this day, nor
        read of in its history.
    """

    evidence: Mapping[str, tuple[Row, ...]]
    relations: Mapping[str, tuple[Row, ...]]
    links: Mapping[str, tuple[str, ...]]
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)


def gather_companions(
    *,
    evidence: Iterable[Row],
    relations: Iterable[Row],
    links: Mapping[str, Iterable[str]],
    seen: Container[str],
    level: str,
    hidden: Mapping[str, frozenset[str]] | None = None,
) -> Companions:
    """Return the companions of the records that a viewer sees.

    Parameters
    ----------
    evidence, relations
        All that are in use, whatever their level.
    links
        Ids by the id of the record that names them.
    seen
        Ids of every record that the viewer may see.
    level
        The viewer's.
    hidden
        As in ``Companions``.
    """
    levels = levels_visible_to(level)
    lines: dict[str, list[Row]] = {}
    for line in sorted(evidence, key=lambda line: str(line["date"])):
        if line["level"] in levels and line["problem"] in seen:
            lines.setdefault(line["problem"], []).append(line)
    related: dict[str, list[Row]] = {}
    for row in relations:
        ends = dict.fromkeys((row["subject"], row["object"]))
        if row["level"] in levels and all(end in seen for end in ends):
            for end in ends:
                related.setdefault(end, []).append(row)
    linked: dict[str, dict[str, None]] = {}
    for one, others in links.items():
        for other in others:
            if one != other and one in seen and other in seen:
                linked.setdefault(one, {})[other] = None
                linked.setdefault(other, {})[one] = None
    return Companions(
        evidence={key: tuple(rows) for key, rows in lines.items()},
        relations={key: tuple(rows) for key, rows in related.items()},
        links={key: tuple(ids) for key, ids in linked.items()},
        hidden=hidden or {},
    )
