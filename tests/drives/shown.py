"""A drive over the district of the pages, with something in each part of each of its pages."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from bijlisetu.drives.models import CallBack, Drive, Matter
from bijlisetu.fieldwork.models import Door
from tests import build
from tests.district import District
from tests.drives import planned
from tests.drives.planned import number, told_of, walk

BEGAN = timedelta(days=9)


def drive_over(district: District) -> Drive:
    """Begin a drive nine days ago; one lineman brought the same number everywhere, another never walked."""
    now = timezone.now()
    today = timezone.localdate()
    for name in ("rakesh", "idle"):
        build.officer(name, of=district.section, role="lineman")
    walker, idle = (User.objects.get(username=name) for name in ("rakesh", "idle"))
    for count in range(24):
        build.consumer(on=district.feeder, book="B8", pole=f"P{count:03}")
    drive = planned.plan(
        title="परीक्षण अभियान", offices=[district.circle.pk], population=Drive.Population.NO_NUMBER, by="chief",
        days=planned.days(begins_on=today - BEGAN, deadline=today + BEGAN, weekdays=range(7)), at=now - BEGAN,
    ).drive  # fmt: skip
    doors = Door.objects.filter(round=drive.pk, beat__worker=walker).order_by("order")
    outcomes = ["updated"] * 8 + ["not_found", "locked"]
    visits = [
        told_of(
            door, outcome, at=now - BEGAN + timedelta(hours=1, minutes=9 * n), by=walker,
            answers=number("6000000001") if outcome == "updated" else None,
        )
        for n, (door, outcome) in enumerate(zip(doors, outcomes, strict=False))
    ]  # fmt: skip
    taken = walk(visits, by=walker, at=now - BEGAN + timedelta(hours=9))
    walk(
        [told_of(doors[0], "updated", at=now - timedelta(days=1), by=walker, answers=number("6000000002"))],
        by=walker, at=now,
    )  # fmt: skip
    CallBack.objects.get_or_create(visit=taken[0], drive=drive, defaults={"drawn_at": now})
    for person, level, decision in ((idle, 2, ""), (walker, 1, "explained")):
        Matter.objects.create(
            drive=drive, person=person, office=district.section, why="no_work", level=level, raised_at=now,
            risen_at=now, answer="दो दिन बाढ़ थी" if decision else "", answered_at=now if decision else None,
            decision=decision, note="टोला पानी में था" if decision else "", decided_by="chief" if decision else "",
            decided_at=now if decision else None,
        )  # fmt: skip
    return drive
