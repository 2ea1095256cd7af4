"""Whose number it is, by what the person there answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from bijlisetu.channels.letter import Outcome, Verdict
from bijlisetu.contact.models import Address
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered
from bijlisetu.outbox.models import Notice
from bijlisetu.tracking.models import Reply
from tests import build
from tests.build import NOON
from tests.carried import LADDER, LATER, PHONE, fold, press, say, send, status

pytestmark = pytest.mark.django_db


def test_after_an_objection_the_consumers_own_mailbox_is_tried() -> None:
    build.notice(build.consumer(mobile=PHONE, email="test@example.in"))
    claimed = send()
    fold(statuses=[status(claimed, "read")])

    fold(messages=[press(claimed, "not_mine")])

    claimed_now = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=LATER)
    assert [(one.kind, one.channel) for one in claimed_now] == [("answer", "whatsapp"), ("bill_issued", "email")]


@pytest.mark.parametrize("sender", ["916000000777", "14155550100"])
@pytest.mark.parametrize("quotes", [{}, {"id": "wamid.of.somebody.elses"}])
def test_a_button_pressed_on_another_phone_counts_for_nothing_unless_it_quotes_our_message(
    sender: str, quotes: dict[str, str]
) -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(messages=[{**press(claimed, "not_mine", sender=sender), "context": quotes}])

    assert Address.objects.get().owner == Address.Owner.UNKNOWN


@pytest.mark.parametrize("sender", [PHONE, "916000000777", "14155550100", None])
def test_a_button_counts_by_the_message_it_quotes_whatever_its_sender_is_called(sender: str | None) -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(messages=[{**press(claimed, "not_mine"), "from": sender, "from_user_id": "IN.77"}])

    assert Address.objects.get().owner == Address.Owner.NOT_OWNER
    assert Notice.objects.get(kind="answer").to == PHONE


def test_a_button_that_quotes_a_message_to_somebody_else_does_not_count() -> None:
    for phone in (PHONE, "916000000002"):
        build.notice(build.consumer(mobile=phone))
    mine, _ = send(carrier_id="wamid.1"), send(carrier_id="wamid.2")

    fold(messages=[{**press(mine, "not_mine", sender="916000000002"), "context": {"id": "wamid.2"}}])

    assert set(Address.objects.values_list("owner", flat=True)) == {Address.Owner.UNKNOWN}


@pytest.mark.parametrize("text", ["NO {end}", "no {end}.", "नहीं {end}", "NO", " No "])
def test_no_by_text_names_the_account(text: str) -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    send()

    fold(messages=[say(text.format(end=someone.account[-4:]))])

    assert Address.objects.get().owner == Address.Owner.NOT_OWNER


def test_no_with_the_digits_of_one_account_leaves_the_others_on_that_number() -> None:
    mine, theirs = (
        build.consumer(account="9900001111", mobile=PHONE),
        build.consumer(account="9900002222", mobile=PHONE),
    )
    for someone in (mine, theirs):
        build.notice(someone)
        send(carrier_id=f"wamid.{someone.pk}")

    fold(messages=[say("NO 2222")])

    assert Address.objects.get(consumer=theirs).owner == Address.Owner.NOT_OWNER
    assert Address.objects.get(consumer=mine).owner == Address.Owner.UNKNOWN


@pytest.mark.parametrize("factor", [1, 600])
def test_an_answer_may_leave_for_as_long_as_whatsapp_lets_it_after_the_persons_word(
    factor: int,
) -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    with override_settings(CLOCK_FACTOR=factor):
        fold(messages=[press(claimed, "not_mine")])

    told = Reply.objects.get()
    assert Notice.objects.get(kind="answer").expires_at == told.at + timedelta(hours=23) / factor


def test_a_word_that_reaches_us_a_day_late_is_kept_and_not_answered() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(messages=[press(claimed, "not_mine")], at=LATER + timedelta(hours=25))

    assert Address.objects.get().owner == Address.Owner.NOT_OWNER
    assert not Notice.objects.filter(kind="answer").exists()


@pytest.mark.parametrize("text", ["NOTICE when?", "no light since morning", "1234", ""])
def test_other_words_are_kept_and_change_nothing(text: str) -> None:
    build.notice(build.consumer(mobile=PHONE))
    send()

    fold(messages=[say(text)])

    assert Address.objects.get().owner == Address.Owner.UNKNOWN


def test_confirming_proves_the_number() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(messages=[press(claimed, "confirm")])

    assert Address.objects.get().owner == Address.Owner.PROVED


def test_an_old_objection_delivered_again_does_not_undo_a_newer_word() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    fold(messages=[press(claimed, "not_mine", at=NOON)])
    fold(messages=[press(claimed, "confirm", at=NOON + timedelta(hours=1))])

    fold(messages=[press(claimed, "not_mine", at=NOON)])

    assert Address.objects.get().owner == Address.Owner.PROVED
    assert Reply.objects.count() == 2


def test_words_dated_in_the_future_do_not_outweigh_later_ones() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(messages=[{**press(claimed, "confirm"), "timestamp": "4102444800"}])
    fold(messages=[press(claimed, "not_mine", at=LATER + timedelta(minutes=1))], at=LATER + timedelta(minutes=1))

    assert Address.objects.get().owner == Address.Owner.NOT_OWNER


def test_a_message_without_a_time_that_comes_twice_is_kept_once() -> None:
    message = {**say("hello"), "timestamp": None}

    fold(messages=[message])
    fold(messages=[message], at=LATER + timedelta(minutes=1))

    assert Reply.objects.count() == 1


def test_a_long_answer_is_kept_like_any_other() -> None:
    build.notice(build.consumer(mobile=PHONE))
    send()

    fold(messages=[say("".join(chr(0x4E00 + n) for n in range(4000)))])

    assert Reply.objects.count() == 1


def test_a_strangers_press_beside_the_right_one_does_not_drown_it() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(
        messages=[
            press(claimed, "not_mine"),
            press(claimed, "not_mine", sender="916000000777", at=LATER + timedelta(seconds=1)),
        ]
    )

    assert Address.objects.get().owner == Address.Owner.NOT_OWNER


def test_a_person_without_a_number_answers_by_the_message_they_answer() -> None:
    build.notice(build.consumer(mobile=PHONE))
    send()
    words = say("NO")
    del words["from"]

    fold(messages=[{**words, "from_user_id": "IN.123", "context": {"id": "wamid.1"}}])

    assert Address.objects.get().owner == Address.Owner.NOT_OWNER


@pytest.mark.parametrize("text", ["NO{end}", "NO {end} galat number", "NOT MINE {end}", "जी नहीं", "नहीं {devanagari}"])
def test_no_is_understood_as_people_write_it(text: str) -> None:
    someone = build.consumer(account="9900001234", mobile=PHONE)
    build.notice(someone)
    send()

    fold(messages=[say(text.format(end="1234", devanagari="१२३४"))])

    assert Address.objects.get().owner == Address.Owner.NOT_OWNER


def test_of_yes_and_no_in_one_second_no_counts() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    fold(messages=[press(claimed, "confirm")])

    fold(messages=[press(claimed, "not_mine")])

    assert Address.objects.get().owner == Address.Owner.NOT_OWNER


def test_an_objection_that_beats_the_carriers_answer_leaves_nothing_hanging() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    fold(statuses=[status(claimed, "read")], messages=[press(claimed, "not_mine")])
    answer = Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1")
    delivery.record(answers=[Answered(claimed, answer)], engine="one", at=LATER, factor=1)

    claimed_now = delivery.claim(rooms=build.rooms(2), engine="one", ladder=LADDER, at=LATER)
    assert [one.kind for one in claimed_now] == ["answer"]
    assert Notice.objects.get(kind="bill_issued").state == Notice.State.EXHAUSTED


def test_a_strangers_objection_makes_the_number_not_the_owner() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    fold(statuses=[status(claimed, "read")])

    fold(messages=[press(claimed, "not_mine")])

    assert Address.objects.get().owner == Address.Owner.NOT_OWNER
