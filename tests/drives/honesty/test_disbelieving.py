"""Others walk to a person's doors again: what this person alone brought counts no more, and was never a reach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

import bijlisetu.contact.actions as contact
import bijlisetu.contact.proof.actions as proof
import bijlisetu.outbox.actions as outbox
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Challenge, Claim
from bijlisetu.drives.calling.actions import called
from bijlisetu.drives.models import Drive, Matter, ToProve
from bijlisetu.drives.register.actions import decide, raise_idle
from bijlisetu.fieldwork.models import Door
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.codes import code_of
from bijlisetu.reach import actions as reach
from bijlisetu.reach.models import Standing, Task
from bijlisetu.values import Mobile
from tests import build
from tests.build import NOON
from tests.carried import LATER, fold, send_all, status
from tests.drives import planned
from tests.drives.planned import Ground, number, told, walk

pytestmark = pytest.mark.django_db
CARD, TRUE = "6010000001", "6000000001"
A_DAY = timedelta(days=1)
SOON, NEXT_DAY = NOON + timedelta(minutes=1), NOON + A_DAY


@pytest.fixture
def where() -> Ground:
    return planned.place(people=2)


@pytest.fixture
def person(where: Ground) -> Consumer:
    """Return somebody whom the bill did not reach, on the beat of the first walker."""
    missed = where.people[0]
    notice = build.notice(missed)
    Notice.objects.filter(pk=notice.pk).update(state="exhausted", settled_at=NOON)
    reach.refresh(at=NOON)
    return missed


@pytest.fixture
def drive(where: Ground, person: Consumer) -> Drive:
    return planned.drive_at(where, at=NOON - A_DAY, days=planned.days(begins_on=(NOON - A_DAY).date()))


def bring(where: Ground, drive: Drive, person: Consumer, digits: str, *, by: int = 0, late: bool = False) -> None:
    walker = where.walkers[by]
    at = NEXT_DAY + A_DAY if by else NOON
    visit = told(drive, person, "updated", at=at, by=walker, answers=number(digits))
    walk([visit], by=walker, at=at + 2 * A_DAY if late else at)


def prove(person: Consumer, digits: str, *, by: str) -> None:
    asked = proof.ask(consumer=person.pk, address=Mobile(digits), entrance=ClaimSource.VISIT, by=by, at=NOON)
    code = code_of(asked.challenge.hex, secret=settings.SECRET_KEY)
    proof.answer(challenge=asked.challenge, code=code, at=SOON, secret=settings.SECRET_KEY)


def deliver_all() -> None:
    sent = send_all(at=LATER)
    fold(statuses=[status(one, "delivered", wamid=f"wamid.{one.attempt}") for one in sent], at=LATER)
    reach.refresh(at=LATER)


def have_walked_again(where: Ground, drive: Drive) -> None:
    matter = Matter.objects.create(
        drive=drive, person=where.walkers[0], office=where.sections[0], why="signals", level=1, raised_at=NOON,
        risen_at=NOON,
    )  # fmt: skip
    decide(matter.pk, decision=Matter.Decision.WALKED_AGAIN, note="nobody was there", at=NEXT_DAY, by="sdo")
    reach.refresh(at=NEXT_DAY)


def reached(person: Consumer) -> bool:
    return Standing.objects.get(consumer=person).reached


def test_who_was_reached_on_a_number_of_the_worker_s_own_pocket_was_not_reached(
    where: Ground, drive: Drive, person: Consumer
) -> None:
    bring(where, drive, person, CARD)
    prove(person, CARD, by="lineman0")
    deliver_all()
    assert reached(person)

    have_walked_again(where, drive)

    assert not reached(person)
    assert Address.objects.get(consumer=person).owner == "not_owner"
    assert Task.objects.filter(consumer=person, closed_at=None).exists()


def test_the_bill_follows_to_the_number_that_the_other_worker_brings(
    where: Ground, drive: Drive, person: Consumer
) -> None:
    bring(where, drive, person, CARD)
    deliver_all()
    have_walked_again(where, drive)

    bring(where, drive, person, TRUE, by=1)

    assert Notice.objects.get(consumer=person, kind="bill_issued").state == "open"
    sent = send_all(at=NEXT_DAY + A_DAY)
    assert f"91{TRUE}" in {one.address for one in sent if one.kind == "bill_issued"}


def test_it_follows_too_where_somebody_said_no_on_the_number_on_file(
    where: Ground, drive: Drive, person: Consumer
) -> None:
    stranger = build.address(person, "916000000009")
    Notice.objects.filter(consumer=person).update(state="open")
    outbox.reopen(consumers=[person.pk], at=NOON)
    deliver_all()
    contact.take(claims=[build.answer("not_own", person, stranger.value, at=LATER)], at=LATER, by="reply")
    bring(where, drive, person, CARD)
    deliver_all()

    have_walked_again(where, drive)

    assert Notice.objects.get(consumer=person, kind="bill_issued").state == "exhausted"


def test_the_same_number_counts_again_when_another_brings_it(where: Ground, drive: Drive, person: Consumer) -> None:
    bring(where, drive, person, TRUE)
    deliver_all()
    have_walked_again(where, drive)

    bring(where, drive, person, TRUE, by=1)
    reach.refresh(at=NEXT_DAY + A_DAY)

    assert reached(person)


def test_what_another_brought_too_stands(where: Ground, drive: Drive, person: Consumer) -> None:
    bring(where, drive, person, TRUE)
    claim = Claim(
        consumer=person, value=f"91{TRUE}", word=ClaimWord.REACHES, source=ClaimSource.COUNTER, at=SOON
    )  # fmt: skip
    contact.take(claims=[claim], at=SOON, by="clerk")
    deliver_all()

    have_walked_again(where, drive)

    assert reached(person)


def test_what_the_number_itself_answered_stands(where: Ground, drive: Drive, person: Consumer) -> None:
    bring(where, drive, person, TRUE)
    deliver_all()
    yes = Claim(
        consumer=person, value=f"91{TRUE}", word=ClaimWord.OWN, source=ClaimSource.REPLY, proof=ClaimProof.REPLY,
        at=LATER,
    )  # fmt: skip
    contact.take(claims=[yes], at=LATER, by="reply")

    have_walked_again(where, drive)

    assert reached(person)


def test_a_call_to_the_number_that_the_worker_wrote_down_proves_nothing(
    where: Ground, drive: Drive, person: Consumer
) -> None:
    bring(where, drive, person, CARD)
    waiting = ToProve.objects.get(consumer=person)
    called(number=waiting.pk, said=ToProve.Said.OWN, at=SOON, by="clerk")
    assert Address.objects.get(consumer=person).owner == "proved"

    have_walked_again(where, drive)

    assert Address.objects.get(consumer=person).owner == "not_owner"


def test_what_a_telephone_tells_late_brings_nothing_and_closes_no_door(
    where: Ground, drive: Drive, person: Consumer
) -> None:
    have_walked_again(where, drive)

    bring(where, drive, person, CARD, late=True)

    assert not Address.objects.filter(consumer=person).exists()
    assert Door.objects.get(round=drive.pk, consumer=person).state == "open"


def test_a_code_that_is_still_out_fits_no_more(where: Ground, drive: Drive, person: Consumer) -> None:
    bring(where, drive, person, CARD)
    asked = proof.ask(
        consumer=person.pk, address=Mobile(CARD), entrance=ClaimSource.VISIT, by="lineman0", at=NEXT_DAY
    )  # fmt: skip

    have_walked_again(where, drive)

    assert Challenge.objects.get(pk=asked.challenge).state == "over"


def test_idleness_alone_takes_nothing_back(where: Ground, drive: Drive, person: Consumer) -> None:
    bring(where, drive, person, TRUE)
    (first, *_) = raise_idle(drive, on=(NOON + 7 * A_DAY).date(), at=NOON + 7 * A_DAY)

    decide(first, decision=Matter.Decision.HANDED_OVER, note="ill", at=NOON + 7 * A_DAY, by="sdo")

    assert Address.objects.get(consumer=person).owner == "unknown"
