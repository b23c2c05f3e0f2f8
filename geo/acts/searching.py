"""The texts in which records are searched for: names, place, type and words in all languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo.analysis.shown import Search
from geo.model.fields import LANGUAGES
from geo.model.records import Records
from geo.model.taxonomy import Taxonomy
from geo.words import fold


def search_of(
    records: Records, taxonomy: Taxonomy, words_of_areas: Mapping[str, Iterable[str]]
) -> Search:
    """Return the folded texts of all records, in row order."""
    of_area = {key: fold(" ".join(names)) for key, names in words_of_areas.items()}
    of_type = [
        fold(
            " ".join(
                f"{taxonomy.label(vocabulary, key, lang)} {taxonomy.short(vocabulary, key, lang)}"
                for lang in LANGUAGES
            )
        )
        for vocabulary, key in records.types
    ]
    frame = records.frame
    of_target = {
        key: fold(" ".join(taxonomy.label("target_group", key, lang) for lang in LANGUAGES))
        for key in records.targets
    }
    columns = [
        name
        for stem in ("name", "summary", "statement")
        for lang in LANGUAGES
        if (name := f"{stem}_{lang}") in frame
    ]
    own = zip(
        *(texts_of(frame[name]) for name in [*columns, "address", "phone"] if name in frame),
        strict=True,
    )
    return Search(
        tuple(
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
        )
    )


def texts_of(column: Iterable[Any]) -> list[str]:
    """Return a column's texts, empty ones where it has none."""
    return [value if isinstance(value, str) else "" for value in column]
