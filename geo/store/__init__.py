"""Where records live: tables, history, queries. The only room with SQL."""

from geo.store.store import Change, Store

__all__ = ["Change", "Store"]
