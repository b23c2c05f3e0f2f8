"""The command line: what an administrator does without a browser."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from geo.acts.areas_in import (
    AreaPlan,
    Reading,
    change_words,
    commit,
    finding_words,
    move_words,
    plan_areas,
    summary_words,
    system_words,
)
from geo.acts.export import export, write
from geo.acts.keep import back_up, check_history, copy, restore
from geo.acts.load import load, open_store
from geo.acts.look import look
from geo.acts.record import Desk
from geo.acts.snapshot import snapshot
from geo.acts.towns import ensure_town, town_named
from geo.analysis.choice import Choice
from geo.analysis.coordinates import epsg_of
from geo.errors import DataError, GeoError, SettingError, StoreMissing
from geo.files.shapes import read_shapes_from
from geo.files.town_folder import read_town_folder
from geo.model.levels import LEVELS
from geo.model.outgoing import FORMS_OUT, LEVEL
from geo.model.people import Viewer
from geo.model.taxonomy import KINDS
from geo.settings import Settings, settings
from geo.store import Store, address, shown
from geo.words import UNIT, Words, words

_EPILOG = """Settings come from environment variables:
  KARTE_STORE     database URL of the store   (sqlite:///…/karte.gpkg in the user's data folder)
  KARTE_HOME      folder of the store's file
  KARTE_DATA      folder with taxonomy.csv and one folder a town
  KARTE_TOWN      key of the town             (daugavpils)
  KARTE_LANGUAGE  lv, ru or en                (lv)
  KARTE_TILES     name of an xyzservices tile provider (none: the map's own light base)
  KARTE_MAX_BYTES, KARTE_MAX_VERTICES, KARTE_MAX_ROWS
                  how much of a brought file is read  (10000000, 1000000, 50000)
"""

_LISTED = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return 0, or 1 when something is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m geo",
        description="Keeper's commands of the community map.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for command in _COMMANDS:
        added = commands.add_parser(command.name, help=command.text, description=command.text)
        added.set_defaults(run=command.run)
        for name, text in command.words.items():
            _add(added, name, text)
    asked = parser.parse_args(arguments)
    try:
        code: int = asked.run(settings(), asked)
    except DataError as error:
        print(_listed(error))
        return 1
    except GeoError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return code


def _add(parser: argparse.ArgumentParser, name: str, text: str) -> None:
    """Add an argument as the table of commands writes it.

    ``file`` is a word, ``--force`` a switch, ``--out FILE`` an option that must be given,
    ``[--town NAME]`` one that may be, and ``--format csv|xlsx`` one of some words.
    """
    needed = not name.startswith("[")
    option, _, value = name.strip("[]").partition(" ")
    if not option.startswith("--"):
        parser.add_argument(option, help=text)
    elif not value:
        parser.add_argument(option, action="store_true", help=text)
    else:
        choices = value.split("|") if "|" in value else None
        metavar = None if choices else value
        parser.add_argument(option, required=needed, choices=choices, metavar=metavar, help=text)


def _load(chosen: Settings, _: argparse.Namespace) -> int:
    folder = read_town_folder(chosen.data, chosen.town)
    with closing(_opened_or_made(chosen)) as store:
        for kind, count in load(store, folder).items():
            print(f"{kind}: {len(folder.rows.get(kind, folder.base))} rows, {count} written")
        print(f"revision {store.revision()}")
    return 0


def _opened_or_made(chosen: Settings) -> Store:
    try:
        return Store(chosen.store)
    except StoreMissing:
        return Store(chosen.store, create=True)


def _check(chosen: Settings, asked: argparse.Namespace) -> int:
    folder = read_town_folder(chosen.data, chosen.town)
    counts = ", ".join(f"{kind} {len(rows)}" for kind, rows in folder.rows.items())
    print(f"data: ok ({counts})")
    try:
        opened = Store(chosen.store)
    except StoreMissing:
        print("store: none yet")
        return 0
    with closing(opened) as store:
        found = store.problems_found()
        for line in found:
            print(f"store: {line}")
        if not found:
            print(f"store: ok (revision {store.revision()})")
        history_is_sound = not asked.history or _history(store)
    return 0 if history_is_sound and not found else 1


def _history(store: Store) -> bool:
    report = check_history(store)
    if report.outside:
        numbers = ", ".join(str(number) for number in report.outside[:_LISTED])
        more = len(report.outside) - _LISTED
        listed = f"{numbers} and {more} more" if more > 0 else numbers
        print(f"history: {len(report.outside)} changes made outside the program: {listed}")
    print(f"history: {report.first_fault or f'ok ({report.rows} changes)'}")
    return report.is_sound


def _backup(chosen: Settings, asked: argparse.Namespace) -> int:
    back_up(chosen.store, Path(asked.file))
    print(f"backup: {asked.file}")
    return 0


def _restore(chosen: Settings, asked: argparse.Namespace) -> int:
    aside = restore(chosen.store, Path(asked.file), force=asked.force)
    print(f"restored: {asked.file}")
    if aside is not None:
        print(f"the store before is kept as {aside}")
    return 0


def _copy(_: Settings, asked: argparse.Namespace) -> int:
    revision = copy(address(asked.url_from), address(asked.url_to))
    print(f"copied: revision {revision}")
    return 0


def _info(chosen: Settings, _: argparse.Namespace) -> int:
    with closing(Store(chosen.store)) as store:
        print(f"store: {shown(chosen.store)}")
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


def _export(chosen: Settings, asked: argparse.Namespace) -> int:
    with closing(Store(chosen.store)) as store:
        town = snapshot(store, _town(store, asked.town), LEVEL)
        level = asked.level or LEVEL
        made = export(town, Choice(kind=KINDS), asked.format, chosen.language, level=level)
        for file in write(made, Path(asked.out), force=asked.force):
            print(f"export: {file}")
        print(f"export: {made.meta['rows']['total']} rows, revision {town.revision}")
    return 0


def _import_areas(chosen: Settings, asked: argparse.Namespace) -> int:
    with closing(open_store(chosen)) as store:
        shapes = read_shapes_from(Path(asked.file), chosen.limits)
        town = town_named(store, asked.town)
        desk = Desk(store, town or "", _keeper(asked.who))
        plan = plan_areas(desk, shapes, _reading(asked))
        say = words("en", store.towns().get(desk.town, {}).get("unit", UNIT))
        accepted = plan.examination.repairable
        for note in shapes.notes:
            print(say(note.key, **note.values))
        _tell_areas(desk, plan, say)
        hindering = plan.agreed().hindrances(accepted)
        for reason in hindering:
            print(f"not possible: {say(reason)}")
        if hindering:
            return 1
        if not asked.yes:
            print("nothing was written; the same with --yes agrees to everything above")
            return 0
        if town is None:
            town = ensure_town(desk, asked.town, crs_metric=plan.metric)
        batch = commit(replace(desk, town=town), plan.agreed(), accepted)
        print(f"areas: {batch or 'nothing to write'}")
    return 0


def _reading(asked: argparse.Namespace) -> Reading:
    crs = None
    if asked.crs is not None:
        code = epsg_of(asked.crs if ":" in asked.crs else f"EPSG:{asked.crs}")
        if code is None:
            raise SettingError(f"--crs: expected an EPSG code, found {asked.crs!r}")
        crs = (code, False)
    return Reading(
        name_column=asked.name_column,
        code_column=asked.code_column,
        select=asked.select,
        crs=crs,
        source=asked.source or "",
        valid_from=asked.date or date.today().isoformat(),
        precision="approximate" if asked.approximate else "official",
    )


def _tell_areas(desk: Desk, plan: AreaPlan, say: Words) -> None:
    """Print how a file is read, what was found in it and what would become of the town."""
    print(f"{len(plan.numbers)} features of {plan.file}; name column {plan.reading.name_column!r}, "
          f"code column {plan.reading.code_column!r}")  # fmt: skip
    print(system_words(plan, say))
    for finding in plan.findings:
        print(f"- {finding_words(plan, finding, say)}")
    outcome = plan.outcome(desk, plan.examination.repairable)
    for change in outcome.changes:
        if change.how != "same":
            print(f"  {change_words(outcome, change, say)}")
    for move in outcome.moves:
        record = desk.store.record(move.old.kind, move.old.id) or {"id": move.old.id}
        print(f"  {move_words(outcome, move, record, say)}")
    print("; ".join(summary_words(outcome, say)))


def _keeper(who: str | None) -> Viewer:
    """Return who acts on the command line: whoever can start it may do everything."""
    return Viewer(who or "keeper", "administrator")


def _town(store: Store, name: str) -> str:
    """Return the key of the town that a person calls by its key or its name."""
    key = town_named(store, name)
    if key is None:
        raise SettingError(f"--town: the store has no town {name!r}")
    return key


def _listed(error: DataError) -> str:
    return "\n".join(["data: faults", *(f"  {fault}" for fault in error.faults)])


@dataclass(frozen=True)
class _Command:
    name: str
    run: Callable[[Settings, argparse.Namespace], int]
    text: str
    words: dict[str, str]


_COMMANDS = (
    _Command("load", _load, "create or refresh the store from the data folder", {}),
    _Command(
        "check",
        _check,
        "validate data and store; exit 1 with a list of what is wrong",
        {"--history": "also compare the history's seals and every record with its history"},
    ),
    _Command("info", _info, "say what the store holds and who sees how much", {}),
    _Command(
        "backup",
        _backup,
        "write the store into one GeoPackage file, also while the map is in use",
        {"file": "file to write; one of that name must not exist yet"},
    ),
    _Command(
        "restore",
        _restore,
        "put a backup in the place of the store, which is set aside; stop the map first",
        {"file": "backup to restore", "--force": "restore even when the backup's history fails"},
    ),
    _Command(
        "copy",
        _copy,
        "copy a store with ids and history: file to server, server to file",
        {
            "url_from": "file or database URL to copy",
            "url_to": "file or database URL that holds no records yet",
        },
    ),
    _Command(
        "import-areas",
        _import_areas,
        "say what is found in a boundary file and what would change, and with --yes do it",
        {
            "file": "GeoJSON, GeoPackage, zipped shapefile, or a .shp with its parts beside it",
            "--town NAME": "key or name of the town, which is begun if there is none yet",
            "[--name-column C]": "column of the names; guessed when it is not said",
            "[--code-column C]": "column of the codes; guessed when it is not said",
            "[--select PREFIX_OR_NAMES]": "the town's features in a larger file: the beginning of "
            "their codes, or names with commas between them",
            "[--crs EPSG]": "reference system of the numbers, where the file does not say it",
            "[--source TEXT]": "where the boundaries come from (the name of the file)",
            "[--date DATE]": "day from which they hold, as 2026-01-31 (today)",
            "--approximate": "somebody has drawn them: they are no official boundaries",
            "[--who NAME]": "whom the history names (keeper)",
            "--yes": "agree to every repair and save",
        },
    ),
    _Command(
        "export",
        _export,
        "write the public rows of a town as a file, with its metadata in FILE.meta.json",
        {
            "--town NAME": "key or name of the town",
            f"--format {'|'.join(FORMS_OUT)}": "csv and xlsx are one table with a column kind",
            "--out FILE": "file to write; one of that name stays unless --force is given",
            "[--level LEVEL]": "public, which is the only level that leaves",
            "--force": "replace files of that name",
        },
    ),
)


if __name__ == "__main__":
    sys.exit(main())
