"""What free text is looked for in: one folded text a record, and the names of the areas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo.model.fields import LANGUAGES
from geo.model.records import Records
from geo.model.taxonomy import Taxonomy
from geo.words import fold

_STEMS = ("name", "summary", "statement")


def texts_of(
    records: Records, taxonomy: Taxonomy, areas: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """Return the folded text of each record: names, place, type and words in all languages.

    Parameters
    ----------
    areas
        Each area's columns by its key.
    """
    frame = records.frame
    of_area = {key: fold(" ".join(words_of_area(row))) for key, row in areas.items()}
    of_type = [
        fold(
            " ".join(
                f"{taxonomy.label(vocabulary, key, lang)} {taxonomy.short(vocabulary, key, lang)}"
                for lang in LANGUAGES
            )
        )
        for vocabulary, key in records.types
    ]
    of_target = {
        key: fold(" ".join(taxonomy.label("target_group", key, lang) for lang in LANGUAGES))
        for key in records.targets
    }
    columns = [f"{stem}_{lang}" for stem in _STEMS for lang in LANGUAGES]
    own = zip(
        *(filled(frame[name]) for name in [*columns, "address", "phone"] if name in frame),
        strict=True,
    )
    return [
        " ".join(
            (
                fold(" ".join(texts)),
                of_area.get(area, ""),
                of_type[code],
                *(of_target.get(target, "") for target in targets),
            )
        )
        for texts, area, code, targets in zip(
            own, frame["area"], records.type.tolist(), frame["target_groups"], strict=True
        )
    ]


def words_of_area(area: Mapping[str, Any]) -> list[str]:
    """Return every name by which an area is known."""
    return [*(area[f"name_{lang}"] or "" for lang in LANGUAGES), *area["aliases"]]


def filled(column: Iterable[Any]) -> list[str]:
    """Return a column's texts, empty ones where it has none."""
    return [value if isinstance(value, str) else "" for value in column]
