"""
What the product finds in a database: `python -m tests.cli.after QUESTION …` prints the answers as JSON, by question.

A process of its own, for a process knows one database.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bijlisetu.plumbing import startup

COUNTED = json.loads((Path(__file__).parent / "before" / "counted.json").read_text(encoding="utf-8"))
AT = datetime.fromisoformat(COUNTED["at"])
USER, PASSWORD = "clerk-before", "synthetic login of before"


def reach() -> dict[str, Any]:
    """Return the figures of every office and occasion."""
    from bijlisetu.network.models import Office
    from bijlisetu.reach import queries

    every = [occasion for ledger in queries.ledgers() for occasion in queries.occasions(ledger)]
    figures = {
        f"{office} {occasion.ledger}:{occasion.name}": queries.survey(office, occasion).own
        for office in Office.objects.values_list("pk", flat=True)
        for occasion in every
    }
    return {where: asdict(own) for where, own in figures.items() if own.people}


def judged() -> dict[str, Any]:
    """Return the same figures, once the ledger has looked at every notice anew."""
    from bijlisetu.outbox.models import Change, Notice
    from bijlisetu.reach import actions

    Change.objects.bulk_create(Change(notice_id=pk) for pk in Notice.objects.values_list("pk", flat=True))
    while actions.refresh(at=datetime.now(UTC)):
        pass
    return reach()


def runs() -> dict[str, Any]:
    """Return of each run its state, its makers and its certificate."""
    from bijlisetu.reports.certificate import certificate
    from bijlisetu.runs import queries

    return {run.key: {"state": run.state, "makers": list(run.makers), **_told(certificate(run.id, at=AT))}
            for run in queries.runs()}  # fmt: skip


def _told(one: Any) -> dict[str, Any]:
    heaps = {f"{heap.outcome}/{heap.reason}": heap.notices for heap in one.heaps}
    return {"made": one.made, "bar": asdict(one.bar), "heaps": heaps}


def traced() -> dict[str, Any]:
    """Return of each account how many notices and tries its trace tells."""
    from bijlisetu.consumers.models import Consumer
    from bijlisetu.reports.story.trace import trace

    stories = {account: trace(account, at=AT) for account in Consumer.objects.values_list("account", flat=True)}
    return {
        account: [len(story.notices), sum(len(notice.attempts) for notice in story.notices)]
        for account, story in stories.items()
    }


def claimed() -> list[str]:
    """Lease all that is due, and return which notices by which channel."""
    from bijlisetu.delivery.actions.claiming import claim
    from bijlisetu.delivery.rules import ladder
    from bijlisetu.kinds.files import kinds
    from bijlisetu.outbox.models import Attempt
    from bijlisetu.values import ChannelKind

    rooms = dict.fromkeys((ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL), 1000)
    steps = ladder(kinds().values(), channels=frozenset(rooms), factor=1.0)
    leased = claim(rooms=rooms, engine="desk:2:bbbb", ladder=steps, at=AT)
    keys = dict(Attempt.objects.filter(pk__in=[one.attempt for one in leased]).values_list("pk", "notice__key"))
    return sorted(f"{keys[one.attempt]} {one.channel} {one.tries}" for one in leased)


def unclear() -> list[list[str]]:
    """Return what waits for the clerks of the whole company: the words, and whose they may be."""
    from bijlisetu.network.queries import top_offices
    from bijlisetu.reports.unclear import waiting

    return sorted([one.text, one.account] for one in waiting(top_offices()[0].pk, is_top=True).rows)


def pages() -> dict[str, int]:
    """Log in as a person of before, open every page there is something on, and return what each answered."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    given = {"username": USER, "password": PASSWORD}
    answers = {"login": client.post("/office/login/", given).status_code}
    answers |= {page: client.get(page, follow=True).status_code for page in _of_office()}
    client.logout()
    return answers | {page: client.get(page).status_code for page in _of_people()}


def posted_again() -> list[int]:
    """Post notices of before once more, and return how many they are and how many of them were new."""
    from bijlisetu.kinds.files import kinds
    from bijlisetu.outbox.actions import Posting, post
    from bijlisetu.outbox.models import Notice

    told = Notice.objects.filter(kind="bill_issued").order_by("id")[:20]
    again = [Posting(one.key, one.consumer_id, one.facts) for one in told]
    return [len(again), post(kind=kinds()["bill_issued"], postings=again, at=AT)]


def went_on() -> dict[str, Any]:
    """Let carriers tell of a letter of before, mend a number, and return what became of that letter and that person."""
    from bijlisetu.contact.actions import repair
    from bijlisetu.outbox.models import Attempt
    from bijlisetu.reach import actions
    from bijlisetu.reach.models import Standing, Task
    from bijlisetu.values import Mobile
    from tests import carried

    before = Attempt.objects.get(carrier_id="wamid.test-sent")
    # What somebody missed is the bill told last; October's, told after November's, waits in a held run.
    november = Standing.objects.filter(ledger="bills", occasion="2026-11", degree="no_address")
    missed = november.exclude(consumer__standings__occasion="2026-10").earliest("pk").consumer
    repair(account=missed.account, address=Mobile.parse("6000000001"), proof="visit", at=AT, by="JE demo")
    again = carried.send_all(at=AT)
    told = [{"id": before.carrier_id, "status": "read", "timestamp": str(int(AT.timestamp()))}]
    carried.fold(statuses=told + [carried.status(one, "delivered", AT, wamid=f"wamid.{one.attempt}") for one in again],
                 at=AT)  # fmt: skip
    while actions.refresh(at=AT):
        pass
    before.refresh_from_db()
    return {
        "letter": before.get_state_display(),
        "degree": Standing.objects.get(consumer=missed, ledger="bills", occasion="2026-11").degree,
        "open tasks": Task.objects.filter(consumer=missed, closed_at=None).count(),
    }


def _of_office() -> list[str]:
    from bijlisetu.billing.models import Bill
    from bijlisetu.consumers.models import Consumer
    from bijlisetu.network.queries import top_offices
    from bijlisetu.outbox.models import Run

    top = top_offices()[0].pk
    numbers = Run.objects.exclude(state=Run.State.GATHERING).values_list("pk", flat=True)
    last_bills = Bill.objects.order_by("cycle", "-pk").distinct("cycle")
    return [
        *("/office/", "/office/runs/", "/office/delivery/", "/office/search?q=300000", f"/office/worklist/{top}/"),
        *(f"/office/{page}/{top}/" for page in ("reach", "people", "answers")),
        *(f"/office/run/{number}/{page}" for number in numbers for page in ("", "certificate/", "certificate.csv")),
        *(f"/office/consumer/{consumer}/" for consumer in Consumer.objects.values_list("pk", flat=True)),
        *(f"/office/bill/{bill.pk}.pdf" for bill in last_bills),
    ]


def _of_people() -> list[str]:
    """Return what stands behind links that went out before."""
    from django.conf import settings

    from bijlisetu.outbox.models import Attempt
    from bijlisetu.plumbing import links

    sent = Attempt.objects.filter(notice__kind="bill_issued").order_by("channel", "pk").distinct("channel")
    last_day = date(2099, 12, 31)
    return [f"/b/{links.sign(one.pk, purpose='bill', last_day=last_day, secret=settings.SECRET_KEY)}" for one in sent]


if __name__ == "__main__":
    startup.set_up()
    sys.stdout.write(json.dumps({question: globals()[question]() for question in sys.argv[1:]}))
