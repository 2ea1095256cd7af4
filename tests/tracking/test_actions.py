"""Reports and replies: late, repeated, out of order, early, and what they do to the reach ledger."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from bijlisetu.channels.letter import Outcome, Reason, Report, ReportState, Verdict
from bijlisetu.contact import actions as contact
from bijlisetu.contact.models import Address
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox import registry
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.reach import actions as reach
from bijlisetu.reach.models import Standing, Task
from bijlisetu.tracking import actions, answers, reports
from bijlisetu.tracking.models import Inbound, Reply
from bijlisetu.tracking.queries import heard_until
from bijlisetu.values import ChannelKind, Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

LADDER = ladder(kinds().values(), channels=frozenset(ChannelKind), factor=1)
PHONE = "916000000001"
LATER = NOON + timedelta(minutes=5)


def send(at: datetime = NOON, *, carrier_id: str = "wamid.1") -> Claimed:
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=at)
    accepted = Verdict(outcome=Outcome.ACCEPTED, carrier_id=carrier_id)
    delivery.record(answers=[Answered(claimed, accepted)], engine="one", at=at, factor=1)
    return claimed


def refuse(at: datetime = NOON, reason: Reason = Reason.NUMBER_DEAD) -> Claimed:
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=at)
    refused = Verdict(outcome=Outcome.REFUSED, reason=reason)
    delivery.record(answers=[Answered(claimed, refused)], engine="one", at=at, factor=1)
    return claimed


def status(claimed: Claimed, word: str, at: datetime = LATER, *, wamid: str = "wamid.1", **more: Any) -> dict[str, Any]:
    return {
        "id": wamid, "status": word, "timestamp": str(int(at.timestamp())), "recipient_id": PHONE,
        "biz_opaque_callback_data": str(claimed.attempt), **more,
    }  # fmt: skip


def fold(
    *, statuses: Sequence[dict[str, Any]] = (), messages: Sequence[dict[str, Any]] = (), at: datetime = LATER
) -> None:
    value = {"messaging_product": "whatsapp", "statuses": list(statuses), "messages": list(messages)}
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    actions.store(source="whatsapp", bodies=[json.dumps(body).encode()], at=at)
    actions.fold(at=at)
    reach.refresh(at=at)


def press(claimed: Claimed, meaning: str, *, sender: str = PHONE, at: datetime = LATER) -> dict[str, Any]:
    return {
        "from": sender, "id": f"wamid.in.{meaning}", "timestamp": str(int(at.timestamp())), "type": "button",
        "button": {"payload": f"{meaning}:{claimed.attempt}", "text": "…"}, "context": {"id": "wamid.1"},
    }  # fmt: skip


def say(text: str, *, sender: str = PHONE, at: datetime = LATER) -> dict[str, Any]:
    moment = str(int(at.timestamp()))
    return {"from": sender, "id": "wamid.in", "timestamp": moment, "type": "text", "text": {"body": text}}


def standing() -> Standing:
    return Standing.objects.get()


def test_delivered_is_reached_with_its_evidence() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(statuses=[status(claimed, "delivered")])

    assert (standing().degree, standing().reached, standing().attempt) == ("delivered", True, claimed.attempt)
    assert Notice.objects.get().state == Notice.State.REACHED


@pytest.mark.parametrize("order", [["read", "delivered", "sent"], ["delivered", "read"], ["read"]])
def test_states_only_climb_whatever_the_order(order: list[str]) -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    for word in order:
        fold(statuses=[status(claimed, word)])

    assert Attempt.objects.get().state == Attempt.State.READ
    assert standing().degree == "read"


def test_delivered_wins_over_failed_in_either_order() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    failed = status(claimed, "failed", errors=[{"code": 131026, "title": "…"}])

    fold(statuses=[failed])
    fold(statuses=[status(claimed, "delivered")])
    fold(statuses=[failed])

    assert standing().degree == "delivered"


def test_a_failure_by_webhook_sends_the_sms_at_once() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(statuses=[status(claimed, "failed", errors=[{"code": 131026}])])

    assert Attempt.objects.get().reason == Reason.NOT_ON_WHATSAPP
    assert [c.channel for c in delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=LATER)] == [
        ChannelKind.SMS
    ]


def test_a_text_that_fails_as_disabled_does_not_come_back_by_itself() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(statuses=[status(claimed, "failed", errors=[{"code": 132016}])])

    assert registry.shut(at=LATER + timedelta(days=365)) == {("bill_issued", "hi")}


def test_a_late_failure_of_an_earlier_try_does_not_hurry_a_later_one() -> None:
    build.notice(build.consumer(mobile=PHONE, email="test@example.in"))
    whatsapp = send()
    after = NOON + timedelta(hours=1)
    send(after, carrier_id="sms1")

    fold(statuses=[status(whatsapp, "failed", errors=[{"code": 131026}])], at=after + timedelta(minutes=1))

    assert delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=after + timedelta(minutes=2)) == []


def test_the_same_webhook_many_times_changes_nothing_more() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    for _ in range(3):
        fold(statuses=[status(claimed, "delivered"), status(claimed, "delivered")])

    assert Standing.objects.count() == 1
    assert Inbound.objects.filter(folded_at=None).count() == 0


def test_a_status_before_the_answer_is_believed() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)

    fold(statuses=[status(claimed, "delivered")])

    assert standing().degree == "delivered"


def test_an_sms_receipt_before_its_answer_waits_for_it() -> None:
    build.notice(build.consumer(mobile=PHONE))
    refuse(reason=Reason.NOT_ON_WHATSAPP)
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    receipt("77", came=NOON)
    answer = Verdict(outcome=Outcome.ACCEPTED, carrier_id="77")
    delivery.record(answers=[Answered(claimed, answer)], engine="one", at=NOON, factor=1)

    actions.fold(at=LATER)

    assert Attempt.objects.get(channel="sms").state == Attempt.State.DELIVERED


def test_another_systems_echo_does_not_touch_our_attempt() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(statuses=[status(claimed, "read", wamid="wamid.of.another.system")])

    assert Attempt.objects.get().state == Attempt.State.ACCEPTED


def test_a_body_that_is_no_webhook_is_kept_with_its_fault() -> None:
    actions.store(source="whatsapp", bodies=[b"\xff\x00 not json"], at=NOON)

    actions.fold(at=NOON)

    assert Inbound.objects.get().fault


def test_a_stranger_who_objects_makes_the_number_not_the_owner_at_once() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    claimed = send()
    fold(statuses=[status(claimed, "read")])

    fold(messages=[press(claimed, "not_mine")])
    assert Address.objects.get().owner == Address.Owner.NOT_OWNER
    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=LATER)
    reach.refresh(at=LATER)

    assert (standing().degree, standing().reached) == ("not_owner", False)
    assert Task.objects.get(closed_at=None).reason == "not_owner"


def test_after_an_objection_the_consumers_own_mailbox_is_tried() -> None:
    build.notice(build.consumer(mobile=PHONE, email="test@example.in"))
    claimed = send()
    fold(statuses=[status(claimed, "read")])

    fold(messages=[press(claimed, "not_mine")])

    assert [c.channel for c in delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=LATER)] == [
        ChannelKind.EMAIL
    ]


def test_a_button_pressed_on_another_phone_counts_for_nothing() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(messages=[press(claimed, "not_mine", sender="916000000777")])

    assert Address.objects.get().owner == Address.Owner.UNKNOWN


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


@pytest.mark.parametrize("text", ["NOTICE when?", "no light since morning", "1234", ""])
def test_other_words_are_kept_and_change_nothing(text: str) -> None:
    build.notice(build.consumer(mobile=PHONE))
    send()

    fold(messages=[say(text)])

    assert Address.objects.get().owner == Address.Owner.UNKNOWN


def test_confirming_proves_the_number() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    fold(statuses=[status(claimed, "read")])

    fold(messages=[press(claimed, "confirm")])

    assert standing().proved


def test_an_old_objection_delivered_again_does_not_undo_a_newer_word() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    fold(messages=[press(claimed, "not_mine", at=NOON)])
    fold(messages=[press(claimed, "confirm", at=NOON + timedelta(hours=1))])

    fold(messages=[press(claimed, "not_mine", at=NOON)])

    assert Address.objects.get().owner == Address.Owner.PROVED
    assert Reply.objects.count() == 2


def test_opening_the_link_is_reading() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    actions.opened(attempt=claimed.attempt, at=LATER)
    reach.refresh(at=LATER)

    assert standing().degree == "read"


def test_whoever_is_not_reached_becomes_one_task_and_evidence_closes_it() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    refuse()
    refuse()
    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    reach.refresh(at=NOON)
    assert Task.objects.get().reason == Reason.NUMBER_DEAD

    reach.repair(account=someone.account, address=Mobile("6000000009"), proof="visit", at=LATER, by="je")
    reach.refresh(at=LATER)
    assert Task.objects.get().closed_at is None  # a click closes nothing
    claimed = send(LATER, carrier_id="wamid.9")
    fold(statuses=[status(claimed, "delivered", wamid="wamid.9")])

    task = Task.objects.get()
    assert task.closed_at
    assert task.evidence == claimed.attempt
    assert standing().proved


def test_nobody_without_an_address_is_forgotten() -> None:
    build.notice(build.consumer())
    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    reach.refresh(at=NOON)

    assert standing().degree == "no_address"
    assert Task.objects.get().reason == "no_address"


def test_silence_after_the_last_channel_is_accepted_only_and_a_task() -> None:
    build.notice(build.consumer(mobile=PHONE))
    at = NOON
    for turn in range(2):
        send(at, carrier_id=f"id{turn}")
        at += timedelta(days=2)
    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=at)
    reach.refresh(at=at)

    assert (standing().degree, Task.objects.get().reason) == ("accepted", "accepted")


def test_we_have_heard_all_until_the_oldest_unread_record() -> None:
    assert heard_until(LATER) == LATER

    actions.store(source="whatsapp", bodies=[b"{}"], at=NOON)

    assert heard_until(LATER) == NOON


def test_one_record_that_cannot_be_folded_does_not_hold_up_the_others() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    # A promise that one text breaks stands for whatever no parser thought of.
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE tracking_reply ADD CONSTRAINT refuses_some CHECK (text <> 'breaks the database') NOT VALID"
        )

    fold(messages=[say("breaks the database")])
    fold(statuses=[status(claimed, "delivered")])

    assert standing().degree == "delivered"
    assert Inbound.objects.exclude(fault="").count() == 1
    assert Inbound.objects.filter(folded_at=None).count() == 0


def test_what_cannot_be_folded_does_not_take_what_came_in_the_same_webhook_with_it() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tracking_reply ADD CONSTRAINT refuses_some CHECK (text <> 'breaks it') NOT VALID")

    fold(statuses=[status(claimed, "delivered")], messages=[say("breaks it"), press(claimed, "confirm")])

    assert standing().degree == "delivered"
    assert Address.objects.get().owner == Address.Owner.PROVED
    assert Inbound.objects.get().fault == "IntegrityError"


def test_a_mistake_of_ours_in_folding_one_thing_holds_up_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    def stumble(said: Any, *, at: datetime) -> None:
        raise KeyError("no parser thought of this")

    monkeypatch.setattr(answers, "apply", stumble)
    fold(statuses=[status(claimed, "delivered")], messages=[say("NO")])

    assert standing().degree == "delivered"
    assert Inbound.objects.get().fault == "KeyError"


@pytest.mark.parametrize("stamp", ["1", "4102444800", None])
def test_a_time_that_cannot_be_is_the_time_it_came(stamp: str | None) -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(statuses=[{**status(claimed, "delivered"), "timestamp": stamp}])

    assert Attempt.objects.get().delivered_at == LATER


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


def test_what_is_passed_over_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "bijlisetu.tracking"):
        fold(messages=[{"from": PHONE, "id": "w", "type": "order", "order": {}}])

    assert "{'message order': 1}" in caplog.text
    assert PHONE not in caplog.text


def test_a_long_answer_is_kept_like_any_other() -> None:
    build.notice(build.consumer(mobile=PHONE))
    send()

    fold(messages=[say("".join(chr(0x4E00 + n) for n in range(4000)))])

    assert Reply.objects.count() == 1


def test_two_months_of_one_consumer_in_one_look_make_one_task_of_the_later() -> None:
    someone = build.consumer()
    for cycle in (build.CYCLE, date(2026, 12, 1)):
        build.notice(someone, cycle=cycle)
    delivery.claim(rooms=build.rooms(5), engine="one", ladder=LADDER, at=NOON)

    reach.refresh(at=NOON)

    assert Standing.objects.count() == 2
    assert Task.objects.get().occasion == "2026-12"


def sms_sent(phone: str, carrier_id: str, at: datetime = NOON) -> Attempt:
    """An SMS the carrier took under its id, WhatsApp having been refused."""
    build.notice(build.consumer(mobile=phone), at=at)
    refuse(at, reason=Reason.NOT_ON_WHATSAPP)
    return Attempt.objects.get(pk=send(at, carrier_id=carrier_id).attempt)


def receipt(carrier_id: str, *, came: datetime = LATER, only_of: str = "") -> None:
    told = Report(channel=ChannelKind.SMS, state=ReportState.DELIVERED, at=came, carrier_id=carrier_id, only_of=only_of)
    reports.apply([reports.Arrived(told, came)], at=came)


def test_the_id_as_given_wins_over_another_form_of_it() -> None:
    exact, as_hex = sms_sent(PHONE, "100"), sms_sent("916000000002", "256")

    receipt("100")

    exact.refresh_from_db()
    as_hex.refresh_from_db()
    assert (exact.state, as_hex.state) == (Attempt.State.DELIVERED, Attempt.State.ACCEPTED)


@pytest.mark.parametrize(
    ("writer", "state"), [(PHONE, Attempt.State.DELIVERED), ("916000000002", Attempt.State.ACCEPTED)]
)
@pytest.mark.parametrize("is_early", [False, True])
def test_a_receipt_that_anybody_could_write_tells_of_their_own_letters_alone(
    writer: str, state: Attempt.State, is_early: bool
) -> None:
    if is_early:
        build.notice(build.consumer(mobile=PHONE))
        refuse(reason=Reason.NOT_ON_WHATSAPP)
        (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
        receipt("77", came=NOON, only_of=writer)
        answer = Verdict(outcome=Outcome.ACCEPTED, carrier_id="77")
        delivery.record(answers=[Answered(claimed, answer)], engine="one", at=NOON, factor=1)
        actions.fold(at=LATER)
    else:
        sms_sent(PHONE, "77")
        receipt("77", only_of=writer)

    assert Attempt.objects.get(channel="sms").state == state


def test_a_receipt_never_tells_of_a_message_sent_after_it() -> None:
    receipt("5000", came=NOON)  # another system's
    later = sms_sent(PHONE, "5000", at=NOON + timedelta(minutes=1))

    actions.fold(at=LATER)

    later.refresh_from_db()
    assert later.state == Attempt.State.ACCEPTED


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


def test_a_press_from_abroad_is_not_a_press_with_the_number_withheld() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    fold(messages=[press(claimed, "not_mine", sender="14155550100")])

    assert Address.objects.get().owner == Address.Owner.UNKNOWN


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

    assert delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=LATER) == []
    reach.refresh(at=LATER)

    assert Notice.objects.get().state == Notice.State.EXHAUSTED
    assert Task.objects.get().reason == "not_owner"


def test_a_receipt_on_a_number_struck_out_meanwhile_leaves_nothing_hanging() -> None:
    someone = build.consumer(mobile=PHONE)
    build.notice(someone)
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    contact.disown(claims=[(someone.pk, PHONE, NOON)], proof="office")
    fold(statuses=[status(claimed, "delivered")])
    answer = Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1")
    delivery.record(answers=[Answered(claimed, answer)], engine="one", at=LATER, factor=1)

    delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=LATER)

    assert Notice.objects.get().state == Notice.State.EXHAUSTED


def test_a_failure_reported_of_what_a_dead_engine_held_sends_the_ladder_on() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    fold(statuses=[status(claimed, "failed", errors=[{"code": 131026}])])

    (next_step,) = delivery.claim(rooms=build.rooms(1), engine="two", ladder=LADDER, at=LATER)

    assert next_step.channel is ChannelKind.SMS


def test_a_late_answer_does_not_disturb_the_next_step() -> None:
    build.notice(build.consumer(mobile=PHONE))
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    fold(statuses=[status(claimed, "failed", errors=[{"code": 131026}])])
    delivery.claim(rooms=build.rooms(1), engine="two", ladder=LADDER, at=LATER)

    accepted = Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1")
    delivery.record(answers=[Answered(claimed, accepted)], engine="one", at=LATER, factor=1)

    assert delivery.claim(rooms=build.rooms(1), engine="two", ladder=LADDER, at=LATER + timedelta(minutes=5)) == []
