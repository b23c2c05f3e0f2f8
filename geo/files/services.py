"""Directories of services in the Open Referral form (HSDS), as CSV tables or as JSON.

Versions 1 to 3 name the same things a little differently. Whatever the version, what comes back is
one row for each service at each place; places and organizations without a service have rows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from geo.errors import DataError
from geo.files.faults import file_fault
from geo.files.schedules import opening_times
from geo.files.strict_json import Twice, read_json
from geo.model.limits import Limits

Cells = dict[str, str]
Tables = dict[str, list[Cells]]

_TABLES = {
    "organization": ("organizations",),
    "service": ("services",),
    "location": ("locations",),
    "service_at_location": ("services_at_location", "service_at_locations"),
    "address": ("addresses", "physical_address", "physical_addresses"),
    "phone": ("phones",),
    "schedule": ("schedules", "regular_schedule", "regular_schedules"),
}
"""What each table is called in one version or another."""

_TABLE_OF = {name: table for table, names in _TABLES.items() for name in (table, *names)}

OWN = (
    "category", "group_kind", "activity_areas", "target_groups", "giver", "precision",
    "confidence", "source", "source_date",
)  # fmt: skip
"""Fields of ours that files exported here carry as attributes."""

COLUMNS = (
    "id", "kind", "name", "organization", "location", "description", "status", "address", "city",
    "postal_code", "latitude", "longitude", "phone", "email", "web", "opening", "opening_note",
    "languages", "accessibility", "taxonomy", "area", "audience", "eligibility", "fees",
    "application", "transportation", *OWN,
)  # fmt: skip
"""The columns of the rows, as far as anything stands in them."""

_MADE_UP = "#"
"""With this begins an id that the file does not have; it is never shown."""


def service_tables(names: Iterable[str]) -> dict[str, str]:
    """Return which of some CSV files hold which table; nothing where there are no services."""
    found = {}
    for name in names:
        table = _TABLE_OF.get(name.rsplit(".", 1)[0].lower())
        if table is not None:
            found[name] = table
    return found if "service" in found.values() else {}


def read_services(name: str, data: bytes, limits: Limits) -> list[Cells]:
    """Return the services of an HSDS JSON document.

    The document is a list of services or organizations, a page of them (``contents``), one of
    them, or an object with a list for each table.

    Raises
    ------
    DataError
        When it is no such document or no JSON.
    """
    document = read_json(name, data, limits)
    tables: Tables = {table: [] for table in _TABLES}
    for table, item in _items(document):
        _gather(tables, table, item, {})
    if not any(tables.values()):
        raise DataError([file_fault("fault.services", name)])
    return flattened(tables)


def flattened(tables: Mapping[str, list[Cells]]) -> list[Cells]:
    """Return one row for each service at each place, then those without the one or the other."""
    directory = _Directory(tables)
    return [directory.row(*pair) for pair in directory.pairs()]


class _Directory:
    """The tables, with what belongs to what at hand."""

    def __init__(self, tables: Mapping[str, list[Cells]]) -> None:
        self.services = _by_id(tables.get("service", []))
        self.locations = _by_id(tables.get("location", []))
        self.organizations = _by_id(tables.get("organization", []))
        self.joints = tables.get("service_at_location", [])
        self.parts = {
            part: _by_owner(tables.get(part, [])) for part in ("address", "phone", "schedule")
        }

    def pairs(self) -> Iterator[tuple[Cells, Cells, Cells]]:
        """Yield (service at location, service, location), each possibly without columns."""
        served, placed = set(), set()
        for joint in self.joints:
            of_service, of_place = joint.get("service_id", ""), joint.get("location_id", "")
            served.add(of_service)
            placed.add(of_place)
            yield joint, self.services.get(of_service, {}), self.locations.get(of_place, {})
        for identity, service in self.services.items():
            if identity not in served:
                of_place = service.get("location_id", "")  # version 1: one place a service
                placed.add(of_place)
                yield {}, service, self.locations.get(of_place, {})
        active = {service.get("organization_id") for service in self.services.values()}
        for identity, location in self.locations.items():
            active.add(location.get("organization_id"))
            if identity not in placed:
                yield {}, {}, location
        for identity in self.organizations:
            if identity not in active:
                yield {"organization_id": identity}, {}, {}

    def row(self, joint: Cells, service: Cells, location: Cells) -> Cells:
        """Return one row."""
        of = [
            ("service_at_location", joint.get("id", "")),
            ("service", service.get("id", "")),
            ("location", location.get("id", "")),
        ]
        owner = _first((service, location, joint), "organization_id")
        organization = self.organizations.get(owner, {})
        around = [service, location, organization]
        address = next(iter(self._of("address", of)), {})
        opening, in_words = opening_times(self._of("schedule", of))
        phones = self._of("phone", [*of, ("organization", owner)])
        ids = [identity for _, identity in of if identity] or [owner]
        found = {
            "id": "" if any(map(_is_made_up, ids)) else joint.get("id") or "@".join(ids),
            "name": _first(around, "name"),
            "organization": organization.get("name", ""),
            "location": location.get("name", ""),
            "description": _first(around, "description", "short_desc"),
            "status": service.get("status", ""),
            "address": _joined(address.get(f"address_{line}", "") for line in (1, 2, 3, 4)),
            "city": address.get("city", ""),
            "postal_code": address.get("postal_code", ""),
            "latitude": location.get("latitude", ""),
            "longitude": location.get("longitude", ""),
            "phone": _joined(_number(phone) for phone in phones),
            "email": _first(around, "email"),
            "web": _first(around, "url", "website"),
            "opening": opening,
            "opening_note": in_words,
            "languages": _first((service, location), "languages"),
            "accessibility": _first((location,), "accessibility"),
            "taxonomy": _first((service,), "taxonomy", "taxonomy_ids", "keywords"),
            "area": service.get("area", ""),
            "kind": "group" if service.get("group_kind") else "resource" * ("category" in service),
            "audience": service.get("audience", ""),
            "eligibility": _first((service,), "eligibility", "eligibility_description"),
            "fees": _first((service,), "fees", "fees_description"),
            "application": service.get("application_process", ""),
            "transportation": location.get("transportation", ""),
        }
        own = {name: service.get(name, "") for name in OWN}
        return {name: {**own, **found}[name] for name in COLUMNS}

    def _of(self, part: str, owners: Iterable[tuple[str, str]]) -> list[Cells]:
        """Return the parts of the first owner that has any."""
        known = self.parts[part]
        return next((known[owner] for owner in owners if owner[1] and owner in known), [])


def _by_id(rows: list[Cells]) -> dict[str, Cells]:
    """Return rows by their id; one without is known by its place, so that none is lost.

    What stands twice, as things nested in JSON do, is one: the words of both together.
    """
    found: dict[str, Cells] = {}
    for place, row in enumerate(rows, start=1):
        known = found.setdefault(row.get("id") or f"{_MADE_UP}{place}", {})
        known |= {name: text for name, text in row.items() if text}
    return found


def _is_made_up(identity: str) -> bool:
    return identity.startswith(_MADE_UP)


def _by_owner(rows: list[Cells]) -> dict[tuple[str, str], list[Cells]]:
    found: dict[tuple[str, str], list[Cells]] = {}
    for row in rows:
        for owner in ("service_at_location", "service", "location", "organization"):
            if row.get(f"{owner}_id"):
                found.setdefault((owner, row[f"{owner}_id"]), []).append(row)
    return found


def _first(rows: Iterable[Cells], *names: str) -> str:
    return next((row[name] for row in rows for name in names if row.get(name)), "")


def _joined(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _number(phone: Cells) -> str:
    kind = phone.get("type") or phone.get("number_type") or ""
    if kind.lower() in ("fax", "textphone", "tty"):
        return ""
    extension = phone.get("extension", "")
    return phone.get("number", "") + (f" ({extension})" if extension else "")


# --- JSON ----------------------------------------------------------------------------------------


def _items(document: Any) -> Iterator[tuple[str, Any]]:
    """Yield the table and the object of everything that stands at the top of a document."""
    if isinstance(document, list):
        for item in document:
            yield ("organization" if _is_organization(item) else "service"), item
    elif isinstance(document, dict) and not isinstance(document, Twice):
        if isinstance(document.get("contents"), list):
            yield from _items(document["contents"])
            return
        listed = [(name, rows) for name, rows in document.items() if isinstance(rows, list)]
        tables = [(name, rows) for name, rows in listed if name in _TABLE_OF]
        if "name" in document and "id" in document:
            yield from _items([document])
        else:
            for name, rows in tables:
                for item in rows:
                    yield _TABLE_OF[name], item


def _is_organization(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and "organization" not in item
        and ("services" in item or ("service_at_locations" not in item and "locations" in item))
    )


def _gather(tables: Tables, table: str, item: Any, owner: Cells) -> None:
    """Put an object and all that stands inside it into the tables, each knowing its owner."""
    if not isinstance(item, dict) or isinstance(item, Twice):
        return
    row = {name: _text(value) for name, value in item.items() if name not in _TABLE_OF} | owner
    identity = row["id"] = row.get("id") or _next(tables, table)
    for one in ("organization", "service", "location"):
        if isinstance(item.get(one), dict):
            inner = row[f"{one}_id"] = _text(item[one].get("id")) or _next(tables, one)
            _gather(tables, one, {**item[one], "id": inner}, {})
    if table == "service":
        row |= _attributes(item)
        areas = _dicts(item.get("service_areas"))
        if row.get("precision") == "area" and len(areas) == 1:  # as files exported here say it
            row["area"] = _text(areas[0])
    tables[table].append(row)
    for name, rows in item.items():
        part = _TABLE_OF.get(name)
        for inside in rows if part is not None and isinstance(rows, list) else ():
            if part == "location" and table == "service" and isinstance(inside, dict):
                inside, part_here = {"location": inside}, "service_at_location"
            else:
                part_here = part or ""
            _gather(tables, part_here, inside, {f"{table}_id": identity})


def _next(tables: Tables, table: str) -> str:
    return f"{_MADE_UP}{len(tables[table]) + 1}"


def _attributes(service: Mapping[str, Any]) -> Cells:
    """Return what a service says of itself in other words than the form's own.

    An attribute that names a field of ours, as in files exported here, is a cell of its own; words
    of any other classification stay together.
    """
    words: list[str] = []
    own: dict[str, list[str]] = {}
    for name in ("attributes", "taxonomy", "taxonomy_terms", "categories"):
        for part in _dicts(service.get(name)):
            term = part.get("taxonomy_term", part)
            field = _text(part.get("link_type"))
            if field not in OWN:
                words.append(_text(term))
            elif isinstance(part.get("taxonomy_term"), dict):
                own.setdefault(field, []).append(_text(part["taxonomy_term"].get("code")))
            else:
                own.setdefault(field, []).append(_text(part.get("value")))
    cells = {field: "|".join(values) for field, values in own.items()}
    return {"taxonomy": _joined(words), **cells}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    """Return a value of JSON as a cell: several are listed, an object is its name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _joined(_text(part) for part in value)
    if isinstance(value, dict):
        return next((_text(value[name]) for name in ("name", "code", "id") if value.get(name)), "")
    return str(value)
