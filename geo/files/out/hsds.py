"""Open Referral HSDS 3.1 as JSON: an array of services, each with all that belongs to it.

A resource is a service of an organization that bears its name; a group is an organization that
offers itself. Service, group and the one place of each have the record's own id. What HSDS has no
column for (category, target group, precision, source and its date) stands in ``attributes``.
Problems, activities and proposals have no place in HSDS.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from geo.model.fields import LANGUAGES, web_address
from geo.model.opening import DAYS, parse_opening
from geo.model.outgoing import Table

KINDS_TOLD = ("resource", "group")

STATUS = {
    "active": "active", "paused": "temporarily closed", "closed": "defunct", "planned": "inactive",
    "forming": "inactive", "dormant": "inactive", "ended": "defunct",
}  # fmt: skip
"""Our statuses in the four words that ``service.status`` knows."""

_NAMESPACE = uuid.UUID("0d6a1f0e-6d0b-5f1b-9b57-3a5d8f0c2b44")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
_ISO_639 = re.compile("[a-z]{2,3}")
_POSTAL_CODE = re.compile(r"\bLV-\d{4}\b")
_DAY_END = 24 * 60
_URI_SIGNS = ("", ":[]!$&'()*+,;=%", "/:@!$&'()*+,;=%", *("/?:@!$&'()*+,;=%",) * 2)
"""What may stand as it is in scheme, host, path, query and fragment (RFC 3986, section 3)."""

_TERMS = {
    "category": "resource_category",
    "group_kind": "group_kind",
    "activity_areas": "resource_category",
    "target_groups": "target_group",
    "giver": "giver",
    "precision": "location_precision",
    "confidence": "confidence",
}
"""Columns that become attributes with a term, and the vocabulary of each."""

_TEXTS = ("source", "source_date")

Word = Callable[[str, str], str]
Thing = dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """What every service of one file shares: the town's name and country, and the language."""

    town: str
    country: str
    language: str
    word: Word


def hsds_file(tables: Sequence[Table], setting: Setting) -> bytes:
    """Return the services of resources and groups; other tables are left out."""
    services = [
        _service(table.kind, row, setting)
        for table in tables
        if table.kind in KINDS_TOLD
        for row in table.rows
    ]
    return json.dumps(services, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _service(kind: str, row: Mapping[str, Any], setting: Setting) -> Thing:
    identity = _uuid(row["id"])
    summary = _said(row, "summary", setting)
    organization: Thing = {
        "id": identity if kind == "group" else _made(identity, "organization"),
        "name": _said(row, "name", setting) or "",
        "description": summary or "",
        "website": _web(row)[0] if _web(row) else None,
    }
    if row.get("registration"):
        organization["organization_identifiers"] = [
            {
                "id": _made(identity, "registration"),
                "identifier_type": "registration",
                "identifier": row["registration"],
            }
        ]
    service = {
        "id": identity,
        "name": _said(row, "name", setting) or "",
        "alternate_name": _other_names(row, setting),
        "description": (_said(row, "offers", setting) or summary) or None,
        "url": _web(row)[0] if _web(row) else None,
        "additional_urls": [
            {"id": _made(identity, "url", url), "url": url} for url in _web(row)[1:]
        ],
        "status": STATUS.get(row["status"], "inactive"),
        "fees_description": setting.word("cost", row["cost"]) if row.get("cost") else None,
        "eligibility_description": row.get("target_groups_label"),
        "assured_date": _whole_day(row.get("confirmed_on")),
        "organization": _without_nothing(organization),
        "phones": [
            {"id": _made(identity, "phone", number), "number": number}
            for number in _parts(row.get("phone"))
        ],
        "schedules": _schedules(row, identity, setting),
        "languages": list(_languages(row, identity, setting)),
        "service_areas": list(_service_areas(row, identity, setting)),
        "service_at_locations": list(_places(row, identity, setting)),
        "attributes": list(_attributes(row, identity, setting)),
    }
    return _without_nothing(service)


def _places(row: Mapping[str, Any], identity: str, setting: Setting) -> Iterator[Thing]:
    """Yield the one place of a record; degrees only of an exact one, as in every other file."""
    at = row.get("lat") is not None and row.get("lon") is not None
    if not (at or row.get("address") or row.get("accessibility")):
        return
    location: Thing = {
        "id": _made(identity, "location"),
        "location_type": "physical",
        "name": row.get("area_label"),
        "latitude": round(row["lat"], 7) if at else None,
        "longitude": round(row["lon"], 7) if at else None,
        "addresses": list(_addresses(row, identity, setting)),
        "accessibility": [
            {
                "id": _made(identity, "accessibility", key),
                "description": setting.word("accessibility", key),
            }
            for key in row.get("accessibility") or ()
        ],
    }
    yield {"id": identity, "location": _without_nothing(location)}


def _addresses(row: Mapping[str, Any], identity: str, setting: Setting) -> Iterator[Thing]:
    """Yield the address; HSDS wants parts that we do not keep apart: what is unknown is empty."""
    if address := row.get("address"):
        code = _POSTAL_CODE.search(address)
        yield {
            "id": _made(identity, "address"),
            "address_1": address,
            "city": setting.town,
            "state_province": setting.town,
            "postal_code": code.group() if code else "",
            "country": setting.country,
            "address_type": "physical",
        }


def _schedules(row: Mapping[str, Any], identity: str, setting: Setting) -> list[Thing]:
    """Return the opening times, the days of one span together; what cannot be told stays words."""
    text = row.get("opening") or ""
    note = _said(row, "opening_note", setting)
    description = " · ".join(filter(None, (text, note)))
    if not description:
        return []
    try:
        spans = sorted(parse_opening(text), key=lambda span: (span.start, span.end, span.day))
    except ValueError:
        spans = []
    schedules: list[Thing] = [
        {
            "id": _made(identity, "schedule", str(start), str(end)),
            "freq": "WEEKLY",
            "byday": ",".join(dict.fromkeys(DAYS[span.day].upper() for span in group)),
            "opens_at": _clock(start),
            "closes_at": _clock(end),
            "description": description,
        }
        for (start, end), group in groupby(spans, key=lambda span: (span.start, span.end))
    ]
    return schedules or [{"id": _made(identity, "schedule"), "description": description}]


def _languages(row: Mapping[str, Any], identity: str, setting: Setting) -> Iterator[Thing]:
    for key in row.get("languages") or ():
        language = {
            "id": _made(identity, "language", key),
            "name": setting.word("language", key),
            "code": key if _ISO_639.fullmatch(key) else None,
        }
        yield _without_nothing(language)


def _service_areas(row: Mapping[str, Any], identity: str, setting: Setting) -> Iterator[Thing]:
    names = [setting.word("area", key) for key in row.get("areas") or ()]
    if row.get("scope") == "municipality" or row.get("precision") == "municipality":
        names = [setting.town]
    elif not names and row.get("precision") == "area" and row.get("area_label"):
        names = [row["area_label"]]
    for name in names:
        yield {"id": _made(identity, "service_area", name), "name": name}


def _attributes(row: Mapping[str, Any], identity: str, setting: Setting) -> Iterator[Thing]:
    for column, vocabulary in _TERMS.items():
        value = row.get(column)
        for key in value if isinstance(value, tuple) else (value,) if value else ():
            word = setting.word(vocabulary, key)
            yield {
                "id": _made(identity, column, key),
                "link_type": column,
                "taxonomy_term": {
                    "id": _made(vocabulary, key),
                    "code": key,
                    "name": word,
                    "description": word,
                    "taxonomy": vocabulary,
                    "language": setting.language,
                },
            }
    for column in _TEXTS:
        if row.get(column):
            yield {
                "id": _made(identity, column),
                "link_type": column,
                "label": column,
                "value": row[column],
            }


def _said(row: Mapping[str, Any], stem: str, setting: Setting) -> str | None:
    """Return a text in the language of the file, in Latvian where there is none."""
    text: str | None = row.get(f"{stem}_{setting.language}") or row.get(f"{stem}_lv")
    return text


def _other_names(row: Mapping[str, Any], setting: Setting) -> str | None:
    names = [row.get(f"name_{language}") for language in LANGUAGES]
    own = _said(row, "name", setting)
    return " | ".join(name for name in dict.fromkeys(names) if name and name != own) or None


def _parts(text: str | None) -> list[str]:
    return [part for part in dict.fromkeys(map(str.strip, (text or "").split("|"))) if part]


def _web(row: Mapping[str, Any]) -> list[str]:
    """Return the addresses that are plain web ones, as URIs (RFC 3986 has ASCII letters only)."""
    found = []
    for part in _parts(row.get("web")):
        try:
            found.append(_uri(web_address(part)))
        except ValueError:
            continue
    return found


def _uri(address: str) -> str:
    parts = urlsplit(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", address))
    return urlunsplit(quote(part, safe=safe) for part, safe in zip(parts, _URI_SIGNS, strict=True))


def _clock(minutes: int) -> str:
    """Return a time of day; HSDS has none for midnight at the end of a day."""
    minutes = min(minutes, _DAY_END - 1)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _whole_day(text: str | None) -> str | None:
    """Return a date that is a whole day, None for a month, a year or anything else."""
    return text if text and _DAY.fullmatch(text) else None


def _uuid(identity: str) -> str:
    """Return an id as HSDS wants it; one that another program gave may be any text."""
    try:
        return str(uuid.UUID(identity))
    except ValueError:
        return _made(identity)


def _made(*parts: str) -> str:
    """Return an id that the same parts have in every file."""
    return str(uuid.uuid5(_NAMESPACE, "\n".join(parts)))


def _without_nothing(thing: Thing) -> Thing:
    """Return a thing without what is not known: no data is no property."""
    return {name: value for name, value in thing.items() if value is not None and value != []}
