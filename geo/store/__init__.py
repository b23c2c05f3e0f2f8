"""Where records live: tables, history, queries. The only room with SQL."""

from geo.store.engine import address, shown
from geo.store.keeping import backup, copy_store, opened_copy, put_store
from geo.store.store import Store, record_id
from geo.store.writing import Change, Edit

__all__ = [
    "Change",
    "Edit",
    "Store",
    "address",
    "backup",
    "copy_store",
    "opened_copy",
    "put_store",
    "record_id",
    "shown",
]
