"""Raw records in months: what a hold needs of them stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bijlisetu.audit import holds
from bijlisetu.outbox.models import Attempt
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database import months
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.tracking.models import Inbound
from bijlisetu.tracking.months import PARTED
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2019, 3, 5, tzinfo=UTC)


def record(body: bytes, *, number: int) -> None:
    Inbound.objects.create(
        id=2019_03 * A_MONTH + number, source="sms", body=body, received_at=LONG_AGO, folded_at=LONG_AGO
    )


def test_records_about_a_held_consumer_stay() -> None:
    person = build.consumer(mobile="916000000001")
    notice = build.notice(person)
    Attempt.objects.create(
        notice=notice, channel="sms", address="916000000001", state=State.DELIVERED, engine="one", carrier_id="abc-1",
        claimed_at=LONG_AGO,
    )  # fmt: skip
    months.make(PARTED[0], 2019_03)
    record(b"id:abc-1 stat:DELIVRD", number=1)
    record(b'{"from": "916000000001"}', number=2)
    record(b"916000000001".hex().encode(), number=3)
    record(b"id:abc-2 stat:DELIVRD", number=4)
    holds.hold(consumer=person.pk, why="W.P. 17/2026", by="legal", at=NOON, until=NOON + timedelta(days=1))

    assert months.leave(PARTED, at=NOON, keep=13) == ["tracking_inbound_201903"]

    kept = Inbound.objects.order_by("id").values_list("id", flat=True)
    assert [number % A_MONTH for number in kept] == [1, 2, 3]
