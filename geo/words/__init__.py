"""Lv, ru and en: sentences, plurals, order of letters, search without diacritics. Pure."""

from geo.words.catalogue import UNIT, Words, unit_word, units, words
from geo.words.faults import fault_words, reason_words
from geo.words.fold import fold
from geo.words.order import collation_key

__all__ = [
    "UNIT",
    "Words",
    "collation_key",
    "fault_words",
    "fold",
    "reason_words",
    "unit_word",
    "units",
    "words",
]
