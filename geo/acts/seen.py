"""What a viewer may see of a town's records on a day, read from the store.

Here, before anything is kept or shown, contacts without consent are taken out, needs say what their
visible evidence says, and companions of hidden records fall away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import pandas as pd

from geo.acts.rules import WITH_CONTACT
from geo.model.companions import Companions, gather_companions
from geo.model.consent import hidden_by_record, without_hidden_contacts
from geo.model.evidence import with_evidence
from geo.model.levels import LEVELS
from geo.store import Store

PLANS = ("activity", "proposal", "outreach")
"""Kinds of record that stand in cards and timelines, not on the map."""


@dataclass(frozen=True)
class Beside:
    """What stands beside records, whole: what is hidden decides what must not be shown."""

    evidence: Sequence[Mapping[Any, Any]]
    relations: Sequence[Mapping[Any, Any]]
    consents: Sequence[Mapping[Any, Any]]


def beside(store: Store, town: str) -> Beside:
    """Return what stands beside the records of a town.

    Raises
    ------
    StoreError
        When the store cannot be read.
    """
    return Beside(
        *(
            store.records(kind, town, LEVELS[-1]).to_dict("records")
            for kind in ("evidence", "relation", "consent")
        )
    )


def as_seen(
    tables: Mapping[str, pd.DataFrame], besides: Beside, level: str, day: date
) -> dict[str, pd.DataFrame]:
    """Return tables of the store, a frame a kind, as a viewer may see them on a day."""
    found = dict(tables)
    found["problem"] = with_evidence(found["problem"], besides.evidence, level)
    for kind in WITH_CONTACT:
        found[kind] = without_hidden_contacts(found[kind], besides.consents, level, day)
    return found


def companions_of(
    records: pd.DataFrame,
    plans: Mapping[str, pd.DataFrame],
    besides: Beside,
    *,
    level: str,
    day: date,
) -> Companions:
    """Return what stands beside the records that a viewer may see on a day.

    Parameters
    ----------
    records
        Resources, groups and problems in one frame, with their ``links``.
    plans
        A frame for each of ``PLANS``.
    """
    linking = [records[records["kind"] == "problem"], *plans.values()]
    links = {
        identity: others
        for table in linking
        for identity, others in zip(table["id"], table["links"], strict=True)
    }
    return gather_companions(
        evidence=besides.evidence,
        relations=besides.relations,
        links=links,
        seen={*records["id"], *chain.from_iterable(table["id"] for table in plans.values())},
        level=level,
        hidden=hidden_by_record(besides.consents, level, day),
    )
