"""What has to agree before an address is called anything."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bijlisetu.channels.letter import Reason
from bijlisetu.contact.health.rules import POLICY, SAYINGS, Diagnosis, Says, Symptom, judge
from bijlisetu.values import ChannelKind

FIRST = date(2026, 11, 22)
WHATSAPP, SMS, EMAIL = ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL
DEAD, ABSENT, OFF, ALIVE = Says.DEAD, Says.ABSENT, Says.NOT_ON_WHATSAPP, Says.ALIVE
#: The days of three monthly bills.
ONE, TWO, THREE = 0, 30, 61


def signs(channel: ChannelKind, says: Says, *days: int, suspended: bool = False) -> list[Symptom]:
    return [Symptom(channel, FIRST + timedelta(days=day), says, suspended) for day in days]


def verdict(*heaps: list[Symptom], on: int = THREE + 1) -> Diagnosis | None:
    return judge([sign for heap in heaps for sign in heap], on=FIRST + timedelta(days=on))


def reason(*heaps: list[Symptom], on: int = THREE + 1) -> Reason | None:
    finding = verdict(*heaps, on=on)
    return finding.reason if finding else None


@pytest.mark.parametrize(
    ("heaps", "expected"),
    [
        pytest.param([signs(SMS, DEAD, ONE)], None, id="one word of one channel"),
        pytest.param([signs(SMS, DEAD, ONE), signs(WHATSAPP, OFF, ONE)], None, id="two channels on one day"),
        pytest.param([signs(SMS, DEAD, ONE, TWO)], None, id="one channel on two days"),
        pytest.param([signs(SMS, DEAD, 0, 1, 2, 3, 4, 5)], None, id="one channel through a week of trouble"),
        pytest.param([signs(SMS, DEAD, ONE, TWO, THREE)], Reason.NUMBER_DEAD, id="one channel at three bills"),
        pytest.param(
            [signs(SMS, DEAD, ONE, TWO), signs(WHATSAPP, OFF, ONE, TWO)], Reason.NUMBER_DEAD, id="two at two bills"
        ),
        pytest.param(
            [signs(SMS, DEAD, 0, 3), signs(WHATSAPP, OFF, 0, 3)], None, id="two channels within the same trouble"
        ),
        pytest.param([signs(WHATSAPP, OFF, ONE)], None, id="one word of WhatsApp"),
        pytest.param([signs(WHATSAPP, OFF, ONE, TWO)], Reason.NOT_ON_WHATSAPP, id="two words of WhatsApp"),
        pytest.param([signs(WHATSAPP, OFF, *range(0, 90, 7))], Reason.NOT_ON_WHATSAPP, id="WhatsApp alone, often"),
        pytest.param([signs(SMS, ABSENT, ONE, TWO)], None, id="off at two bills"),
        pytest.param([signs(SMS, ABSENT, *range(50))], None, id="off every day for seven weeks"),
        pytest.param([signs(SMS, ABSENT, ONE, 59, THREE)], None, id="off at two bills, one of them tried again"),
        pytest.param([signs(SMS, ABSENT, ONE, TWO, THREE)], Reason.PHONE_ABSENT, id="off at three bills"),
        pytest.param([signs(EMAIL, DEAD, ONE)], None, id="one bounce"),
        pytest.param([signs(EMAIL, DEAD, ONE, TWO)], Reason.MAILBOX_DEAD, id="two bounces a month apart"),
    ],
)  # fmt: skip
def test_a_verdict_needs_agreement(heaps: list[list[Symptom]], expected: Reason | None) -> None:
    assert reason(*heaps) == expected


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (signs(SMS, ALIVE, THREE), None),
        (signs(WHATSAPP, ALIVE, THREE), None),
        (signs(SMS, ALIVE, TWO), None),
        (signs(SMS, ALIVE, ONE - 1), Reason.NUMBER_DEAD),
    ],
    ids=["on the same day", "on the other channel", "in between", "before"],
)
def test_life_disproves_what_was_said_until_then(life: list[Symptom], expected: Reason | None) -> None:
    assert reason(signs(SMS, DEAD, ONE, TWO, THREE), life) == expected


def test_an_sms_that_arrives_does_not_put_a_number_on_whatsapp() -> None:
    off = signs(WHATSAPP, OFF, ONE, TWO)

    assert reason(off, signs(SMS, ALIVE, TWO)) is Reason.NOT_ON_WHATSAPP
    assert reason(off, signs(WHATSAPP, ALIVE, TWO)) is None


def test_a_dead_number_is_used_on_no_channel_and_looked_at_again_when_it_may_be_anothers() -> None:
    found = verdict(signs(SMS, DEAD, ONE, TWO, THREE))

    assert found is not None
    assert found.shut == {WHATSAPP, SMS, ChannelKind.CALL}
    assert found.until == FIRST + timedelta(days=THREE + 90)


def test_whatsapp_keeps_a_message_for_a_phone_that_is_off() -> None:
    off_for_long = signs(SMS, ABSENT, ONE, TWO, THREE)

    alone, agreed = verdict(off_for_long), verdict(off_for_long, signs(WHATSAPP, OFF, ONE, TWO))

    assert alone is not None
    assert agreed is not None
    assert WHATSAPP not in alone.shut
    assert WHATSAPP in agreed.shut
    assert alone.until == FIRST + timedelta(days=THREE + 45)


@pytest.mark.parametrize(
    ("on", "expected"),
    [(100, Reason.NUMBER_DEAD), (101, None), (400, None)],
    ids=["three bills ago", "the first now counts by half", "a year ago"],
)
def test_signs_decay(on: int, expected: Reason | None) -> None:
    assert reason(signs(SMS, DEAD, ONE, TWO, THREE), on=on) == expected


def test_one_more_sign_after_the_second_look_renews_the_verdict() -> None:
    looked_at_again = THREE + 91

    assert reason(signs(SMS, DEAD, ONE, TWO, THREE, looked_at_again), on=looked_at_again + 1) is Reason.NUMBER_DEAD


def test_signs_of_a_suspended_day_count_only_between_two_normal_ones() -> None:
    in_between = signs(SMS, DEAD, TWO, suspended=True)

    assert reason(signs(SMS, DEAD, ONE, THREE), in_between) is Reason.NUMBER_DEAD
    assert reason(signs(SMS, DEAD, ONE), in_between, signs(WHATSAPP, OFF, ONE, TWO)) is Reason.NOT_ON_WHATSAPP
    assert reason(signs(SMS, DEAD, ONE, 10), signs(SMS, DEAD, TWO, suspended=True)) is None


def test_a_phone_off_at_two_bills_is_not_called_dead_by_a_carriers_bad_day_in_between() -> None:
    assert reason(signs(SMS, ABSENT, ONE, THREE), signs(SMS, DEAD, TWO, suspended=True)) is None


def test_only_five_failures_say_anything_of_an_address() -> None:
    assert {why for _, why in SAYINGS} == {
        Reason.NUMBER_DEAD, Reason.MAILBOX_DEAD, Reason.NOT_ON_WHATSAPP, Reason.PHONE_ABSENT,
    }  # fmt: skip
    assert len(SAYINGS) == 5
    assert (WHATSAPP, Reason.NUMBER_DEAD) not in SAYINGS


def test_three_monthly_bills_are_long_enough_apart_in_every_month() -> None:
    bills = [date(2026, month, 22) for month in range(1, 13)] + [date(2027, month, 22) for month in range(1, 13)]

    assert min((third - first).days for first, third in zip(bills, bills[2:], strict=False)) >= POLICY.silence_for
