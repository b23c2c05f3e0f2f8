"""What a cell of somebody's table means: dates, numbers, opening times as Latvians write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from geo.model.fields import web_address
from geo.model.opening import parse_opening

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
"""What dates with slashes mean; only a person can say it."""

EXPECTED = {
    "fault.date": "a date such as 18.11.2022 or 2022-11-18",
    "fault.date_unclear": "a date that means one day: 18.11.2022 or 2022-11-18",
    "fault.date_none": "a date that exists",
    "fault.whole": "a whole number",
    "fault.decimal": "a number such as 55,87",
    "fault.yes_no": "yes or no",
    "fault.web": "an address beginning with https:// or http://",
    "fault.opening": "opening times such as Mo-Fr 09:00-17:00; Sa 10:00-14:00",
}
"""What each fault of a cell expects, in English."""

_MONTHS = ("janv", "febr", "mart", "apr", "mai", "jun", "jul", "aug", "sept", "okt", "nov", "dec")
_IN_WORDS = re.compile(r"(\d{4})\. ?(?:g\.|gada) ?(\d{1,2})\. ?([a-z]+)")
_YEAR = re.compile(r"(\d{4})(?:\. ?(?:g\.|gads|gada))?\.?")
_MONTH = re.compile(r"(?:(?P<y>\d{4})-(?P<m>\d{2})|(?P<m2>\d{1,2})\.(?P<y2>\d{4})\.?)")
_DAY = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<y2>\d{4})\.(?P<m2>\d{1,2})\.(?P<d2>\d{1,2})"
    r"|(?P<d3>\d{1,2})\. ?(?P<m3>\d{1,2})\. ?(?P<y3>\d{4}))\.?"
)
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_GROUPED = re.compile(r"(?<=\d)[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}](?=\d{3}(?!\d))")
_BARE_WEB = re.compile(r"(www\.)?[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", re.IGNORECASE)

_SHORTEST_PHONE = 5

_YES = {"yes", "y", "true", "1", "ja", "j", "ir", "x", "da", "est", "+"}
_NO = {"no", "n", "false", "0", "ne", "nav", "net", "-"}
"""Folded: also да, есть, нет."""


class Unread(ValueError):
    """A cell that does not say what its column should say.

    Attributes
    ----------
    key
        Key of the sentence, one of ``EXPECTED``.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(EXPECTED[key])


def day(text: str, order: str = "") -> str:
    """Return the ISO date, month or year that a text says: Latvian and ISO forms.

    Parameters
    ----------
    order
        ``dmy`` or ``mdy`` if dates with slashes are known to be of that order; else they mean
        nothing certain.

    Raises
    ------
    Unread
        When the text is no date, no certain one or none that exists.
    """
    text = _TIME.sub("", text.strip())
    if match := _DAY.fullmatch(text):
        parts = match.groupdict()
        year, month, number = (
            next(parts[f"{name}{form}"] for form in ("", "2", "3") if parts[f"{name}{form}"])
            for name in "ymd"
        )
        return _iso(int(year), int(month), int(number))
    if match := _SLASHES.fullmatch(text):
        if order not in (DAY_FIRST, MONTH_FIRST):
            raise Unread("fault.date_unclear")
        first, second, year = (int(part) for part in match.groups())
        return _iso(year, *((second, first) if order == DAY_FIRST else (first, second)))
    if match := _MONTH.fullmatch(text):
        parts = match.groupdict()
        return _iso(int(parts["y"] or parts["y2"]), int(parts["m"] or parts["m2"]), 1)[:7]
    if match := _YEAR.fullmatch(text):
        return _iso(int(match[1]), 1, 1)[:4]
    if match := _IN_WORDS.match(_plain(text)):
        for number, stem in enumerate(_MONTHS, start=1):
            if match[3].startswith(stem):
                return _iso(int(match[1]), number, int(match[2]))
    raise Unread("fault.date")


def _iso(year: int, month: int, number: int) -> str:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        raise Unread("fault.date_none") from None


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def whole(text: str) -> int:
    """Return a whole number: ``1 234``, ``12,0``.

    Raises
    ------
    Unread
        When the text is none.
    """
    text = _GROUPED.sub("", text.strip())
    if not re.fullmatch(r"\d{1,9}([.,]0+)?", text, re.ASCII):
        raise Unread("fault.whole")
    return int(re.split("[.,]", text)[0])


def decimal(text: str) -> float:
    """Return a number with a decimal comma or point.

    Raises
    ------
    Unread
        When the text is none.
    """
    text = _GROUPED.sub("", text.strip()).replace("\N{MINUS SIGN}", "-")
    if not re.fullmatch(r"[+-]?\d{1,9}([.,]\d*)?", text, re.ASCII):
        raise Unread("fault.decimal")
    return float(text.replace(",", "."))


def pair(text: str) -> tuple[float, float]:
    """Return the two numbers of a place in one cell: ``56.95, 24.11``, ``56,95; 24,11``.

    Raises
    ------
    Unread
        When the text holds anything else.
    """
    for separator in (r"\s*[;|/]\s*", r",\s+", r"\s+", ","):
        parts = re.split(separator, text.strip().strip("()"))
        if len(parts) == 2:
            return decimal(parts[0]), decimal(parts[1])
    raise Unread("fault.decimal")


def yes(text: str, folded: str) -> bool:
    """Return whether a text says yes, in any of the three languages; ``folded`` is the same text.

    Raises
    ------
    Unread
        When it says neither yes nor no.
    """
    for said in (text.strip().casefold(), folded):
        if said in _YES | _NO:
            return said in _YES
    raise Unread("fault.yes_no")


def web(text: str) -> str:
    """Return web addresses; one without its beginning gets ``https://``.

    Raises
    ------
    Unread
        When one is no address that a person may be sent to.
    """
    parts = [part for part in re.split(r"\s*\|\s*|[;,]?\s+", text.strip()) if part]
    try:
        return "|".join(
            web_address(f"https://{part}" if _BARE_WEB.fullmatch(part) else part) for part in parts
        )
    except ValueError:
        raise Unread("fault.web") from None


def phones(text: str) -> str:
    """Return telephone numbers as text, several of them separated by ``|``.

    An apostrophe goes by which a spreadsheet hides that a number begins like a formula.
    """
    parts = [part.strip().lstrip("'") for part in re.split(r"\s*[|;,\n]\s*", text.strip())]
    is_list = all(sum(letter.isdigit() for letter in part) >= _SHORTEST_PHONE for part in parts)
    return "|".join(parts) if is_list else text.strip().lstrip("'")


# --- opening times -------------------------------------------------------------------------------

_DAYS = {
    "Mo": ("p", "pr", "pirmdien", "mon", "monday", "пн", "понедельник"),
    "Tu": ("o", "ot", "otrdien", "tue", "tuesday", "вт", "вторник"),
    "We": ("t", "tr", "tresdien", "wed", "wednesday", "ср", "среда"),
    "Th": ("c", "ce", "ceturtdien", "thu", "thursday", "чт", "четверг"),
    "Fr": ("pk", "pkt", "piektdien", "fri", "friday", "пт", "пятница"),
    "Sa": ("s", "se", "sestdien", "sat", "saturday", "сб", "суббота"),
    "Su": ("sv", "svetdien", "sun", "sunday", "вс", "воскресенье"),
}
_DAY_OF = {word: key for key, words in _DAYS.items() for word in (key.casefold(), *words)}
_WORKDAYS = {"darba dienas", "darbdienas", "darbadienas", "будни", "workdays", "weekdays"}
_RULE = re.compile(
    r"(?P<days>[^\d]+?)[.:]*\s*(?:no\s+|plkst\.?\s*)?"
    r"(?P<times>\d{1,2}(?:[:.]\d{2})?\s*-\s*\d{1,2}(?:[:.]\d{2})?"
    r"(?:\s*,\s*\d{1,2}(?:[:.]\d{2})?\s*-\s*\d{1,2}(?:[:.]\d{2})?)*)"
)


def opening(text: str) -> str:
    """Return opening times in our notation; also ``P.–Pk. 9.00–17.00, S. 10–14`` and the like.

    Raises
    ------
    Unread
        When the text says more, or less, than that notation can.
    """
    text = text.strip()
    if text == "24/7":
        return "Mo-Su 00:00-24:00"
    try:
        parse_opening(text)
        return text
    except ValueError:
        pass
    rest = re.sub(r"\s*[‐-―−]\s*", "-", text)
    rules = []
    while rest:
        match = _RULE.match(rest)
        if match is None:
            raise Unread("fault.opening")
        rules.append(f"{_days(match['days'])} {_times(match['times'])}")
        rest = rest[match.end() :].strip(" ;,.\n\r")
    try:
        parse_opening("; ".join(rules))
    except ValueError:
        raise Unread("fault.opening") from None
    return "; ".join(rules)


def _days(text: str) -> str:
    said = _plain(text.replace(".", " ")).strip(" :,")
    if " ".join(said.split()) in {_plain(word) for word in _WORKDAYS}:
        return "Mo-Fr"
    return ",".join(
        "-".join(_weekday(part) for part in span.split("-")) for span in re.split(r"\s*,\s*", said)
    )


def _weekday(text: str) -> str:
    word = text.strip()
    found = _DAY_OF.get(word) or next(
        (key for stem, key in _DAY_OF.items() if len(stem) > 4 and word.startswith(stem)), None
    )
    if found is None:
        raise Unread("fault.opening")
    return found


def _times(text: str) -> str:
    spans = []
    for span in text.split(","):
        ends = [re.split("[:.]", end.strip()) for end in span.split("-")]
        spans.append(
            "-".join(f"{int(end[0]):02}:{end[1] if len(end) > 1 else '00'}" for end in ends)
        )
    return ",".join(spans)
