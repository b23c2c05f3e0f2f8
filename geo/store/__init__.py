"""Where records live: tables, history, queries. The only room with SQL."""

from geo.store.store import Store, record_id
from geo.store.writing import Change, Edit

__all__ = ["Change", "Edit", "Store", "record_id"]
