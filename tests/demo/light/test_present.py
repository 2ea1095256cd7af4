"""The rooms of outages and complaints are full when a newcomer looks into them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from bijlisetu.complaints.models import Complaint
from bijlisetu.demo.light.present import COMPLAINTS, fill
from bijlisetu.demo.officers import OFFICER
from bijlisetu.outages.models import Outage, Told
from bijlisetu.outages.queries import differences
from bijlisetu.outbox.models import Notice
from bijlisetu.reach.models import Standing
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db


def test_a_newcomer_finds_two_outages_told_and_complaints_at_every_stage() -> None:
    circle = build.office("circle", parent=build.office("zone", parent=build.office("company")))
    section = build.office(parent=build.office("division", parent=circle))
    build.officer("sdo", of=circle, role="sdo")
    build.officer(OFFICER, of=circle)
    for people in (12, 11, 10):
        feeder = build.feeder(section=section)
        for _ in range(people):
            Standing.objects.create(
                consumer=build.consumer(on=feeder), ledger="bills", occasion="2026-11", notice=1, degree="delivered",
                reached=True, proved=False, channel="sms", attempt=1, at=NOON,
            )  # fmt: skip

    shown = fill(circle, at=NOON)

    assert shown == (2, len(COMPLAINTS))
    assert dict(Outage.objects.values_list("kind", "state")) == {"breakdown": "on", "planned": "announced"}
    assert Told.objects.filter(stage="cut").count() == 12 + 11
    assert differences() == []
    stages = Counter(Complaint.objects.values_list("state", flat=True))
    assert stages == {
        "registered": 2, "assigned": 2, "in_progress": 1, "awaiting_consumer": 1, "resolved": 1, "reopened": 1,
    }  # fmt: skip
    assert Complaint.objects.filter(due_at__lt=NOON, state="registered").count() == 1
    assert Complaint.objects.filter(level__gt=0).exists()
    assert Notice.objects.filter(kind="complaint_registered", posted_at__gt=NOON - timedelta(days=2)).count() >= 8
