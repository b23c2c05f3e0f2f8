"""Providers of social services, each with the services that it gives.

Ministry of Welfare (LM), «Sociālo pakalpojumu sniedzēju reģistra dati»,
https://data.gov.lv/dati/lv/dataset/socialo-pakalpojumu-sniedzeju-registra-dati, JSON, daily; CC0.

An object with a list ``data``; of each of its objects a public program reads Statuss («Sniedz»),
JuridiskaisStatuss, FaktiskaAdrese with Adrese and VZDKods (the code of the address in the state
register, a number; the file has no coordinates), PakalpojumaSniedzejaNosaukums,
PakalpojumaSniedzejaRegistracijasNumurs, SniedzamaPakalpojumaNosaukums, PakalpojumaSniegsanasForma,
KlientuGrupas with KlientuGrupasNosaukums, KontaktInformacija with MajasLapas and MajasLapa. The
file itself was not seen, its name neither. Seen described in November 2026.

People are left out: sole traders and other natural persons whole, and of the others phones, e-mail
addresses and names of directors. Where people shelter from violence or in a crisis is left out too:
of such a service only the municipality is kept, whatever the register says (the operator decides).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.errors import DataError
from geo.files.faults import file_fault
from geo.files.official.adapter import RECORDS, Adapter, Records, with_columns
from geo.files.sheet import Sheet
from geo.files.strict_json import read_json
from geo.files.table import Row, Unreadable
from geo.model.fields import web_address
from geo.model.limits import Limits

_FILE = "socialo-pakalpojumu-sniedzeju-registrs.json"
_GIVES = "sniedz"
_PERSONS = (
    "privātuzņēmējs", "individuālais komersants", "fiziska persona", "zemnieku saimniecība",
    "pašnodarbināt",
)  # fmt: skip
_SHELTERED = ("krīz", "vardarb", "cietuš", "prettiesisk", "tirdzniec")
"""In the name of a service or of its clients; of the latter only where people stay overnight."""

_OVERNIGHT = "ar izmit"
_ID, _NAME, _SERVICE = (
    "PakalpojumaSniedzejaRegistracijasNumurs",
    "PakalpojumaSniedzejaNosaukums",
    "SniedzamaPakalpojumaNosaukums",
)
_ADDRESS, _CODE, _WEB, _PRECISION, _SUMMARY = (
    "Adrese", "VZDKods", "MajasLapa", "precision", "KlientuGrupas",
)  # fmt: skip
_COLUMNS = (_ID, _NAME, _SUMMARY, _ADDRESS, _CODE, _PRECISION, _WEB)


def read_social_services(data: bytes, limits: Limits) -> Records:
    """Return the services that are given now, each as a row with its provider's name.

    Raises
    ------
    DataError
        When the file is another, or above the limits.
    """
    document = read_json(_FILE, data, limits)
    listed = document.get("data") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise DataError([file_fault("fault.official_json", _FILE)])
    if len(listed) > limits.rows:
        raise DataError([file_fault("fault.rows_many", _FILE, most=limits.rows)])
    rows: list[Row] = []
    aside: list[Unreadable] = []
    people = []
    for number, said in enumerate(listed, start=1):
        if not isinstance(said, dict) or not (_text(said, _ID) and _text(said, _NAME)):
            fault = file_fault("fault.official_json", _FILE, row=number)
            aside.append(Unreadable(number, (), fault))
        elif _text(said, "Statuss").casefold() != _GIVES:
            continue
        elif any(word in _text(said, "JuridiskaisStatuss").casefold() for word in _PERSONS):
            people.append(number)
        else:
            cells = _cells(said)
            if (longest := max(map(len, cells.values()))) > limits.text_length:
                most = limits.text_length
                fault = file_fault("fault.text_long", _FILE, row=number, found=longest, most=most)
                aside.append(Unreadable(number, (), fault))
            else:
                rows.append(Row(number, cells))
    everybody = [*rows, *(Row(number, {}) for number in people)]
    sheet = Sheet(_FILE, "json", _COLUMNS, tuple(everybody), tuple(aside))
    mapping = {
        "kind": "resource",
        "id": _ID,
        "columns": {
            "name_lv": _NAME, "summary_lv": _SUMMARY, "address": _ADDRESS,
            "precision": _PRECISION, "web": _WEB,
        },
        "constants": {"category": "social_service", "status": "active"},
    }  # fmt: skip
    return Records(with_columns(sheet, rows, _COLUMNS), mapping, code_column=_CODE)


def _cells(said: Mapping[str, Any]) -> dict[str, str]:
    service, provider = _text(said, _SERVICE), _text(said, _NAME)
    where = said.get("FaktiskaAdrese")
    address, code = _text(where, _ADDRESS), _text(where, _CODE)
    form = _text(said, "PakalpojumaSniegsanasForma")
    groups = [_text(group, "KlientuGrupasNosaukums") for group in _items(said, "KlientuGrupas")]
    told = [service, provider, *(groups if _OVERNIGHT in form.casefold() else ())]
    is_sheltered = any(word in " ".join(told).casefold() for word in _SHELTERED)
    if is_sheltered:
        address, code = _municipality(address), ""
    pages = _items(said.get("KontaktInformacija"), "MajasLapas")
    return {
        _ID: f"{_text(said, _ID)} {service}".strip(),  # one number may stand for several services
        _NAME: f"{service} ({provider})" if service else provider,
        _SUMMARY: "; ".join(filter(None, (form, *groups))),
        _ADDRESS: address,
        _CODE: code,
        _PRECISION: "municipality" if is_sheltered else "",
        _WEB: next(filter(None, (_page(_text(page, _WEB)) for page in pages)), ""),
    }


def _municipality(address: str) -> str:
    """Return the largest place that an address names: the last part that is no postal code."""
    parts = [part.strip() for part in address.split(",")[1:]]
    return next((part for part in reversed(parts) if part and not part.startswith("LV-")), "")


def _page(text: str) -> str:
    """Return an address that a person may be sent to, nothing where it is none."""
    if "." not in text:
        return ""
    try:
        return web_address(text if "://" in text else f"https://{text}")
    except ValueError:
        return ""


def _items(said: Any, name: str) -> list[Any]:
    value = said.get(name) if isinstance(said, dict) else None
    return value if isinstance(value, list) else []


def _text(said: Any, name: str) -> str:
    """Return what stands under a name in one line; nothing where there is no text or number."""
    value = said.get(name) if isinstance(said, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(str(value).split())


SOCIAL_SERVICES = Adapter(
    key="social-services",
    title="Sociālo pakalpojumu sniedzēju reģistra dati",
    publisher="Labklājības ministrija",
    address="https://data.gov.lv/dati/lv/dataset/socialo-pakalpojumu-sniedzeju-registra-dati",
    licence="CC0 1.0",
    brings=RECORDS,
    file=_FILE,
    read=read_social_services,
    largest=100_000_000,
)
