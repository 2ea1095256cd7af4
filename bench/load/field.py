"""
Lays a round for many workers and lets each in: `python -m bench.load.field WORKERS DOORS`.

Prints as JSON the worker's session, beat, and doors, each with its consumer. The first worker's beat has 500 doors.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bijlisetu.plumbing import startup

LONG = 500


def main() -> None:
    """Lay the round, and say how long it took and who may come in."""
    startup.set_up()
    from bijlisetu.consumers.models import Consumer
    from bijlisetu.fieldwork import actions
    from bijlisetu.fieldwork.actions import Laid
    from bijlisetu.network.models import Office

    workers, doors = int(sys.argv[1]), int(sys.argv[2])
    office, now = Office.objects.get(), datetime.now(UTC)
    people = [_person(number, office) for number in range(workers)]
    consumers = iter(Consumer.objects.order_by("pk").values_list("pk", flat=True))
    sizes = [LONG] + [doors] * (workers - 1)
    beats = [
        Laid(number, f"BEAT {number}", office.pk, [next(consumers) for _ in range(size)], (), person.pk)
        for number, (person, size) in enumerate(zip(people, sizes, strict=True), 1)
    ]
    began = time.monotonic()
    round_ = actions.open_round(
        form="contact", title="BENCH", begins_on=now.date(), ends_on=now.date() + timedelta(days=90), by="bench", at=now
    )
    made = actions.lay_beats(round_=round_, beats=beats, by="bench", at=now - timedelta(days=1))
    laid = time.monotonic() - began
    told = [{"session": _session(person), "beat": made[number]} for number, person in enumerate(people, 1)]
    print(json.dumps({"laid": laid, "doors": sum(sizes), "workers": told}))  # noqa: T201


def _person(number: int, office: Any) -> Any:
    from django.contrib.auth.models import User

    from bijlisetu.staff.models import Post

    person = User.objects.create(username=f"bench{number}", password="!")  # noqa: S106 - nobody's
    Post.objects.create(person=person, office=office, role="lineman", valid_from=office.valid_from)
    return person


def _session(person: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
