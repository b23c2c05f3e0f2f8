"""Invented lists of a town's resources and reports, and what reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from geo.acts.arrivals import Plan, Verdict, commit, mapping_for, plan_records
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot, snapshot
from geo.analysis.columns import Mapping
from geo.files.sheet import Sheet, read_sheet
from geo.model.limits import Limits
from geo.model.people import Viewer
from geo.store import Store
from tests.awkward import TOWN

TODAY = date(2026, 11, 22)
LIST = "ID;Nosaukums;Joma;Adrese;Apkaime;Tālrunis;Platums;Garums"
HALL = "1;Zīļu kultūras nams;Kultūra un mantojums;Zīļu iela 1;Križi;+371 65400001;55,943;26,591"
CLUB = "2;Bērzu sporta klubs;Sports un aktīvā atpūta;;Centrs;;;"
GARDEN = "3;Ozolu dārzs;Publiskā ārtelpa un labiekārtojums;;;;;"

REPORTS = Mapping(
    "problem",
    "reports",
    columns={"statement_lv": "Apraksts", "problem_type": "Tips", "lat_lon": "Vieta"},
    values={"problem_type": {"Bedres": "poor_accessibility", "Cits": "other"}},
    constants={"methods": "resident_signal"},
    id="ID",
)


def desk_of(store: Store, role: str = "editor", town: str = TOWN) -> Desk:
    return Desk(store, town, Viewer("Redaktors", role))


def sheet_of(*lines: str, name: str = "saraksts.csv") -> Sheet:
    return read_sheet(name, "\n".join((*lines, "")).encode(), Limits())


def town_of(desk: Desk) -> Snapshot:
    return snapshot(desk.store, desk.town, "internal")


def plan_of(
    desk: Desk, *lines: str, mapping: Mapping | None = None, kind: str = "resource"
) -> Plan:
    """Return the plan of a list, read as its columns suggest or as a mapping says."""
    sheet, town = sheet_of(*lines), town_of(desk)
    said = mapping or replace(mapping_for(desk, town, sheet, kind=kind), source="saraksts")
    return plan_records(desk, town, sheet, said, today=TODAY)


def whats(plan: Plan) -> list[str]:
    return [verdict.what for verdict in plan.verdicts]


def keys(verdict: Verdict) -> list[str | None]:
    return [fault.key for fault in verdict.faults]


def imported(desk: Desk, *lines: str, mapping: Mapping | None = None) -> tuple[Plan, str]:
    """Return the plan of a list and the batch of doing it."""
    plan = plan_of(desk, *lines, mapping=mapping)
    batch = commit(desk, plan)
    assert batch is not None
    return plan, batch
