"""What HSDS asks of the objects that we write, as a JSON Schema of our own.

Facts from the schemas of Open Referral HSDS 3.1 (github.com/openreferral/specification, folder
``schema``, read on 22 November 2026): names of properties, their types, formats, words and which
are required. The published schemas let other properties through; this one does not, so that a
misspelt name is found. What 3.1 added to 3.0 is ``additional_urls`` and ``attribute.label``; 3.0
lets both through as properties it does not know.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

_TEXT = {"type": "string"}
_ID = {"type": "string", "format": "uuid"}
_URI = {"type": "string", "format": "uri"}
_NUMBER = {"type": "number"}


def _thing(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"id": _ID, **properties},
        "required": ["id", *required.split()],
        "additionalProperties": False,
    }


def _several(thing: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": thing}


_ATTRIBUTE = _thing(
    "",
    link_type=_TEXT,
    label=_TEXT,
    value=_TEXT,
    taxonomy_term=_thing(
        "name description", code=_TEXT, name=_TEXT, description=_TEXT, taxonomy=_TEXT,
        language=_TEXT,
    ),
)  # fmt: skip
_ADDRESS = _thing(
    "address_1 city state_province postal_code country address_type",
    address_1=_TEXT, city=_TEXT, state_province=_TEXT, postal_code=_TEXT, country=_TEXT,
    address_type={"enum": ["physical", "postal", "virtual"]},
)  # fmt: skip
_LOCATION = _thing(
    "location_type",
    location_type={"enum": ["physical", "postal", "virtual"]},
    name=_TEXT,
    latitude=_NUMBER,
    longitude=_NUMBER,
    addresses=_several(_ADDRESS),
    accessibility=_several(_thing("", description=_TEXT)),
)
_SCHEDULE = _thing(
    "",
    freq={"enum": ["WEEKLY", "MONTHLY"]},
    byday={"type": "string", "pattern": "^((MO|TU|WE|TH|FR|SA|SU)(,|$))+$"},
    opens_at={"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    closes_at={"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    description=_TEXT,
)
_ORGANIZATION = _thing(
    "name description",
    name=_TEXT,
    description=_TEXT,
    website=_URI,
    organization_identifiers=_several(
        _thing("identifier_type identifier", identifier_type=_TEXT, identifier=_TEXT)
    ),
)
_SERVICE = _thing(
    "name status",
    name=_TEXT,
    alternate_name=_TEXT,
    description=_TEXT,
    url=_URI,
    additional_urls=_several(_thing("url", url=_URI)),
    status={"enum": ["active", "inactive", "defunct", "temporarily closed"]},
    fees_description=_TEXT,
    eligibility_description=_TEXT,
    assured_date={"type": "string", "format": "date"},
    organization=_ORGANIZATION,
    phones=_several(_thing("number", number=_TEXT)),
    schedules=_several(_SCHEDULE),
    languages=_several(_thing("", name=_TEXT, code={"type": "string", "pattern": "^[a-z]{2,3}$"})),
    service_areas=_several(_thing("", name=_TEXT)),
    service_at_locations=_several(_thing("", location=_LOCATION)),
    attributes=_several(_ATTRIBUTE),
)

_checker = FormatChecker(["uuid", "date"])


@_checker.checks("uri")
def _is_uri(text: object) -> bool:
    """Return whether a text has the letters of RFC 3986, a scheme and a host."""
    letters = r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+"
    parts = urlsplit(str(text))
    return bool(re.fullmatch(letters, str(text)) and parts.scheme and parts.hostname)


Draft202012Validator.check_schema(_SERVICE)
_validator = Draft202012Validator(_several(_SERVICE), format_checker=_checker)


def faults(services: Any) -> list[str]:
    """Return what an array of services has that HSDS does not allow."""
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in _validator.iter_errors(services)
    ]
