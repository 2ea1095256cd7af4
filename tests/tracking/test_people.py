"""People whom WhatsApp names by a user id alone are those whose number came with it before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bijlisetu.channels.letter import Outcome, Verdict
from bijlisetu.contact.models import Address, Unsubscribed, UserId
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.outbox.models import Notice
from bijlisetu.tracking.models import Reply
from tests import build
from tests.build import NOON
from tests.carried import LADDER, LATER, PHONE, fold, press, say, send, status

pytestmark = pytest.mark.django_db

USER = "IN.1349"
SECOND = timedelta(seconds=1)


def hidden(message: dict[str, Any], user: str = USER) -> dict[str, Any]:
    """Return the message as of a person whose number is withheld."""
    return {**{name: value for name, value in message.items() if name != "from"}, "from_user_id": user}


def by_answer() -> None:
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    accepted = Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1", user_id=USER)
    delivery.record(answers=[Answered(claimed, accepted)], engine="one", at=NOON, factor=1)


def by_status() -> None:
    told = status(send(), "sent", recipient_user_id=USER)
    del told["recipient_id"]
    fold(statuses=[told])


def by_reply() -> None:
    send()
    fold(messages=[{**say("hello"), "from_user_id": USER, "id": "wamid.in.0"}])


@pytest.mark.parametrize("named_before", [by_answer, by_status, by_reply])
def test_a_no_by_user_id_strikes_out_the_number_and_is_answered(named_before: Any) -> None:
    build.notice(build.consumer(mobile=PHONE))
    named_before()

    fold(messages=[hidden(say("NO"))])

    reply = Reply.objects.get(text="NO")
    assert (reply.sender, reply.user_id, reply.meaning) == (PHONE, USER, "not_mine")
    assert Address.objects.get().owner == Address.Owner.NOT_OWNER
    assert {notice.to for notice in Notice.objects.filter(kind="answer")} == {PHONE}


def test_the_same_webhook_may_name_the_person_first() -> None:
    build.notice(build.consumer(mobile=PHONE))
    send()

    fold(messages=[hidden({**say("NO"), "id": "wamid.in.2"}), {**say("hello"), "from_user_id": USER}])

    assert Address.objects.get().owner == Address.Owner.NOT_OWNER


def test_a_wish_by_user_id_is_obeyed() -> None:
    build.notice(build.consumer(mobile=PHONE))
    by_status()

    fold(messages=[hidden(say("STOP"))])

    assert set(Unsubscribed.objects.values_list("value", "purpose")) == {(PHONE, "marketing"), (PHONE, "reminder")}


def test_a_user_id_that_nobody_named_before_is_kept_with_the_reply() -> None:
    build.notice(build.consumer(mobile=PHONE))
    send()

    fold(messages=[hidden(say("NO"))])

    reply = Reply.objects.get()
    assert (reply.sender, reply.user_id, reply.meaning) == ("", USER, Reply.UNCLEAR)
    assert Address.objects.get().owner == Address.Owner.UNKNOWN


def test_a_reply_told_again_when_more_is_known_counts_once() -> None:
    build.notice(build.consumer(mobile=PHONE))
    send()
    fold(messages=[hidden(say("hello"))])
    fold(messages=[{**say("again"), "id": "wamid.in.2", "from_user_id": USER}])

    fold(messages=[hidden(say("hello"))])

    assert Reply.objects.count() == 2


def test_a_button_without_a_number_is_answered_where_its_message_went() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(messages=[hidden(press(claimed, "confirm"))])

    assert Address.objects.get().owner == Address.Owner.PROVED
    assert Notice.objects.get(kind="answer").to == PHONE


def moved(kind: str, **more: Any) -> dict[str, Any]:
    stamp = str(int(LATER.timestamp()))
    return {"id": "wamid.s", "timestamp": stamp, "type": "system", "system": {"type": kind, "body": "x", **more}}


def test_a_person_with_a_new_user_id_keeps_the_number() -> None:
    build.notice(build.consumer(mobile=PHONE))
    by_status()
    fold(messages=[{**moved("user_changed_user_id", user_id="IN.2", previous_user_id=USER), "from_user_id": USER}])

    fold(messages=[hidden(say("NO"), "IN.2")])

    assert Address.objects.get().owner == Address.Owner.NOT_OWNER


def test_of_two_numbers_named_with_one_id_the_later_counts_whatever_came_first() -> None:
    older, newer = "916000000008", "916000000009"
    for sender, at in ((newer, LATER), (older, LATER - SECOND)):
        fold(messages=[{**say("hello", sender=sender, at=at), "id": sender, "from_user_id": USER}])

    assert UserId.objects.get().value == newer


def test_a_foreign_number_is_nobodys() -> None:
    fold(messages=[{**say("hello", sender="14155550123"), "from_user_id": "US.1"}])

    assert not UserId.objects.exists()


def test_answers_without_a_user_id_cost_nothing() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed: Claimed = send()
    fold(statuses=[status(claimed, "delivered")])

    assert not UserId.objects.exists()
