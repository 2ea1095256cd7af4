"""Who is idle: as the register judges, and from the day on which the drive begins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.drives.pace.queries import picture
from bijlisetu.drives.register.idling import idling
from tests.drives import planned
from tests.drives.planned import BEGINS

pytestmark = pytest.mark.django_db


def test_days_before_a_drive_begins_make_nobody_idle() -> None:
    ground = planned.place()
    drive = planned.drive_at(ground, at=planned.OPENED - timedelta(days=20))

    def idle(after: int) -> set[int]:
        on = BEGINS + timedelta(days=after)
        return {one.level for one in idling(picture(drive, on=on), on=on).values()}

    assert (idle(0), idle(1), idle(3)) == (set(), {1}, {2})
