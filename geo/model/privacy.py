"""Personal data in free text: personal codes, phones, e-mails, flat numbers.

A finding is a warning with its spot; text with a finding cannot be raised to public.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# The old form is the date of birth and five digits; the new one, given since 1 July 2017, begins
# with 32 and carries no date. People write both with and without the dash.
_PATTERNS = {
    "personal_code": re.compile(
        r"(?<!\d)(?:(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[-–— ]?[0-2]\d{4}"
        r"|32\d{4}[-–— ]?\d{5})(?!\d)"
    ),
    "e_mail": re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\W\d_]{2,}"),
    # eight digits beginning with 2, 6, 7 or 8; a date is not a phone
    "phone": re.compile(
        r"(?<![\d+])(?!\d{4}-\d{2}-\d{2})(?:\+?371[ -]?)?[2678]\d(?:[ -]?\d){6}(?!\d)"
    ),
    "flat": re.compile(
        r"\b(?:dz(?:īv)?\.?|dzīvokli?s|кв\.?|квартира|flat|apt\.?|apartment)\s*(?:nr\.?\s*)?\d+"
        r"|(?<![\d.–-])\b\d+[a-zā-ž]?\s*[-–—]\s*\d{1,3}\b(?=\s*(?:,|$|\.|dz))",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True)
class Finding:
    """One spot that looks like personal data."""

    kind: str
    start: int
    text: str


def personal_data(text: str) -> tuple[Finding, ...]:
    """Return what looks like personal data, in the order of the text; each spot once."""
    found: list[Finding] = []
    taken: set[int] = set()
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            span = set(range(match.start(), match.end()))
            if not span & taken:
                taken |= span
                found.append(Finding(kind, match.start(), match.group()))
    return tuple(sorted(found, key=lambda finding: finding.start))
