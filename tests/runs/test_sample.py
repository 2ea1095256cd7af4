"""Who is told first."""

from __future__ import annotations

import pytest

from bijlisetu.outbox.models import Notice
from bijlisetu.runs.sample import sample
from tests import build

pytestmark = pytest.mark.django_db
CHANNELS = ["whatsapp", "sms", "email"]


def told_of(run: int, size: int) -> set[int]:
    chosen = sample(run=run, size=size, channels=CHANNELS)
    return set(Notice.objects.filter(pk__in=chosen).values_list("consumer", flat=True))


def test_every_feeder_comes_before_any_has_a_second_one() -> None:
    crowded, lonely = build.feeder(), build.feeder()
    many = [build.consumer(on=crowded, mobile=f"91600000000{number}") for number in range(5)]
    one = build.consumer(on=lonely, mobile="916000000009")

    assert one.pk in told_of(build.run(*many, one), 2)


def test_every_first_channel_is_tried() -> None:
    line = build.feeder()
    many = [build.consumer(on=line, mobile=f"91600000000{number}") for number in range(5)]
    by_mail = build.consumer(on=line, email="one@example.in")

    assert by_mail.pk in told_of(build.run(*many, by_mail), 2)


def test_who_has_no_address_proves_nothing_and_comes_last() -> None:
    line = build.feeder()
    mute = build.consumer(on=line)
    many = [build.consumer(on=line, mobile=f"91600000000{number}") for number in range(3)]

    assert mute.pk not in told_of(build.run(mute, *many), 3)


def test_an_address_struck_out_is_none() -> None:
    line = build.feeder()
    struck = build.consumer(on=line)
    build.address(struck, "916000000008", owner="not_owner", owner_at=build.NOON)
    one = build.consumer(on=line, mobile="916000000001")

    assert told_of(build.run(struck, one), 1) == {one.pk}
