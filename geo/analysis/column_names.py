"""What columns are called in lists of Latvian desks, in registers and in directories."""

from __future__ import annotations

LAT, LON, LAT_LON = "lat", "lon", "lat_lon"
"""A place in two columns or in one, latitude first."""

COMMON: dict[str, tuple[str, ...]] = {
    "id": ("id", "uuid", "key", "kods", "identifikators", "ieraksta id", "objekta id", "код",
           "идентификатор", "code", "identifier"),
    "kind": ("kind", "veids", "вид"),
    LAT: ("lat", "latitude", "platums", "ģeogrāfiskais platums", "широта", "koord_y", "y", "dd_n",
          "lks_y", "n"),
    LON: ("lon", "lng", "long", "longitude", "garums", "ģeogrāfiskais garums", "долгота",
          "koord_x", "x", "dd_e", "lks_x", "e"),
    LAT_LON: ("lat, lon", "lat lon", "koordinātas", "koordinātes", "координаты", "coordinates",
              "atrašanās vieta", "location"),
    "name_lv": ("nosaukums", "name", "название", "наименование", "iestādes nosaukums",
                "objekta nosaukums", "organizācijas nosaukums", "biedrība", "pakalpojums", "title",
                "virsraksts", "pasākums", "мероприятие"),
    "name_ru": ("nosaukums krieviski", "название на русском"),
    "name_en": ("nosaukums angliski", "name in english"),
    "address": ("adrese", "address", "адрес", "iela", "faktiskā adrese", "juridiskā adrese"),
    "area": ("apkaime", "pagasts", "teritorija", "район", "микрорайон", "волость", "area",
             "neighbourhood", "neighborhood", "parish"),
    "phone": ("tālrunis", "telefons", "tālr", "phone", "телефон", "тел", "kontakttālrunis"),
    "web": ("mājaslapa", "tīmekļa vietne", "vietne", "www", "web", "website", "url", "сайт",
            "tīmekļvietne", "homepage"),
    "opening": ("darba laiks", "darbalaiks", "atvērts", "opening hours", "hours", "часы работы",
                "время работы", "opening"),
    "category": ("kategorija", "joma", "category", "категория", "tips", "pakalpojuma veids"),
    "group_kind": ("grupas veids", "kategorija", "tips", "category"),
    "problem_type": ("problēma", "problēmas veids", "problēmas tips", "тип проблемы", "tips"),
    "activity_type": ("aktivitātes veids", "pasākuma veids", "tips"),
    "statement_lv": ("apraksts", "problēmas apraksts", "description", "описание", "teksts",
                     "priekšlikums"),
    "summary_lv": ("apraksts", "īss apraksts", "description", "описание", "par mums", "summary"),
    "result_lv": ("rezultāts", "apraksts", "result", "description"),
    "status": ("statuss", "stāvoklis", "status", "статус"),
    "target_groups": ("mērķgrupa", "mērķa grupa", "kam paredzēts", "целевая группа",
                      "target group", "audience"),
    "registration": ("reģistrācijas numurs", "reģ. nr.", "reģ.nr.", "регистрационный номер"),
    "date": ("datums", "date", "дата", "norises datums"),
    "source": ("avots", "source", "источник"),
    "source_date": ("avota datums", "aktualizēts", "atjaunots", "datums", "дата обновления"),
    "languages": ("valodas", "languages", "языки"),
    "note_lv": ("piezīmes", "piezīme", "note", "notes", "примечание"),
}  # fmt: skip
"""Names that columns have in lists of Latvian desks, in registers and in 211 directories."""
