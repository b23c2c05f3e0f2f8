"""From an address as people write it to a place, by the state register and nothing sent abroad.

The register writes «Rīgas iela 12A, Daugavpils, LV-5401» and «"Torņi", Naujenes pag., …». People
write «Rīgas ielā 12 a-3», «Daugavpils, Rigas 12a», «ул. Ригас 12», «18 novembra iela 37 k-2». A
flat is left out: where somebody lives in a house is nobody's business here. What could be two
places is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from geo.analysis.houses import House, house_key, readings_of, without_flats
from geo.analysis.streets import Street, loosened, may_be_short_for, street_of
from geo.model.figures import Address

EXACT = "exact"
"""Key of ``location_precision``: that of a building."""

_CONFIDENCE = ("high", "medium", "medium", "low")
"""Key of ``confidence`` by how many things had to be supplied or overlooked; the last for more."""

_LONGEST = 200
"""Characters of a text that can be an address; the register's own have at most 103."""

_POSTCODE = re.compile(r"\bLV[ -]?(\d{4})\b", re.IGNORECASE)
_OF_REGISTER = re.compile(r"(?P<street>.+?) (?P<house>\d+\w?(?:/\d+\w?)*(?: k-\d+\w?)?)")
_NOISE = {"latvija", "latvia", "lv", "adrese", "address", "adres", "pie", "pilseta", "pils", "g"}
_ENDING = re.compile("(?<=..)(?:os|as|is|us|es|ei|am|im|s|a|e|i|u)$")
"""Of a name in any case: Daugavpils, Daugavpilī; Kalkūni, Kalkūnos."""

_KINDS = {"pagasts": "pag", "pag": "pag", "novads": "nov", "nov": "nov"}


@dataclass(frozen=True)
class Found:
    """Where an address is.

    Attributes
    ----------
    lat, lon
        Degrees, EPSG:4326.
    precision
        ``exact``: a building, or a plot to build on.
    confidence
        ``high``, ``medium`` or ``low``: how much had to be supplied or overlooked.
    address
        As the register writes it.
    """

    lat: float
    lon: float
    precision: str
    confidence: str
    address: str


@dataclass(frozen=True)
class OnStreet:
    """A street that is there while the house is not said, or is none of its houses: no place."""

    name: str
    confidence: str


@dataclass(frozen=True)
class Answer:
    """What the register says of a text.

    Attributes
    ----------
    found
        The one place it can be, None where it is none or could be several.
    candidates
        Addresses that it could be, a few at most, where there is more than one.
    street
        The street, where no more than that is known.
    """

    found: Found | None = None
    candidates: tuple[str, ...] = ()
    street: OnStreet | None = None


@dataclass(frozen=True)
class _Entry:
    address: Address
    house: str
    places: frozenset[str]
    postcode: str


@dataclass(frozen=True)
class _Reading:
    """One way to read a text."""

    street: Street
    house: House | None
    hints: set[str] = field(default_factory=set)
    postcode: str = ""


class AddressIndex:
    """A town's addresses, ready to be asked.

    Parameters
    ----------
    addresses
        The town's part of the register.
    fold
        Gives one spelling for every way a name may be typed; ``geo.words.fold``.
    known
        Other names that may stand in an address and say nothing of its place, such as those of
        the town's areas.
    """

    _MOST_CANDIDATES = 5

    def __init__(
        self,
        addresses: Iterable[Address],
        fold: Callable[[str], str],
        *,
        known: Iterable[str] = (),
    ) -> None:
        self._fold = fold
        self._known = {self._place(name) for name in known}
        self._places: set[str] = set()
        self._streets: dict[str, dict[str, dict[str, list[_Entry]]]] = {}
        self._by_loose: dict[str, set[str]] = defaultdict(set)
        self._by_last: dict[str, set[str]] = defaultdict(set)
        self._gather(addresses)

    def __bool__(self) -> bool:
        """Return whether there is any address to find."""
        return bool(self._streets)

    def find(self, text: str) -> Found | None:
        """Return the one place that a text can mean, None where there is none or more than one."""
        return self.look_up(text).found

    def look_up(self, text: str) -> Answer:
        """Return the one place that a text can mean, or what it could be.

        A street without the house that is asked for is no exact place.
        """
        street: OnStreet | None = None
        for reading, overlooked in self._readings(text):
            entries, supplied = self._match(reading)
            if entries and (reading.house is not None or all(not one.house for one in entries)):
                named = sorted({entry.address.text for entry in entries})
                if len(named) > 1:
                    return Answer(candidates=tuple(named)[: self._MOST_CANDIDATES])
                strange = reading.postcode not in ("", entries[0].postcode)
                found = _exact(entries[0].address, overlooked + supplied + strange)
                return Answer(found)
            street = street or self._on_street(reading)
        return Answer(street=street)

    # --- what the register says ------------------------------------------------------------

    def _gather(self, addresses: Iterable[Address]) -> None:
        places: dict[tuple[str, ...], frozenset[str]] = {}
        streets: dict[str, Street] = {}
        for address in addresses:
            first, *rest = address.text.split(", ")
            postcode = rest.pop()[-4:] if rest and _POSTCODE.fullmatch(rest[-1]) else ""
            if (where := tuple(rest)) not in places:
                places[where] = frozenset(self._place(place) for place in where)
                self._places |= places[where]
            match = _OF_REGISTER.fullmatch(first)
            name, house = (match["street"], house_key(match["house"])) if match else (first, "")
            if name not in streets:
                streets[name] = self._new_street(name)
            street = streets[name]
            entry = _Entry(address, house, places[where], postcode)
            houses = self._streets.setdefault(street.stem, {}).setdefault(street.type, {})
            houses.setdefault(house, []).append(entry)

    def _new_street(self, name: str) -> Street:
        street = street_of(self._fold(name).split())
        if street.stem not in self._streets:
            self._by_loose[loosened(street.stem)].add(street.stem)
            self._by_last[loosened(street.stem.split()[-1] if street.stem else "")].add(street.stem)
        return street

    def _place(self, text: str) -> str:
        return place_of(text, self._fold)

    # --- what the text says ----------------------------------------------------------------

    def _readings(self, text: str) -> Iterator[tuple[_Reading, int]]:
        """Yield the ways to read a text, the plainest first, with how much each overlooks."""
        if len(text) > _LONGEST:
            return
        text = unicodedata.normalize("NFC", text)
        text = re.sub(r"[‐‑‒–—−]", "-", re.sub(r"\s+", " ", text))
        said = _POSTCODE.search(text)
        postcode = said[1] if said else ""
        bare = without_flats(_POSTCODE.sub(" ", text))
        parts = [part.strip(" .-") for part in re.split(r"[,;()|]", bare)]
        parts = [part for part in parts if part]
        for place, part in enumerate(parts):
            others = parts[:place] + parts[place + 1 :]
            for before, house, after, overlooked in readings_of(part):
                for street, prefix in self._street_in(before):
                    hints = self._hints([*others, after, prefix])
                    if hints is not None:
                        yield _Reading(street, house, hints, postcode), overlooked

    def _street_in(self, text: str) -> Iterator[tuple[Street, str]]:
        """Yield the street in a text, with what stands before it and must be a place."""
        words = self._fold(text).split()
        for start in range(len(words)):
            prefix = " ".join(words[:start])
            if start and self._hints([prefix]) is None:
                continue
            street = street_of(words[start:])
            if street.stem:
                yield street, prefix

    def _hints(self, texts: Sequence[str]) -> set[str] | None:
        """Return the places that some texts name, None where one names a place of elsewhere."""
        hints: set[str] = set()
        for text in texts:
            words = [word for word in self._fold(text).split() if not word.isdigit()]
            while words:
                for end in range(len(words), 0, -1):
                    part = " ".join(words[:end])
                    place = self._place(part)
                    if place in self._places:
                        hints.add(place)
                    elif place and place not in self._known:
                        continue
                    words = words[end:]
                    break
                else:
                    return None
        return hints

    # --- the two together ------------------------------------------------------------------

    def _match(self, reading: _Reading) -> tuple[list[_Entry], int]:
        """Return the addresses that fit in the plainest way, and how much had to be supplied."""
        found: dict[int, list[_Entry]] = defaultdict(list)
        for houses, supplied in self._named(reading.street):
            for entries, approximate in _in_houses(houses, reading.house):
                fitting = [entry for entry in entries if reading.hints <= entry.places]
                if fitting:
                    found[supplied + approximate] += fitting
                    break
        if not found:
            return [], 0
        least = min(found)
        here = [entry for entry in found[least] if entry.postcode == reading.postcode]
        return here or found[least], least

    def _named(self, street: Street) -> Iterator[tuple[dict[str, list[_Entry]], int]]:
        """Yield the houses of each street that a name can mean, and how much it leaves out."""
        stems, loose = self._stems(street)
        for stem in stems:
            for type_, houses in self._streets[stem].items():
                if street.type in ("", type_):
                    yield houses, loose + (street.type != type_)

    def _stems(self, street: Street) -> tuple[Sequence[str], int]:
        if street.stem in self._streets:
            return [street.stem], 0
        alike = self._by_loose.get(loosened(street.stem))
        if alike:
            return sorted(alike), 1
        words = street.stem.split()
        last = sorted(self._by_last.get(loosened(words[-1]), ()))
        return [stem for stem in last if may_be_short_for(words, stem.split())], 1

    def _on_street(self, reading: _Reading) -> OnStreet | None:
        """Return the street that is meant, None where there is none or more than one."""
        entries, supplied = self._match(replace(reading, house=None))
        streets = {(_street_name(entry.address), entry.places) for entry in entries if entry.house}
        if len(streets) != 1:
            return None
        ((name, _),) = streets
        missing = 1 + (reading.house is not None)
        confidence = _CONFIDENCE[min(supplied + missing, len(_CONFIDENCE) - 1)]
        return OnStreet(name, confidence)


def _street_name(address: Address) -> str:
    first, _, rest = address.text.partition(", ")
    match = _OF_REGISTER.fullmatch(first)
    return f"{match['street'] if match else first}, {_POSTCODE.sub('', rest).strip(', ')}"


def place_of(text: str, fold: Callable[[str], str]) -> str:
    """Return a place with its kind, in any case: «Daugavpils» and «Daugavpils nov.» are two."""
    words = fold(text).split()
    kind = next((_KINDS[word] for word in words if word in _KINDS), "")
    plain = [_ENDING.sub("", word) for word in words if word not in _KINDS and word not in _NOISE]
    return " ".join([*plain, kind]).strip()


def in_place(
    addresses: Iterable[Address], names: Iterable[str], fold: Callable[[str], str]
) -> Iterator[tuple[Address, bool]]:
    """Yield each address with whether its text names one of some places."""
    wanted = {place_of(name, fold) for name in names if name}
    known: dict[str, bool] = {}
    for address in addresses:
        where = address.text.partition(", ")[2]
        key = _POSTCODE.sub("", where)
        if key not in known:
            known[key] = any(place_of(part, fold) in wanted for part in key.split(", ") if part)
        yield address, known[key]


def names_place(text: str, names: Iterable[str], fold: Callable[[str], str]) -> bool:
    """Return whether some part of an address is one of some places, in any case."""
    wanted = {place_of(name, fold) for name in names if name}
    parts = _POSTCODE.sub("", text).split(",")
    return any(place_of(part, fold) in wanted for part in parts if part.strip())


def _exact(address: Address, overlooked: int) -> Found:
    confidence = _CONFIDENCE[min(overlooked, len(_CONFIDENCE) - 1)]
    return Found(address.lat, address.lon, EXACT, confidence, address.text)


def _in_houses(
    houses: dict[str, list[_Entry]], house: House | None
) -> Iterator[tuple[list[_Entry], int]]:
    """Yield the entries of a street that a house number can mean, the plainest way first."""
    if house is None:
        if "" in houses:
            yield houses[""], 0
        yield [entry for entries in houses.values() for entry in entries], 0
        return
    if house.key in houses:
        yield houses[house.key], 0
    for other in house.others:
        if other in houses:
            yield houses[other], 1
    joined = [
        entry
        for key, entries in houses.items()
        if "/" in key and house.key == key.split("/")[0]
        for entry in entries
    ]
    if joined:
        yield joined, 1
