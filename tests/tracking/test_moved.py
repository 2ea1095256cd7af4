"""A person's new number, as WhatsApp names it, may be a stranger's: it is asked first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

import bijlisetu.contact.actions as contact
from bijlisetu.audit.models import Entry
from bijlisetu.contact.models import Address
from bijlisetu.contact.queries import held_by
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Claimed
from bijlisetu.delivery.letters import Pen
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Notice
from bijlisetu.values import Mobile
from tests import build
from tests.build import NOON
from tests.carried import LADDER, LATER, PHONE, fold, press, refuse, say, status

pytestmark = pytest.mark.django_db

NEW, USER, NEW_USER = "916000000002", "IN.1", "IN.2"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MORNING = NOON + timedelta(hours=-8)  # quiet hours of the question are over


def moved(*, new: str = NEW, **more: Any) -> dict[str, Any]:
    stamp = str(int(MORNING.timestamp()))
    system = {"type": "user_changed_number", "body": "x", "wa_id": new, "user_id": NEW_USER, "previous_user_id": USER}
    return {"from": PHONE, "id": "wamid.s", "timestamp": stamp, "type": "system", "system": system, **more}


def claim(at: datetime) -> list[Claimed]:
    return delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=at)


def going(at: datetime) -> list[tuple[str, str, str]]:
    return [(one.kind, str(one.channel), one.address) for one in claim(at)]


QUESTION = ("new_number", "whatsapp", NEW)


def test_the_new_number_is_asked_and_gets_nothing_else() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone, at=MORNING)
    refuse(MORNING)
    refuse(MORNING)  # the old number is dead: the bill was missed
    assert claim(MORNING) == []

    fold(messages=[moved()], at=MORNING)
    build.notice(someone, at=MORNING, kind="outage_breakdown")

    assert going(MORNING + MINUTE) == [("outage_breakdown", "whatsapp", PHONE), QUESTION]
    assert Notice.objects.get(kind="bill_issued").state == Notice.State.EXHAUSTED
    assert [held.value for held in held_by(someone.pk) if held.is_suspect] == [NEW]


def test_a_consumer_with_no_other_number_left_is_not_told_at_the_new_one() -> None:
    someone = build.consumer()
    build.address(someone, PHONE, owner="unknown")
    fold(messages=[moved()], at=MORNING)
    Address.objects.filter(value=PHONE).delete()
    build.notice(someone, at=MORNING)

    assert going(MORNING + MINUTE) == [QUESTION]


def test_the_question_tells_nothing_of_an_account() -> None:
    someone = build.consumer(account="9900005678", mobile=PHONE)
    fold(messages=[moved()], at=MORNING)
    (question,) = claim(MORNING)

    letter = Pen(kinds=kinds(), public_url="https://bill.example.in", secret="s").write(question, at=MORNING)

    assert letter.to == NEW
    said = orjson.dumps(question.facts).decode() + repr(letter.content)
    assert "5678" not in said
    assert someone.name not in said
    assert set(question.facts) == {"utility_hi", "utility_en"}


def test_the_new_number_is_in_the_book_of_deeds() -> None:
    someone = build.consumer(mobile=PHONE)

    fold(messages=[moved()], at=MORNING)

    entry = Entry.objects.get(deed="contact.moved")
    assert (entry.record, entry.by) == (f"consumer:{someone.pk}", "carrier")
    assert NEW not in repr(entry.detail)


def asked(*accounts: str) -> Claimed:
    """Have the new number of these accounts asked, and the question delivered."""
    for account in accounts:
        build.notice(build.consumer(account=account, mobile=PHONE), at=MORNING)
        refuse(MORNING)
        refuse(MORNING)
    claim(MORNING)
    fold(messages=[moved()], at=MORNING)
    (question,) = claim(MORNING + MINUTE)
    fold(statuses=[status(question, "delivered", wamid="wamid.q")], at=MORNING + 2 * MINUTE)
    return question


def test_a_yes_opens_it_for_all_accounts_of_the_old_number_and_sends_what_was_missed() -> None:
    question = asked("9900001111", "9900002222")

    fold(messages=[press(question, "confirm", sender=NEW, at=MORNING + 3 * MINUTE)], at=MORNING + 3 * MINUTE)

    assert set(Address.objects.filter(value=NEW).values_list("owner", flat=True)) == {"proved"}
    told = [one for one in going(MORNING + 4 * MINUTE) if one[0] != "answer"]
    assert told == [("bill_issued", "whatsapp", NEW)] * 2


@pytest.mark.parametrize("answer", ["press", "words"])
def test_a_no_strikes_it_out_for_all_accounts(answer: str) -> None:
    question = asked("9900001111", "9900002222")
    at = MORNING + 3 * MINUTE
    pressed = press(question, "not_mine", sender=NEW, at=at)

    fold(messages=[pressed if answer == "press" else say("NO", sender=NEW, at=at)], at=at)

    assert set(Address.objects.filter(value=NEW).values_list("owner", flat=True)) == {"not_owner"}
    assert [one for one in going(MORNING + DAY) if one[0] != "answer"] == []


def test_silence_sends_nothing_there() -> None:
    asked("9900001111")

    assert going(MORNING + 9 * DAY) == []


def test_a_visit_that_proves_the_number_opens_it_too() -> None:
    asked("9900001111")
    proof = {"account": "9900001111", "address": Mobile.parse(NEW), "proof": "visit"}

    contact.repair(**proof, at=MORNING + 3 * MINUTE, by="officer")  # type: ignore[arg-type]

    assert ("bill_issued", "whatsapp", NEW) in going(MORNING + 4 * MINUTE)


def test_news_told_again_asks_once() -> None:
    build.consumer(mobile=PHONE)
    for _ in range(3):
        fold(messages=[moved()], at=MORNING)

    assert Notice.objects.filter(kind="new_number").count() == 1


def test_who_moved_may_be_named_by_user_id_alone() -> None:
    build.consumer(mobile=PHONE)
    fold(messages=[{**say("hello"), "from_user_id": USER}], at=MORNING)

    fold(messages=[{**moved(), "from": None, "from_user_id": USER}], at=MORNING)

    assert Notice.objects.get(kind="new_number").to == NEW


def test_a_new_number_abroad_is_none_that_we_write_to() -> None:
    build.consumer(mobile=PHONE)

    fold(messages=[moved(new="14155550123")], at=MORNING)

    assert Address.objects.count() == 1


def test_a_number_that_we_knew_before_is_not_suspect() -> None:
    someone = build.consumer(mobile=PHONE)
    build.address(someone, NEW, known_at=NOON + DAY)

    fold(messages=[moved()], at=MORNING)
    build.notice(someone, at=LATER)

    assert going(LATER) == [("bill_issued", "whatsapp", NEW)]
