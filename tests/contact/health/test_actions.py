"""What tries say of their addresses, gathered and judged on a real database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

import bijlisetu.contact.actions as contact
import bijlisetu.contact.health.actions as health
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.health.models import Health, Life, Sign, Suspended, Tally
from bijlisetu.contact.health.queries import conditions_of
from bijlisetu.contact.health.rules import Says, Symptom
from bijlisetu.outbox.models import Attempt, Incident, Notice
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.values import ChannelKind, Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

PHONE = "916000000001"
MAILBOX = "ramesh@example.in"
DAY = timedelta(days=1)
BILLS = (NOON, NOON + 30 * DAY, NOON + 61 * DAY)
NIGHT = timedelta(hours=14)  #: from noon in Greenwich into the next day in India


def tried(
    value: str = PHONE, *, at: datetime = NOON, channel: str = "sms", reason: str = "number_dead", **more: Any
) -> Attempt:
    """Add a try that failed for the reason; each time for another consumer with the number."""
    values = {
        "state": 50,
        "failed_at": at + timedelta(minutes=1),
        "sender": f"{channel}:test",
        "reason": reason,
        **more,
    }
    return Attempt.objects.create(
        notice=_notice(), channel=channel, address=value, engine="one", claimed_at=at, **values
    )  # fmt: skip


def arrived(value: str = PHONE, *, at: datetime = NOON, channel: str = "sms", **more: Any) -> Attempt:
    values = {"state": 60, "failed_at": None, "delivered_at": at + timedelta(minutes=1), "reason": "", **more}
    return tried(value, at=at, channel=channel, **values)


def many(values: Sequence[str], *, at: datetime, fail: bool, channel: str = "sms", reason: str = "number_dead") -> None:
    notice = _notice()
    later = at + timedelta(minutes=1)
    outcome = {"state": 50, "failed_at": later, "reason": reason} if fail else {"state": 60, "delivered_at": later}
    Attempt.objects.bulk_create(
        Attempt(
            notice=notice, channel=channel, address=value, engine="one", sender=f"{channel}:test", claimed_at=at,
            **outcome,
        )
        for value in values
    )  # fmt: skip


def look(at: datetime) -> None:
    health.gather(at=at)
    health.judge(at=at)


def called(value: str = PHONE) -> str:
    return Health.objects.filter(value=value).values_list("finding", flat=True).first() or ""


def _notice() -> Notice:
    return build.notice(build.consumer())


def die(value: str = PHONE, *, bills: Sequence[datetime] = BILLS, **more: Any) -> None:
    for at in bills:
        tried(value, at=at, **more)
        look(at + NIGHT)


def test_one_sign_a_day_however_many_accounts_the_number_stands_on() -> None:
    for minutes in range(3):
        tried(at=NOON + timedelta(minutes=minutes))
    tried(channel="whatsapp", reason="not_on_whatsapp")

    assert health.gather(at=NOON + timedelta(hours=1)) == 2
    assert health.gather(at=NOON + timedelta(hours=2)) == 0
    assert set(Sign.objects.values_list("value", "channel", "sender", "day", "says")) == {
        (PHONE, "sms", "sms:test", day_in_india(NOON), "dead"),
        (PHONE, "whatsapp", "whatsapp:test", day_in_india(NOON), "not_on_whatsapp"),
    }


@pytest.mark.parametrize(
    "reason",
    ["sender_refused", "text_refused", "carrier_down", "carrier_busy", "channel_stopped", "our_fault",
     "media_unreachable", "held_by_us", "other", "blocked_by_person", "mailbox_full", "no_receipt"],
)  # fmt: skip
def test_what_is_not_the_addresss_fault_is_no_sign(reason: str) -> None:
    for channel in ("whatsapp", "sms", "email"):
        tried(channel=channel, reason=reason)

    assert health.gather(at=NOON + timedelta(hours=1)) == 0


def test_a_failure_that_life_overtook_is_no_sign() -> None:
    tried(state=60, delivered_at=NOON + timedelta(minutes=2))

    assert health.gather(at=NOON + timedelta(hours=1)) == 0
    assert Life.objects.get().value == PHONE


def test_a_report_that_comes_a_week_late_is_gathered_yet() -> None:
    health.gather(at=NOON + 5 * DAY)
    tried(at=NOON)

    assert health.gather(at=NOON + 6 * DAY) == 1


def test_a_number_is_called_dead_after_three_bills_and_not_before() -> None:
    die(bills=BILLS[:2])
    assert called() == ""

    die(bills=BILLS[2:])
    assert called() == "number_dead"


def test_two_channels_that_agree_are_quicker() -> None:
    for at in BILLS[:2]:
        tried(at=at, channel="whatsapp", reason="not_on_whatsapp")
        tried(at=at)
        look(at + NIGHT)

    verdict = Health.objects.get()
    assert (verdict.finding, sorted(verdict.shut)) == ("number_dead", ["call", "sms", "whatsapp"])


def test_a_day_is_judged_when_it_is_over() -> None:
    die(bills=BILLS[:2])
    tried(at=BILLS[2])

    look(BILLS[2] + timedelta(hours=1))
    assert called() == ""

    look(BILLS[2] + NIGHT)
    assert called() == "number_dead"


def test_judging_again_changes_nothing() -> None:
    die()
    before = list(Health.objects.values_list())

    look(BILLS[2] + NIGHT)
    look(BILLS[2] + NIGHT + timedelta(hours=1))
    look(BILLS[2] + NIGHT + DAY)

    assert list(Health.objects.values_list()) == before


def test_a_message_that_arrives_ends_the_verdict_at_once() -> None:
    die()
    arrived(at=BILLS[2] + 10 * DAY)

    health.gather(at=BILLS[2] + 10 * DAY + timedelta(hours=1))

    assert called() == ""


def test_an_sms_that_arrives_leaves_the_verdict_on_whatsapp() -> None:
    die(channel="whatsapp", reason="not_on_whatsapp")
    assert called() == "not_on_whatsapp"

    arrived(at=BILLS[2] + DAY)
    look(BILLS[2] + DAY + NIGHT)
    assert called() == "not_on_whatsapp"

    arrived(at=BILLS[2] + 3 * DAY, channel="whatsapp")
    look(BILLS[2] + 3 * DAY + NIGHT)
    assert called() == ""


def test_life_gathered_before_the_failure_counts_against_it() -> None:
    for at in BILLS:
        whatsapp_came = at + DAY
        arrived(at=at, channel="whatsapp", delivered_at=whatsapp_came)
        look(whatsapp_came + timedelta(hours=1))
        tried(at=at, reason="phone_absent", failed_at=at + 2 * DAY)
        look(at + 3 * DAY)

    assert called() == ""


def test_a_mailbox_that_bounced_at_two_bills_is_dead() -> None:
    die(MAILBOX, bills=BILLS[:2], channel="email", reason="mailbox_dead")

    verdict = Health.objects.get()
    assert (verdict.finding, verdict.shut) == ("mailbox_dead", ["email"])


def test_an_officers_proof_ends_the_verdict() -> None:
    die()

    mend(build.consumer(mobile=PHONE), proof="counter")

    assert called() == ""


def test_the_persons_own_yes_ends_the_verdict() -> None:
    die()

    say_yes(build.consumer(mobile=PHONE), at=BILLS[2] + DAY)

    assert called() == ""


def test_a_yes_from_before_the_last_failure_comes_too_late() -> None:
    die()

    say_yes(build.consumer(mobile=PHONE), at=BILLS[2] - DAY)

    assert called() == "number_dead"


def test_after_proof_the_old_signs_count_no_more() -> None:
    die()
    mend(build.consumer(), proof="counter")

    die(bills=[BILLS[2] + 30 * DAY])

    assert called() == ""


def test_a_number_given_without_proof_stays_dead() -> None:
    die()

    mend(build.consumer(), proof="")

    assert called() == "number_dead"


def say_yes(who: Consumer, *, at: datetime) -> None:
    contact.take(claims=[build.answer("own", who, PHONE, at=at)], at=at, by="reply")


def mend(of: Consumer, *, proof: str) -> None:
    contact.repair(account=of.account, address=Mobile(PHONE[2:]), proof=proof, at=BILLS[2] + DAY, by="officer")


SERIES = [f"916003{last:06}" for last in range(250)]
OTHERS = [f"916001{last:06}" for last in range(1000)]


def test_a_day_on_which_a_series_fails_is_counted_against_nobody() -> None:
    many([*SERIES, *OTHERS], at=BILLS[0], fail=False)
    look(BILLS[0] + NIGHT)
    many(SERIES, at=BILLS[1], fail=True)
    many(OTHERS, at=BILLS[1], fail=False)
    look(BILLS[1] + NIGHT)

    assert list(Suspended.objects.values_list("day", "channel", "sender", "series")) == [
        (day_in_india(BILLS[1]), "sms", "", "6003")
    ]
    assert conditions_of(SERIES[:1])[SERIES[0]].signs == (
        Symptom(ChannelKind.SMS, day_in_india(BILLS[1]), Says.DEAD, suspended=True),
    )


def test_the_guard_says_so_in_words_and_once_and_when_it_is_over() -> None:
    many([*SERIES, *OTHERS], at=BILLS[0], fail=False)
    look(BILLS[0] + NIGHT)
    many(SERIES, at=BILLS[1], fail=True)
    many(OTHERS, at=BILLS[1], fail=False)
    for hours in (1, 2, 14):
        look(BILLS[1] + timedelta(hours=hours))
    during = Incident.objects.get()
    many(SERIES, at=BILLS[1] + 2 * DAY, fail=False)
    look(BILLS[1] + 2 * DAY + NIGHT)

    assert (during.kind, during.subject, during.times, during.ended_at) == ("verdicts", "sms series 6003", 1, None)
    assert "of 250 addresses without a fault so far 250 were called unknown" in during.detail
    assert SERIES[0] not in during.detail
    assert Incident.objects.get().ended_at == BILLS[1] + 2 * DAY + NIGHT


def test_numbers_that_failed_before_are_no_news_to_the_guard() -> None:
    many(OTHERS, at=BILLS[0], fail=False)
    many(SERIES, at=BILLS[0], fail=True)
    look(BILLS[0] + NIGHT)
    many([*SERIES, *OTHERS], at=BILLS[1], fail=True)
    look(BILLS[1] + NIGHT)

    assert dict(Tally.objects.filter(day=day_in_india(BILLS[1])).values_list("series", "tries")) == {"6001": 1000}


def fail_on_both(values: Sequence[str], *, at: datetime) -> None:
    many(values, at=at, fail=True, channel="whatsapp", reason="not_on_whatsapp")
    many(values, at=at, fail=True)


def pass_on_both(values: Sequence[str], *, at: datetime) -> None:
    for channel in ("whatsapp", "sms"):
        many(values, at=at, fail=False, channel=channel)


def test_trouble_of_two_weeks_kills_no_number_and_without_the_guard_it_would() -> None:
    pass_on_both([*SERIES, *OTHERS], at=BILLS[0])
    look(BILLS[0] + NIGHT)
    for days in (0, 7, 14):
        fail_on_both(SERIES, at=BILLS[1] + days * DAY)
        pass_on_both(OTHERS, at=BILLS[1] + days * DAY)
        look(BILLS[1] + days * DAY + NIGHT)
    assert not Health.objects.exists()

    Tally.objects.all().delete()
    Suspended.objects.all().delete()
    tried(SERIES[0], at=BILLS[1] + 21 * DAY)
    look(BILLS[1] + 21 * DAY + NIGHT)

    assert called(SERIES[0]) == "number_dead"


def test_reports_that_come_after_the_verdict_may_change_the_guards_mind() -> None:
    pass_on_both([*SERIES, *OTHERS], at=BILLS[0])
    look(BILLS[0] + NIGHT)
    fail_on_both(SERIES[:40], at=BILLS[1])
    pass_on_both(OTHERS, at=BILLS[1])
    look(BILLS[1] + NIGHT)
    fail_on_both(SERIES[:40], at=BILLS[1] + 7 * DAY)
    pass_on_both(OTHERS, at=BILLS[1] + 7 * DAY)
    look(BILLS[1] + 7 * DAY + NIGHT)
    assert called(SERIES[0]) == "number_dead"

    fail_on_both(SERIES[40:], at=BILLS[1] + 7 * DAY)
    look(BILLS[1] + 8 * DAY + NIGHT)

    assert Suspended.objects.exists()
    assert called(SERIES[0]) == ""


def test_a_series_that_is_closed_for_good_is_called_dead_though_it_jumped_at_first() -> None:
    for at in BILLS:
        fail_on_both(SERIES, at=at)
        pass_on_both(OTHERS, at=at)
        look(at + NIGHT)

    assert set(Suspended.objects.values_list("day", flat=True)) == {day_in_india(BILLS[0])}
    assert {called(value) for value in SERIES} == {"number_dead"}


def test_health_tells_what_speaks_for_it() -> None:
    arrived("916000000002")
    die()

    known = conditions_of([PHONE, "916000000002", "916000000003"])

    assert set(known) == {PHONE, "916000000002"}
    assert [sign.day for sign in known[PHONE].signs] == [day_in_india(at) for at in reversed(BILLS)]
    assert known[PHONE].finding == "number_dead"
    assert known[PHONE].holds(at=BILLS[2] + 80 * DAY)
    assert not known[PHONE].holds(at=BILLS[2] + 91 * DAY)
    assert known["916000000002"].alive_on == date(2026, 11, 22)
