"""A number asked for on the open web: at once where nobody can object, else after a day in which the old one can."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.conf import settings

import bijlisetu.contact.proof.actions as proof
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.contact.models import Address, Challenge, Change, Claim
from bijlisetu.contact.proof.actions import Answered, Outcome
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.plumbing.codes import code_of
from bijlisetu.tracking import presses
from bijlisetu.values import Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

OLD, NEW = "916000000001", "916000000002"
SOON, DAY = NOON + timedelta(minutes=1), timedelta(days=1)


def prove(someone: Consumer, *, value: str = NEW, at: datetime = NOON, times: int = 1) -> Answered:
    """Ask there and say the code; the answer is that of the last time."""
    asked = proof.ask(
        consumer=someone.pk,
        address=Mobile(value[2:]),
        entrance=ClaimSource.HOME,
        by="home",
        whom=someone.account,
        at=at,
    )
    code = code_of(asked.challenge.hex, secret=settings.SECRET_KEY)
    *_, last = (say(asked.challenge, code, at=at + timedelta(minutes=1)) for _ in range(times))
    return last


def say(challenge: uuid.UUID, code: str = "", *, at: datetime) -> Answered:
    code = code or code_of(challenge.hex, secret=settings.SECRET_KEY)
    return proof.answer(challenge=challenge, code=code, at=at, secret=settings.SECRET_KEY)


def consumer(**more: str) -> Consumer:
    return build.consumer(on=build.feeder_of_a_company(), **more)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("to", flat=True))


def stop(*, at: datetime, to: str = OLD) -> None:
    """Press “not me” on the page of the latest message to the old number."""
    notice = Notice.objects.filter(kind="number_changing", to=to).latest("pk")
    tried = Attempt.objects.create(notice=notice, channel="sms", address=to, state=30, engine="test", claimed_at=NOON)
    presses.answer(attempt=tried.pk, meaning="stop_change", at=at)


def test_where_no_number_stands_it_holds_at_once() -> None:
    someone = consumer(email="ramesh@example.in")

    assert prove(someone).holds_from is None
    assert Address.objects.get(value=NEW).owner == "proved"
    assert Claim.objects.values_list("source", "proof", "by").get(value=NEW) == ("home", "otp", "home")
    assert told("number_proved") == {NEW}


def test_a_number_that_was_disowned_has_no_say() -> None:
    someone = consumer()
    build.address(someone, OLD, owner="not_owner", owner_at=NOON - DAY)

    assert prove(someone).holds_from is None


def test_the_number_on_file_itself_is_proved_at_once() -> None:
    someone = consumer(mobile=OLD)

    assert prove(someone, value=OLD).holds_from is None
    assert Address.objects.get().owner == "proved"


def test_where_an_old_number_stands_it_is_told_and_the_new_one_waits() -> None:
    someone = consumer(mobile=OLD)

    answered = prove(someone)

    assert answered == Answered(Outcome.PROVED, holds_from=SOON + DAY)
    assert told("number_changing") == {OLD}
    assert told("number_proved") == set()
    assert not Address.objects.filter(value=NEW).exists()


def test_after_a_day_it_takes_the_place_of_the_old_one_and_is_told() -> None:
    someone = consumer(mobile=OLD)
    bill = build.notice(someone)
    Notice.objects.filter(pk=bill.pk).update(state="exhausted")
    prove(someone)

    assert proof.make_due(at=SOON + DAY - timedelta(seconds=1)) == 0
    assert proof.make_due(at=SOON + DAY) == 1

    assert Address.objects.get(value=NEW).owner == "proved"
    assert Address.objects.get(value=OLD).owner == "not_owner"
    assert told("number_proved") == {NEW}
    assert Notice.objects.get(pk=bill.pk).state == "open"


@pytest.mark.parametrize("is_made", [False, True])
def test_the_old_number_stops_it_before_and_after(is_made: bool) -> None:
    someone = consumer(mobile=OLD)
    prove(someone)
    if is_made:
        proof.make_due(at=SOON + DAY)

    stop(at=SOON + 2 * DAY)

    assert Change.objects.values_list("state", "undone_by").get() == ("undone", "reply")
    assert Address.objects.get(value=OLD).owner == "unknown"
    assert not Address.objects.filter(value=NEW).exclude(owner="not_owner").exists()
    assert proof.make_due(at=SOON + 3 * DAY) == 0


def test_stopped_twice_is_stopped_once() -> None:
    prove(consumer(mobile=OLD))
    stop(at=SOON)
    tried = Attempt.objects.get(notice__kind="number_changing")

    presses.answer(attempt=tried.pk, meaning="stop_change", at=SOON + DAY)

    assert Change.objects.get().undone_at == SOON


def test_all_old_numbers_are_told_and_the_proved_one_is_replaced() -> None:
    someone = consumer(mobile=OLD)
    build.address(someone, "916000000003", owner="proved", owner_at=NOON - DAY)

    prove(someone)

    assert told("number_changing") == {OLD, "916000000003"}
    assert Change.objects.get().old == "916000000003"


def test_asked_again_there_waits_one_change() -> None:
    someone = consumer(mobile=OLD)
    prove(someone)

    prove(someone, at=NOON + timedelta(hours=2))

    assert Change.objects.get().holds_from == SOON + DAY


@pytest.mark.parametrize("made", [0, 1, 3])
def test_one_stop_undoes_all_that_were_asked_for_beside_it(made: int) -> None:
    someone = consumer(mobile=OLD)
    several = ["916000000012", "916000000013", "916000000014", "916000000015"]
    for hours, value in enumerate(several):
        prove(someone, value=value, at=NOON + timedelta(hours=hours))
    proof.make_due(at=SOON + DAY + timedelta(hours=made - 1))

    stop(at=SOON + 2 * DAY)

    assert set(Change.objects.values_list("state", flat=True)) == {"undone"}
    assert Address.objects.get(value=OLD).owner == "unknown"
    assert not Address.objects.filter(value__in=several).exclude(owner="not_owner").exists()
    assert proof.make_due(at=SOON + 9 * DAY) == 0


def test_another_old_number_stops_what_the_first_was_told_of_too() -> None:
    someone = consumer(mobile=OLD)
    build.address(someone, "916000000003", owner="proved", owner_at=NOON - DAY)
    prove(someone, value="916000000012")
    prove(someone, value="916000000013", at=NOON + timedelta(hours=1))

    stop(at=SOON + DAY, to="916000000003")

    assert set(Change.objects.values_list("state", flat=True)) == {"undone"}


def test_a_stop_leaves_the_change_by_which_its_own_number_came() -> None:
    someone = consumer(mobile=OLD)
    prove(someone)
    proof.make_due(at=SOON + DAY)
    prove(someone, value="916000000012", at=NOON + 2 * DAY)

    stop(at=NOON + 3 * DAY, to=NEW)

    assert list(Change.objects.order_by("pk").values_list("state", flat=True)) == ["made", "undone"]
    assert Address.objects.get(value=NEW).owner == "proved"


def test_a_stop_leaves_the_changes_of_other_accounts() -> None:
    prove(consumer(mobile=OLD), value="916000000012")
    prove(consumer(mobile=OLD), value="916000000013")

    stop(at=SOON)

    assert sorted(Change.objects.values_list("state", flat=True)) == ["undone", "waiting"]


def test_the_code_said_twice_tells_the_same() -> None:
    waits, at_once = consumer(mobile=OLD), consumer()

    assert prove(waits, times=2) == Answered(Outcome.PROVED, holds_from=SOON + DAY)
    assert prove(at_once, value="916000000003", times=2).holds_from is None


def test_the_code_said_again_tells_what_has_become_of_the_number() -> None:
    someone = consumer(mobile=OLD)
    prove(someone)
    asked = Challenge.objects.get().pk

    stop(at=SOON + timedelta(hours=1))
    stopped = say(asked, at=SOON + timedelta(hours=2))
    prove(someone, at=NOON + timedelta(hours=3))
    proof.make_due(at=NOON + 2 * DAY)
    made = say(Challenge.objects.latest("at").pk, at=NOON + 2 * DAY)

    assert stopped == Answered(Outcome.STOPPED)
    assert made == Answered(Outcome.PROVED)
