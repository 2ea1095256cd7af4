"""A number told without proof is asked, then called, and stays somebody's work until it is known whose it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

import bijlisetu.contact.actions as contact
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Claim
from bijlisetu.drives import desk
from bijlisetu.drives.calling.actions import called, go_on, settle
from bijlisetu.drives.calling.queries import numbers_to_call, waiting_at
from bijlisetu.drives.models import Drive, ToProve
from bijlisetu.fieldwork.models import Door, Visit
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.values import Mobile
from tests import build
from tests.drives import planned
from tests.drives.planned import Ground, number, on_day, told, walk

pytestmark = pytest.mark.django_db
FIRST, SECOND = "6000000001", "6000000002"
TOLD = on_day(1)
ASKED, DUE = TOLD + timedelta(hours=1), TOLD + timedelta(hours=25)
Said = ToProve.Said


@pytest.fixture
def where() -> Ground:
    return planned.place()


@pytest.fixture
def drive(where: Ground) -> Drive:
    made = planned.drive_at(where)
    east = where.walkers[0]
    walk([told(made, where.people[0], "updated", at=TOLD, by=east, answers=number(FIRST))], by=east, at=TOLD)
    return made


def answered(person: Consumer, word: ClaimWord) -> None:
    answer = Claim(
        consumer=person, value=f"91{FIRST}", word=word, source=ClaimSource.REPLY, proof=ClaimProof.REPLY, at=DUE
    )
    contact.take(claims=[answer], at=DUE, by="reply")


def test_a_number_told_at_a_door_is_asked_by_a_message_after_an_hour(where: Ground, drive: Drive) -> None:
    assert go_on(at=ASKED - timedelta(minutes=1)) == 0
    assert go_on(at=ASKED) == 1
    assert go_on(at=ASKED) == 0

    question = Notice.objects.get(kind="number_told")
    assert (question.consumer, question.to) == (where.people[0], f"91{FIRST}")
    assert question.facts["account_end"] == where.people[0].account[-4:]
    assert where.people[0].account not in str(question.facts)


def test_a_number_to_which_a_message_of_ours_went_is_asked_by_that(where: Ground, drive: Drive) -> None:
    notice = build.notice(where.people[0])
    Attempt.objects.create(notice=notice, channel="sms", address=f"91{FIRST}", state=30, engine="test", claimed_at=TOLD)

    assert go_on(at=ASKED) == 0
    assert ToProve.objects.get().asked_at == ASKED


def test_who_does_not_answer_is_called_a_day_later_by_their_own_office(where: Ground, drive: Drive) -> None:
    go_on(at=ASKED)

    assert numbers_to_call(where.sections[0].pk, at=DUE - timedelta(minutes=1), most=9) == ()
    (line,) = numbers_to_call(where.sections[0].pk, at=DUE, most=9)
    assert (line.consumer, line.value, line.by) == (where.people[0].pk, f"91{FIRST}", "lineman0")
    assert numbers_to_call(where.division.pk, at=DUE, most=9) == (line,)
    assert numbers_to_call(where.sections[1].pk, at=DUE, most=9) == ()
    assert waiting_at(where.sections[0].pk, at=TOLD) == (0, 1)
    assert not line.is_late(DUE + timedelta(days=2))
    assert line.is_late(DUE + timedelta(days=4))


@pytest.mark.parametrize("word", [ClaimWord.OWN, ClaimWord.NOT_OWN])
def test_what_is_known_by_now_is_nobodys_work(where: Ground, drive: Drive, word: ClaimWord) -> None:
    answered(where.people[0], word)

    assert numbers_to_call(where.division.pk, at=DUE, most=9) == ()
    assert settle(at=DUE) == 1
    assert settle(at=DUE) == 0
    assert waiting_at(where.division.pk, at=DUE) == (0, 0)


def test_an_answer_no_sends_somebody_to_the_door_again(where: Ground, drive: Drive) -> None:
    answered(where.people[0], ClaimWord.NOT_OWN)

    go_on(at=DUE)

    door = Door.objects.get(round=drive.pk, consumer=where.people[0])
    assert (door.state, door.again_at) == ("open", DUE)


def test_a_door_stays_done_where_another_number_stands(where: Ground, drive: Drive) -> None:
    build.address(where.people[0], f"91{SECOND}")
    answered(where.people[0], ClaimWord.NOT_OWN)

    go_on(at=DUE)

    assert Door.objects.get(round=drive.pk, consumer=where.people[0]).state == "done"


def test_their_own_number_is_proved_by_the_call(where: Ground, drive: Drive) -> None:
    assert called(number=ToProve.objects.get().pk, said=Said.OWN, at=DUE, by="clerk")

    address = Address.objects.get(consumer=where.people[0], value=f"91{FIRST}")
    assert (address.owner, address.proof) == ("proved", "call_back")
    assert ToProve.objects.get().settled_at == DUE
    by_call = Visit.objects.get(entrance="call")
    assert (by_call.by, by_call.outcome, by_call.answers) == ("clerk", "updated", {"number": FIRST})


def test_a_wrong_person_strikes_the_number_out_and_opens_the_door(where: Ground, drive: Drive) -> None:
    assert called(number=ToProve.objects.get().pk, said=Said.WRONG, at=DUE, by="clerk")

    assert Address.objects.get(consumer=where.people[0]).owner == "not_owner"
    assert Door.objects.get(round=drive.pk, consumer=where.people[0]).state == "open"
    assert not called(number=ToProve.objects.get().pk, said=Said.WRONG, at=DUE, by="clerk")


def test_nobody_picks_up_ever_and_the_number_comes_back_each_day(where: Ground, drive: Drive) -> None:
    at, number_ = DUE, ToProve.objects.get().pk
    for pause in (timedelta(hours=4), *[timedelta(days=1)] * 10):
        assert called(number=number_, said=Said.NOBODY, at=at, by="clerk")
        assert numbers_to_call(where.division.pk, at=at + pause - timedelta(minutes=1), most=9) == ()
        at += pause
        (line,) = numbers_to_call(where.division.pk, at=at, most=9)

    assert (line.calls, line.called_by) == (11, "clerk")
    assert ToProve.objects.get().settled_at is None


@pytest.mark.parametrize("way", ["counter", "list", "second number"])
def test_whatever_way_a_number_came_without_proof_it_waits(where: Ground, way: str) -> None:
    person = where.people[0]
    if way == "counter":
        desk.told_at_desk(consumer=person.pk, address=Mobile(FIRST), at=TOLD, by="clerk")
    elif way == "list":
        desk.mend(account=person.account, address=Mobile(FIRST), proof="", at=TOLD, by="je")
    else:
        made = planned.drive_at(where)
        east = where.walkers[0]
        answers = {**number(SECOND), "whatsapp": "other", "whatsapp_number": FIRST}
        walk([told(made, person, "updated", at=TOLD, by=east, answers=answers)], by=east, at=TOLD)

    assert f"91{FIRST}" in {line.value for line in numbers_to_call(where.division.pk, at=DUE, most=9)}


@pytest.mark.parametrize("proof", ["visit", "counter", "call_back"])
def test_a_number_that_came_with_proof_waits_for_nobody(where: Ground, proof: str) -> None:
    desk.mend(account=where.people[0].account, address=Mobile(FIRST), proof=proof, at=TOLD, by="je")

    assert not ToProve.objects.exists()


def test_two_visits_that_bring_one_number_make_one_call(where: Ground, drive: Drive) -> None:
    east = where.walkers[0]
    walk([told(drive, where.people[0], "updated", at=on_day(2), by=east, answers=number(FIRST))], by=east, at=on_day(2))

    assert ToProve.objects.get().since == TOLD
