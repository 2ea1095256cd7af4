"""
Ask the officers who answer for an outage, at once, day or night: a promise that passed, an outage that people suspect.

Whoever says nothing is not asked again; the next higher officer is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.models import User

import bijlisetu.memos.actions as memos
from bijlisetu.kinds.files import kinds
from bijlisetu.network.models import Office
from bijlisetu.outages import telling
from bijlisetu.outages.models import Asked, Outage, OutageEvent
from bijlisetu.outages.rules import State
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.levels import Level
from bijlisetu.staff.queries import officers_at

PASSED, SUSPECTED = "outage_passed", "outage_suspected"
#: How long after the first asking each level is asked, where nobody has answered.
LADDER: Mapping[Level, timedelta] = {
    Level.JE: timedelta(0),
    Level.SDO: timedelta(minutes=30),
    Level.EE: timedelta(hours=1),
    Level.SE: timedelta(hours=2),
}


def ask_of_passed(event: OutageEvent, *, at: datetime) -> int:
    """Ask who entered the outage, and the junior engineer, what is so now that its time has passed; return how many."""
    outage = event.outage
    return _ask_of_passed(outage, turn=str(event.pk), level=Level.JE, at=at)


def ask_of_suspected(
    *, suspicion: int, office: int, place: Mapping[str, str], reports: int, since: datetime, page: str, at: datetime
) -> int:
    """
    Ask the junior engineer whether it is dark where people say so; return how many officers were asked.

    :param place: where, as words_hi and words_en would be said: hi and en, each of 36 letters at most
    :param page: of the office, where it is confirmed or refused: /office/...
    """
    facts = {
        "place_hi": place["hi"], "place_en": place["en"], "office": _name(office), "reports": str(reports),
        "since": since.isoformat(), "page": page,
    }  # fmt: skip
    about = f"suspicion:{suspicion}"
    return _ask(about, Asked.Why.SUSPECTED, office, turn="1", level=Level.JE, facts=facts, at=at)


def ask_higher(*, at: datetime) -> int:
    """Ask the next higher officer of each outage of which nobody knows and nobody has said anything since."""
    unknown = Outage.objects.filter(state=State.UNKNOWN).order_by("id").values_list("number", flat=True)
    return one_by_one(list(unknown), partial(_ask_higher_of, at=at), what="asking", at=at)


def looked(*, about: Sequence[str], person: int, at: datetime) -> None:
    """Note that the officer looks at what they were asked of."""
    Asked.objects.filter(about__in=about, person=person, seen_at=None).update(seen_at=at)


def answered(*, about: str, by: str, at: datetime) -> None:
    """Note that the officer has done what they were asked for; it is not asked of anybody any more."""
    mine = Asked.objects.filter(about=about, person__username=by, answered_at=None)
    mine.filter(seen_at=None).update(seen_at=at)
    mine.update(answered_at=at)


def _ask_higher_of(number: str, *, at: datetime) -> int:
    outage = Outage.objects.get(number=number)
    passed = outage.events.filter(what=OutageEvent.What.PASSED).order_by("-id").first()
    if passed is None:
        return 0
    due = [level for level, after in LADDER.items() if level > Level.JE and at >= passed.at + after]
    return sum(_ask_of_passed(outage, turn=str(passed.pk), level=level, at=at) for level in due)


def _ask_of_passed(outage: Outage, *, turn: str, level: Level, at: datetime) -> int:
    area_hi, area_en = telling.area_of(outage)
    facts = {
        "outage": outage.number, "place_hi": area_hi, "place_en": area_en, "office": _name(outage.office_id),
        "since": outage.from_at.isoformat(), "until": (outage.until_at or at).isoformat(),
        "page": f"/office/outage/{outage.number}/",
    }  # fmt: skip
    also = outage.by if level is Level.JE else ""
    about = f"outage:{outage.number}"
    return _ask(about, Asked.Why.PASSED, outage.office_id, turn=turn, level=level, facts=facts, at=at, also=also)


def _ask(
    about: str, why: Asked.Why, office: int, *, turn: str, level: Level, facts: dict[str, str], at: datetime,
    also: str = "",
) -> int:  # fmt: skip
    people = officers_at(office, level, on=day_in_india(at))
    people += User.objects.filter(username=also, is_active=True).values_list("pk", flat=True)
    asked = 0
    for person in dict.fromkeys(people):
        _, is_new = Asked.objects.get_or_create(
            about=about, turn=turn, person_id=person,
            defaults={"why": why, "level": int(level), "office_id": office, "at": at},
        )  # fmt: skip
        if is_new:
            kind = kinds()[PASSED if why is Asked.Why.PASSED else SUSPECTED]
            memos.post(kind=kind, postings=[memos.Posting(key=f"{about}:{turn}", person=person, facts=facts)], at=at)
            asked += 1
    return asked


def _name(office: int) -> str:
    return Office.objects.values_list("name", flat=True).get(pk=office)
