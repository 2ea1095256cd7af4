"""Standings in months: once for each occasion, and gone with its totals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest

from bijlisetu.audit import holds
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.database import months, sql
from bijlisetu.plumbing.database.totals import differences
from bijlisetu.reach import actions, totals
from bijlisetu.reach.models import RunLine, Standing
from bijlisetu.reach.months import PARTED
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db
LONG_AGO = date(2019, 3, 1)


def part_of(standing: Standing) -> str:
    ((part,),) = sql.rows("SELECT tableoid::regclass::text FROM reach_standing WHERE id = %(id)s", id=standing.pk)
    return str(part)


def test_a_standing_lies_in_the_month_of_its_occasion_whenever_it_arises() -> None:
    months.make(PARTED[0], 2019_03)
    build.notice(build.consumer(), cycle=LONG_AGO)

    actions.refresh(at=NOON)
    build.notice(build.consumer(), kind="outage_planned", outage="F17:1")
    actions.refresh(at=NOON)

    bill, outage = Standing.objects.order_by("id")
    assert part_of(bill) == "reach_standing_201903"
    assert part_of(outage) == "reach_standing_other"


def test_one_occasion_has_one_standing_though_its_month_is_made_late() -> None:
    notice = build.notice(build.consumer(), cycle=LONG_AGO)
    actions.refresh(at=NOON)
    months.make(PARTED[0], 2019_03)

    sql.execute("INSERT INTO outbox_change (notice_id) VALUES (%(notice)s)", notice=notice.pk)
    actions.refresh(at=NOON)

    assert part_of(Standing.objects.get()) == "reach_standing_201903"


def test_a_month_takes_its_totals_along_but_for_those_held() -> None:
    months.make(PARTED[0], 2019_03)
    held, other, later = (build.consumer() for _ in range(3))
    for person, cycle in ((held, LONG_AGO), (other, LONG_AGO), (later, date(2026, 11, 1))):
        build.notice(person, cycle=cycle)
    actions.refresh(at=NOON)
    Standing.objects.filter(occasion="2019-03").update(at=datetime(2019, 3, 5, tzinfo=UTC))
    sql.execute("SET CONSTRAINTS ALL IMMEDIATE")  # in life the month was written in other transactions
    hold = holds.hold(consumer=held.pk, why="W.P. 17/2026", by="legal", at=NOON, until=NOON + timedelta(days=1))

    months.leave(PARTED, at=NOON, keep=13)

    assert {*Standing.objects.values_list("consumer", flat=True)} == {held.pk, later.pk}
    assert not any(differences(each) for each in totals.ALL)
    holds.lift(hold=hold, by="legal", at=NOON)
    months.leave(PARTED, at=NOON, keep=13)
    assert {*Standing.objects.values_list("consumer", flat=True)} == {later.pk}
    assert not any(differences(each) for each in totals.ALL)


def test_a_month_takes_the_lines_of_its_runs_along_but_for_those_held() -> None:
    months.make(PARTED[1], 2019_03)
    held, other, later = (build.consumer() for _ in range(3))
    kept, _, stays = (
        build.notice(person, cycle=cycle)
        for person, cycle in ((held, LONG_AGO), (other, LONG_AGO), (later, date(2026, 11, 1)))
    )
    gone_before = build.notice(build.consumer(), cycle=date(2019, 2, 1)).pk
    for notice in (*Notice.objects.values_list("pk", flat=True), 7):
        RunLine.objects.create(notice=notice, run=1, became="delivered/read", part="read")
    Notice.objects.filter(pk=gone_before).delete()
    holds.hold(consumer=held.pk, why="W.P. 17/2026", by="legal", at=NOON, until=NOON + timedelta(days=1))
    sql.execute("SET CONSTRAINTS ALL IMMEDIATE")  # in life the month was written in other transactions

    left = months.leave(PARTED, at=NOON, keep=13)

    assert left == ["reach_runline_201903"]
    assert {*RunLine.objects.values_list("notice", flat=True)} == {kept.pk, stays.pk}
    assert not differences(totals.RUNS)


def test_lines_that_were_there_lie_in_the_months_of_their_notices() -> None:
    migration = import_module("bijlisetu.reach.migrations.0009_lines_in_months")
    sql.execute("DROP TABLE reach_runline CASCADE")
    sql.execute("CREATE TABLE reach_runline (notice bigint PRIMARY KEY, run bigint, became text, part text)")
    sql.execute("INSERT INTO reach_runline VALUES (7, 1, 'delivered/read', 'read'), (2019030000000001, 2, '', '')")

    migration.into_months(None, None)

    assert sql.rows("SELECT notice, run, tableoid::regclass::text FROM reach_runline ORDER BY notice") == [
        (7, 1, "reach_runline_undated"),
        (2019030000000001, 2, "reach_runline_201903"),
    ]
