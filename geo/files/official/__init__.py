"""Official data sets of Latvia as they are published, one small reader each."""

from geo.files.official.adapter import Adapter
from geo.files.official.addresses import REGISTER
from geo.files.official.areas import MUNICIPALITIES, NEIGHBOURHOODS, UNITS, UNITS_DISSOLVED
from geo.files.official.culture import CULTURE
from geo.files.official.grid import GRID_CELLS
from geo.files.official.medical import MEDICAL
from geo.files.official.residents import ETHNICITY_TOTALS, OPEN_DATA, RESIDENTS
from geo.files.official.social_services import SOCIAL_SERVICES

ADAPTERS: tuple[Adapter, ...] = (
    NEIGHBOURHOODS,
    UNITS,
    UNITS_DISSOLVED,
    MUNICIPALITIES,
    RESIDENTS,
    ETHNICITY_TOTALS,
    OPEN_DATA,
    GRID_CELLS,
    REGISTER,
    SOCIAL_SERVICES,
    CULTURE,
    MEDICAL,
)
"""Every data set that can be brought, boundaries first."""


def adapter_named(key: str) -> Adapter | None:
    """Return the data set of that key, None where there is none."""
    return next((adapter for adapter in ADAPTERS if adapter.key == key), None)


__all__ = ["ADAPTERS", "Adapter", "adapter_named"]
