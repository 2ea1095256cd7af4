"""A consumers' export taken over: who is enrolled, how they can be reached, which rows are set apart."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

import bijlisetu.contact.actions as contact
import bijlisetu.contact.listing as listing
from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address, Claim
from bijlisetu.contact.queries import astray
from bijlisetu.kinds.kind import Lane
from bijlisetu.network.models import Feeder, Transformer
from bijlisetu.outbox.models import Notice, Turn
from bijlisetu.plumbing.files.intake import ImportUnderWay, NothingImported, Summary
from bijlisetu.plumbing.files.mapping import BadMapping, NoSuchMapping, WrongColumns
from bijlisetu.plumbing.files.rejects import RejectsUnwritable
from tests import build
from tests.build import NOON
from tests.exports import csv_file, table_file, xlsx_file

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)
FEEDER = "T0001BAZ"
ROW = {
    "ACCT_ID": "3000000007",
    "BOOK_NO": "00001",
    "NAME": "कविता परीक्षण",
    "ADDRESS": "मकान 1, बाज़ार",
    "MOBILE_NO": "6003200469",
    "EMAIL": "kavita@example.in",
    "TARIFF_TYPE": "LMV-1",
    "SUPPLY_TYPE": "ST-10A",
    "SANCTION_LOAD": "1",
    "SANCTION_LOAD_UOM": "KW",
    "FEEDER_CODE": FEEDER,
    "DT": "DTR-01",
    "POLE_NO": "P-1",
    "METER_SERIAL_NBR": "SYN0000001",
    "METER_STATUS": "OK",
    "LATITUDE": "24.605243",
    "LONGITUDE": "83.050574",
}
OTHER = {**ROW, "ACCT_ID": "300000000014", "NAME": "Kamla Kalpit", "MOBILE_NO": "", "EMAIL": ""}


@pytest.fixture(autouse=True)
def feeder() -> Feeder:
    made = build.feeder()
    made.code = FEEDER
    made.save()
    return made


def load(path: Path, *rows: dict[str, str], **more: Any) -> Summary:
    file = table_file(path / "consumers.csv", *rows)
    return listing.load(**{"path": file, "at": NOON, "by": "test", **more})


def reachable() -> list[tuple[str, str]]:
    """Return each address with its channels."""
    return sorted((address.value, ",".join(address.channels)) for address in Address.objects.all())


def rejected(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_consumer_is_enrolled_with_all_that_the_export_says(tmp_path: Path, feeder: Feeder) -> None:
    summary = load(tmp_path, ROW)

    consumer = Consumer.objects.get()
    assert (consumer.account, consumer.name, consumer.address) == ("3000000007", "कविता परीक्षण", "मकान 1, बाज़ार")
    assert (consumer.feeder, consumer.transformer) == (feeder, Transformer.objects.get(feeder=feeder, name="DTR-01"))
    assert (consumer.book, consumer.pole, consumer.tariff, consumer.supply_type) == ("00001", "P-1", "LMV-1", "ST-10A")
    assert (consumer.load, consumer.load_unit, consumer.meter_number) == (1, "KW", "SYN0000001")
    assert (consumer.latitude, consumer.longitude, consumer.language) == (24.605243, 83.050574, "hi")
    assert reachable() == [("916003200469", "whatsapp,sms,call"), ("kavita@example.in", "email")]
    assert (summary.rows, summary.imported, summary.new, summary.rejected) == (1, 1, 1, 0)


def test_an_address_says_where_it_comes_from(tmp_path: Path) -> None:
    load(tmp_path, ROW)

    assert set(Address.objects.values_list("source", "known_at", "owner")) == {("billing_export", NOON, "unknown")}


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path, ROW, OTHER)
    before = list(Consumer.objects.values()), list(Address.objects.values())

    summary = load(tmp_path, ROW, OTHER, at=LATER)

    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 2)
    assert (list(Consumer.objects.values()), list(Address.objects.values())) == before


@pytest.mark.parametrize(
    "news", [{"NAME": "कविता देवी परीक्षण"}, {"DT": "DTR-02"}, {"SANCTION_LOAD": "2"}, {"ADDRESS": ""}]
)
def test_a_consumer_of_whom_something_else_is_said_is_changed(tmp_path: Path, news: dict[str, str]) -> None:
    load(tmp_path, ROW, OTHER)

    summary = load(tmp_path, {**ROW, **news}, OTHER, at=LATER)

    assert (summary.new, summary.changed, summary.unchanged) == (0, 1, 1)
    assert Consumer.objects.get(changed_at=LATER).account == ROW["ACCT_ID"]


def test_a_consumer_with_another_number_is_changed_and_has_both(tmp_path: Path) -> None:
    load(tmp_path, ROW)

    summary = load(tmp_path, {**ROW, "MOBILE_NO": "6003200470"})

    assert summary.changed == 1
    assert Address.objects.filter(value__startswith="91").count() == 2


def test_what_became_of_a_number_survives_the_next_import(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    contact.take(claims=[build.answer("not_own", Consumer.objects.get(), "916003200469")], at=NOON, by="reply")

    load(tmp_path, ROW, at=LATER)

    assert Address.objects.get(value="916003200469").owner == Address.Owner.NOT_OWNER


def test_a_number_of_an_import_is_claimed_once_by_whoever_ran_it(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    load(tmp_path, ROW, at=LATER)

    assert set(Claim.objects.values_list("value", "word", "source", "by", "at")) == {
        ("916003200469", "reaches", "billing_export", "test", NOON),
        ("kavita@example.in", "reaches", "billing_export", "test", NOON),
    }
    assert (Claim.objects.count(), astray()) == (2, [])


def test_what_was_missed_goes_to_the_number_that_the_next_import_brings(tmp_path: Path) -> None:
    load(tmp_path, {**ROW, "MOBILE_NO": "", "EMAIL": ""})
    build.notice(Consumer.objects.get())
    Notice.objects.update(state=Notice.State.EXHAUSTED, settled_at=NOON)
    Turn.objects.all().delete()

    load(tmp_path, ROW, at=LATER)

    assert Notice.objects.get().state == Notice.State.OPEN
    assert Turn.objects.get().lane == Lane.BULK


def test_an_import_does_not_hurry_what_is_on_its_way(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    build.notice(Consumer.objects.get())
    Turn.objects.update(at=LATER, awaits=True)

    load(tmp_path, {**ROW, "MOBILE_NO": "6003200470"}, at=NOON + timedelta(hours=1))

    assert Turn.objects.values_list("at", "awaits").get() == (LATER, True)


def test_what_a_partial_export_leaves_out_stays_as_it_is(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    Consumer.objects.update(language="en")

    summary = load(tmp_path, {name: ROW[name] for name in ("ACCT_ID", "NAME", "FEEDER_CODE")})

    assert summary.unchanged == 1
    assert Consumer.objects.get().language == "en"


def test_a_consumer_on_another_feeder_leaves_the_old_transformer(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    other = build.feeder()

    load(tmp_path, {**ROW, "FEEDER_CODE": other.code, "DT": ""})

    consumer = Consumer.objects.get()
    assert (consumer.feeder, consumer.transformer) == (other, None)


@pytest.mark.parametrize(
    "written",
    ["6003200469", "+916003200469", "+91 60032 00469", "916003200469", "06003200469", "60032-00469", "६००३२००४६९"],
)
def test_a_number_is_read_however_a_clerk_wrote_it(tmp_path: Path, written: str) -> None:
    load(tmp_path, {**ROW, "MOBILE_NO": written, "EMAIL": ""})

    assert reachable() == [("916003200469", "whatsapp,sms,call")]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "no mobile number"),
        ("600320046", "mobile number: 9 digits do not make a mobile number"),
        ("9999999999", "mobile number: a dummy that stands for no number"),
        ("NA", "mobile number: 0 digits do not make a mobile number"),
        ("60032004696003200470", "mobile number: 20 digits do not make a mobile number"),
        ("9.1600320E11", "mobile number: it was rounded on its way, and its digits are lost"),
        ("+65 8123 4567", "mobile number: a number of another country"),
        ("00000000000", "mobile number: a mobile number begins with 6, 7, 8 or 9; this may be a landline"),
    ],
)
def test_a_number_that_cannot_be_used_is_counted_and_the_consumer_enrolled(
    tmp_path: Path, written: str, reason: str
) -> None:
    summary = load(tmp_path, {**ROW, "MOBILE_NO": written, "EMAIL": ""})

    assert (summary.imported, summary.unusable) == (1, {reason: 1})
    assert reachable() == []


def test_a_landline_is_kept_for_calls(tmp_path: Path) -> None:
    summary = load(tmp_path, {**ROW, "MOBILE_NO": "05444-212345", "EMAIL": ""})

    assert reachable() == [("915444212345", "call")]
    assert summary.unusable == {"a landline: kept for calls": 1}


@pytest.mark.parametrize(
    ("flaw", "reason"),
    [
        ({"EMAIL": "kavita at example"}, "e-mail: this is not an e-mail address"),
        ({"SANCTION_LOAD": "one"}, "load unreadable"),
        ({"LATITUDE": "0"}, "latitude unreadable"),
        ({"NAME": "राम 王"}, "mark that no typeface has"),
        ({"ADDRESS": "मकान 1 😀"}, "mark that no typeface has"),
    ],
)
def test_an_optional_value_that_cannot_be_read_is_left_out_and_counted(
    tmp_path: Path, flaw: dict[str, str], reason: str
) -> None:
    summary = load(tmp_path, {**ROW, **flaw})

    assert (summary.imported, summary.unusable) == (1, {reason: 1})


@pytest.mark.parametrize(
    ("flaw", "reason", "words"),
    [
        ({"ACCT_ID": ""}, "account missing", "the account number is missing"),
        ({"ACCT_ID": "0000007"}, "account malformed", "7 characters that are no account number"),
        (
            {"NAME": "???? ??????"},
            "name destroyed",
            "the name was destroyed on its way: question marks where letters were",
        ),
        ({"NAME": " "}, "name missing", "the name is missing"),
        ({"NAME": "NULL"}, "name missing", "the name is missing"),
        ({"NAME": "\\N"}, "name missing", "the name is missing"),
        ({"ACCT_ID": "(null)"}, "account missing", "the account number is missing"),
        ({"FEEDER_CODE": "X99"}, "feeder unknown", "feeder 'X99' is not in the network"),
        ({"FEEDER_CODE": ""}, "feeder unknown", "no feeder code"),
        ({"ADDRESS": "मकान\x071"}, "control characters", "it holds control characters"),
        ({"NAME": "abc\u202edef"}, "control characters", "it holds control characters"),
        ({"ACCT_ID": ROW["ACCT_ID"]}, "account repeated", "account already on line 2"),
    ],
)
def test_a_bad_row_goes_to_the_rejects_with_its_line_and_reason(
    tmp_path: Path, flaw: dict[str, str], reason: str, words: str
) -> None:
    bad = {**OTHER, **flaw}

    summary = load(tmp_path, ROW, bad)

    assert (summary.rows, summary.imported, summary.rejected, summary.reasons) == (2, 1, 1, {reason: 1})
    assert summary.rejects == tmp_path / "consumers.csv.rejects.csv"
    assert rejected(summary.rejects) == [{"REJECTED_LINE": "3", "REJECTED_BECAUSE": words, **bad}]
    assert Consumer.objects.get().account == ROW["ACCT_ID"]


@pytest.mark.parametrize("written", ["NULL", "\\N", " null ", "(NULL)"])
@pytest.mark.parametrize(("column", "field"), [("ADDRESS", "address"), ("METER_SERIAL_NBR", "meter_number")])
def test_a_dumps_word_for_nothing_is_nobodys_address(tmp_path: Path, column: str, field: str, written: str) -> None:
    summary = load(tmp_path, {**ROW, column: written})

    assert getattr(Consumer.objects.get(), field) == ""
    assert summary.incomplete == 1
    told = (tmp_path / "consumers.csv.incomplete.csv").read_text(encoding="utf-8-sig")
    assert "blank: a database's word for nothing" in told


def test_numbers_and_figures_that_a_dump_leaves_out_are_simply_not_there(tmp_path: Path) -> None:
    summary = load(tmp_path, {**ROW, "MOBILE_NO": "NULL", "EMAIL": "\\N", "SANCTION_LOAD": "NULL", "LATITUDE": "\\N"})

    assert (summary.imported, summary.incomplete, reachable()) == (1, 0, [])


def test_rows_of_another_width_are_set_apart_as_they_are(tmp_path: Path) -> None:
    short, long = list(OTHER.values())[:9], [*OTHER.values(), "more"]
    path = csv_file(tmp_path / "consumers.csv", list(ROW), list(ROW.values()), short, long)

    summary = listing.load(path=path, at=NOON, by="test")

    assert summary.reasons == {"feeder unknown": 1, "wrong number of columns": 1}
    lines = (tmp_path / "consumers.csv.rejects.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("3,no feeder code,300000000014,")
    assert lines[2].startswith("4,18 columns where 17 belong,")
    assert lines[2].endswith(",more")


def test_rejects_that_were_mended_can_be_imported_as_they_are(tmp_path: Path) -> None:
    load(tmp_path, ROW, {**OTHER, "FEEDER_CODE": "X99"})
    mended = tmp_path / "consumers.csv.rejects.csv"
    mended.write_text(mended.read_text(encoding="utf-8-sig").replace(",X99,", f",{FEEDER},"), encoding="utf-8")

    summary = listing.load(path=mended, at=LATER, by="test")

    assert (summary.new, summary.rejected) == (1, 0)
    assert Consumer.objects.count() == 2


def test_rejects_of_rejects_have_our_columns_once(tmp_path: Path) -> None:
    header = ["REJECTED_LINE", "REJECTED_BECAUSE", *ROW]
    rows = [["7", "why", *row.values()] for row in (ROW, {**OTHER, "FEEDER_CODE": "X99"})]
    path = csv_file(tmp_path / "first.rejects.csv", header, *rows)

    listing.load(path=path, at=NOON, by="test", rejects=tmp_path / "second.csv")

    (again,) = rejected(tmp_path / "second.csv")
    assert list(again) == header
    assert (again["REJECTED_LINE"], again["ACCT_ID"]) == ("3", OTHER["ACCT_ID"])


def test_white_space_and_line_breaks_in_cells_are_no_fault(tmp_path: Path) -> None:
    load(tmp_path, {**ROW, "NAME": "  Kamla\tKalpit ", "ADDRESS": "House 2\nRampur"})

    assert (Consumer.objects.get().name, Consumer.objects.get().address) == ("Kamla Kalpit", "House 2 Rampur")


def test_new_consumers_are_not_taken_on_a_feeder_out_of_use(tmp_path: Path) -> None:
    load(tmp_path, ROW)
    Feeder.objects.update(valid_to=NOON.date())

    summary = load(tmp_path, ROW, OTHER)

    assert (summary.unchanged, summary.reasons) == (1, {"feeder not in use": 1})


@pytest.mark.parametrize("flaw", [{"FEEDER_CODE": "T9999XXX"}, {"FEEDER_CODE": "T0002OLD"}, {"NAME": ""}])
def test_a_row_that_is_refused_does_not_make_the_good_one_a_repeat(tmp_path: Path, flaw: dict[str, str]) -> None:
    old = build.feeder()
    old.code, old.valid_to = "T0002OLD", NOON.date()
    old.save()

    summary = load(tmp_path, {**ROW, **flaw}, ROW)

    assert (summary.new, summary.rejected) == (1, 1)
    assert "account repeated" not in summary.reasons


def test_if_no_row_can_be_taken_nothing_is_and_the_rejects_say_why(tmp_path: Path) -> None:
    with pytest.raises(NothingImported, match=r"none of 2 rows could be taken \(1 account missing, 1 name missing\)"):
        load(tmp_path, {**ROW, "NAME": ""}, {**OTHER, "ACCT_ID": ""})

    assert len(rejected(tmp_path / "consumers.csv.rejects.csv")) == 2
    assert not Consumer.objects.exists()


def test_rejects_go_where_they_are_asked_to(tmp_path: Path) -> None:
    summary = load(tmp_path, ROW, {**OTHER, "NAME": ""}, rejects=tmp_path / "bad.csv")

    assert summary.rejects == tmp_path / "bad.csv"
    assert rejected(tmp_path / "bad.csv")


def test_rejects_that_cannot_be_written_stop_the_import(tmp_path: Path) -> None:
    with pytest.raises(RejectsUnwritable, match="nothing was imported"):
        load(tmp_path, ROW, {**OTHER, "NAME": ""}, rejects=tmp_path / "no such folder" / "bad.csv")

    assert not Consumer.objects.exists()


def test_rejects_cannot_take_the_place_of_the_file(tmp_path: Path) -> None:
    path = table_file(tmp_path / "consumers.csv", ROW)

    with pytest.raises(RejectsUnwritable, match="is being imported"):
        listing.load(path=path, rejects=path, at=NOON, by="test")


def test_a_fault_at_the_end_of_the_file_leaves_nothing_half_written(tmp_path: Path) -> None:
    path = table_file(tmp_path / "consumers.csv", ROW)
    path.write_bytes(path.read_bytes() + b"\xe9")

    with pytest.raises(Exception, match=r"line 3: byte 1 \(0xE9\)"):
        listing.load(path=path, at=NOON, by="test")

    assert not Consumer.objects.exists()


def test_a_workbook_will_do(tmp_path: Path) -> None:
    row = {**ROW, "ACCT_ID": 3000000007, "MOBILE_NO": 6003200469, "SANCTION_LOAD": 1.5}
    path = xlsx_file(tmp_path / "consumers.xlsx", list(row), list(row.values()), [None, "row", "without", "account"])

    summary = listing.load(path=path, at=NOON, by="test")

    assert (summary.new, summary.reasons) == (1, {"account missing": 1})
    assert [line["REJECTED_LINE"] for line in rejected(tmp_path / "consumers.xlsx.rejects.csv")] == ["3"]
    assert reachable()[0] == ("916003200469", "whatsapp,sms,call")


def test_columns_that_are_missing_are_named_with_those_found(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "consumers.csv", ["NAME", "MOBILE_NO"], ["Kamla", "6003200469"])

    with pytest.raises(WrongColumns, match="lacks the columns ACCT_ID, FEEDER_CODE; found NAME, MOBILE_NO"):
        listing.load(path=path, at=NOON, by="test")


def test_another_utility_brings_a_mapping_of_its_own(tmp_path: Path) -> None:
    mapping = tmp_path / "jbvnl.toml"
    mapping.write_text(
        'required = ["account", "name", "feeder"]\n'
        '[columns]\naccount = "Consumer No"\nname = "Name"\nfeeder = "Feeder"\n'
        "[patterns]\naccount = '[A-Z]{2}\\d{4}'\n[defaults]\nlanguage = \"en\"\n"
    )
    path = csv_file(tmp_path / "jh.csv", ["consumer no", "NAME", "Feeder"], ["DH0001", "Kamla", FEEDER])

    assert listing.load(path=path, mapping=str(mapping), at=NOON, by="test").new == 1
    assert Consumer.objects.get().language == "en"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns\n", "mapping"),
        ('[columns]\nshoe = "SIZE"\n', "'shoe' is none of ours"),
        ('required = ["name"]\n[columns]\naccount = "A"\n', "'name' is required and has no column"),
        ("[columns]\n[patterns]\naccount = '('\n", "unterminated"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "own.toml").write_text(text)

    with pytest.raises(BadMapping, match=words):
        load(tmp_path, ROW, mapping=str(tmp_path / "own.toml"))


def test_a_mapping_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(NoSuchMapping, match="choose jbvnl, uppcl"):
        load(tmp_path, ROW, mapping="bescom")


def test_the_import_is_in_the_book_of_deeds_without_names_or_numbers(tmp_path: Path) -> None:
    load(tmp_path, ROW, OTHER)

    entry = Entry.objects.get(deed="consumers.imported")
    assert entry.detail == {
        "rows": 2,
        "imported": 2,
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "rejected": 0,
        "incomplete": 0,
    }
    assert (entry.by, entry.record) == ("test", "file:consumers.csv")


def test_progress_ends_with_all_rows_done(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    load(tmp_path, ROW, OTHER, on_progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (2, 2)


def test_a_second_import_at_the_same_time_is_held_off(tmp_path: Path) -> None:
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtext('bijlisetu import consumers_import'))")

        with pytest.raises(ImportUnderWay):
            load(tmp_path, ROW)
