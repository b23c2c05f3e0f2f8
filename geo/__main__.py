"""The command line: what an administrator does without a browser."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from geo.acts.addresses import address_index
from geo.acts.areas_in import Reading, plan_areas, save_areas
from geo.acts.arrivals import (
    Plan,
    commit,
    mapping_for,
    plan_records,
    read_mapping,
    rejects_of,
    town_of_import,
    undo_import,
)
from geo.acts.boundary_words import plan_words
from geo.acts.export import export, write
from geo.acts.gaps import Sentence, area_named, sentences
from geo.acts.keep import back_up, check_history, copy, restore
from geo.acts.load import load, open_store
from geo.acts.look import look
from geo.acts.official import boundaries_of, commit_official, plan_official, read_official
from geo.acts.record import Desk
from geo.acts.snapshot import snapshot
from geo.acts.towns import ensure_town, town_named
from geo.analysis.choice import Choice
from geo.analysis.columns import KINDS_IN
from geo.errors import DataError, Fault, GeoError, NotReady, SettingError, StoreMissing
from geo.files.official import ADAPTERS, adapter_named
from geo.files.official.adapter import AREAS
from geo.files.shapes import Shapes, read_shapes_from
from geo.files.sheet import Sheet, read_folder, read_sheet
from geo.files.town_folder import read_town_folder
from geo.model.fields import Field, parse
from geo.model.levels import LEVELS
from geo.model.limits import Limits
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
    except NotReady as error:
        say = words("en")
        print(f"error: {' '.join(say(reason) for reason in error.reasons)}", file=sys.stderr)
        return 1
    except GeoError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return code


def _add(parser: argparse.ArgumentParser, name: str, text: str) -> None:
    """Add an argument as the table of commands writes it.

    ``file`` is a word, ``[file]`` one that may be left out, ``--force`` a switch, ``--out FILE``
    an option that must be given, ``[--town NAME]`` one that may be, and ``--format csv|xlsx`` one
    of some words.
    """
    needed = not name.startswith("[")
    option, _, value = name.strip("[]").partition(" ")
    if not option.startswith("--"):
        parser.add_argument(option, nargs=None if needed else "?", help=text)
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


def _official(chosen: Settings, asked: argparse.Namespace) -> int:
    if asked.name is None:
        for adapter in ADAPTERS:
            print(f"{adapter.key}: {adapter.title}, {adapter.publisher}, {adapter.licence}")
            print(f"  {adapter.address} ({adapter.file})")
        return 0
    found = adapter_named(asked.name)
    if found is None or not asked.file or not asked.town:
        names = ", ".join(adapter.key for adapter in ADAPTERS)
        raise SettingError(f"official: expected one of {names}, then FILE and --town NAME")
    year, day = _parsed("whole", asked.year), _parsed("date", asked.date)
    if found.brings == AREAS:
        if not asked.select:
            raise SettingError("official: expected --select, the file has the whole country")
        data = read_official(Path(asked.file), found, chosen.limits)
        shapes, reading = boundaries_of(found, data, chosen.limits, select=asked.select, date=day)
        return _bring_areas(chosen, asked, shapes, reading)
    say = words(chosen.language)
    with closing(Store(chosen.store)) as store:
        desk = Desk(store, _town(store, asked.town), _keeper(asked.who))
        data = read_official(Path(asked.file), found, chosen.limits)
        plan = plan_official(desk, found, data, chosen.limits, year=year, date=day)
        for line in plan.lines:
            print(f"official: {line(say)}")
        if plan.records is not None:
            _tell(plan.records, words("en"))
        if plan.is_news and asked.yes:
            commit_official(desk, plan)
            print(f"official: written, revision {store.revision()}")
        elif plan.is_news:
            print("official: nothing written yet; say --yes to write it")
        else:
            print(f"official: {say('official.nothing')}")
    return 0


def _parsed(form: str, text: str | None) -> Any:
    """Return the value of an option, None where it was not given."""
    try:
        return parse(Field(form, form), text or "")
    except ValueError as expected:
        raise SettingError(f"expected {expected}, found {text!r}") from None


def _import_records(chosen: Settings, asked: argparse.Namespace) -> int:
    with closing(Store(chosen.store)) as store:
        desk = Desk(store, _town(store, asked.town), _keeper(asked.who))
        town = snapshot(store, desk.town, desk.viewer.level)
        sheet = _sheet(Path(asked.file), chosen.limits)
        if asked.mapping is not None:
            mapping = read_mapping(Path(asked.mapping))
            mapping = replace(mapping, kind=asked.kind or mapping.kind)
        else:
            known = chosen.data / "sources"
            mapping = mapping_for(desk, town, sheet, kind=asked.kind, known=known)
        index = address_index(store, desk.town)
        plan = plan_records(desk, town, sheet, mapping, today=date.today(), addresses=index)
        if asked.duplicates:
            plan = plan.with_duplicates()
        _tell(plan, words("en", town.unit))
        if asked.rejects is not None:
            _, rejected = rejects_of(plan, words(chosen.language, town.unit))
            _write(Path(asked.rejects), rejected)
            print(f"rejects: {asked.rejects}")
        if asked.yes:
            print(f"import: {commit(desk, plan) or 'nothing to write'}")
        else:
            print("nothing was written; the same with --yes does what is said here")
        print(f"read={plan.read} imported={plan.imported} rejected={plan.rejected}")
    return 0


def _import_areas(chosen: Settings, asked: argparse.Namespace) -> int:
    shapes = read_shapes_from(Path(asked.file), chosen.limits)
    reading = Reading(
        name_column=asked.name_column,
        code_column=asked.code_column,
        select=asked.select or "",
        source=asked.source or "",
    )
    return _bring_areas(chosen, asked, shapes, reading)


def _bring_areas(
    chosen: Settings, asked: argparse.Namespace, shapes: Shapes, reading: Reading
) -> int:
    with closing(open_store(chosen)) as store:
        at = Desk(store, "", _keeper(asked.who))
        known = town_named(store, asked.town)
        if known is None and not asked.yes:
            print(f"town: {asked.town} would be begun")
        plan = plan_areas(replace(at, town=known or ""), shapes, reading)
        say = words(chosen.language, store.towns()[known].get("unit", UNIT) if known else UNIT)
        accepted = plan.examination.repairable if asked.yes else plan.without_yes
        outcome = plan.outcome(accepted)
        for line in plan_words(plan, outcome, say):
            print(line)
        if asked.yes and not plan.hinders(accepted):  # a refused file begins no town
            key = ensure_town(at, asked.town)
            plan = replace(plan, desk=replace(at, town=key))
        if asked.yes:
            print(f"import: {save_areas(plan, accepted) or 'nothing to write'}")
            print(f"the map opens with KARTE_TOWN={plan.desk.town} or ?town={plan.desk.town}")
        else:
            print("nothing was written; the same with --yes does what is said here")
        print(f"areas={len(outcome.shapes)} findings={len(plan.examination.findings)}")
    return 0


def _sheet(path: Path, limits: Limits) -> Sheet:
    if path.is_dir():
        return read_folder(path, limits)
    try:
        return read_sheet(path.name, path.read_bytes(), limits)
    except OSError:
        raise DataError([Fault(path.name, None, None, "a file that can be read", None)]) from None


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError:
        raise DataError([Fault(path.name, None, None, "a place to write to", None)]) from None


def _tell(plan: Plan, say: Words) -> None:
    """Print how a file is read and what would become of its rows."""
    print(f"source: {plan.source} ({plan.mapping.kind})")
    for note in plan.sheet.notes:
        print(f"  {say(note.key, **note.values)}")
    for field, column in plan.mapping.columns.items():
        if column not in plan.absent:
            print(f"  {field}: {column!r}")
    if plan.absent:
        print(f"  not in the file: {', '.join(plan.absent)}")
    for field, text in plan.mapping.constants.items():
        print(f"  {field} is {text!r}")
    print(", ".join(f"{what} {count}" for what, count in plan.counts.items() if count))
    for field, known in plan.unknown.items():
        listed = ", ".join(f"{word!r} ({count})" for word, count in list(known.items())[:_LISTED])
        print(f"unknown words of {field}: {listed}")
    told = Counter(fault.expected for one in plan.verdicts for fault in one.warnings)
    for expected, count in told.items():
        print(f"look at {count}: expected {expected}")
    faults = [row.fault for row in plan.sheet.unreadable]
    faults += [fault for verdict in plan.verdicts for fault in verdict.faults]
    for fault in faults[:_LISTED]:
        print(f"  {fault}")
    if len(faults) > _LISTED:
        print(f"  and {len(faults) - _LISTED} more")


def _undo_import(chosen: Settings, asked: argparse.Namespace) -> int:
    with closing(Store(chosen.store)) as store:
        desk = Desk(store, "", _keeper(asked.who))
        town = town_of_import(desk, asked.id)
        if town is None:
            raise SettingError(f"the store has no import {asked.id!r}")
        undone = undo_import(replace(desk, town=town), asked.id)
        print(f"taken out of use: {undone.retired}; changed back: {undone.changed_back}")
        for kind, identity in undone.kept:
            print(f"  kept, because somebody has worked on it since: {kind} {identity}")
    return 0


def _keeper(who: str | None) -> Viewer:
    """Return who acts on the command line: whoever can start it may do everything."""
    return Viewer(who or "keeper", "administrator")


def _gaps(chosen: Settings, asked: argparse.Namespace) -> int:
    with closing(Store(chosen.store)) as store:
        town = snapshot(store, _town(store, asked.town or chosen.town), LEVEL)
    say = words(asked.lang or chosen.language, town.unit)
    area = asked.area and area_named(town, asked.area)
    if asked.area and not area:
        raise SettingError(f"{town.town_name('lv')} has no area {asked.area!r}")
    told = {key: sentences(town, key, say) for key in ([area] if area else town.area_rows)}
    if not asked.json:
        for key, lines in told.items():
            print("\n".join([town.area_name(key, say.language), *(f"- {o.text}" for o in lines)]))
        return 0
    found = [{"area": key, "sentences": [_as_json(one) for one in told[key]]} for key in told]
    print(json.dumps(found[0] if area else found, ensure_ascii=False, indent=2, allow_nan=False))
    return 0


def _as_json(sentence: Sentence) -> dict[str, Any]:
    away = sentence.distance_m
    return {
        "text": sentence.text,
        "problem_type": sentence.problem_type or None,
        "record_ids": list(sentence.record_ids),
        "distance_m": None if away is None else round(away),
    }


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
        "import-areas",
        _import_areas,
        "look boundaries over (GeoJSON, GeoPackage, shapefile); with --yes repair and save them",
        {
            "file": "file that somebody has downloaded; of a shapefile the .shp or a zip of it",
            "--town NAME": "key or name of the town; with --yes a new one is begun",
            "[--name-column C]": "column of names, guessed if not given",
            "[--code-column C]": "column of codes, guessed if not given",
            "[--select TEXT]": "beginning of the codes, or names with commas: only these",
            "[--source TEXT]": "where the boundaries come from",
            "[--who NAME]": "who does it, for the history",
            "--yes": "accept every proposed repair and save",
        },
    ),
    _Command(
        "import-records",
        _import_records,
        "plan the import of records from a table, and with --yes do it",
        {
            "file": "CSV, XLSX, GeoJSON, GeoPackage or HSDS; a folder of HSDS tables",
            "--town NAME": "key or name of the town",
            f"[--kind {'|'.join(KINDS_IN)}]": "kind of the records, resource if nothing says so",
            "[--mapping FILE]": "TOML file that says which column is what; else it is guessed",
            "[--rejects FILE]": "where to write the rows that are not taken, with the reasons",
            "[--who NAME]": "who does it, for the history (keeper)",
            "--duplicates": "also take rows that seem to be recorded already",
            "--yes": "do it; without it nothing is written into the store",
        },
    ),
    _Command(
        "undo-import",
        _undo_import,
        "take an import back as a whole; what somebody has worked on since stays",
        {"id": "what import-records has printed", "[--who NAME]": "who does it (keeper)"},
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
    _Command(
        "official",
        _official,
        "list official data sets and where to download them, or bring a downloaded file of one",
        {
            "[name]": "which data set; without it they are listed",
            "[file]": "the file as it was downloaded",
            "[--town NAME]": "key or name of the town",
            "[--year YEAR]": "of the figures, where the file does not say it",
            "[--date DATE]": "of the file, where it does not say it",
            "[--select TEXT]": "of boundaries: beginning of the codes, or names with commas",
            "[--who NAME]": "who does it, for the history (keeper)",
            "--yes": "write what would change, instead of only saying it",
        },
    ),
    _Command(
        "gaps",
        _gaps,
        "say in plain words what an area lacks, from public records; all areas without AREA",
        {
            "[area]": "key or name of the area",
            "[--town NAME]": "key or name of the town",
            "[--lang lv|ru|en]": "language of the sentences",
            "--json": "print them as JSON with the records they rest on",
        },
    ),
)


if __name__ == "__main__":
    sys.exit(main())
