"""A list of feeders taken over: once, again, and after offices and feeders have moved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

import bijlisetu.network.actions as network
from bijlisetu.audit.models import Entry
from bijlisetu.network.models import Feeder, FeederPlace, Office, OfficePlace
from bijlisetu.plumbing.files.intake import NothingImported, Summary
from bijlisetu.plumbing.files.mapping import WrongColumns
from tests.build import NOON
from tests.exports import csv_file, table_file, xlsx_file
from tests.network.tree import above

pytestmark = pytest.mark.django_db

ROW = {
    "discom": "POORVA",
    "zone": "NORTH",
    "circle": "EDC TEST",
    "division": "EDD ONE",
    "substation": "RAMPUR_4169",
    "feeder": "BAZAAR",
    "feeder_code": "T0001BAZ",
    "voltage_kv": "11",
    "category": "other",
    "project_area": "rural",
    "status": "active",
}
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def load(path: Path, *rows: dict[str, str], later: timedelta = timedelta()) -> Summary:
    return network.load(path=table_file(path / "feeders.csv", *rows), at=NOON + later, by="test")


def places(rows: Iterable[FeederPlace]) -> list[tuple[str, date, date | None]]:
    return [(row.section.code, row.valid_from, row.valid_to) for row in rows]


def test_offices_are_made_from_the_company_down_to_the_section(tmp_path: Path) -> None:
    summary = load(tmp_path, ROW)

    section = Office.objects.get(kind="section")
    assert above(section) == [
        ("company", "POORVA"),
        ("zone", "NORTH"),
        ("circle", "EDC TEST"),
        ("division", "EDD ONE"),
        ("section", "EDD ONE/RAMPUR_4169"),
    ]
    assert section.name == "RAMPUR"
    assert (summary.rows, summary.imported, summary.new) == (1, 1, 1)


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    before = list(FeederPlace.objects.values()), list(OfficePlace.objects.values()), list(Feeder.objects.values())

    summary = load(tmp_path, ROW, later=DAY)

    after = list(FeederPlace.objects.values()), list(OfficePlace.objects.values()), list(Feeder.objects.values())
    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 1)
    assert after == before


def test_all_feeders_that_come_with_the_product_are_taken_and_known_again() -> None:
    with resources.as_file(resources.files("bijlisetu.network") / "data" / "uppcl.csv") as path:
        first = network.load(path=path, at=NOON, by="test")
        second = network.load(path=path, at=NOON, by="test")
        rows = len(path.read_text(encoding="utf-8").splitlines()) - 1

    assert (first.new, second.unchanged) == (rows, rows)


def test_one_substation_in_two_divisions_is_two_sections(tmp_path: Path) -> None:
    load(tmp_path, ROW, {**ROW, "division": "EDD TWO", "feeder_code": "T0002"})

    assert Office.objects.filter(kind="section", name="RAMPUR").count() == 2


def test_a_feeder_that_moved_leaves_its_old_place_and_takes_a_new_one(tmp_path: Path) -> None:
    load(tmp_path, ROW)

    summary = load(tmp_path, {**ROW, "substation": "SITAPUR_1"}, later=DAY)

    assert summary.changed == 1
    assert places(FeederPlace.objects.order_by("valid_from")) == [
        ("EDD ONE/RAMPUR_4169", TODAY, TODAY + DAY),
        ("EDD ONE/SITAPUR_1", TODAY + DAY, None),
    ]


def test_a_move_on_the_day_of_the_import_leaves_no_trace(tmp_path: Path) -> None:
    load(tmp_path, ROW)

    load(tmp_path, {**ROW, "substation": "SITAPUR_1"})

    assert places(FeederPlace.objects.all()) == [("EDD ONE/SITAPUR_1", TODAY, None)]


def test_an_office_that_moved_takes_what_is_below_it_along(tmp_path: Path) -> None:
    load(tmp_path, ROW)

    summary = load(tmp_path, {**ROW, "circle": "EDC OTHER"}, later=DAY)

    division = Office.objects.get(code="EDD ONE")
    old, new = OfficePlace.objects.filter(office=division).order_by("valid_from")
    assert (old.parent.code, old.valid_to) == ("EDC TEST", TODAY + DAY)
    assert (new.parent.code, new.valid_to) == ("EDC OTHER", None)
    assert summary.changed == 1
    assert above(division)[2] == ("circle", "EDC OTHER")


def test_a_feeder_out_of_use_ends_on_that_day_and_keeps_its_place(tmp_path: Path) -> None:
    load(tmp_path, ROW)

    load(tmp_path, {**ROW, "status": "inactive"}, later=DAY)
    again = load(tmp_path, {**ROW, "status": "inactive"}, later=2 * DAY)

    feeder = Feeder.objects.get()
    assert (feeder.valid_from, feeder.valid_to) == (TODAY, TODAY + DAY)
    assert places(FeederPlace.objects.all()) == [("EDD ONE/RAMPUR_4169", TODAY, None)]
    assert again.unchanged == 1


def test_a_feeder_first_heard_of_when_it_is_out_of_use_is_known_as_ended(tmp_path: Path) -> None:
    load(tmp_path, {**ROW, "status": "inactive"})

    assert Feeder.objects.get().valid_to == TODAY


def test_a_feeder_taken_into_use_again_is_open(tmp_path: Path) -> None:
    load(tmp_path, {**ROW, "status": "inactive"})

    summary = load(tmp_path, ROW, later=DAY)

    assert summary.changed == 1
    assert Feeder.objects.get().valid_to is None


def test_feeders_that_a_later_file_leaves_out_stay(tmp_path: Path) -> None:
    load(tmp_path, ROW)

    load(tmp_path, {**ROW, "feeder_code": "T0002", "feeder": "STATION"})

    assert Feeder.objects.filter(valid_to=None).count() == 2


@pytest.mark.parametrize("written", ["RAMPUR_4169", "RAMPUR _4169", "RAMPUR"])
def test_a_section_is_called_as_its_substation_without_the_number(tmp_path: Path, written: str) -> None:
    load(tmp_path, {**ROW, "substation": written})

    assert Office.objects.get(kind="section").name == "RAMPUR"


def test_a_row_that_is_refused_does_not_make_the_good_one_a_repeat(tmp_path: Path) -> None:
    right = {**ROW, "feeder_code": "T0002"}

    summary = load(tmp_path, ROW, {**right, "circle": "EDC OTHER"}, right)

    assert (summary.imported, summary.reasons) == (2, {"division under two circles": 1})


@pytest.mark.parametrize(
    ("flaw", "reason"),
    [
        ({"feeder_code": ""}, "feeder_code missing"),
        ({"division": " "}, "division missing"),
        ({"feeder": "BAZ\x07AAR"}, "control characters"),
        ({"voltage_kv": "eleven"}, "voltage unreadable"),
        ({"status": "asleep"}, "status unknown"),
        ({"circle": "EDC OTHER"}, "division under two circles"),
        ({"discom": "PASCHIM"}, "zone under two companies"),
        ({"feeder_code": "T0001BAZ"}, "feeder code repeated"),
    ],
)
def test_a_bad_row_is_set_apart(tmp_path: Path, flaw: dict[str, str], reason: str) -> None:
    summary = load(tmp_path, ROW, {**ROW, "feeder_code": "T0002", **flaw})

    assert (summary.imported, summary.reasons) == (1, {reason: 1})
    assert Feeder.objects.count() == 1


def test_a_file_of_bad_rows_alone_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(NothingImported, match="1 feeder_code missing"):
        load(tmp_path, {**ROW, "feeder_code": ""})

    assert not Office.objects.exists()


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingImported, match="no row below it"):
        network.load(path=csv_file(tmp_path / "feeders.csv", list(ROW)), at=NOON, by="test")


def test_missing_columns_are_named_with_those_found(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "feeders.csv", ["zone", "feeder"], ["NORTH", "BAZAAR"])

    with pytest.raises(WrongColumns, match=r"lacks the columns discom, circle, .*; found zone, feeder"):
        network.load(path=path, at=NOON, by="test")


def test_a_first_line_of_peoples_data_is_not_repeated(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "people.csv", ["Ram Synthetic", "6000000001"], ["Sita Synthetic", "6000000002"])

    with pytest.raises(WrongColumns, match="found none") as refused:
        network.load(path=path, at=NOON, by="test")

    assert refused.value.found == ()


def test_a_workbook_will_do(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "feeders.xlsx", list(ROW), [*list(ROW.values())[:7], 11, "other", "rural", "active"])

    assert network.load(path=path, at=NOON, by="test").new == 1


def test_the_import_is_in_the_book_of_deeds(tmp_path: Path) -> None:
    load(tmp_path, ROW)

    entry = Entry.objects.get(deed="network.imported")
    assert (entry.by, entry.record, entry.detail["new"]) == ("test", "file:feeders.csv", 1)
