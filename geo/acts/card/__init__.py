"""The card of an area or a record: what stands there, as lines that carry ids and no markup.

A card is plain data: ``title``, ``facts`` (pairs), ``sections`` of ``lines``. A line has a
``text`` and may have ``sub``, a ``sign`` (kind, family, state), and one thing it does: ``open`` a
record or area, ``set`` filters, or ``href``.
"""

from __future__ import annotations

from geo.acts.card.area import area_card
from geo.acts.card.lines import Card, sign
from geo.acts.card.plan import plan_card
from geo.acts.card.record import record_card
from geo.acts.look import View

__all__ = ["card_of", "sign"]


def card_of(view: View) -> Card | None:
    """Return the card of what is open, None where nothing is or the viewer may not see it."""
    if view.open_area is not None:
        return area_card(view, view.open_area)
    if view.open_row is not None:
        return record_card(view, view.open_row)
    if view.choice.open in view.snapshot.plans:
        return plan_card(view, view.snapshot.plans[view.choice.open])
    if view.choice.open:
        everything = {"label": view.words("card.everything"), "clear": True}
        title = view.words("error.not_found")
        return {"title": title, "facts": [], "actions": [everything], "sections": []}
    return None
