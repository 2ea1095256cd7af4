"""Memos to people at work: posted once, leased, and settled once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Kind
from bijlisetu.memos import actions
from bijlisetu.memos.actions import LEASE, Claimed, FactMisfit, File, NotForStaff, Posting
from bijlisetu.memos.models import Enclosure, Memo
from bijlisetu.staff.models import Card
from bijlisetu.values import ChannelKind

EVENING = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FACTS: Mapping[str, str] = {
    "office": "TEST DIVISION", "day": "2026-11-28", "people": "1000", "reached": "860", "percent": "86.0",
    "left": "140", "repaired": "12", "pace": "20", "deadline_hi": "31-12-2026", "deadline_en": "31-12-2026",
    "finish_hi": "20-12-2026", "finish_en": "20-12-2026", "seal": "7:abc", "page": "/office/evening/1/2026-11-28/",
}  # fmt: skip
PDF = File("report.pdf", "application/pdf", b"%PDF-1.7")

pytestmark = pytest.mark.django_db


def report() -> Kind:
    return kinds()["evening_report"]


def officer(name: str = "chief", *, mobile: str = "916000000001", email: str = "chief@example.in") -> int:
    person = User.objects.create(username=name)
    Card.objects.create(person=person, mobile=mobile, email=email)
    return person.pk


def post(person: int, **more: str) -> int:
    posting = Posting(key="evening:2026-11-28:1", person=person, facts={**FACTS, **more}, files=[PDF])
    return actions.post(kind=report(), postings=[posting], at=EVENING)


def claim(at: datetime = EVENING, **more: object) -> list[Claimed]:
    told = {"channels": [ChannelKind.EMAIL, ChannelKind.WHATSAPP], "stopped": [], "limit": 10, **more}
    return actions.claim(at=at, **told)  # type: ignore[arg-type]


def test_a_person_is_told_on_every_channel_and_once() -> None:
    person = officer()

    assert post(person) == 2
    assert post(person) == 0

    assert sorted(Memo.objects.values_list("channel", flat=True)) == ["email", "whatsapp"]


def test_the_files_go_with_the_mail_alone_and_are_kept_once() -> None:
    for name in ("chief", "other"):
        post(officer(name))

    by_channel = {one.channel: one.files for one in claim()}

    assert by_channel == {ChannelKind.EMAIL: (PDF,), ChannelKind.WHATSAPP: ()}
    assert Enclosure.objects.count() == 1


def test_a_memo_goes_to_where_the_person_is_reached_when_it_is_sent() -> None:
    person = officer()
    post(person)
    Card.objects.filter(person=person).update(email="new@example.in")

    assert {one.channel: one.address for one in claim()} == {
        ChannelKind.EMAIL: "new@example.in", ChannelKind.WHATSAPP: "916000000001",
    }  # fmt: skip


def test_what_one_has_claimed_another_does_not_get() -> None:
    post(officer())

    assert len(claim()) == 2
    assert claim() == []


def test_a_claim_that_ran_out_may_have_left_and_does_not_go_again() -> None:
    post(officer())
    claim()

    assert claim(EVENING + LEASE + SECOND) == []

    assert set(Memo.objects.values_list("state", flat=True)) == {"unsure"}


def test_a_memo_past_its_time_does_not_go() -> None:
    post(officer())

    assert claim(EVENING + report().valid_for) == []

    assert set(Memo.objects.values_list("state", flat=True)) == {"expired"}


def test_a_kind_or_channel_that_is_stopped_waits() -> None:
    post(officer())

    assert claim(stopped=["evening_report"]) == []
    assert [one.channel for one in claim(channels=[ChannelKind.EMAIL])] == [ChannelKind.EMAIL]


def test_an_answer_that_comes_after_the_lease_changes_nothing() -> None:
    post(officer())
    memo, *_ = claim()
    claim(EVENING + LEASE + SECOND)

    assert not actions.record(memo=memo.memo, state="accepted", reason="", carrier_id="x", at=EVENING)
    assert Memo.objects.get(pk=memo.memo).state == "unsure"


def test_what_is_put_off_goes_again_later_and_fails_after_many_tries() -> None:
    post(officer(mobile=""))
    at = EVENING
    for _ in range(actions.MOST_TRIES):
        [memo] = claim(at, channels=[ChannelKind.EMAIL])
        actions.put_off(memo=memo.memo, reason="carrier_down", wait=SECOND, spent=True, at=at)
        assert claim(at, channels=[ChannelKind.EMAIL]) == []
        at += actions.LONGEST_PAUSE

    assert Memo.objects.get(channel="email").state == "failed"


def test_what_we_hold_back_ourselves_spends_no_try() -> None:
    post(officer())
    for number in range(30):
        memo, *_ = claim(EVENING + number * SECOND, channels=[ChannelKind.EMAIL])
        actions.put_off(memo=memo.memo, reason="held_by_us", wait=SECOND, spent=False, at=EVENING + number * SECOND)

    assert Memo.objects.get(channel="email").tries == 0


def test_a_kind_for_consumers_and_a_missing_fact_are_refused() -> None:
    with pytest.raises(NotForStaff):
        actions.post(kind=kinds()["bill_issued"], postings=[], at=EVENING)
    with pytest.raises(FactMisfit, match="people"):
        post(officer(), people="many")
    assert not Memo.objects.exists()


def test_what_has_not_left_is_withdrawn_and_what_has_stays_as_it_is() -> None:
    person = officer()
    post(person)
    [mail] = claim(channels=[ChannelKind.EMAIL])

    assert actions.withdraw(key="evening:2026-11-28:1", at=EVENING) == 1

    assert not claim()
    assert actions.record(memo=mail.memo, state="accepted", reason="", carrier_id="a", at=EVENING)
    assert sorted(Memo.objects.values_list("state", flat=True)) == ["accepted", "withdrawn"]
    assert post(person) == 0, "nor is it told anew"
