"""The one error boundary: whatever goes wrong is told in one sentence of the visitor's language."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from geo.errors import GeoError
from geo.words import words

_log = logging.getLogger(__name__)


@contextmanager
def told(language: str) -> Iterator[None]:
    """Tell an error as a sentence and log it whole.

    Errors that are not ours are caught too: Streamlit would show them in English, with links to
    other sites. Its own control flow does not derive from ``Exception`` and passes through.
    """
    try:
        yield
    except Exception as error:
        _log.exception("shown to a visitor as a sentence")
        key = error.key if isinstance(error, GeoError) else GeoError.key
        st.error(words(language)(key), icon=":material/error:")
