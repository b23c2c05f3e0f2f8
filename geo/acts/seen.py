"""What a viewer may see of a town's records on a day, read from the store.

Here, before anything is kept or shown, contacts without consent are taken out, needs say what their
visible evidence says, and companions of hidden records fall away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import pandas as pd

from geo.acts.rules import WITH_CONTACT
from geo.model.companions import Companions, gather_companions
from geo.model.consent import without_hidden_contacts
from geo.model.evidence import with_evidence
from geo.model.levels import LEVELS
from geo.model.taxonomy import KINDS
from geo.store import Store

PLANS = ("activity", "proposal", "outreach")
"""Kinds of record that stand in cards and timelines, not on the map."""

LINKING = ("problem", *PLANS)
"""The kinds that name the records they are linked with."""


@dataclass(frozen=True)
class Seen:
    """The records a viewer may see, a frame a kind, and what stands beside them."""

    tables: Mapping[str, pd.DataFrame]
    companions: Companions


def seen(store: Store, town: str, level: str, day: date) -> Seen:
    """Return what a viewer of ``level`` may see of a town on a day.

    Raises
    ------
    StoreError
        When the store cannot be read.
    """
    tables = {kind: store.records(kind, town, level) for kind in (*KINDS, *PLANS)}
    # companions are read whole: what is hidden decides what must not be shown
    evidence, relations, consents = (
        _rows(store.records(kind, town, LEVELS[-1])) for kind in ("evidence", "relation", "consent")
    )
    tables["problem"] = with_evidence(tables["problem"], evidence, level)
    for kind in WITH_CONTACT:
        tables[kind] = without_hidden_contacts(tables[kind], consents, level, day)
    links = {
        identity: others
        for kind in LINKING
        for identity, others in zip(tables[kind]["id"], tables[kind]["links"], strict=True)
    }
    companions = gather_companions(
        evidence=evidence,
        relations=relations,
        links=links,
        seen=set(chain.from_iterable(table["id"] for table in tables.values())),
        level=level,
    )
    return Seen(tables, companions)


def _rows(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return table.to_dict("records")
