"""Days, recharges and changes of mode in any order: nobody is warned twice, after a recharge, or who is postpaid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bijlisetu.consumers.models import Consumer
from bijlisetu.metering import actions as metering
from bijlisetu.metering.models import Day, Meter, Mode, Warned
from bijlisetu.metering.totals import METERS
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.database.totals import differences
from tests.build import NOON
from tests.exports import table_file
from tests.metering.conftest import PREPAID, TODAY, ago, day_of

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Said:
    """One row that a file brings: of a day, or of a mode from a day on."""

    days_ago: int
    closing: int = 0
    recharge: int = 0
    prepaid: bool | None = None


SAID = st.one_of(
    st.builds(
        Said, days_ago=st.integers(0, 5), closing=st.sampled_from([-5, 0, 9, 25, 31, 80]),
        recharge=st.sampled_from([0, 0, 50, 100]),
    ),
    st.builds(Said, days_ago=st.integers(0, 5), prepaid=st.booleans()),
    st.none(),  # the hour's look
)  # fmt: skip


class _Undone(Exception):
    pass


@given(st.lists(SAID, min_size=3, max_size=12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_warnings_hold_whatever_order_files_come_in(consumer: Consumer, story: list[Said | None]) -> None:
    with TemporaryDirectory() as folder:
        try:
            with transaction.atomic():
                for at, said in zip(_hours(), [Said(6, prepaid=True), *story], strict=False):
                    _bring(said, Path(folder), at)
                    _hold()
                raise _Undone
        except _Undone:
            pass


def _hours() -> Iterator[datetime]:
    return (NOON + timedelta(minutes=minutes) for minutes in range(100))


def _bring(said: Said | None, folder: Path, at: datetime) -> None:
    if said is None:
        metering.look(at=at)
        return
    on = ago(said.days_ago)
    if said.prepaid is None:
        row, of = day_of(on, str(said.closing), recharge=str(said.recharge)), "days"
    else:
        mode = "PREPAID" if said.prepaid else "POSTPAID"
        row, of = {**PREPAID, "MODE_FROM_DATE": on.isoformat(), "PAYMENT_MODE": mode}, "modes"
    metering.load(path=table_file(folder / "f.csv", row), mapping=f"uppcl_{of}", at=at, by="test")


def _hold() -> None:
    """Hold what stands against a plain second reading of the rows."""
    meter = Meter.objects.get()
    days = list(Day.objects.order_by("day"))
    recharged = [one for one in days if one.recharge]
    mode = Mode.objects.filter(begins_on__lte=TODAY).latest("begins_on")
    assert (meter.day, meter.balance) == ((days[-1].day, days[-1].closing) if days else (None, None))
    assert meter.recharge == (recharged[-1].recharge if recharged else None)
    waiting = list(Notice.objects.filter(state="open"))
    assert len(waiting) <= 1
    if waiting:
        assert mode.is_prepaid
        assert days[-1].day > ago(3)
        share = int(waiting[0].key.rsplit(":", 1)[1])
        base = recharged[-1].recharge if recharged else 0
        assert days[-1].closing * 100 <= base * share
    assert len({(one.recharged_on, one.share) for one in Warned.objects.all()}) == Warned.objects.count()
    told = list(Warned.objects.filter(is_told=True, ended_at=None))
    assert len({one.share for one in told}) == len(told)
    assert differences(METERS) == []


def test_the_day_of_the_tests_is_the_one_they_speak_of() -> None:
    assert date(2026, 11, 22) == TODAY
