"""A number taken on the word of somebody of the office, without a code from it: it and the old ones are told."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

import bijlisetu.contact.actions as contact
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Change, Claim, Health
from bijlisetu.drives.desk import mend, told_at_desk
from bijlisetu.drives.hearing import hear
from bijlisetu.fieldwork.models import Visit
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.tracking import presses
from bijlisetu.values import Email, Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

OLD, NEW = "916000000001", "916000000002"
SOON, DAY = NOON + timedelta(minutes=1), timedelta(days=1)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("to", flat=True))


def by_list(someone: Consumer, proof: str) -> None:
    mend(account=someone.account, address=Mobile(NEW[2:]), proof=proof, at=SOON, by="worker", is_asked=True)


def by_visit(someone: Consumer, entrance: str) -> None:
    visit = Visit(
        id=uuid.uuid4(), consumer=someone, form="contact", outcome="updated", entrance=entrance, by="worker", at=SOON,
        answers={"number": NEW[2:], "whose": "own"},
    )  # fmt: skip
    hear([visit], SOON)


def stop(to: str, meaning: str = "stop_change") -> None:
    notice = Notice.objects.get(to=to, kind="number_added" if meaning == "stop_change" else "number_proved")
    tried = Attempt.objects.create(notice=notice, channel="sms", address=to, state=30, engine="test", claimed_at=SOON)
    presses.answer(attempt=tried.pk, meaning=meaning, at=SOON + DAY)


@pytest.mark.parametrize("proof", ["visit", "counter", "call_back", ""])
@pytest.mark.parametrize("owner", ["unknown", "proved"])
def test_a_number_from_an_offices_list_is_told_and_so_is_the_old_one(proof: str, owner: str) -> None:
    someone = build.consumer()
    build.address(someone, OLD, owner=owner, owner_at=NOON if owner == "proved" else None)

    by_list(someone, proof)

    assert (told("number_proved"), told("number_added")) == ({NEW}, {OLD})


@pytest.mark.parametrize("entrance", ["app", "paper", "desk", "call"])
def test_a_number_from_a_visit_is_told_by_whatever_way_it_came(entrance: str) -> None:
    someone = build.consumer(mobile=OLD)

    by_visit(someone, entrance)

    assert (told("number_proved"), told("number_added")) == ({NEW}, {OLD})
    facts = Notice.objects.get(kind="number_added").facts
    assert (facts["worker_en"], facts["account_end"]) == ("worker", someone.account[-4:])


def test_a_number_from_the_counter_without_a_code_is_told() -> None:
    someone = build.consumer(mobile=OLD)

    told_at_desk(consumer=someone.pk, address=Mobile(NEW[2:]), at=SOON, by="clerk")

    assert (told("number_proved"), told("number_added")) == ({NEW}, {OLD})


def test_of_a_mailbox_the_old_number_is_told() -> None:
    someone = build.consumer(mobile=OLD)

    told_at_desk(consumer=someone.pk, address=Email.parse("ramesh@example.in"), at=SOON, by="clerk")

    assert (told("number_proved"), told("number_added")) == (set(), {OLD})


@pytest.mark.parametrize("source", ["billing_export", "carrier", "own_page"])
def test_what_nobody_of_the_office_brought_tells_nobody(source: str) -> None:
    someone = build.consumer(mobile=OLD)
    claim = Claim(consumer=someone, value=NEW, word=ClaimWord.REACHES, source=source, at=SOON)

    contact.take(claims=[claim], at=SOON, by="file")

    assert not Notice.objects.exists()


def test_a_number_that_said_its_code_is_told_by_the_proof_alone() -> None:
    someone = build.consumer(mobile=OLD)
    claim = Claim(
        consumer=someone, value=NEW, word=ClaimWord.OWN, source=ClaimSource.VISIT, proof=ClaimProof.OTP, at=SOON
    )

    contact.take(claims=[claim], at=SOON, by="worker")

    assert not Notice.objects.exists()


def test_the_number_on_file_named_once_more_is_told_once_it_counts_as_proved() -> None:
    someone = build.consumer(mobile=NEW)

    by_visit(someone, "paper")
    before = told("number_proved")
    by_list(someone, "visit")
    mend(account=someone.account, address=Mobile(NEW[2:]), proof="visit", at=SOON + DAY, by="worker", is_asked=True)

    assert before == set()
    assert Notice.objects.filter(kind="number_proved").count() == 1


def test_dead_numbers_and_strangers_are_not_told() -> None:
    someone = build.consumer(mobile=OLD)
    build.address(someone, "916000000003", owner="not_owner", owner_at=NOON)
    Health.objects.create(value=OLD, finding="dead", shut=[], last_on=NOON.date(), since=NOON, until=NOON + 90 * DAY)

    by_list(someone, "visit")

    assert (told("number_proved"), told("number_added")) == ({NEW}, set())


def test_no_from_the_old_number_takes_the_new_one_away() -> None:
    someone = build.consumer(mobile=OLD)
    by_list(someone, "visit")

    stop(OLD)

    assert Change.objects.values_list("state", flat=True).get() == "undone"
    assert not Address.objects.filter(value=NEW).exclude(owner="not_owner").exists()
    assert Address.objects.get(value=OLD).owner == "unknown"


def test_no_from_the_new_number_strikes_it_out() -> None:
    someone = build.consumer(mobile=OLD)
    by_visit(someone, "app")

    stop(NEW, "not_mine")

    assert Address.objects.get(value=NEW).owner == "not_owner"


def test_one_no_takes_away_all_that_one_visit_brought() -> None:
    someone = build.consumer(mobile=OLD)
    answers = {"number": NEW[2:], "whatsapp_number": "6000000004", "email": "ramesh@example.in", "whose": "own"}
    hear([build.visit(someone, "updated", at=SOON, entrance="app", answers=answers)], SOON)
    notice = Notice.objects.filter(kind="number_added").latest("pk")
    tried = Attempt.objects.create(notice=notice, channel="sms", address=OLD, state=30, engine="test", claimed_at=SOON)

    presses.answer(attempt=tried.pk, meaning="stop_change", at=SOON + DAY)

    assert set(Address.objects.exclude(owner="not_owner").values_list("value", flat=True)) == {OLD}


def test_the_same_visit_told_twice_tells_once() -> None:
    someone = build.consumer(mobile=OLD)
    visit = build.visit(someone, "updated", at=SOON, entrance="app", answers={"number": NEW[2:]})

    hear([visit], SOON)
    hear([visit], SOON + DAY)

    assert Notice.objects.count() == 2
    assert Change.objects.count() == 1
