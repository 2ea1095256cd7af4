"""Whoever is not reached has one open task, whoever is reached none: whatever came first, and however it is dated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest

import bijlisetu.contact.actions as contact
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Claim
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Claimed
from bijlisetu.outbox.models import Notice
from bijlisetu.reach import actions as reach
from bijlisetu.reach.models import Standing, Task
from bijlisetu.reach.queries.contradicted import contradictions
from bijlisetu.values import Mobile
from tests import build
from tests.build import NOON
from tests.carried import LADDER, LATER, PHONE, fold, press, send, status

pytestmark = pytest.mark.django_db

LONG_AFTER = NOON + timedelta(days=60)
DATES = (NOON - timedelta(days=110), NOON + timedelta(days=250))  #: a drive's clock may be behind, and ahead
WAYS = (
    (ClaimSource.CALL_BACK, ClaimProof.CALL_BACK), (ClaimSource.OWN_PAGE, ClaimProof.LINK),
    (ClaimSource.REPLY, ClaimProof.REPLY),
)  # fmt: skip
DEEDS = ("receipt", "denial", "confirmation", "refresh")


def say(someone: Consumer, word: ClaimWord, way: int, *, dated: int) -> None:
    source, proof = WAYS[way % len(WAYS)]
    said = Claim(consumer=someone, value=PHONE, word=word, source=source, proof=proof, at=DATES[dated])
    contact.take(claims=[said], at=LATER, by="sdo")


def settle() -> None:
    """Let the engine and the ledger come to their end, however far the time goes."""
    for days in range(1, 4):
        delivery.claim(rooms=build.rooms(100), engine="one", ladder=LADDER, at=LONG_AFTER + timedelta(days=9 * days))
        reach.refresh(at=LONG_AFTER)


def open_tasks() -> int:
    return Task.objects.filter(closed_at=None).count()


@pytest.mark.parametrize("is_denied_last", [False, True])
@pytest.mark.parametrize(("way", "order"), list(enumerate(permutations(DEEDS))))
def test_the_work_follows_the_evidence_in_any_order(way: int, order: tuple[str, ...], is_denied_last: bool) -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    claimed = send()
    deeds: dict[str, Callable[[], object]] = {
        "receipt": lambda: fold(statuses=[status(claimed, "delivered")]),
        "denial": lambda: say(someone, ClaimWord.NOT_OWN, way, dated=int(is_denied_last)),
        "confirmation": lambda: say(someone, ClaimWord.OWN, way, dated=int(not is_denied_last)),
        "refresh": lambda: reach.refresh(at=LATER),
    }

    for deed in order:
        deeds[deed]()
    settle()

    is_reached = Standing.objects.get().reached
    assert is_reached is not is_denied_last
    assert open_tasks() == int(not is_reached)
    assert (Notice.objects.get(kind="bill_issued").state == "reached") == is_reached
    assert list(contradictions()) == []


def delivered(someone: Consumer) -> Claimed:
    build.notice(someone)
    claimed = send()
    fold(statuses=[status(claimed, "delivered")])
    reach.refresh(at=LATER)
    return claimed


def test_a_call_long_after_the_receipt_makes_a_task_and_takes_the_notice_for_missed() -> None:
    someone = build.consumer(mobile=PHONE)
    delivered(someone)

    say(someone, ClaimWord.NOT_OWN, 0, dated=0)
    reach.refresh(at=LATER)

    assert (Standing.objects.get().degree, Task.objects.get(closed_at=None).reason) == ("not_owner", "not_owner")
    assert Notice.objects.get().state == "exhausted"


def test_a_reply_after_the_bills_time_makes_a_task() -> None:
    someone = build.consumer(mobile=PHONE)
    claimed = delivered(someone)

    fold(messages=[press(claimed, "not_mine", at=LONG_AFTER)], at=LONG_AFTER)
    reach.refresh(at=LONG_AFTER)

    assert Task.objects.get(closed_at=None).reason == "not_owner"


def test_a_month_that_was_missed_is_no_work_once_a_later_one_arrived() -> None:
    someone = build.consumer()
    build.notice(someone)
    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    reach.refresh(at=NOON)
    next_month = NOON + timedelta(days=30)
    Notice.objects.update(expires_at=NOON)  # the missed one goes out no more
    build.address(someone, PHONE)
    build.notice(someone, cycle=next_month.date().replace(day=1), at=next_month)
    claimed = send(next_month)
    fold(statuses=[status(claimed, "delivered")])
    reach.refresh(at=next_month)
    assert open_tasks() == 0

    contact.take(claims=[build.answer("own", someone, PHONE, at=next_month)], at=next_month, by="reply")
    reach.refresh(at=next_month)

    assert open_tasks() == 0


def test_who_has_missed_two_ledgers_stays_work_when_one_is_made_good() -> None:
    someone = build.consumer()
    for number, kind in enumerate(("outage_planned", "outage_planned", "bill_issued")):
        build.notice(someone, kind=kind, **({"outage": f"feeder-{number}"} if kind != "bill_issued" else {}))
        delivery.claim(rooms=build.rooms(5), engine="one", ladder=LADDER, at=NOON)
        reach.refresh(at=NOON)
    assert Task.objects.get().ledger == "outages"

    build.address(someone, PHONE)
    build.notice(someone, kind="outage_planned", outage="feeder-9", at=LATER)
    claimed = send(LATER)
    fold(statuses=[status(claimed, "delivered")])
    reach.refresh(at=LATER)
    reach.refresh(at=LATER)

    assert Task.objects.get(closed_at=None).ledger == "bills"


def test_of_two_notices_of_an_occasion_the_struck_one_leaves_the_missed_one() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone, kind="outage_planned", outage="feeder-7")
    fold(statuses=[status(send(), "delivered")])
    build.notice(someone, kind="outage_breakdown", outage="feeder-7", at=LATER)
    reach.refresh(at=LATER)

    say(someone, ClaimWord.NOT_OWN, 0, dated=1)
    reach.refresh(at=LATER)

    assert not Standing.objects.get().reached


def test_the_books_tell_of_whoever_is_nobodys_work() -> None:
    someone = build.consumer(mobile=PHONE)
    delivered(someone)
    say(someone, ClaimWord.NOT_OWN, 0, dated=0)
    reach.refresh(at=LATER)

    Task.objects.all().delete()
    Notice.objects.update(state="reached")

    assert [one.words for one in contradictions()] == [
        "is not reached, and is nobody's work",
        "is reached by the ledger or by the notice, and not by the other",
    ]


def test_the_books_tell_of_work_on_whoever_is_reached() -> None:
    someone = build.consumer(mobile=PHONE)
    delivered(someone)

    build.task(someone)

    assert [one.words for one in contradictions()] == ["is reached, and is somebody's work all the same"]


def test_a_number_that_is_repaired_after_all_is_told_once() -> None:
    someone = build.consumer(mobile=PHONE)
    delivered(someone)
    say(someone, ClaimWord.NOT_OWN, 0, dated=0)

    again = contact.repair(
        account=someone.account, address=Mobile(PHONE[2:]), proof="counter", at=LATER, by="clerk", is_asked=True
    )

    assert (again, Notice.objects.filter(kind="bill_issued").get().state) == (0, "reached")
