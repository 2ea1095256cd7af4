"""What is shut at the moment of sending: stops, paused templates, quiet hours, limits, full channels."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bijlisetu.channels.letter import Outcome, Reason, Sms, Verdict
from bijlisetu.channels.news import SenderNews, TemplateNews, TemplateState
from bijlisetu.contact.models import Unsubscribed
from bijlisetu.delivery import actions, outlook
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.letters import Pen
from bijlisetu.delivery.rules import ladder
from bijlisetu.editions.actions import issue, take_back
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Kind
from bijlisetu.kinds.quiet import quiet_until
from bijlisetu.outbox import registry, senders
from bijlisetu.outbox.models import Incident, Notice, Run, Stop, Turn
from bijlisetu.outbox.senders import Account
from bijlisetu.runs.quiet_hours import FILE, read
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

BILL = kinds()["bill_issued"]
ALL = frozenset({ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL})
PHONE = "916000000001"


def claim(at: datetime = NOON, *, kind: Kind = BILL, rooms: dict[ChannelKind, int] | None = None) -> list[Claimed]:
    seen = outlook.look(ladder([kind], channels=ALL, factor=1), kinds=[kind], at=at)
    return actions.claim(rooms=rooms or build.rooms(), engine="one", ladder=seen.ladder, at=at)


def channels(claimed: list[Claimed]) -> list[ChannelKind]:
    return [one.channel for one in claimed]


def paused(state: TemplateState, at: datetime = NOON) -> None:
    news = [
        TemplateNews(at=at, name="bill_issued", language=language, state=state, detail="quality")
        for language in ("hi", "en")
    ]
    registry.learn(news=news)


def test_a_paused_template_sends_the_ladder_on_and_comes_back_by_itself() -> None:
    for last in range(2):
        build.notice(build.consumer(mobile=f"91600000000{last}"))

    paused(TemplateState.PAUSED)
    during = claim(rooms={ChannelKind.WHATSAPP: 1, ChannelKind.SMS: 1})
    paused(TemplateState.APPROVED, at=NOON + timedelta(hours=1))
    after = claim(NOON + timedelta(hours=1))

    assert channels(during) == [ChannelKind.SMS]
    assert ChannelKind.WHATSAPP in channels(after)


def test_a_paused_template_is_one_alert_however_many_letters_it_stops() -> None:
    for minute in range(5):
        at = NOON + timedelta(minutes=minute)
        registry.refused(kind="bill_issued", language="hi", remedy=None, detail="132015", at=at)

    incident = Incident.objects.get(kind="template")
    assert (incident.times, incident.ended_at) == (5, None)


def test_an_older_word_on_a_template_does_not_undo_a_newer_one() -> None:
    paused(TemplateState.APPROVED, at=NOON)
    paused(TemplateState.PAUSED, at=NOON - timedelta(hours=1))

    assert registry.shut(at=NOON) == frozenset()


def test_a_template_put_among_marketing_is_told_to_a_person() -> None:
    registry.learn(news=[TemplateNews(at=NOON, name="bill_issued", language="hi", category="marketing")])

    assert Incident.objects.get().kind == "template_category"


def test_who_has_only_the_shut_channel_waits_and_is_not_given_up() -> None:
    someone = build.consumer()
    build.address(someone, PHONE, channels=["whatsapp"])
    build.notice(someone)
    paused(TemplateState.PAUSED)

    assert claim() == []
    assert Notice.objects.get().state == Notice.State.OPEN
    assert Turn.objects.get().at == NOON + timedelta(minutes=10)


@pytest.mark.parametrize("scope", ["all", "lane:bulk", "kind:bill_issued"])
def test_what_is_stopped_does_not_go_out(scope: str) -> None:
    build.notice(build.consumer(mobile=PHONE))
    Stop.objects.create(scope=scope, at=NOON, by="officer", why="wrong amounts")

    assert claim() == []

    Stop.objects.update(lifted_at=NOON, lifted_by="officer")
    assert channels(claim(NOON + timedelta(minutes=10))) == [ChannelKind.WHATSAPP]


def test_a_stopped_channel_keeps_its_bills_and_lets_the_urgent_go_another_way() -> None:
    build.notice(build.consumer(mobile=PHONE))
    urgent = build.notice(build.consumer(mobile="916000000002"))
    Turn.objects.filter(notice=urgent).update(lane=1)
    Stop.objects.create(scope="channel:whatsapp", at=NOON, by="officer", why="account under review")

    assert [(one.channel, one.address) for one in claim()] == [(ChannelKind.SMS, "916000000002")]
    assert Turn.objects.exclude(notice=urgent).get().channel == "whatsapp"


def test_a_run_goes_out_when_its_gate_opens_and_its_canary_before_it() -> None:
    run = Run.objects.create(key="bill:2026-11", kind="bill_issued", lane=3, made_at=NOON, made_by="one", state="ready")
    for last in range(3):
        build.notice(build.consumer(mobile=f"91600000000{last}"))
    Turn.objects.update(gate=run.pk)
    Turn.objects.filter(notice=Notice.objects.order_by("id")[0]).update(gate=-run.pk)

    assert claim() == []
    Run.objects.update(state=Run.State.CANARY)
    assert len(claim()) == 1
    Run.objects.update(state=Run.State.RELEASED, released_at=NOON, released_by="two")
    assert len(claim()) == 2


def test_a_channel_without_room_parks_its_letters_and_holds_up_no_other() -> None:
    for last in range(3):
        someone = build.consumer()
        build.address(someone, f"91600000000{last}", channels=["sms"])
        build.notice(someone)
    build.notice(build.consumer(mobile="916000000009"))

    first = claim(rooms={ChannelKind.WHATSAPP: 5, ChannelKind.SMS: 1})
    second = claim(rooms={ChannelKind.WHATSAPP: 5})
    third = claim(rooms={ChannelKind.SMS: 5})

    assert sorted(channels(first)) == [ChannelKind.SMS, ChannelKind.WHATSAPP]
    assert second == []
    assert channels(third) == [ChannelKind.SMS, ChannelKind.SMS]


def test_those_parked_for_a_shut_channel_hold_up_nobody_who_came_later() -> None:
    enter()
    senders.stop(name="whatsapp:1", why="190 token expired", at=NOON)
    for last in range(4):
        build.notice(build.consumer(mobile=f"91600000000{last}"))
    two = {ChannelKind.WHATSAPP: 1, ChannelKind.SMS: 1}
    assert [*claim(rooms=two), *claim(rooms=two)] == []
    someone = build.consumer()
    build.address(someone, "916000000009", channels=["sms"])
    build.notice(someone, at=NOON + timedelta(seconds=1))

    assert channels(claim(NOON + timedelta(seconds=2), rooms=two)) == [ChannelKind.SMS]


def test_whoever_would_be_too_late_leaves_the_queue_of_a_shut_channel_in_time() -> None:
    Stop.objects.create(scope="channel:whatsapp", at=NOON, by="officer", why="account under review")
    notice = build.notice(build.consumer(mobile=PHONE))
    assert claim() == []

    def next_minute(at: datetime) -> list[Claimed]:
        seen = outlook.look(ladder([BILL], channels=ALL, factor=1), kinds=[BILL], at=at)
        actions.unpark(ladder=seen.ladder, at=at)
        return claim(at)

    wait = BILL.ladder[0].wait
    assert next_minute(notice.expires_at - wait - timedelta(minutes=10)) == []
    assert Turn.objects.get().channel == "whatsapp"
    assert channels(next_minute(notice.expires_at - wait - timedelta(minutes=1))) == [ChannelKind.SMS]


def test_an_urgent_letter_leaves_the_queue_of_a_channel_that_was_shut_meanwhile() -> None:
    build.notice(build.consumer(mobile=PHONE))
    Turn.objects.update(lane=1)
    claim(rooms={ChannelKind.SMS: 5})  # no seat is free on WhatsApp: it waits for one
    assert Turn.objects.get().channel == "whatsapp"

    Stop.objects.create(scope="channel:whatsapp", at=NOON, by="officer", why="account under review")

    assert channels(claim(NOON + timedelta(seconds=1), rooms={ChannelKind.SMS: 5})) == [ChannelKind.SMS]


def test_no_lane_starves_while_a_more_urgent_one_is_full() -> None:
    for last in range(60):
        notice = build.notice(build.consumer(mobile=f"9160000000{last:02}"))
        if last:
            Turn.objects.filter(notice=notice).update(lane=1)

    lanes = [one.lane for one in claim(rooms={ChannelKind.WHATSAPP: 20})]

    assert lanes.count(3) == 1
    assert lanes.count(1) == 19


def test_quiet_hours_that_a_utility_edited_hold_in_place_of_the_kinds_own() -> None:
    night = datetime.fromisoformat("2026-11-22T23:30:00+05:30")
    text = '[quiet_hours]\nbill_issued = ["20:00", "09:30"]\n'
    edition = issue(file=FILE, text=text, why="x", holds_from=night, at=night, by="chief", check=read)
    build.notice(build.consumer(mobile=PHONE), at=night)

    assert claim(night, kind=BILL) == []
    assert Turn.objects.get().at == datetime.fromisoformat("2026-11-23T09:30:00+05:30")
    take_back(edition=edition, file=FILE, at=night, by="chief")
    assert channels(claim(night + timedelta(hours=10, minutes=1), kind=BILL)) == [ChannelKind.WHATSAPP]


def test_at_night_a_kind_with_quiet_hours_waits_for_the_morning() -> None:
    night = datetime.fromisoformat("2026-11-22T23:30:00+05:30")
    considerate = replace(BILL, quiet=(time(21), time(8)))
    build.notice(build.consumer(mobile=PHONE), at=night)

    assert claim(night, kind=considerate) == []
    assert Turn.objects.get().at == datetime.fromisoformat("2026-11-23T08:00:00+05:30")
    assert channels(claim(night + timedelta(hours=9), kind=considerate)) == [ChannelKind.WHATSAPP]


@pytest.mark.parametrize(
    ("clock", "ends"),
    [("20:59", None), ("21:00", "08:00 next"), ("03:00", "08:00"), ("08:00", None), ("12:00", None)],
)
def test_quiet_hours_are_indias_and_may_pass_midnight(clock: str, ends: str | None) -> None:
    at = datetime.fromisoformat(f"2026-11-22T{clock}:00+05:30")

    until = quiet_until((time(21), time(8)), at=at)

    expected = {None: None, "08:00": "2026-11-22T08:00:00+05:30", "08:00 next": "2026-11-23T08:00:00+05:30"}[ends]
    assert until == (datetime.fromisoformat(expected) if expected else None)


def enter(number: str = "whatsapp:1") -> None:
    senders.enter(accounts=[Account(number, ChannelKind.WHATSAPP, 80, "911912000001")], at=NOON)


def test_beyond_the_days_limit_bills_wait_and_those_that_cannot_go_by_sms() -> None:
    enter()
    senders.learn(news=[SenderNews(at=NOON, per_day=1)])
    for last in range(3):
        build.notice(build.consumer(mobile=f"91600000000{last}"))
    claim(rooms={ChannelKind.WHATSAPP: 1})
    # This bill's time ends before its turn among a person a day would come.
    last = Notice.objects.order_by("id").last()
    assert last is not None
    Notice.objects.filter(pk=last.pk).update(expires_at=NOON + timedelta(hours=12))

    second = claim(rooms={ChannelKind.WHATSAPP: 5, ChannelKind.SMS: 5})

    assert [(one.channel, one.address) for one in second] == [(ChannelKind.SMS, "916000000002")]
    assert Turn.objects.filter(channel="whatsapp").count() == 1


def test_a_day_later_the_next_one_has_their_turn() -> None:
    enter()
    senders.learn(news=[SenderNews(at=NOON, per_day=1)])
    for last in range(2):
        build.notice(build.consumer(mobile=f"91600000000{last}"))
    claim(rooms={ChannelKind.WHATSAPP: 1})
    claim()

    assert channels(claim(NOON + timedelta(days=1, minutes=1), rooms={ChannelKind.WHATSAPP: 1})) == [
        ChannelKind.WHATSAPP
    ]


def test_who_refused_reminders_gets_none_and_still_gets_bills() -> None:
    someone = build.consumer(mobile=PHONE)
    reminder = replace(BILL, purpose="reminder")
    Unsubscribed.objects.create(consumer=someone, value=PHONE, purpose="reminder", at=NOON, how="link")
    build.notice(someone)

    assert claim(kind=reminder) == []
    Turn.objects.get_or_create(notice=Notice.objects.get(), defaults={"lane": 3, "at": NOON})
    Notice.objects.update(state="open", settled_at=None)
    assert channels(claim()) == [ChannelKind.WHATSAPP]


def test_the_pace_of_a_number_follows_what_whatsapp_tells_of_it() -> None:
    enter()
    senders.learn(news=[SenderNews(at=NOON, number="911912000001", per_second=1000, quality="green")])

    seen = outlook.look(ladder([BILL], channels=ALL, factor=1), kinds=[BILL], at=NOON)

    assert seen.allowances["whatsapp:1"].per_second == 1000


def test_a_number_that_is_refused_is_asked_again_once_a_minute_and_comes_back() -> None:
    enter()
    senders.stop(name="whatsapp:1", why="190 token expired", at=NOON)

    def allowance(at: datetime) -> tuple[bool, bool]:
        seen = outlook.look(ladder([BILL], channels=ALL, factor=1), kinds=[BILL], at=at).allowances["whatsapp:1"]
        return seen.stopped, seen.may_ask

    assert allowance(NOON + timedelta(seconds=30)) == (True, False)
    assert allowance(NOON + timedelta(seconds=61)) == (True, True)
    senders.go_on(name="whatsapp:1", at=NOON + timedelta(minutes=2))
    assert allowance(NOON + timedelta(minutes=2)) == (False, False)
    assert Incident.objects.get(kind="sender").ended_at is not None


def test_the_only_sender_of_a_channel_is_asked_with_one_letter_too() -> None:
    enter()
    senders.stop(name="whatsapp:1", why="190 token expired", at=NOON)
    build.notice(build.consumer(mobile=PHONE))

    assert claim(NOON + timedelta(seconds=30)) == []
    assert channels(claim(NOON + timedelta(seconds=61))) == [ChannelKind.WHATSAPP]


def test_a_letter_held_back_by_ourselves_spends_no_try() -> None:
    build.notice(build.consumer(mobile=PHONE))
    held = Verdict(outcome=Outcome.TRY_LATER, reason=Reason.HELD_BY_US, wait=3)
    at = NOON
    for _ in range(20):
        (one,) = claim(at)
        actions.record(answers=[Answered(one, held)], engine="one", at=at, factor=1)
        at += timedelta(seconds=4)

    assert [(one.channel, one.tries) for one in claim(at)] == [(ChannelKind.WHATSAPP, 1)]


def test_a_carrier_that_goes_on_trying_gets_no_letter_that_could_come_too_late() -> None:
    alert = replace(BILL, whatsapp={each: replace(text, ttl_seconds=1800) for each, text in BILL.whatsapp.items()})
    build.notice(build.consumer(mobile=PHONE))
    Notice.objects.update(expires_at=NOON + timedelta(minutes=20))

    assert channels(claim(kind=alert)) == [ChannelKind.SMS]


def test_an_sms_says_how_long_it_is_good_for() -> None:
    someone = build.consumer()
    build.address(someone, PHONE, channels=["sms"])
    build.notice(someone)
    Notice.objects.update(expires_at=NOON + timedelta(minutes=20, seconds=30))
    (claimed,) = claim()

    letter = Pen(kinds=kinds(), public_url="https://bill.example.in", secret="s").write(claimed, at=NOON)

    assert isinstance(letter.content, Sms)
    assert letter.content.good_for == timedelta(minutes=20)
