"""The report of 18:00: made once an office and day, told to its officers, and under seal."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from bijlisetu.audit import chain
from bijlisetu.audit.models import Entry
from bijlisetu.audit.rules import Anchor
from bijlisetu.contact.models import Claim
from bijlisetu.jobs.tasks import make_evening_reports
from bijlisetu.memos.models import Enclosure, Memo
from bijlisetu.network.models import Office
from bijlisetu.plumbing.database import sql
from bijlisetu.reports.evening.making import due_day, make_all, make_due
from bijlisetu.reports.evening.mended import Asked, workers
from bijlisetu.reports.evening.verifying import verify
from bijlisetu.reports.models import Evening
from bijlisetu.staff.models import Card, Post
from tests import build
from tests.audit.test_chain import behind_the_back, note
from tests.district import District

DAY = date(2026, 11, 28)
SIX = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def officer(of: Office, name: str = "chief", role: str = "officer", employer: str = "") -> User:
    person, _ = User.objects.get_or_create(username=name)
    Card.objects.get_or_create(person=person, defaults={"email": f"{name}@example.in", "mobile": "916000000001"})
    Post.objects.create(person=person, office=of, role=role, valid_from=build.SINCE, employer=employer)
    return person


@pytest.fixture
def chief(district: District) -> User:
    return officer(district.circle)


def evening(office: Office) -> Evening:
    return Evening.objects.get(office=office, day=DAY)


def test_nothing_is_made_before_six(district: District, chief: User) -> None:
    assert make_due(at=SIX - MINUTE) == 0
    assert make_due(at=SIX) > 0


def test_a_played_day_has_its_evening_when_the_story_says_so(
    district: District, chief: User, settings: LazySettings
) -> None:
    settings.CLOCK_FACTOR = 600
    make_evening_reports.func(timestamp=0)
    by_the_clock = Evening.objects.count()

    made = make_all(day=DAY, at=SIX - timedelta(hours=9))

    assert by_the_clock == 0
    assert made == Evening.objects.filter(day=DAY).count() > 0


def test_each_office_with_an_officer_gets_its_part_once(district: District, chief: User) -> None:
    officer(district.division, "sdo", "sdo")

    made = make_due(at=SIX)
    again = make_due(at=SIX + MINUTE)

    offices = set(Evening.objects.values_list("office", flat=True))
    assert {district.circle.pk, district.division.pk} <= offices
    assert district.section.pk not in offices
    assert made == len(offices)
    assert again == 0


def test_every_officer_is_told_by_mail_with_files_and_by_whatsapp(district: District, chief: User) -> None:
    make_due(at=SIX)

    told = Memo.objects.filter(person=chief)

    assert sorted(told.values_list("channel", flat=True)) == ["email", "whatsapp"]
    assert [file["name"] for file in told.get(channel="email").enclosed] == [
        "report-2026-11-28.pdf", "report-2026-11-28.csv",
    ]  # fmt: skip
    assert told[0].facts["page"] == f"/office/evening/{district.circle.pk}/2026-11-28/"


def test_a_clerk_and_a_lineman_get_none(district: District) -> None:
    for role in ("clerk", "lineman"):
        officer(district.circle, role, role)

    make_due(at=SIX)

    assert not Memo.objects.filter(person__username__in=["clerk", "lineman"]).exists()


def test_figures_are_those_of_the_office_and_add_up(district: District, chief: User) -> None:
    make_due(at=SIX)

    told = evening(district.circle).figures
    assert sum(row["people"] for row in told["offices"]) == told["total"]["people"] == sum(told["parts"].values())
    assert told["total"]["left"] == told["total"]["people"] - told["total"]["reached"]


def test_what_was_mended_counts_for_the_employer_of_who_mended_it(district: District, chief: User) -> None:
    officer(district.section, "ravi", "agent", "SYNTHETIC AGENCY")
    officer(district.section, "mohan", "lineman")
    for name, degree in (("ravi", "no_address"), ("ravi", "failed"), ("mohan", "not_owner")):
        of = district.people[degree]
        Claim.objects.create(
            consumer=of, value="916000000077", word="reaches", source="visit", by=name, at=SIX - MINUTE
        )

    make_due(at=SIX)

    told = {row["agency"]: row for row in evening(district.circle).figures["agencies"]}
    assert (told["SYNTHETIC AGENCY"]["repaired"], told["SYNTHETIC AGENCY"]["worked"]) == (2, 1)
    assert told[""]["repaired"] == 1
    assert told["SYNTHETIC AGENCY"]["people_at_work"] == 1
    assert evening(district.circle).figures["total"]["repaired"] == 3


@pytest.mark.parametrize("outcome", ["locked", "refused", "not_found", "no_phone", "disconnected", "updated"])
def test_whoever_stood_at_doors_worked_whatever_came_of_it(district: District, chief: User, outcome: str) -> None:
    ravi = officer(district.section, "ravi", "agent", "SYNTHETIC AGENCY")
    for degree in ("no_address", "failed"):
        build.visit(district.people[degree], outcome, at=SIX - MINUTE, by="clerk-1", person=ravi)

    make_due(at=SIX)

    told = {row["agency"]: row for row in evening(district.circle).figures["agencies"]}
    assert (told["SYNTHETIC AGENCY"]["worked"], told["SYNTHETIC AGENCY"]["repaired"]) == (1, 0)
    assert told.get("", {"worked": 0})["worked"] == 0  # who keyed the sheet in stood at no door
    asked = Asked(office=district.circle.pk, day=DAY, until=SIX, which="workers")
    assert workers(asked) == [("ravi", "SYNTHETIC AGENCY", 2, 0)]


def test_a_call_and_a_visit_of_another_day_are_no_work_at_a_door(district: District, chief: User) -> None:
    ravi = officer(district.section, "ravi", "lineman")
    build.visit(district.people["failed"], at=SIX - MINUTE, person=ravi, entrance="call")
    build.visit(district.people["failed"], at=SIX - timedelta(days=1), person=ravi)

    make_due(at=SIX)

    assert [row["worked"] for row in evening(district.circle).figures["agencies"]] == [0]


def test_a_visit_that_came_after_the_report_is_not_among_its_rows(district: District, chief: User) -> None:
    ravi = officer(district.section, "ravi", "lineman")
    make_due(at=SIX)

    build.visit(district.people["failed"], at=SIX - MINUTE, received_at=SIX + MINUTE, person=ravi)

    assert workers(Asked(office=district.circle.pk, day=DAY, until=SIX, which="workers")) == []


def test_the_report_holds_where_the_chain_stood_and_stands_under_seal_itself(district: District, chief: User) -> None:
    make_due(at=SIX)

    made = evening(district.circle)

    found = verify(anchors=[Anchor(made.seal, made.hash)])
    assert found.altered == ()
    assert found.waiting == 0
    assert Entry.objects.get(deed="report.made", record=f"evening:{made.pk}").detail["day"] == "2026-11-28"
    assert chain.anchor().seal > made.seal


def test_the_paper_says_office_day_figures_and_seal(district: District, chief: User) -> None:
    make_due(at=SIX)
    made = evening(district.circle)

    pages = pypdf.PdfReader(io.BytesIO(bytes(Enclosure.objects.get(pk=made.pdf).content))).pages
    text = "".join(page.extract_text() for page in pages)

    assert "TEST CIRCLE" in text
    assert re.search(r"28\W+\S*\s*\S*\W*2026", text)
    assert "28-11-2026" not in text
    assert "NEAR" in text
    assert str(made.seal) in text


def test_the_table_is_one_that_a_spreadsheet_reads_and_no_formula(district: District, chief: User) -> None:
    Office.objects.filter(pk=district.division.pk).update(name="=1+1")
    make_due(at=SIX)

    content = bytes(Enclosure.objects.get(pk=evening(district.circle).csv).content).decode("utf-8-sig")
    head, *lines = list(csv.reader(io.StringIO(content)))

    assert {len(line) for line in lines} == {len(head)}
    assert not any(line[0].startswith("=") for line in lines)


def test_nobody_ever_sent_anything_makes_no_report() -> None:
    officer(build.office("circle"))

    assert make_due(at=SIX) == 0


def test_an_evening_that_was_slept_through_is_made_up_for_the_next_morning(district: District, chief: User) -> None:
    make_due(at=SIX)
    morning = SIX + timedelta(hours=38)

    assert due_day(morning) == DAY + timedelta(days=1)
    assert make_due(at=morning) > 0
    assert make_due(at=morning + MINUTE) == 0
    assert Evening.objects.filter(day=DAY + timedelta(days=1)).exists()


def test_a_report_is_neither_changed_nor_deleted(district: District, chief: User) -> None:
    make_due(at=SIX)

    for refused in ("UPDATE reports_evening SET day = day - 1", "DELETE FROM reports_evening"):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            sql.execute(refused)


@pytest.mark.parametrize("evening_of", range(3))
@pytest.mark.parametrize(
    "change",
    [
        "id = id + 500",
        "day = day - 10",
        "day = day + 10",
        "made_at = made_at + interval '1 microsecond'",
        """figures = jsonb_set(figures, '{total,reached}', '999')""",
        "seal = seal + 1",
        "hash = overlay(hash placing 'x' from 7)",
        "pdf = overlay(pdf placing 'x' from 7)",
        "csv = overlay(csv placing 'x' from 7)",
    ],
)
def test_an_altered_byte_of_a_report_shows_on_its_day(
    change: str, evening_of: int, district: District, chief: User
) -> None:
    days = [DAY + timedelta(days=number) for number in range(3)]
    for number in range(3):
        make_due(at=SIX + timedelta(days=number))
    assert verify().altered == ()

    with behind_the_back():
        which = "office_id = %(office)s AND day = %(day)s"
        sql.execute(
            f"UPDATE reports_evening SET {change} WHERE {which}", office=district.circle.pk, day=days[evening_of]
        )

    assert verify().altered[0].day == days[evening_of]


@pytest.mark.parametrize("file", ["pdf", "csv"])
def test_an_altered_byte_of_a_file_shows_on_its_day(file: str, district: District, chief: User) -> None:
    for number in range(2):
        make_due(at=SIX + timedelta(days=number))
    name = getattr(Evening.objects.get(office=district.circle, day=DAY + timedelta(days=1)), file)

    sql.execute("UPDATE memos_enclosure SET content = set_byte(content, 9, 1) WHERE sha256 = %(name)s", name=name)

    assert [found.day for found in verify().altered] == [DAY + timedelta(days=1)]


def test_a_report_taken_out_shows_on_its_day(district: District, chief: User) -> None:
    make_due(at=SIX)

    with behind_the_back():
        sql.execute("DELETE FROM reports_evening")

    assert verify().altered[0].day == DAY


def test_a_chain_made_anew_under_the_reports_is_found_by_what_they_say_of_it(district: District, chief: User) -> None:
    note()
    make_due(at=SIX)
    with behind_the_back():
        sql.execute("INSERT INTO audit_waiting (entry) SELECT id FROM audit_entry")
        sql.execute("DELETE FROM audit_seal")
        sql.execute("UPDATE audit_entry SET \"by\" = 'other' WHERE deed <> 'report.made'")
    chain.seal(at=SIX + MINUTE)

    [found] = verify().altered
    assert "made anew" in found.what


def test_an_evening_cut_off_with_all_that_followed_is_found_by_its_own_mails(district: District, chief: User) -> None:
    """Whoever takes out entries, seals and reports of the last days leaves the mails that told of them."""
    for number in range(3):
        note(days=3 + number)
        make_due(at=SIX + timedelta(days=number))
    assert verify().altered == ()

    with behind_the_back():
        late = SIX + timedelta(days=1, hours=-7)
        sql.execute("DELETE FROM audit_entry WHERE at >= %(late)s", late=late)
        sql.execute("DELETE FROM audit_waiting")
        sql.execute("DELETE FROM audit_seal WHERE at >= %(late)s", late=late)
        sql.execute("DELETE FROM reports_evening WHERE made_at >= %(late)s", late=late)

    [found, *_] = verify().altered
    assert found.day == DAY
    assert "it was cut off" in found.what


def test_a_chain_of_which_nothing_is_left_is_not_whole(district: District, chief: User) -> None:
    make_due(at=SIX)
    told = chain.anchor()
    with behind_the_back():
        for table in ("audit_entry", "audit_waiting", "audit_seal", "reports_evening", "memos_memo"):
            sql.execute(f"DELETE FROM {table}")

    assert verify().altered == ()
    assert "there is no chain" in verify(anchors=[told]).altered[0].what
