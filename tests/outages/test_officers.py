"""A promise that passes and an outage that is suspected reach the officers on their phones, at night too, in turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import STAFF, Lane
from bijlisetu.memos.models import Memo
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions, officers
from bijlisetu.outages.models import Asked, Outage
from bijlisetu.outages.rules import Kind
from bijlisetu.staff.models import Post
from tests.complaints import made
from tests.complaints.made import Place

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 30, 20, 30, tzinfo=UTC)  #: two at night in India
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
UNTIL = NIGHT + HOUR


@pytest.fixture
def place() -> Place:
    return made.place()


def outage(at: Place, *, by: str = "je") -> Outage:
    assert at.feeder
    return actions.enter(
        kind=Kind.BREAKDOWN, elements=Elements(feeders=(at.feeder.pk,)), reason="line_fault", from_at=NIGHT,
        until_at=UNTIL, at=NIGHT, by=by,
    )  # fmt: skip


def asked() -> list[tuple[str, int]]:
    """Return who was asked, and after how many minutes."""
    return [
        (one.person.get_username(), (one.at - UNTIL) // MINUTE)
        for one in Asked.objects.select_related("person").order_by("id")
    ]


def test_a_passed_promise_asks_the_junior_engineer_at_once_at_night_too(place: Place) -> None:
    one = outage(place)

    actions.pass_time(at=UNTIL)

    assert asked() == [("je", 0)]
    told = Memo.objects.filter(kind="outage_passed", person__username="je")
    assert set(told.values_list("channel", "due_at")) == {("whatsapp", UNTIL), ("email", UNTIL)}
    facts = told[0].facts
    assert (facts["outage"], facts["page"]) == (one.number, f"/office/outage/{one.number}/")
    assert (facts["until"], facts["since"]) == (UNTIL.isoformat(), NIGHT.isoformat())


def test_who_entered_it_is_asked_with_the_junior_engineer_once_each(place: Place) -> None:
    outage(place, by="sdo")

    actions.pass_time(at=UNTIL)
    actions.pass_time(at=UNTIL + MINUTE)

    assert sorted(asked()) == [("je", 0), ("sdo", 0)]


def test_where_nobody_answers_the_next_higher_officer_is_asked(place: Place) -> None:
    outage(place)
    for minutes in (0, 29, 30, 59, 60, 120, 600):
        actions.pass_time(at=UNTIL + minutes * MINUTE)

    assert asked() == [("je", 0), ("sdo", 30), ("ee", 60), ("se", 120)]


def test_whoever_says_a_time_has_answered_and_nobody_higher_is_asked(place: Place) -> None:
    one = outage(place)
    actions.pass_time(at=UNTIL)
    actions.promise(outage=one.pk, until_at=UNTIL + 5 * HOUR, at=UNTIL + 10 * MINUTE, by="je")
    actions.pass_time(at=UNTIL + 3 * HOUR)

    assert asked() == [("je", 0)]
    answer = Asked.objects.get()
    assert (answer.seen_at, answer.answered_at) == (UNTIL + 10 * MINUTE, UNTIL + 10 * MINUTE)


def test_each_promise_that_passes_is_asked_anew(place: Place) -> None:
    one = outage(place)
    actions.pass_time(at=UNTIL)
    actions.promise(outage=one.pk, until_at=UNTIL + 2 * HOUR, at=UNTIL + 10 * MINUTE, by="je")
    actions.pass_time(at=UNTIL + 2 * HOUR)

    assert asked() == [("je", 0), ("je", 120)]
    assert Memo.objects.filter(kind="outage_passed", channel="whatsapp").count() == 2


def test_what_nobody_was_told_of_is_asked_too_and_what_is_over_is_not(place: Place) -> None:
    over = outage(place)
    actions.back(outage=over.pk, at=NIGHT + MINUTE, by="je")
    actions.pass_time(at=UNTIL + 5 * HOUR)

    assert asked() == []


def test_where_nobody_holds_the_post_the_higher_one_is_still_asked(place: Place) -> None:
    outage(place, by="sdo")
    Post.objects.filter(person__username__in=["je", "sdo"]).delete()
    User.objects.filter(username="sdo").update(is_active=False)
    for minutes in (0, 60):
        actions.pass_time(at=UNTIL + minutes * MINUTE)

    assert asked() == [("ee", 60)]


def test_a_suspected_outage_asks_the_junior_engineer_once(place: Place) -> None:
    words = {"hi": "फीडर नगर", "en": "feeder NAGAR"}
    tell = {
        "suspicion": 7, "office": place.section.pk, "place": words, "reports": 5, "since": NIGHT,
        "page": "/office/outages/1/",
    }  # fmt: skip
    assert [officers.ask_of_suspected(**tell, at=NIGHT) for _ in range(2)] == [1, 0]

    memo = Memo.objects.get(kind="outage_suspected", channel="whatsapp")
    assert (memo.person.get_username(), memo.due_at, memo.facts["reports"]) == ("je", NIGHT, "5")
    officers.answered(about="suspicion:7", by="je", at=NIGHT + MINUTE)
    assert Asked.objects.get().answered_at == NIGHT + MINUTE


def test_an_officers_look_at_the_outage_is_kept(place: Place, client: Client) -> None:
    one = outage(place)
    actions.pass_time(at=UNTIL)
    client.force_login(User.objects.get(username="je"))

    client.get(f"/office/outage/{one.number}/")

    assert Asked.objects.get().seen_at is not None


def test_what_is_said_to_people_at_work_has_a_lane_of_its_own() -> None:
    for kind in kinds().values():
        is_code = kind.lane is Lane.OTP
        assert (kind.purpose == STAFF) == (kind.lane is Lane.STAFF) or is_code, kind.name
    assert kinds()["outage_passed"].quiet is None
    assert kinds()["complaint_emergency"].quiet is None
    assert kinds()["complaint_rises"].quiet is not None
