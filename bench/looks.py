"""
How long each page of the office takes, first and again: `python -m bench.looks`, on the tables as they are.

Prints milliseconds by page as JSON. What pages remember for a while is forgotten before each look.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bijlisetu.plumbing import startup

LOOKS = 14
YARDSTICK = "SELECT count(*) FROM reach_standing WHERE ledger = 'bills' AND occasion = %s"


def main() -> None:
    """Look at every page as an officer of the whole company and as one of a section."""
    startup.set_up()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    print(json.dumps({name: _timed(look) for name, look in _looks()}))  # noqa: T201


def _timed(look: Callable[[], object]) -> float:
    """Return the shortest of some looks in milliseconds, for others work on this machine too."""
    from django.core.cache import cache

    times = []
    for _ in range(LOOKS):
        cache.clear()
        began = time.perf_counter()
        look()
        times.append((time.perf_counter() - began) * 1000)
    return min(times)


def _looks() -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each page by its name and how it is opened; and the yardstick, a plain count of one month."""
    from django.db import connection
    from django.test import Client

    from bijlisetu.consumers.models import Consumer
    from bijlisetu.fieldwork.models import Beat
    from bijlisetu.network.models import Office
    from bijlisetu.outbox.models import Run
    from bijlisetu.reach.models import PeopleTotal

    company, section = (Office.objects.filter(kind=kind).earliest("id") for kind in ("company", "section"))
    latest = PeopleTotal.objects.latest("occasion").occasion
    middle = Consumer.objects.filter(pk__gte=Consumer.objects.count() // 2).earliest("id")
    run = Run.objects.filter(state=Run.State.RELEASED).latest("id").pk

    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute(YARDSTICK, [latest])
            cursor.fetchall()

    yield "yardstick: count(*) over a month", count
    for office, role in ((company, "officer"), (section, "je")):
        browser, at = browser_of(office, role), f"{office.pk}/"
        pages = {
            "reach": f"reach/{at}",
            "reach as CSV": f"reach/{at}offices.csv",
            "worklist": f"worklist/{at}",
            "worklist from the middle": f"worklist/{at}?after={middle.pk}",
            "worklist of a reason": f"worklist/{at}?reason=no_address",
            "people": f"people/{at}",
            "people not reached, from the middle": f"people/{at}?degree=unreached&after={middle.pk}",
            "people without address": f"people/{at}?degree=no_address",
            "KYC": f"kyc/{at}",
            "KYC, who lacks a number": f"kyc/{at}?missing=number",
            "hygiene": f"hygiene/{at}",
            "drive": f"drive/{at}",
            "drive, its beats": f"drive/{at}beats/",
            "drive, its register": f"drive/{at}register/",
        }
        sought = {
            "search by account": middle.account[-6:],
            "search by name": "परीक्षण",
            "search by a rare name": f"उपभोक्ता {middle.pk}",
            "search by number": f"{6_000_000_000 + middle.pk}",
            "search by meter": middle.meter_number,
            "search by feeder": middle.feeder.code,
        }
        if office is company:
            pages |= {
                "consumer": f"consumer/{middle.pk}/",
                "drive, visits that need a look": f"drive/{at}honesty/",
                "consumer, history": f"consumer/{middle.pk}/history/",
                "runs": "runs/",
                "run": f"run/{run}/",
                "run, live": f"run/{run}/live/",
                "certificate": f"run/{run}/certificate/",
                "certificate as CSV": f"run/{run}/certificate.csv",
                "delivery": "delivery/",
                "delivery, live": "delivery/live/",
            }
        for name, path in pages.items():
            yield f"{office.kind}: {name}", opening(browser, f"/office/{path}")
        for name, text in sought.items():
            yield f"{office.kind}: {name}", _seeking(browser, text)
    beat = Beat.objects.exclude(worker=None).order_by("pk").first()
    assert beat is not None  # noqa: S101 - the desk's own
    walker = Client()
    walker.force_login(beat.worker, backend="django.contrib.auth.backends.ModelBackend")
    yield "field: my beats", opening(walker, "/field/api/beats")
    yield "field: 200 doors of a beat", opening(walker, f"/field/api/doors?beat={beat.pk}&limit=200")


def browser_of(office: Any, role: str) -> Any:
    """Return the browser of somebody with this post."""
    from django.contrib.auth.models import User
    from django.test import Client

    from bijlisetu.staff.models import Post

    person, _ = User.objects.get_or_create(username=f"bench-{office.kind}")
    Post.objects.get_or_create(person=person, office=office, role=role, valid_from="2020-04-01")
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def opening(browser: Any, path: str) -> Callable[[], object]:
    def opened() -> None:
        answer = browser.get(path, follow=True)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}")
        b"".join(answer)

    return opened


def _seeking(browser: Any, text: str) -> Callable[[], object]:
    def sought() -> None:
        answer = browser.post("/office/search", {"q": text}, follow=True)
        if answer.status_code != 200:
            raise SystemExit(f"the box of search answers {answer.status_code}")

    return sought


if __name__ == "__main__":
    sys.exit(main())
