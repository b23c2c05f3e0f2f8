"""Tables as offices, registers and directories write them; all of it is invented."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook

HEADER = "Nosaukums;Veids;Tālrunis"
ROWS = ("Žagatas ģimenes centrs;Biedrība;+371 65400001", "Ķīmijas klubs;Kopa;0652 33")


def csv_file(*lines: str, encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    return end.join((*lines, "")).encode(encoding)


def workbook(*rows: Iterable[Any], title: str = "Lapa", **others: Iterable[Iterable[Any]]) -> bytes:
    """Return a workbook; ``others`` are further sheets by name."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for name, more in others.items():
        added = book.create_sheet(name)
        for row in more:
            added.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, changed: Mapping[str, bytes | None]) -> bytes:
    """Return an archive with some members put in, replaced or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


OLD_HSDS = {
    "organizations.csv": b"id,name,url\n1,Centrs,http://centrs.example\n2,Fonds,\n",
    "services.csv": (
        b"id,location_id,organization_id,name,description,status,keywords\n"
        b"10,20,1,Zupas virtuve,Siltas pusdienas,active,food\n"
        b"11,,1,Padoms,Saruna,inactive,\n"
    ),
    "locations.csv": (
        b"id,organization_id,name,latitude,longitude\n"
        b"20,1,Liels nams,56.05,26.05\n21,1,Tukss nams,,\n"
    ),
    "addresses.csv": b"id,location_id,address_1,city\n30,20,Rigas iela 1,Daugavpils\n",
    "phones.csv": (
        b"id,location_id,service_id,organization_id,number,number_type,extension\n"
        b"40,20,,,65400001,voice,12\n41,20,,,65400002,fax,\n42,,,1,65400003,voice,\n"
    ),
    "regular_schedules.csv": (
        b"id,location_id,service_id,weekday,opens_at,closes_at\n"
        b"50,20,,Monday,09:00,5pm\n51,20,,Tuesday,09:00,17:00\n52,20,,Wednesday,09:00,17:00\n"
        b"53,20,,Friday,10:00,2:30 PM\n54,20,,Saturday,9pm,02:00\n"
    ),
    "programs.csv": b"",
}
"""The tables of version 1: services know their one place."""

JOINED_HSDS = {
    "organizations.csv": b"id,name\na,Biedriba\n",
    "services.csv": b"id,organization_id,name,status\ns,a,Talka,active\n",
    "locations.csv": b"id,name,latitude,longitude\np,Parks,56.01,26.01\nq,Skvers,56.02,26.02\n",
    "services_at_location.csv": b"id,service_id,location_id\nsp,s,p\nsq,s,q\n",
    "physical_addresses.csv": b"id,location_id,address_1\nx,p,Parka iela 1\n",
    "phones.csv": b"id,service_at_location_id,service_id,number\nf,sq,,65400009\ng,,s,65400008\n",
}
"""The tables of version 2: services and places are joined."""

NESTED_HSDS = [
    {
        "id": "s",
        "name": "Talka",
        "status": "active",
        "organization": {"id": "a", "name": "Biedrība"},
        "phones": [{"id": "g", "number": "65400008"}],
        "attributes": [{"id": "t", "taxonomy_term": {"id": "u", "name": "Vide"}}],
        "languages": [{"id": "l", "name": "Latviešu", "code": "lv"}],
        "service_at_locations": [
            {
                "id": "sp",
                "location": {
                    "id": "p",
                    "name": "Parks",
                    "latitude": 56.01,
                    "longitude": 26.01,
                    "addresses": [{"id": "x", "address_1": "Parka iela 1"}],
                    "schedules": [
                        {"byday": "MO,TU,WE,TH,FR", "opens_at": "08:00Z", "closes_at": "20:00Z"}
                    ],
                },
            },
            {"id": "sq", "location": {"id": "q", "name": "Skvērs"}},
        ],
    }
]
"""Services of version 3 with all that belongs to them inside."""


def as_json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
