"""The command line: what an administrator does without a browser."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from geo.acts.load import load
from geo.acts.look import look
from geo.acts.snapshot import snapshot
from geo.analysis.choice import Choice
from geo.errors import DataError, GeoError, StoreMissing
from geo.files.town_folder import read_town_folder
from geo.model.levels import LEVELS
from geo.settings import Settings, settings
from geo.store import Store

_EPILOG = """Settings come from environment variables:
  KARTE_STORE     database URL of the store   (sqlite:///…/karte.gpkg in the user's data folder)
  KARTE_HOME      folder of the store's file
  KARTE_DATA      folder with taxonomy.csv and one folder a town
  KARTE_TOWN      key of the town             (daugavpils)
  KARTE_LANGUAGE  lv, ru or en                (lv)
  KARTE_TILES     name of an xyzservices tile provider (none: the map's own light base)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return 0, or 1 when something is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m geo",
        description="Keeper's commands of the community map.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (command, text) in _COMMANDS.items():
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=command)
    chosen = parser.parse_args(arguments)
    try:
        code: int = chosen.run(settings())
    except DataError as error:
        print(_listed(error))
        return 1
    except GeoError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return code


def _load(chosen: Settings) -> int:
    folder = read_town_folder(chosen.data, chosen.town)
    try:
        store = Store(chosen.store)
    except StoreMissing:
        store = Store(chosen.store, create=True)
    for kind, count in load(store, folder).items():
        print(f"{kind}: {len(folder.rows.get(kind, folder.base))} rows, {count} written")
    print(f"revision {store.revision()}")
    return 0


def _check(chosen: Settings) -> int:
    folder = read_town_folder(chosen.data, chosen.town)
    counts = ", ".join(f"{kind} {len(rows)}" for kind, rows in folder.rows.items())
    print(f"data: ok ({counts})")
    try:
        store = Store(chosen.store)
    except StoreMissing:
        print("store: none yet")
        return 0
    found = store.problems_found()
    for line in found:
        print(f"store: {line}")
    if not found:
        print(f"store: ok (revision {store.revision()})")
    return 1 if found else 0


def _info(chosen: Settings) -> int:
    store = Store(chosen.store)
    print(f"store: {chosen.store}")
    print(f"revision: {store.revision()}")
    for key, facts in store.towns().items():
        print(f"town: {key} ({facts['name_lv']})")
        for level in LEVELS:
            town = snapshot(store, key, level)
            kinds = look(town, Choice(kind=("resource", "group", "problem")), "lv")
            counts = kinds.shown.kind_counts(town.records)
            listed = ", ".join(f"{kind} {count}" for kind, count in counts.items())
            print(f"  {level} sees: {len(town.areas)} areas, {listed}")
    return 0


def _listed(error: DataError) -> str:
    return "\n".join(["data: faults", *(f"  {fault}" for fault in error.faults)])


_COMMANDS: dict[str, tuple[Callable[[Settings], int], str]] = {
    "load": (_load, "create or refresh the store from the data folder"),
    "check": (_check, "validate data and store; exit 1 with a list of what is wrong"),
    "info": (_info, "say what the store holds and who sees how much"),
}


if __name__ == "__main__":
    sys.exit(main())
