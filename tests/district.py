"""Two divisions; in the first an officer and one person of every degree, in the second a stranger to him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder, Office
from bijlisetu.outbox.models import Attempt, Notice, Turn
from bijlisetu.plumbing import links
from bijlisetu.reach.models import Standing
from bijlisetu.staff.models import Post
from tests import build

NUMBER = "919811122233"
REACHED = ("read", "delivered")
STATES = {
    "read": Attempt.State.READ,
    "delivered": Attempt.State.DELIVERED,
    "waiting": Attempt.State.SENT,
    "accepted": Attempt.State.SENT,
    "failed": Attempt.State.FAILED,
    "not_owner": Attempt.State.DELIVERED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """What the pages are tried on."""

    circle: Office
    division: Office
    section: Office
    feeder: Feeder
    elsewhere: Office
    officer: User
    people: dict[str, Consumer]
    outsider: Consumer


def district_with_people() -> District:
    circle = build.office("circle", name="TEST CIRCLE")
    division, elsewhere = (build.office("division", parent=circle, name=name) for name in ("NEAR", "FAR"))
    section = build.office("section", parent=division, name="NEAR SECTION")
    feeder = build.feeder(section=section)
    build.engine(at=timezone.now())
    degrees = ("read", "delivered", "unproved", "waiting", "accepted", "failed", "not_owner", "no_address")
    outside = build.feeder(section=build.office("section", parent=elsewhere))
    return District(
        circle=circle, division=division, section=section, feeder=feeder, elsewhere=elsewhere,
        officer=officer_of(division),
        people={degree: person(degree, on=feeder) for degree in degrees},
        outsider=person("failed", on=outside),
    )  # fmt: skip


def officer_of(office: Office, name: str = "officer") -> User:
    user = User.objects.create_user(name)  # a password would cost half a second
    Post.objects.create(person=user, office=office, role="officer", valid_from=build.SINCE)
    return user


def person(degree: str, *, on: Feeder, reason: str = "number_dead") -> Consumer:
    """Make a consumer whose bill of the cycle stands at the degree; unproved is delivered to a number not proved."""
    made = build.consumer(on=on, book="B7", pole="P-9", address="मकान 1")
    bill(made)
    notice = build.notice(made)
    Notice.objects.filter(pk=notice.pk).update(facts={**notice.facts, "bill": f"BILL{made.account}"})
    proved, has_number = degree in REACHED, degree != "no_address"
    if has_number:
        build.address(made, NUMBER, **({"owner": "proved", "owner_at": build.NOON} if proved else {}))
    degree = "delivered" if degree == "unproved" else degree
    attempt = sent(notice, degree, reason=reason) if has_number else None
    why = reason if degree == "failed" else ""
    Standing.objects.create(
        consumer=made, ledger="bills", occasion="2026-11", notice=notice.pk, degree=degree,
        reached=degree in REACHED, proved=proved,
        reason=why, channel="whatsapp" if attempt else "", attempt=attempt.pk if attempt else None, at=build.NOON,
    )  # fmt: skip
    if degree not in (*REACHED, "waiting"):
        Notice.objects.filter(pk=notice.pk).update(state="exhausted", settled_at=build.NOON)
        Turn.objects.filter(notice=notice).delete()
        build.task(made, reason=why or degree, notice=notice.pk)
    return made


def bill(of: Consumer, *, amount: str = "1253.00") -> Bill:
    return Bill.objects.create(
        number=f"BILL{of.account}", consumer=of, cycle=build.CYCLE, bill_date=build.NOON.date(),
        due_date=build.NOON.date() + timedelta(days=15), units=Decimal(153), amount_payable=Decimal(amount),
        mapping="uppcl", imported_at=build.NOON,
    )  # fmt: skip


def sent(notice: Notice, degree: str, *, reason: str = "") -> Attempt:
    """Make the try that brought the notice to the degree."""
    state = STATES[degree]
    return Attempt.objects.create(
        notice=notice, channel="whatsapp", address=NUMBER, state=state, engine="test",
        reason=reason if state == Attempt.State.FAILED else "", claimed_at=build.NOON, accepted_at=build.NOON,
        delivered_at=build.NOON if state >= Attempt.State.DELIVERED else None,
        read_at=build.NOON if state == Attempt.State.READ else None,
        failed_at=build.NOON if state == Attempt.State.FAILED else None,
    )  # fmt: skip


def attempt_to(consumer: Consumer) -> Attempt:
    return Attempt.objects.get(notice__consumer=consumer)


def token_for(consumer: Consumer, *, purpose: str = "bill", days: int = 30) -> str:
    last_day = timezone.localdate() + timedelta(days=days)
    return links.sign(attempt_to(consumer).pk, purpose=purpose, last_day=last_day, secret=settings.SECRET_KEY)
