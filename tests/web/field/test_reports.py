"""What a lineman sees or is told becomes a complaint: once, under its account or at its place, and never lost."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.complaints.models import Complaint
from bijlisetu.consumers.models import Consumer
from bijlisetu.fieldwork.models import Visit
from bijlisetu.outages.models import NoLight
from tests import build
from tests.fieldwork.field import Field, laid
from tests.web.field.test_api import phone, send, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def field() -> Field:
    made = laid(2)
    build.officer("worker", of=build.office(), role="lineman")
    return made


@pytest.fixture
def worker(field: Field) -> Client:
    return phone(field.worker)


def report(**told: Any) -> dict[str, Any]:
    more = {name: told.pop(name) for name in ("id", "said_at", "gps") if name in told}
    usual = {"category": "DTR", "account": "", "place": "खंभा 7", "words": "तेल बह रहा है"}
    return {
        "id": str(uuid.uuid4()), "said_at": timezone.now().isoformat(), "gps": [24.69, 83.07, 12.5],
        "report": usual | told, **more,
    }  # fmt: skip


def test_what_is_seen_on_the_way_is_a_complaint_at_its_place(worker: Client) -> None:
    seen = report(category="SAFETY")

    said = send(worker, seen).json()

    one = Complaint.objects.get()
    assert (said["taken"], said["refused"]) == ([seen["id"]], [])
    assert (one.way, one.category, one.words, one.by) == ("field", "SAFETY", "तेल बह रहा है", "worker")
    assert (one.consumer, one.place) == (None, "खंभा 7 · 24.69000, 83.07000")


def test_what_is_told_at_a_door_is_its_consumers_and_counts_as_darkness(worker: Client, field: Field) -> None:
    here = field.doors[0].consumer

    send(worker, report(category="SUP-OFF", consumer=here.pk, place=""))

    assert Complaint.objects.get().consumer == here
    assert NoLight.objects.get().consumer == here


@pytest.mark.parametrize(("account", "typed"), [("3800360461", "३८०० ३६०४६१"), ("2101-TN00000007", "2101 tn00000007")])
def test_a_typed_account_is_found_below_the_workers_office_as_people_type_it(account: str, typed: str) -> None:
    section = build.office()
    here = build.consumer(on=build.feeder(section=section), account=account)
    build.officer("lineman", of=section, role="lineman")
    lineman = phone(User.objects.get(username="lineman"))

    send(lineman, report(account=typed))

    one = Complaint.objects.get()
    assert (one.consumer, one.office) == (here, section)


def test_somebody_elses_account_is_written_down_and_nothing_is_told_of_it(worker: Client) -> None:
    stranger = build.consumer(on=build.feeder(section=build.office(name="FAR")), account="3800360999")

    said = send(worker, report(account="3800360999"), report(consumer=stranger.pk)).json()

    assert len(said["taken"]) == 2
    assert set(Complaint.objects.values_list("consumer", flat=True)) == {None}
    assert any("3800360999" in one.place for one in Complaint.objects.all())


def test_the_same_report_is_taken_once_however_often_it_is_sent(worker: Client) -> None:
    seen = report()

    answers = [send(worker, seen).json()["taken"] for _ in range(3)]

    assert answers == [[seen["id"]]] * 3
    assert Complaint.objects.count() == 1


def test_it_goes_in_one_parcel_with_visits_and_each_is_answered_for_itself(worker: Client, field: Field) -> None:
    found, seen, wrong = visit(field, outcome="locked"), report(), report(category="NONE")

    said = send(worker, found, seen, wrong).json()

    assert set(said["taken"]) == {found["id"], seen["id"]}
    assert [one["id"] for one in said["refused"]] == [wrong["id"]]
    assert (Visit.objects.count(), Complaint.objects.count()) == (1, 1)


def test_what_was_said_without_network_has_its_own_hour_by_our_clock(worker: Client) -> None:
    ahead = timedelta(hours=3)
    seen = report(said_at=(timezone.now() + ahead - timedelta(hours=5)).isoformat())

    send(worker, seen, clock=(timezone.now() + ahead).isoformat())

    ago = timezone.now() - Complaint.objects.get().said_at
    assert timedelta(hours=4.9) < ago < timedelta(hours=5.1)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"category": ["DTR"]}, "bad_answer"),
        ({"place": " ", "gps": None}, "bad_answer"),
        ({"place": "", "account": "कोई नहीं"}, "bad_answer"),
        ({"id": "7"}, "bad_answer"),
        ({"said_at": "yesterday"}, "bad_answer"),
        ({"said_at": datetime(1999, 1, 1, tzinfo=UTC).isoformat()}, "clock_years_off"),
    ],
)
def test_what_cannot_be_a_report_is_refused_with_words(worker: Client, told: dict[str, Any], why: str) -> None:
    said = send(worker, report(**told)).json()

    assert [one["why"] for one in said["refused"]] == [why]
    assert all(one["say"] for one in said["refused"])
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("told", ["", [], 7, {"category": {}}, {"place": "\0", "account": None, "consumer": True}])
def test_whatever_stands_in_its_place_harms_no_other(worker: Client, told: Any) -> None:
    good = report()

    said = send(worker, {**report(), "report": told}, good)

    assert said.status_code == 200
    assert json.loads(said.content)["taken"] == [good["id"]]
    assert Consumer.objects.exists()
