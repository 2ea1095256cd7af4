"""A bill that WhatsApp could not fetch goes once more, brought by ourselves; never two of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bijlisetu.channels.http.fetcher import MOST_TRIES as TRIES_OF_A_FILE
from bijlisetu.channels.http.fetcher import WAIT
from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.letters import Pen
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.tracking import actions
from tests import build
from tests.build import NOON
from tests.carried import LADDER, LATER, PHONE, fold, refuse, send, status

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def unfetched(claimed: Claimed, *, wamid: str = "wamid.1", **more: Any) -> dict[str, Any]:
    return status(claimed, "failed", wamid=wamid, errors=[{"code": 131053}], **more)


def claim(at: Any = LATER) -> list[Claimed]:
    return delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=at)


def answer(claimed: Claimed, verdict: Verdict, at: Any = LATER) -> None:
    delivery.record(answers=[Answered(claimed, verdict)], engine="one", at=at, factor=1)


def ways(claimed: list[Claimed]) -> list[tuple[str, bool]]:
    return [(str(one.channel), one.brings_document) for one in claimed]


@pytest.fixture
def first() -> Claimed:
    """A bill that WhatsApp took with a link."""
    build.notice(build.consumer(mobile=PHONE))
    return send()


def test_the_letter_goes_again_by_whatsapp_with_its_document_and_no_sms_beside_it(first: Claimed) -> None:
    fold(statuses=[status(first, "sent"), unfetched(first)])

    (again,) = claim()
    assert (again.attempt, *ways([again])) == (first.attempt, ("whatsapp", True))
    pen = Pen(kinds=kinds(), public_url="https://bill.example.in", secret="s")
    assert pen.write(again, at=LATER).brings_document
    assert not pen.write(first, at=LATER).brings_document
    answer(again, Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.2"))
    assert claim(LATER + MINUTE) == []
    fold(statuses=[status(again, "delivered", wamid="wamid.2")])
    assert Attempt.objects.get().state == Attempt.State.DELIVERED


@pytest.mark.parametrize("when", ["waiting", "under way", "taken"])
def test_the_first_failure_told_again_changes_nothing(first: Claimed, when: str) -> None:
    fold(statuses=[unfetched(first)])
    if when != "waiting":
        (again,) = claim()
    if when == "taken":
        answer(again, Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.2"))
    before = Attempt.objects.values_list("state", "carrier_id").get()

    fold(statuses=[status(first, "sent"), unfetched(first)])

    assert Attempt.objects.values_list("state", "carrier_id").get() == before
    assert ways(claim(LATER + MINUTE)) == ([("whatsapp", True)] if when == "waiting" else [])


def test_what_fails_a_second_time_goes_by_sms(first: Claimed) -> None:
    fold(statuses=[unfetched(first)])
    (again,) = claim()
    answer(again, Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.2"))

    fold(statuses=[unfetched(again, wamid="wamid.2")])

    assert ways(claim()) == [("sms", False)]
    assert Attempt.objects.get(channel="whatsapp").reason == Reason.MEDIA_UNREACHABLE


def test_where_our_own_upload_fails_the_sms_goes_and_the_reason_stays(first: Claimed) -> None:
    fold(statuses=[unfetched(first)])
    (again,) = claim()
    why = "our own upload failed: attachment not fetched: HTTP 404"

    answer(again, Verdict(outcome=Outcome.REFUSED, reason=Reason.MEDIA_UNREACHABLE, detail=why))

    assert ways(claim()) == [("sms", False)]
    assert Attempt.objects.get(channel="whatsapp").detail == why


def test_while_our_own_address_is_away_it_is_tried_a_few_times_and_then_goes_by_sms(first: Claimed) -> None:
    fold(statuses=[unfetched(first)])
    away = Verdict(outcome=Outcome.TRY_LATER, reason=Reason.OUR_ADDRESS, wait=WAIT, most_tries=TRIES_OF_A_FILE)
    at, tries = LATER, 0
    while ways(again := claim(at)) != [("sms", False)]:
        assert ways(again) == [("whatsapp", True)]
        answer(again[0], away, at=at)
        at, tries = at + timedelta(seconds=2 * WAIT), tries + 1

    assert tries < TRIES_OF_A_FILE
    assert at - LATER <= 2 * MINUTE
    assert Attempt.objects.get(channel="whatsapp").reason == Reason.OUR_ADDRESS


def test_after_the_sms_went_a_late_failure_is_just_noted(first: Claimed) -> None:
    sms = send(at=NOON + HOUR, carrier_id="77")

    fold(statuses=[unfetched(first)], at=NOON + 2 * HOUR)

    assert sms.channel == "sms"
    assert claim(NOON + 2 * HOUR) == []
    assert Attempt.objects.get(channel="whatsapp").state == Attempt.State.FAILED


def test_an_answer_lost_the_second_time_is_found_by_the_echo_of_our_name(first: Claimed) -> None:
    fold(statuses=[unfetched(first)])
    (again,) = claim()
    answer(again, Verdict(outcome=Outcome.UNSURE, reason=Reason.CARRIER_DOWN))

    fold(statuses=[status(again, "delivered", wamid="wamid.2")])

    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.carrier_id) == (Attempt.State.DELIVERED, "wamid.2")
    assert Notice.objects.get().state == Notice.State.REACHED


@pytest.mark.parametrize("is_taken", [False, True])
def test_an_arrival_under_the_first_id_counts_all_the_same(first: Claimed, is_taken: bool) -> None:
    fold(statuses=[unfetched(first)])
    if is_taken:
        answer(claim()[0], Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.2"))

    fold(statuses=[status(first, "read")])

    assert Notice.objects.get().state == Notice.State.REACHED
    assert claim(LATER + HOUR) == []


def test_a_failure_before_the_answer_is_mended_too() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (claimed,) = claim(NOON)
    fold(statuses=[unfetched(claimed)])
    answer(claimed, Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1"))

    assert ways(claim()) == [("whatsapp", True)]


def test_a_parked_failure_is_mended_too() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (claimed,) = claim(NOON)
    told = unfetched(claimed)
    del told["biz_opaque_callback_data"]
    fold(statuses=[told])
    answer(claimed, Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1"))
    actions.fold(at=LATER)

    assert ways(claim()) == [("whatsapp", True)]


def test_a_kind_without_a_document_goes_by_sms_at_once() -> None:
    build.notice(build.consumer(mobile=PHONE), kind="outage_breakdown")
    claimed = send()

    fold(statuses=[unfetched(claimed)])

    assert ways(claim()) == [("sms", False)]


def test_a_failure_of_another_sort_is_not_mended(first: Claimed) -> None:
    fold(statuses=[status(first, "failed", errors=[{"code": 131026}])])

    assert ways(claim()) == [("sms", False)]


def test_what_the_person_received_meanwhile_is_not_sent_again() -> None:
    build.notice(build.consumer(mobile=PHONE))
    refuse(reason=Reason.NOT_ON_WHATSAPP)
    sms = send(carrier_id="77")
    Attempt.objects.filter(pk=sms.attempt).update(state=Attempt.State.DELIVERED)
    Notice.objects.update(state=Notice.State.REACHED)
    whatsapp = Attempt.objects.get(channel="whatsapp")
    Attempt.objects.filter(pk=whatsapp.pk).update(state=Attempt.State.SENT, carrier_id="wamid.1")

    fold(statuses=[unfetched(sms) | {"biz_opaque_callback_data": str(whatsapp.pk)}])

    assert claim() == []
