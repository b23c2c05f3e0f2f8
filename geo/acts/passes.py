"""Short-lived, signed passes by which a browser fetches what is not public.

A pass is bound to a level and a time and is known to this process only: after a restart, or a
little later, it opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

from geo.model.levels import LEVELS

_SECRET = secrets.token_bytes(32)
_STEP_S = 600


def pass_for(level: str, now: float | None = None) -> str:
    """Return a pass for a level, an empty text for the public one.

    It is the same for ten minutes, so that the addresses of layers do not change on every click,
    and holds for ten to twenty.
    """
    if level == LEVELS[0]:
        return ""
    until = (int(now if now is not None else time.time()) // _STEP_S + 2) * _STEP_S
    return f"{level}.{until}.{_sign(level, until)}"


def level_of(text: str, now: float | None = None) -> str:
    """Return the level a pass opens; anything that is not a valid pass opens the public one."""
    level, _, rest = text.partition(".")
    until, _, signature = rest.partition(".")
    valid = (
        level in LEVELS
        and until.isascii()
        and until.isdigit()
        and len(until) < 12
        and hmac.compare_digest(signature.encode(), _sign(level, int(until)).encode())
        and int(until) > (now if now is not None else time.time())
    )
    return level if valid else LEVELS[0]


def _sign(level: str, until: int) -> str:
    content = f"{level}.{until}".encode()
    return hmac.new(_SECRET, content, hashlib.sha256).hexdigest()[:32]
