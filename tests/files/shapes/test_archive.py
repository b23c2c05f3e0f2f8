"""Archives of shapefiles: looked at before anything comes out, and never written anywhere."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from geo.errors import DataError, Fault
from geo.files.shapes.archive import unzipped_shapefile
from geo.model.limits import Limits
from tests.files.made import METRES, shapefile, zipped

PARTS = shapefile([("Križi", METRES)])


def unzipped(data: bytes, **limits: int) -> dict[str, bytes]:
    return unzipped_shapefile("a.zip", data, Limits(**limits))


def refused(data: bytes, **limits: int) -> list[str | None]:
    return [fault.key for fault in faults_of(data, **limits)]


def faults_of(data: bytes, **limits: int) -> tuple[Fault, ...]:
    with pytest.raises(DataError) as raised:
        unzipped(data, **limits)
    return raised.value.faults


def with_member(member: zipfile.ZipInfo | str, data: bytes = b"x") -> bytes:
    """Return a sound archive with one more member, written under the very name."""
    out = io.BytesIO(zipped(PARTS))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(member, data)
    return out.getvalue()


def test_the_parts_of_a_shapefile_come_out_by_ending() -> None:
    assert unzipped(zipped(PARTS)) == PARTS


@pytest.mark.parametrize("name", ["a/b c/Apkaimes", "APKAIMES", "Ķīši.v2", "CON"])
def test_a_folder_capitals_and_dots_in_names_are_no_trouble(name: str) -> None:
    parts = {f"{name}{ending.upper()}": data for ending, data in PARTS.items()}
    assert unzipped(zipped(parts)) == PARTS


def test_what_belongs_to_no_shapefile_is_left_packed() -> None:
    others = {
        "Apkaimes.qpj": b"", "README.pdf": bytes(10**6), "__MACOSX/._Apkaimes.shp": b"x",
        "other/Apkaimes.dbf": b"other", "folder/": b"",
    }  # fmt: skip
    assert unzipped(zipped({**PARTS, **others}), unpacked_bytes=10_000) == PARTS


def test_a01_a_bomb_is_refused_by_its_ratio() -> None:
    assert refused(zipped({**PARTS, ".dbf": bytes(20_000_000)})) == ["fault.zip_ratio"]


def test_a01_bytes_are_counted_as_they_come_out() -> None:
    data = zipped({**PARTS, ".dbf": os.urandom(5000)})
    assert refused(data, unpacked_bytes=5000) == ["fault.zip_size"]
    assert len(unzipped(data, unpacked_bytes=6000)[".dbf"]) == 5000


def test_a01_a_size_that_the_archive_claims_is_not_believed() -> None:
    honest = zipped({**PARTS, ".dbf": bytes(20_000_000)})
    true, claimed = (number.to_bytes(4, "little") for number in (20_000_000, 100))
    assert honest.count(true) == 2
    assert refused(honest.replace(true, claimed)) == ["fault.zip_broken"]


@pytest.mark.parametrize("name", ["a.zip", "a/b.ZIP", "x.kmz", "x.7z", "x.tar.gz"])
def test_a01_an_archive_in_an_archive_is_refused(name: str) -> None:
    [fault] = faults_of(with_member(name, zipped(PARTS)))
    assert (fault.key, fault.found) == ("fault.zip_nested", name)


def test_a01_more_members_than_a_shapefile_has_are_refused() -> None:
    many = {f"{number}.txt": b"" for number in range(60)}
    assert refused(zipped({**PARTS, **many})) == ["fault.zip_many"]


@pytest.mark.parametrize(
    "name",
    ["../../x", "a/../../x.shp", "..", "/etc/x", "C:/x", "c:x", "a\\b", "..\\x", "\\\\host\\x"],
)
def test_a02_a_name_that_leads_elsewhere_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inside := tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(inside)
    [fault] = faults_of(with_member(zipfile.ZipInfo(name)))
    assert (fault.key, fault.found) == ("fault.zip_name", name)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a02_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("Apkaimes.link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refused(with_member(link, b"/etc/passwd")) == ["fault.zip_name"]


def test_every_bad_member_is_named() -> None:
    out = io.BytesIO(with_member("../x"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("b.zip", b"")
    found = {(fault.key, fault.found) for fault in faults_of(out.getvalue())}
    assert found == {("fault.zip_name", "../x"), ("fault.zip_nested", "b.zip")}


def test_a_password_and_unusual_packing_are_refused() -> None:
    locked = bytearray(zipped(PARTS))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "fault.zip_broken" in refused(bytes(locked))
    packed = zipfile.ZipInfo("Apkaimes.txt")
    packed.compress_type = zipfile.ZIP_LZMA
    assert refused(with_member(packed)) == ["fault.zip_broken"]


@pytest.mark.parametrize("cut", [4, 100, -30, -1])
def test_a_damaged_archive_is_refused(cut: int) -> None:
    assert refused(zipped(PARTS)[:cut]) == ["fault.zip_broken"]
    data = bytearray(zipped(PARTS))
    data[60:70] = bytes(10)
    assert refused(bytes(data)) == ["fault.zip_broken"]


def test_an_archive_without_or_with_several_shapefiles_is_refused() -> None:
    assert refused(zipped({"a.txt": b""})) == ["fault.shp_none"]
    assert refused(zipped({})) == ["fault.shp_none"]
    [fault] = faults_of(zipped({**PARTS, "b.shp": b"", "c/Apkaimes.SHP": b""}))
    assert (fault.key, fault.found) == ("fault.shp_many", "apkaimes.shp, b.shp, apkaimes.shp")
