"""Builders: one function a noun, all arguments optional; every name and number is plainly synthetic."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

import bijlisetu.outbox.actions as outbox
from bijlisetu.billing.models import Telling
from bijlisetu.campaigns import actions as campaigns
from bijlisetu.campaigns.audience import Audience
from bijlisetu.campaigns.making import make_next as make_campaign
from bijlisetu.complaints.actions.enclosing import File
from bijlisetu.complaints.actions.registering import Said, register
from bijlisetu.complaints.lists import Way
from bijlisetu.complaints.models import Complaint
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address, Challenge, Change, Claim
from bijlisetu.fieldwork.actions.printing import print_sheets
from bijlisetu.fieldwork.models import Beat, Door, Holding, Round, Sheet, Visit
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import FactType
from bijlisetu.network.models import Feeder, FeederPlace, Office, OfficePlace
from bijlisetu.outbox.actions import Posting
from bijlisetu.outbox.models import Engine, Notice
from bijlisetu.reach.models import Task
from bijlisetu.runs import actions as runs
from bijlisetu.staff import factor
from bijlisetu.staff.actions.systems import give_system_key, let_in
from bijlisetu.staff.models import Post, System
from bijlisetu.staff.purposes import Purpose
from bijlisetu.tills.actions import Paid, open_till, take
from bijlisetu.tills.models import Receipt
from bijlisetu.values import ChannelKind

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CYCLE = date(2026, 11, 1)
SINCE = date(2020, 4, 1)
#: Of an app that shows codes.
KEY = "00112233445566778899" * 2
MOBILE = ["whatsapp", "sms", "call"]
#: What a fact says where a test does not care.
USUAL = {
    FactType.TEXT: "B1", FactType.WORDS: "परीक्षण", FactType.NUMBER: "153", FactType.RUPEES: "1253.00",
    FactType.DAY: "2026-12-07", FactType.MONTH: "2026-11", FactType.MOMENT: "2026-11-26T04:30:00+00:00",
    FactType.CODE: "0" * 32, FactType.CHOICES: "[]",
}  # fmt: skip
_number = itertools.count(1)


def office(kind: str = "section", *, parent: Office | None = None, name: str = "") -> Office:
    made = Office.objects.create(
        kind=kind, code=f"{kind} {next(_number)}", name=name or f"TEST {kind.upper()}", valid_from=SINCE
    )
    if parent:
        OfficePlace.objects.create(office=made, parent=parent, valid_from=SINCE)
    return made


def feeder(*, section: Office | None = None) -> Feeder:
    made = Feeder.objects.create(code=f"F{next(_number):012}", name="TEST FEEDER", voltage_kv=11, valid_from=SINCE)
    FeederPlace.objects.create(feeder=made, section=section or office(), valid_from=SINCE)
    return made


def feeder_of_a_company() -> Feeder:
    """Make a feeder whose company has a name: without one no message can say who speaks."""
    return feeder(section=office(parent=office("company")))


def consumer(
    *, account: str = "", name: str = "परीक्षण उपभोक्ता", on: Feeder | None = None, mobile: str = "", email: str = "",
    **more: Any,
) -> Consumer:  # fmt: skip
    made = Consumer.objects.create(
        account=account or f"99{next(_number):08}", name=name, feeder=on or feeder(),
        imported_at=NOON, changed_at=NOON, **more,
    )  # fmt: skip
    if mobile:
        address(made, mobile)
    if email:
        address(made, email, channels=["email"])
    return made


def address(of: Consumer, value: str, *, channels: Sequence[str] = MOBILE, **more: Any) -> Address:
    """Make an address, and the claims that add up to it."""
    more = {"source": "billing_export", "known_at": NOON, **more}
    made = Address(consumer=of, value=value, channels=list(channels), **more)
    claim(made, word="reaches", source=made.source, at=made.known_at)
    if made.owner != Address.Owner.UNKNOWN:
        made.proof = made.proof or "reply"
        word = "own" if made.owner == Address.Owner.PROVED else "not_own"
        claim(made, word=word, source="reply", proof=made.proof, at=made.owner_at)
    made.save()
    return made


def answer(word: str, of: Consumer, value: str, *, at: datetime = NOON) -> Claim:
    """Make the claim, not recorded yet, of a person who answers yes (own) or no (not_own) to a message."""
    return Claim(consumer=of, value=value, word=word, source="reply", proof="reply", at=at)


def claim(of: Address, **more: Any) -> Claim:
    return Claim.objects.create(consumer=of.consumer, value=of.value, by="test", **more)


def notice(to: Consumer, *, at: datetime = NOON, cycle: date = CYCLE, kind: str = "bill_issued", **more: str) -> Notice:
    """Post a notice of the kind, by default the bill of the cycle; more are facts in place of the usual ones."""
    told = facts(to, kind, month=f"{cycle:%Y-%m}", **more)
    key = f"{kind}:{kinds()[kind].occasion_of(told)}:{to.account}"
    outbox.post(kind=kinds()[kind], postings=[Posting(key=key, consumer=to.pk, facts=told)], at=at)
    return Notice.objects.get(key=key)


def task(of: Consumer, *, reason: str = "no_address", **more: Any) -> Task:
    """Make the work of reaching the consumer with November's bill."""
    more = {"ledger": "bills", "occasion": f"{CYCLE:%Y-%m}", "due_on": CYCLE, "opened_at": NOON, **more}
    return Task.objects.create(consumer=of, subject="reach", reason=reason, **more)


def challenge(of: Consumer, value: str, *, at: datetime = NOON, **more: Any) -> Challenge:
    """Make the question to the number whether its phone is here, with a code."""
    more = {"entrance": "counter", "by": "clerk", "until": at + timedelta(minutes=10), **more}
    return Challenge.objects.create(consumer=of, value=value, at=at, sent_at=at, **more)


def change(of: Consumer, old: str, new: str, *, at: datetime = NOON) -> Change:
    """Make the change of one number into the other, without its claims."""
    return Change.objects.create(
        consumer=of, old=old, new=new, source="counter", state="made", by="clerk", at=at, holds_from=at, made_at=at
    )


def complaint(of: Consumer, category: str = "FUSE", *, at: datetime = NOON) -> Complaint:
    """Register what the consumer complains of by telephone, with a photo."""
    photo = File(b"\xff\xd8\xff synthetic")
    told = Said(category=category, way=Way.PHONE, said_at=at, consumer=of.pk, words="परीक्षण", files=[photo])
    return register(told, at=at, by="clerk").complaint


def visit(to: Consumer, outcome: str = "locked", *, at: datetime = NOON, by: str = "worker", **more: Any) -> Visit:
    """Make what somebody found at the consumer's door and told at once, as from an office's list."""
    more = {"form": "contact", "entrance": "desk", "said_at": at, "received_at": at, **more}
    return Visit.objects.create(id=uuid.uuid4(), consumer=to, outcome=outcome, at=at, by=by, **more)


def round_(form: str = "contact", **more: Any) -> Round:
    """Open a round of doors that lasts until the end of April."""
    more = {"title": "TEST ROUND", "begins_on": SINCE, "ends_on": date(2027, 5, 1), "made_by": "chief", **more}
    return Round.objects.create(form=form, at=NOON, **more)


def beat(of: Round | None = None, *, at_office: Office | None = None, **more: Any) -> Beat:
    number = next(_number)
    return Beat.objects.create(
        round=of or round_(), number=number, name=f"BEAT {number}", office=at_office or office(), **more
    )


def hold(of: Beat, name: str, *, at: datetime = NOON) -> Holding:
    """Let the person hold the beat from then on."""
    person, _ = User.objects.get_or_create(username=name)
    Beat.objects.filter(pk=of.pk).update(worker=person, assigned_at=at)
    return Holding.objects.create(beat=of, worker=person, from_at=at)


def door(of: Beat, *, to: Consumer | None = None, **more: Any) -> Door:
    return Door.objects.create(
        **{"round": of.round, "beat": of, "consumer": to or consumer(), "order": next(_number), **more}
    )


def sheet(section: Office, *people: Consumer) -> str:
    """Print a sheet of a beat with these people's doors, which somebody walks; return its serial."""
    laid = beat(at_office=section)
    hold(laid, "walker")
    for one in people:
        door(laid, to=one)
    (made,) = print_sheets(beats=[laid.pk], by="clerk", at=NOON)
    return Sheet.objects.get(pk=made).serial


def engine(name: str = "test", *, at: datetime = NOON) -> Engine:
    """Make an engine that was heard of at the moment."""
    return Engine.objects.create(
        name=name, host="here", pid=7, channels=["whatsapp"], senders=["whatsapp:1"], letters_a_minute=0,
        started_at=at, seen_at=at,
    )  # fmt: skip


def officer(name: str, *, of: Office, role: str = "officer") -> str:
    """Give the person a post at the office, and return their name."""
    person, _ = User.objects.get_or_create(username=name)  # a password would cost half a second
    employer = "EXAMPLE AGENCY" if role == "agent" else ""
    Post.objects.create(person=person, office=of, role=role, employer=employer, valid_from=SINCE)
    return name


def system(of: Office, *purposes: str, name: str = "") -> System:
    """Let a system in at the office for these purposes, or for all."""
    called = name or f"system-{next(_number)}"
    return let_in(name=called, office=of, purposes=purposes or tuple(Purpose), at=NOON, by="chief", a_minute=60_000)


def key_of(of: System, *, at: datetime = NOON) -> str:
    """Give the system a key that lasts a year."""
    return give_system_key(system=of.pk, until=at + timedelta(days=365), at=at, by="chief")


def second_factor(browser: Client) -> None:
    """Have whoever is logged in there have shown the code of their app, with the key KEY."""
    user = User.objects.get(pk=browser.session[SESSION_KEY]).get_username()
    factor.give(user=user, key=KEY, at=NOON, by="terminal")
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user__username=user).persistent_id
    session.save()


def run(*people: Consumer, by: str = "maker", at: datetime = NOON, key: str = "bills:2026-11") -> int:
    """Gather a bill for each of the people in a run, and leave it open."""
    kind = kinds()["bill_issued"]
    made = runs.begin(key=key, kind=kind, at=at, by=by)
    postings = [Posting(key=f"{key}:{to.account}", consumer=to.pk, facts=facts(to)) for to in people]
    outbox.post(kind=kind, postings=postings, at=at, run=made)
    return made


def campaign(at_office: Office, *, at: datetime = NOON) -> int:
    """Tell the office's people a warning of fraud, asked for by an officer of its own, and make its messages."""
    by = officer(f"teller of {at_office.pk}", of=at_office, role="se")
    audience = Audience(office=at_office.pk)
    made = campaigns.ask(token=uuid.uuid4(), kind="fraud_warning", audience=audience, chosen={}, at=at, by=by)
    while make_campaign(at=at):
        pass
    return made


def telling(office: Office, *, at: datetime = NOON, **more: Any) -> Telling:
    """Return the word of an officer to tell the office's people of their bills, not yet made."""
    return Telling.objects.create(office=office, cycle=CYCLE, by="maker", asked_at=at, **more)


def receipt(of: Consumer, *, at: Office, now: datetime = NOON) -> Receipt:
    """Take 1.00 of the consumer at a till of the office."""
    by = officer(f"cashier of {at.pk}", of=at, role="clerk")
    open_till(office=at.pk, opening=Decimal(0), at=now, by=by)
    made, _ = take(Paid(consumer=of.pk, amount=Decimal(1), is_advance=True), key=uuid.uuid4(), at=now, by=by)
    return made


def rooms(seats: int = 10) -> dict[ChannelKind, int]:
    """Return so much room on every channel."""
    return dict.fromkeys(ChannelKind, seats)


def facts(of: Consumer, kind: str = "bill_issued", **more: str) -> dict[str, str]:
    """Return all that the kind says of the consumer: a usual value for each fact, or the one given."""
    usual = {"account_end": of.account[-4:], "utility_hi": "परीक्षण विद्युत", "utility_en": "Test Power", **more}
    return {name: usual.get(name, USUAL[fact.type]) for fact in kinds()[kind].facts.values() for name in fact.posted_as}
