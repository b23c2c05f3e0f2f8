"""Records that come in as a table: planned, shown row by row, written as one act, taken back."""

from geo.acts.arrivals.drafts import AddressIndex, AddressMatch
from geo.acts.arrivals.labels import labels_of
from geo.acts.arrivals.plan import plan_records
from geo.acts.arrivals.report import reasons_of, rejects_of, sentences
from geo.acts.arrivals.source import mapping_for, read_mapping
from geo.acts.arrivals.verdicts import IMPORTED, VERDICTS, Changed, Plan, Verdict
from geo.acts.arrivals.write import Import, Undone, commit, imports_of, town_of_import, undo_import

__all__ = [
    "IMPORTED",
    "VERDICTS",
    "AddressIndex",
    "AddressMatch",
    "Changed",
    "Import",
    "Plan",
    "Undone",
    "Verdict",
    "commit",
    "imports_of",
    "labels_of",
    "mapping_for",
    "plan_records",
    "read_mapping",
    "reasons_of",
    "rejects_of",
    "sentences",
    "town_of_import",
    "undo_import",
]
