"""Notices in months: once for each key whatever the clock says, their tries beside them, and gone as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import bijlisetu.delivery.actions as delivery
from bijlisetu.audit import holds
from bijlisetu.delivery.rules import ladder
from bijlisetu.jobs.months import PARTED as ALL
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox import actions as outbox
from bijlisetu.outbox import totals
from bijlisetu.outbox.actions import Posting
from bijlisetu.outbox.models import Attempt, Notice, Part, Turn
from bijlisetu.outbox.months import BUSY, PARTED, named, named_in_sql
from bijlisetu.plumbing.database import months, sql
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.plumbing.database.totals import differences
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db
BILL = kinds()["bill_issued"]
LADDER = ladder(kinds().values(), channels=frozenset({ChannelKind.SMS}), factor=1)
LONG_AGO = date(2019, 3, 1)
AT_THE_TIME = datetime(2019, 3, 5, 6, 30, tzinfo=UTC)


def post(*keys: str, at: datetime = NOON) -> int:
    person = build.consumer()
    facts = build.facts(person)
    return outbox.post(kind=BILL, postings=[Posting(key=key, consumer=person.pk, facts=facts) for key in keys], at=at)


def part_of(table: str, number: int) -> str:
    ((part,),) = sql.rows(f"SELECT tableoid::regclass::text FROM {table} WHERE id = %(id)s", id=number)
    return str(part)


def tried(notice: Notice, *, state: int = 60) -> Attempt:
    delivery.claim(rooms={ChannelKind.SMS: 10}, engine="one", ladder=LADDER, at=NOON)
    Turn.objects.filter(notice=notice).delete()
    Notice.objects.filter(pk=notice.pk).update(state="reached", posted_at=AT_THE_TIME)
    Attempt.objects.filter(notice=notice).update(state=state, claimed_at=AT_THE_TIME)
    return Attempt.objects.get(notice=notice)


@pytest.mark.parametrize(
    ("key", "month"),
    [
        ("bill:2026-11:3800360461", 2026_11),
        ("correction:2026-11:2026110000000042", 2026_11),
        ("answer:2026-11-28:17", 2026_11),
        ("bill:2026-13:1", 0),
        ("bill:2026-110:1", 0),
        ("bill:1926-11:1", 0),
        ("correction:bill:2026-11:3800360461:2", 2026_11),
        ("outage:F17:2026-11", 2026_11),
        ("2026-11", 0),
        ("bill", 0),
        ("", 0),
    ],
)
def test_the_month_of_a_notice_is_what_its_key_names(key: str, month: int) -> None:
    post(key)

    number = Notice.objects.get(key=key).pk
    assert number // A_MONTH == month
    assert named(number) == (f"{month // 100}-{month % 100:02}:" if month else "")
    assert sql.rows(f"SELECT {named_in_sql('id')} FROM outbox_notice") == [(named(number),)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    keys=some.lists(
        some.one_of(
            some.from_regex(r"[a-z]{1,4}:20[0-9]{2}-[0-1][0-9]:[0-9]{1,3}", fullmatch=True),
            some.text(alphabet="ab:-0129", max_size=12),
        ),
        max_size=12,
    ),
    days=some.lists(some.integers(-800, 800), min_size=2, max_size=2),
)
def test_a_key_is_posted_once_whenever_it_comes(keys: Sequence[str], days: Sequence[int]) -> None:
    with transaction.atomic():
        posted = [post(*keys, at=NOON + timedelta(days=day)) for day in days]

        assert posted == [len(set(keys)), 0]
        assert sorted(Notice.objects.values_list("key", flat=True)) == sorted(set(keys))
        transaction.set_rollback(True)


def test_a_key_is_posted_once_though_its_month_is_made_meanwhile() -> None:
    key = "bill:2019-03:1"
    assert post(key) == 1
    assert part_of("outbox_notice", Notice.objects.get().pk) == "outbox_notice_other"

    months.make(PARTED[-1], 2019_03)

    assert post(key) == 0
    assert part_of("outbox_notice", Notice.objects.get().pk) == "outbox_notice_201903"


def test_what_was_posted_before_there_were_months_is_not_posted_again() -> None:
    person = build.consumer()
    Notice.objects.create(
        kind="bill_issued", key="bill:2026-11:1", consumer=person, facts={}, lane=3, posted_at=NOON, expires_at=NOON
    )

    assert post("bill:2026-11:1", "bill:2026-11:2") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE outbox_notice SET id = id + 10000000000",  # another month than the key's
        "UPDATE outbox_notice SET key = 'bill:2026-12:1'",
        "UPDATE outbox_attempt SET month = 202612",
        "UPDATE outbox_attempt SET id = id + 10000000000, month = month + 1",
    ],
)
def test_no_row_lies_in_another_month_than_its_key_names(wrong: str) -> None:
    build.notice(build.consumer(mobile="916000000001"))
    delivery.claim(rooms={ChannelKind.SMS: 1}, engine="one", ladder=LADDER, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(wrong)


def test_a_try_lies_in_the_month_of_its_notice_whenever_it_is_made() -> None:
    months.make(PARTED[1], 2019_03)
    notice = build.notice(build.consumer(mobile="916000000001"), cycle=LONG_AGO)

    (claimed,) = delivery.claim(rooms={ChannelKind.SMS: 1}, engine="one", ladder=LADDER, at=NOON)

    assert claimed.attempt // A_MONTH == notice.pk // A_MONTH == 2019_03
    assert part_of("outbox_attempt", claimed.attempt) == "outbox_attempt_201903"


def test_a_month_leaves_with_its_tries_and_totals() -> None:
    for table in PARTED:
        months.make(table, 2019_03)
    old = build.notice(build.consumer(mobile="916000000001"), cycle=LONG_AGO)
    Part.objects.create(attempt=tried(old), carrier_id="a-2")
    young = build.notice(build.consumer())
    sql.execute("SET CONSTRAINTS ALL IMMEDIATE")

    left = months.leave(PARTED, at=NOON, keep=13, busy=BUSY)

    assert left == ["outbox_part_201903", "outbox_attempt_201903", "outbox_notice_201903"]
    assert [*Notice.objects.values_list("pk", flat=True)] == [young.pk]
    assert not Attempt.objects.exists()
    assert not Part.objects.exists()
    assert not any(differences(each) for each in totals.ALL)


def test_a_month_stays_while_something_of_it_is_to_be_sent() -> None:
    for table in PARTED:
        months.make(table, 2019_03)
    build.notice(build.consumer(), cycle=LONG_AGO)

    assert months.leave(PARTED, at=NOON, keep=13, busy=BUSY) == []


def test_what_is_held_of_a_consumer_is_told_years_later() -> None:
    from bijlisetu.reports.story.trace import trace

    for table in ALL:
        months.make(table, 2019_03)
    held, other = (build.consumer(mobile=f"91600000000{number}") for number in (1, 2))
    kept, gone = (build.notice(person, cycle=LONG_AGO) for person in (held, other))
    attempt = tried(kept)
    Turn.objects.all().delete()
    Notice.objects.filter(pk=gone.pk).update(state="exhausted", posted_at=AT_THE_TIME)
    sql.execute("SET CONSTRAINTS ALL IMMEDIATE")
    hold = holds.hold(consumer=held.pk, why="W.P. 17/2026", by="legal", at=NOON, until=NOON + timedelta(days=1))

    months.leave(ALL, at=NOON, keep=13, busy=BUSY)
    months.leave(ALL, at=NOON, keep=13, busy=BUSY)

    (notice,) = trace(held.account, at=NOON).notices
    assert [one.id for one in notice.attempts] == [attempt.pk]
    assert trace(f"attempt:{attempt.pk}", at=NOON).notices
    assert not Notice.objects.filter(pk=gone.pk).exists()
    holds.lift(hold=hold, by="legal", at=NOON)
    months.leave(ALL, at=NOON, keep=13, busy=BUSY)
    assert not Notice.objects.exists()
    assert not Attempt.objects.exists()
    assert not any(differences(each) for each in totals.ALL)


@pytest.mark.parametrize(
    ("key", "month"),
    [
        ("bill:2026-11:3800360461", 202611), ("answer:2026-11-28:17", 202611), ("outage:2026-11", 202611),
        ("outage:2026-13:1", 0), ("outage:2026-110:again:2024-05:1", 202405), ("a:b:2025-01-03:c", 202501),
        ("2026-11:a", 0), ("none", 0), ("", 0),
    ],
)  # fmt: skip
def test_the_month_of_a_key_stands_after_its_first_word_or_anywhere_else(key: str, month: int) -> None:
    assert sql.numbers("SELECT outbox_month_of(%(key)s)", key=key) == (month,)
