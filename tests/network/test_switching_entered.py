"""A feeder or transformer is hung on another line and on its own again, and never on two or in a ring."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bijlisetu.audit.models import Entry
from bijlisetu.network.models import Feeder, Switching, Transformer
from bijlisetu.network.switching.entering import (
    FedInARing,
    HangsElsewhere,
    HangsThereAnyway,
    NothingToEnd,
    TimesDoNotFit,
    end,
    enter,
)
from bijlisetu.network.switching.queries import Elements, below, hanging
from tests.build import NOON, SINCE, feeder, office

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def switch(of: Feeder, to: Feeder, *, begins: datetime = NOON, ends: datetime | None = None) -> int:
    return enter(feeder=of.pk, fed_by=to.pk, from_at=begins, until_at=ends, why="load", at=NOON, by="je")


def test_a_line_hangs_on_another_until_it_is_ended() -> None:
    own, other = feeder(), feeder()

    number = switch(own, other)

    assert own.pk in below(Elements(feeders=(other.pk,)), at=NOON).feeders
    end(switching=number, until_at=NOON + HOUR, at=NOON + HOUR, by="je")
    assert own.pk not in below(Elements(feeders=(other.pk,)), at=NOON + HOUR).feeders
    assert own.pk in below(Elements(feeders=(other.pk,)), at=NOON + HOUR / 2).feeders
    told = Entry.objects.order_by("id").values_list("deed", "detail__what", "detail__to")
    assert list(told) == [
        ("network.switched", own.code, other.code), ("network.switching_ended", own.code, other.code),
    ]  # fmt: skip
    with pytest.raises(NothingToEnd):
        end(switching=number, until_at=NOON + 2 * HOUR, at=NOON + 2 * HOUR, by="je")


def test_one_that_has_not_begun_never_holds_once_it_is_ended() -> None:
    number = switch(feeder(), feeder(), begins=NOON + HOUR)

    end(switching=number, until_at=NOON, at=NOON, by="je")

    assert not Switching.objects.exists()


def test_nothing_hangs_on_two_lines_at_once() -> None:
    own, one, two = feeder(), feeder(), feeder()
    switch(own, one, begins=NOON + HOUR, ends=NOON + 2 * HOUR)

    with pytest.raises(HangsElsewhere):
        switch(own, two)
    with pytest.raises(HangsElsewhere):
        switch(own, two, begins=NOON + 1.5 * HOUR, ends=NOON + 9 * HOUR)
    switch(own, two, ends=NOON + HOUR)
    switch(own, two, begins=NOON + 2 * HOUR)


def test_no_line_feeds_itself_directly_or_over_others() -> None:
    one, two, three = feeder(), feeder(), feeder()
    low = Transformer.objects.create(feeder=one, name="DT 1", valid_from=SINCE)
    switch(two, one, ends=NOON + HOUR)
    switch(three, two)

    with pytest.raises(HangsThereAnyway):
        switch(one, one)
    with pytest.raises(HangsThereAnyway):
        enter(transformer=low.pk, fed_by=one.pk, from_at=NOON, until_at=None, why="", at=NOON, by="je")
    with pytest.raises(FedInARing):
        switch(one, three)
    switch(one, three, begins=NOON + HOUR)  # by then the second hangs on its own again
    enter(transformer=low.pk, fed_by=two.pk, from_at=NOON, until_at=None, why="", at=NOON, by="je")


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(NOON, NOON), (NOON, NOON - HOUR), (NOON.replace(year=1926), None), (NOON, NOON.replace(year=9000))],
)
def test_times_that_cannot_be_are_refused(begins: datetime, ends: datetime | None) -> None:
    with pytest.raises(TimesDoNotFit):
        switch(feeder(), feeder(), begins=begins, ends=ends)


def test_what_holds_now_stands_before_what_comes_and_what_is_over() -> None:
    section = office()
    lines = [feeder(section=section) for _ in range(3)]
    far = feeder()
    switch(lines[0], far, begins=NOON + HOUR)
    switch(lines[1], far, begins=NOON - 3 * HOUR, ends=NOON - HOUR)
    switch(far, lines[2])
    switch(feeder(), feeder())

    assert [one.holds for one in hanging(section.pk, at=NOON)] == ["now", "ahead", "over"]
    assert hanging(section.pk, at=NOON)[0].own == far.pk
