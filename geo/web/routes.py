"""Routes beside Streamlit's own.

A layer's address is made from its content; it is asked for again each time (``no-cache`` with an
ETag), so that what is lowered or retired is gone at the next request.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.acts.compare import compare, comparison_csv
from geo.acts.export import FORMS, download, export, file_word
from geo.acts.handover import FORMS as HANDED_OVER
from geo.acts.handover import hand_over
from geo.acts.look import look_at_address
from geo.acts.matrix import matrix_csv, matrix_of
from geo.acts.passes import level_of
from geo.acts.profile import profile, profile_csv
from geo.acts.site import PUBLIC, health, town_now
from geo.acts.snapshot import Snapshot
from geo.acts.table import file_name, table_of
from geo.analysis.choice import Choice
from geo.errors import GeoError
from geo.map.plugin import tile_source
from geo.settings import LANGUAGES, settings
from geo.web.assets import asset
from geo.words import words

_CSV = "text/csv; charset=utf-8"

Answer = Callable[[Request], Awaitable[Response]]


def routes(base_path: str) -> list[Route]:
    """Return our routes under the path that the app is served from (``server.baseUrlPath``)."""
    base = f"/{base_path.strip('/')}" if base_path.strip("/") else ""
    return [
        Route(f"{base}{path}", _told(answer), methods=["GET"])
        for path, answer in {
            "/health": _health,
            "/layers/{address}": _layer,
            "/list.csv": _table,
            "/export/{form}": _export,
            "/handover/{form}": _hand_over,
            "/area.csv": _area_csv,
            "/town.csv": _town_csv,
            "/assets/{name}": _asset,
        }.items()
    ]


def _told(answer: Callable[[Request], Response]) -> Answer:
    """Return the route with every error of ours told in one sentence, off the event loop."""

    async def route(request: Request) -> Response:
        try:
            return await run_in_threadpool(answer, request)
        except GeoError as error:
            return JSONResponse({"error": words(_language(request))(error.key)}, status_code=503)

    return route


def _language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _health(_: Request) -> Response:
    return JSONResponse(health(), headers={"Cache-Control": "no-store"})


def _layer(request: Request) -> Response:
    """Answer a layer: 200 or 304 for the present one, 410 for a superseded one, else 404.

    With ``from``, the digest of an earlier layer, only what differs from it is answered, if that
    is still known here.
    """
    name, _, rest = request.path_params["address"].partition(".")
    level = level_of(request.query_params.get("pass", ""))
    town = _town(request, level)
    layer = town.layer(name)
    if layer is None or not rest.endswith(".json"):
        return Response(status_code=404)
    if rest != f"{layer.digest}.json":
        return JSONResponse(
            {"error": words(_language(request))("error.superseded")}, status_code=410
        )
    difference = town.difference(name, request.query_params.get("from", ""))
    if difference is not None:
        headers = {"Cache-Control": "no-store"}  # it is right for one browser, once
        return Response(difference, media_type="application/json", headers=headers)
    packed = _takes_gzip(request.headers.get("accept-encoding", ""))
    return _tagged(
        request,
        layer.packed if packed else layer.body,
        "application/json",
        f'"{layer.digest}{"-gz" if packed else ""}"',
        {
            **({"Content-Encoding": "gzip"} if packed else {}),
            **({"Cache-Control": "no-store"} if level != PUBLIC else {}),
        },
    )


def _takes_gzip(accepted: str) -> bool:
    """Return whether an Accept-Encoding names gzip and not with the weight nought."""
    for part in accepted.split(","):
        name, _, weight = part.replace(" ", "").partition(";")
        if name == "gzip":
            return weight not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _table(request: Request) -> Response:
    """Answer the list of an address as CSV: the same filters, words and order as on screen."""
    view = look_at_address(_town(request), _query(request), _language(request))
    own, plain = file_name(view)
    return Response(
        table_of(view),
        media_type="text/csv; charset=utf-8",
        headers={
            # the second form is for whoever reads RFC 5987
            "Content-Disposition": f'attachment; filename="{plain}"; '
            f"filename*=UTF-8''{quote(own)}",
            "Cache-Control": "no-store",
        },
    )


def _export(request: Request) -> Response:
    """Answer the public rows of an address with every field, in a form of file."""
    form = request.path_params["form"]
    if form not in FORMS:
        return Response(status_code=404)
    choice = Choice.from_address(_query(request))
    made = download(export(_town(request), choice, form, _language(request)))
    return _file(made.body, made.media_type, made.name)


def _hand_over(request: Request) -> Response:
    """Answer what a council takes home: page, table or both in one, of public records."""
    form = request.path_params["form"]
    if form not in HANDED_OVER:
        return Response(status_code=404)
    areas = request.query_params.getlist("area")
    name, media_type, body = hand_over(_town(request), areas, _language(request)).file(form)
    return _file(body, media_type, name)


def _area_csv(request: Request) -> Response:
    """Answer the page of an area, or of two or three side by side, as a table."""
    town = _town(request)
    say = words(_language(request), town.unit)
    keys = [key for key in request.query_params.getlist("area") if key in town.area_rows]
    if not keys:
        return Response(status_code=404)
    if len(keys) == 1:
        body = profile_csv(profile(town, keys[0], say), say)
    else:
        body = comparison_csv(compare(town, keys, say, as_asked=True), say)
    names = "-".join(file_word(town.area_name(key, say.language)) for key in keys[:3])
    return _file(body, _CSV, f"{names}.csv")


def _town_csv(request: Request) -> Response:
    """Answer the gap matrix as a table."""
    town = _town(request)
    say = words(_language(request), town.unit)
    name = f"{file_word(say('matrix.title'))}.csv"
    return _file(matrix_csv(matrix_of(town, say), say), _CSV, name)


def _file(body: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": _attachment(name), "Cache-Control": "no-store"}
    return Response(body, media_type=media_type, headers=headers)


def _town(request: Request, level: str = PUBLIC) -> Snapshot:
    return town_now(level, request.query_params.get("town", ""))


def _query(request: Request) -> dict[str, list[str]]:
    query: dict[str, list[str]] = defaultdict(list)
    for name, value in request.query_params.multi_items():
        query[name].append(value)
    return query


def _attachment(name: str) -> str:
    """Return the header that names a file: in ASCII, and as it is (RFC 6266, RFC 5987)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _asset(request: Request) -> Response:
    found = asset(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    return _tagged(request, found.body, found.type, found.etag, {})


def _tagged(
    request: Request, body: bytes, media_type: str, etag: str, extra: dict[str, str]
) -> Response:
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    known = request.headers.get("if-none-match", "").split(",")
    if etag in (tag.strip().removeprefix("W/") for tag in known):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers={**headers, **extra})


def tile_hosts() -> tuple[str, ...]:
    """Return the hosts of the chosen tile provider, for the security policy; none by default."""
    chosen = settings().tiles
    return (tile_source(chosen).host,) if chosen else ()
