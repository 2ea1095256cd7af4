"""
Three monthly bills in a town whose numbers' truth is known: who is called dead?

The carriers are the simulator's own rules of behaviour, the codes go through the channels' own tables, and claim,
answer, report and verdict are the product's. On one day an operator loses a whole series of numbers.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

import bijlisetu.contact.health.actions as health
import bijlisetu.outbox.actions as outbox
import bijlisetu.reach.actions as reach
from bijlisetu.channels.letter import Outcome, Reason, Report, ReportState, Verdict
from bijlisetu.channels.sms import codes as sms_codes
from bijlisetu.channels.whatsapp import codes as whatsapp_codes
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address, Health
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.actions import Posting
from bijlisetu.outbox.models import Attempt, Incident
from bijlisetu.reach.models import Standing, Task
from bijlisetu.simulator.people import behaviour
from bijlisetu.simulator.people.behaviour import Deed, Event, Person
from bijlisetu.tracking import reports
from bijlisetu.tracking.reports import Arrived
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import MOBILE, NOON

pytestmark = pytest.mark.django_db

SEED = 7
PEOPLE = 2_600  #: on four series of numbers
DEAD, ON_WHATSAPP, READS = 0.12, 0.60, 0.60
BILLS = (NOON, NOON + timedelta(days=30), NOON + timedelta(days=61))
INCIDENT_ON, LOST_SERIES = BILLS[1], "916003"
SHUT_BY_DEATH = ("number_dead", "phone_absent")
LADDER = ladder(kinds().values(), channels=frozenset({ChannelKind.WHATSAPP, ChannelKind.SMS}), factor=1)
STATES = {
    Deed.SENT: ReportState.SENT, Deed.DELIVERED: ReportState.DELIVERED, Deed.READ: ReportState.READ,
    Deed.FAILED: ReportState.FAILED, Deed.EXPIRED: ReportState.FAILED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Town:
    """Who is behind each number."""

    truth: dict[str, Person]

    def numbers(self, *, works: bool) -> set[str]:
        return {number for number, person in self.truth.items() if person.works is works}


def town() -> Town:
    rng = random.Random(SEED)
    truth = {f"91600{index % 4}{index:06}": _person(rng) for index in range(PEOPLE)}
    feeder = build.feeder()
    people = Consumer.objects.bulk_create(
        Consumer(account=f"98{index:08}", name="परीक्षण", feeder=feeder, imported_at=NOON, changed_at=NOON)
        for index in range(PEOPLE)
    )
    Address.objects.bulk_create(
        Address(consumer=one, value=number, channels=MOBILE, source="billing_export", known_at=NOON)
        for one, number in zip(people, truth, strict=True)
    )
    return Town(truth)


def _person(rng: random.Random) -> Person:
    works = rng.random() >= DEAD
    whatsapp, reads = works and rng.random() < ON_WHATSAPP, works and rng.random() < READS
    return Person(works=works, whatsapp=whatsapp, reads=reads, belongs=True, objects=False, confirms=False)


def send_bills(town: Town, *, at: datetime, incident: bool = False) -> None:
    """Post the month's bill to everybody and let carriers and people do what they do, until the next night is over."""
    cycle = date(at.year, at.month, 1)
    news = [
        Posting(key=f"bill:{cycle}:{one.account}", consumer=one.pk, facts=build.facts(one, month=f"{cycle:%Y-%m}"))
        for one in Consumer.objects.all()
    ]
    outbox.post(kind=kinds()["bill_issued"], postings=news, at=at)
    for later in (timedelta(), timedelta(minutes=1), timedelta(hours=2), timedelta(hours=30)):
        _carry(town, at=at + later, incident=incident)
    while reach.refresh(at=at + timedelta(hours=31)):
        pass
    for hours in (1, 13, 31):
        health.gather(at=at + timedelta(hours=hours))
        health.judge(at=at + timedelta(hours=hours))


def _carry(town: Town, *, at: datetime, incident: bool) -> None:
    rooms = {ChannelKind.WHATSAPP: PEOPLE, ChannelKind.SMS: PEOPLE}
    claimed = delivery.claim(rooms=rooms, engine="one", ladder=LADDER, at=at)
    answers = [
        Answered(one, Verdict(outcome=Outcome.ACCEPTED, carrier_id=f"id{one.attempt}"), f"{one.channel}:test")
        for one in claimed
    ]
    delivery.record(answers=answers, engine="one", at=at, factor=1)
    told = [Arrived(report, report.at) for one in claimed for report in _reports(town, one, at=at, incident=incident)]
    with transaction.atomic():
        reports.apply(told, at=at)


def _reports(town: Town, one: Claimed, *, at: datetime, incident: bool) -> Iterator[Report]:
    for event in _events(town, one, incident=incident):
        state = STATES.get(event.deed)
        if state:
            yield Report(
                channel=one.channel, state=state, at=at + timedelta(seconds=event.after), carrier_id=f"id{one.attempt}",
                reason=_reason(one.channel, event.code),
            )  # fmt: skip


def _events(town: Town, one: Claimed, *, incident: bool) -> tuple[Event, ...]:
    person = town.truth[one.address]
    whatsapp = one.channel is ChannelKind.WHATSAPP
    if incident and one.address.startswith(LOST_SERIES):
        return (Event(5, Deed.FAILED, behaviour.NOT_ON_WHATSAPP if whatsapp else behaviour.UNKNOWN_SUBSCRIBER),)
    behave = behaviour.whatsapp if whatsapp else behaviour.sms
    return behave(seed=SEED, number=one.address[2:], account=one.facts["account_end"], person=person)


def _reason(channel: ChannelKind, code: str) -> Reason | None:
    if not code:
        return None
    return (
        whatsapp_codes.meaning_of(int(code)).reason if channel is ChannelKind.WHATSAPP else sms_codes.ERRORS[int(code)]
    )


def called(*findings: str) -> set[str]:
    return set(Health.objects.filter(finding__in=findings).values_list("value", flat=True))


def test_no_good_number_is_called_dead_and_nine_in_ten_of_the_dead_are() -> None:
    people = town()
    good, dead = people.numbers(works=True), people.numbers(works=False)

    send_bills(people, at=BILLS[0])
    assert not Health.objects.exists()  # one day says nothing
    send_bills(people, at=INCIDENT_ON, incident=True)
    after_incident = called(*SHUT_BY_DEATH)
    send_bills(people, at=BILLS[2])

    found = called(*SHUT_BY_DEATH)
    print(  # noqa: T201 - the record of the measurement: pytest -s
        f"{len(good)} good, {len(dead)} dead; called dead after the incident "
        f"{len(after_incident & dead)} and {len(after_incident & good)} good; after three bills "
        f"{len(found & dead)} ({len(found & dead) / len(dead):.1%}) and {len(found & good)} good; "
        f"by finding {dict(Counter(Health.objects.values_list('finding', flat=True)))}; "
        f"wrongly off WhatsApp {len({n for n in called('not_on_whatsapp') if people.truth[n].whatsapp})}"
    )
    assert after_incident & good == found & good == set()
    assert len(found & dead) >= 0.9 * len(dead)
    assert not {number for number in called("not_on_whatsapp") if people.truth[number].whatsapp}
    assert set(Incident.objects.values_list("kind", "subject")) == {
        ("verdicts", "whatsapp series 6003"),
        ("verdicts", "sms series 6003"),
    }

    send_bills(people, at=BILLS[2] + timedelta(days=31))

    fourth = Attempt.objects.filter(claimed_at__gte=BILLS[2] + timedelta(days=31))
    assert not set(fourth.values_list("address", flat=True)) & found
    assert set(fourth.values_list("address", flat=True)) >= good
    skipped = Standing.objects.filter(occasion="2027-02", consumer__addresses__value__in=found)
    assert dict(Counter(skipped.values_list("degree", "reason"))).keys() == {
        ("failed", "number_dead"),
        ("failed", "phone_absent"),
    }
    assert set(Task.objects.filter(closed_at=None).values_list("reason", flat=True)) >= set(SHUT_BY_DEATH)
