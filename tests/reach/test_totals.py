"""What pages show is kept as rows move: whoever moves them, by whatever statement, it is what a recount gives."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.network.models import Feeder, FeederPlace, Office, OfficePlace
from bijlisetu.plumbing.database.totals import Difference, count_anew, differences, gather, tidy
from bijlisetu.reach import queries, totals
from bijlisetu.reach.models import GrowthTotal, PeopleSum, PeopleTotal, RunLine, Standing, Task
from tests import build
from tests.build import NOON
from tests.district import District

BILLS = Occasion("bills", "2026-11")
DEGREES = list(Standing.Degree.values)
OCCASIONS = ("2026-10", "2026-11")
PLACES = 4
LONG_AFTER = NOON + timedelta(days=99)
LATER, EVEN_LATER = date(2026, 11, 21), date(2026, 11, 22)
STANDS = """
INSERT INTO reach_standing (consumer_id, ledger, occasion, notice, degree, reached, proved, reason, channel, at)
VALUES (%s, 'bills', '2026-11', 1, 'waiting', false, false, '', '', now())
"""

hours = st.integers(0, 24 * 5).map(lambda hour: NOON + timedelta(hours=hour))
places = st.integers(0, PLACES - 1)
moves = st.one_of(
    st.tuples(st.just("stands"), places, st.sampled_from(OCCASIONS), st.sampled_from(DEGREES), st.booleans(), hours),
    st.tuples(st.just("all_stand"), st.sampled_from(OCCASIONS), st.sampled_from(DEGREES), hours),
    st.tuples(st.just("to_feeder"), places, st.integers(0, 2)),
    st.tuples(st.just("all_to_feeder"), st.integers(0, 2)),
    st.tuples(st.just("task"), places, st.sampled_from(["no_address", "number_dead"])),
    st.tuples(st.just("task_done"), places),
    st.tuples(st.just("forgets"), places, st.sampled_from(OCCASIONS)),
    st.tuples(st.just("leaves"), places),
    st.tuples(st.just("ends"), places, st.sampled_from(["delivered/read", "failed/not_owner"])),
    st.tuples(st.just("all_end"), st.sampled_from(["delivered/read", "failed/not_owner"])),
    st.tuples(st.just("opens_again"), places),
    st.tuples(st.just("to_section"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("out_of_use"), st.integers(0, 2)),
    st.tuples(st.just("answers_to"), st.integers(0, 2), st.integers(0, 1)),
    st.tuples(st.just("section_closes"), st.integers(0, 2)),
    st.tuples(st.just("gather"), hours),
    st.tuples(st.just("fold"), hours),
)


class Moves:
    """Every deed that moves rows, each as one statement that knows nothing of totals."""

    def __init__(self) -> None:
        self.circles: list[Office] = [build.office("circle") for _ in range(2)]
        self.sections: list[Office] = [build.office(parent=self.circles[0]) for _ in range(3)]
        self.feeders: list[Feeder] = [build.feeder(section=section) for section in self.sections]
        self.people: list[Consumer] = [build.consumer(on=self.feeders[0]) for _ in range(PLACES)]

    def stands(self, place: int, occasion: str, degree: str, proved: bool, at: object) -> None:
        reached = degree in ("read", "delivered")
        told = {
            "degree": degree, "reached": reached, "proved": proved, "reason": "number_dead" * (degree == "failed"),
            "at": at, "attempt": 1, "notice": 1,
        }  # fmt: skip
        if Consumer.objects.filter(pk=self.people[place].pk).exists():
            row = Standing(consumer=self.people[place], ledger="bills", occasion=occasion, **told)
            Standing.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["consumer", "ledger", "occasion"], update_fields=list(told)
            )

    def all_stand(self, occasion: str, degree: str, at: object) -> None:
        reached = degree in ("read", "delivered")
        Standing.objects.filter(occasion=occasion).update(degree=degree, reached=reached, at=at)

    def to_feeder(self, place: int, feeder: int) -> None:
        Consumer.objects.filter(pk=self.people[place].pk).update(feeder=self.feeders[feeder])

    def all_to_feeder(self, feeder: int) -> None:
        Consumer.objects.update(feeder=self.feeders[feeder])

    def task(self, place: int, reason: str) -> None:
        if Consumer.objects.filter(pk=self.people[place].pk).exists():
            self.task_done(place)
            build.task(self.people[place], reason=reason)

    def task_done(self, place: int) -> None:
        Task.objects.filter(consumer=self.people[place].pk, closed_at=None).update(
            closed_at=NOON, closed_by="receipt", evidence=1
        )

    def forgets(self, place: int, occasion: str) -> None:
        Standing.objects.filter(consumer=self.people[place].pk, occasion=occasion).delete()

    def leaves(self, place: int) -> None:
        """Take the consumer out before what points at it: the key is checked only when the transaction ends."""
        with connection.cursor() as cursor:
            gone = [self.people[place].pk]
            cursor.execute("DELETE FROM consumers_consumer WHERE id = %s", gone)
            cursor.execute("DELETE FROM reach_standing WHERE consumer_id = %s", gone)
            cursor.execute("DELETE FROM reach_task WHERE consumer_id = %s", gone)

    def ends(self, place: int, became: str) -> None:
        line = RunLine(notice=place, run=place % 2, became=became, part="read")
        RunLine.objects.bulk_create(
            [line], update_conflicts=True, unique_fields=["notice"], update_fields=["became", "part"]
        )

    def all_end(self, became: str) -> None:
        RunLine.objects.update(became=became, part="waiting")

    def opens_again(self, place: int) -> None:
        RunLine.objects.filter(notice=place).delete()

    def to_section(self, feeder: int, section: int) -> None:
        self.out_of_use(feeder)
        FeederPlace.objects.create(feeder=self.feeders[feeder], section=self.sections[section], valid_from=LATER)

    def out_of_use(self, feeder: int) -> None:
        FeederPlace.objects.filter(feeder=self.feeders[feeder], valid_to=None).update(valid_to=EVEN_LATER)

    def answers_to(self, section: int, circle: int) -> None:
        OfficePlace.objects.filter(office=self.sections[section]).update(parent=self.circles[circle])

    def section_closes(self, section: int) -> None:
        Office.objects.filter(pk=self.sections[section].pk).update(valid_to=LATER)

    def gather(self, at: object) -> None:
        gather_all(at)  # type: ignore[arg-type]

    def fold(self, at: object) -> None:
        tidy(totals.GROWTH, at=at)  # type: ignore[arg-type]


def gather_all(at: datetime) -> int:
    return sum(gather(each, at=at) for each in totals.ALL)


def wrong() -> list[Difference]:
    return [one for each in totals.ALL for one in differences(each)]


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(moves, max_size=30))
def test_totals_are_what_a_recount_gives(deeds: list[tuple[object, ...]]) -> None:
    with transaction.atomic():
        world = Moves()
        for deed, *told in deeds:
            getattr(world, str(deed))(*told)

        assert wrong() == []
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(moves, max_size=20))
def test_an_office_is_the_sum_of_its_feeders_at_every_moment(deeds: list[tuple[object, ...]]) -> None:
    with transaction.atomic():
        world = Moves()
        for deed, *told in deeds:
            getattr(world, str(deed))(*told)

        for office in (*world.circles, *world.sections):
            kept = queries.survey(office.pk, BILLS).own
            counted = queries.survey(office.pk, BILLS, until=LONG_AFTER).own
            points = queries.trend(office.pk, BILLS, origin=NOON)
            assert (kept.people, kept.read, kept.waiting, kept.proved) == (
                counted.people, counted.read, counted.waiting, counted.proved,
            )  # fmt: skip
            assert (points[-1].reached if points else 0) == counted.reached
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_sum_that_is_not_true_is_found_and_counted_anew(district: District) -> None:
    gather_all(NOON)
    assert wrong() == []
    PeopleSum.objects.filter(degree="read", office=district.circle).update(people=7)

    (found,) = wrong()
    count_anew(totals.PEOPLE, at=NOON)

    assert (found.table, found.key["office_id"], found.kept, found.counted) == (
        "reach_peoplesum", district.circle.pk, 7, 1,
    )  # fmt: skip
    assert wrong() == []


@pytest.mark.django_db
def test_a_total_that_is_not_true_is_found_and_counted_anew(district: District) -> None:
    assert wrong() == []
    PeopleTotal.objects.filter(degree="read").update(people=7)

    found, *_ = wrong()
    count_anew(totals.PEOPLE, at=NOON)

    assert (found.kept, found.counted, found.key["degree"]) == (7, 1, "read")
    assert wrong() == []


@pytest.mark.django_db
def test_gathered_moves_are_one_row_and_the_same_figures(district: District) -> None:
    before = queries.survey(district.circle.pk, BILLS)
    Standing.objects.update(degree="waiting", reached=False, reason="", proved=False)
    Standing.objects.update(degree="read", reached=True, attempt=1, at=NOON)

    assert gather_all(NOON)

    assert gather_all(NOON) == 0
    assert queries.survey(district.circle.pk, BILLS).own.read == before.own.people == 9
    assert PeopleTotal.objects.filter(degree="read").count() == 2  # one for each feeder


@pytest.mark.django_db
def test_hours_long_past_are_put_together_by_days(district: District) -> None:
    Standing.objects.filter(degree="read").update(at=NOON + timedelta(hours=2))
    gather_all(NOON)
    before = queries.trend(district.circle.pk, BILLS, origin=NOON)

    later = NOON + timedelta(days=9)
    tidy(totals.GROWTH, at=later)
    gather_all(later)

    assert GrowthTotal.objects.filter(people__gt=0).count() == 1
    assert queries.trend(district.circle.pk, BILLS, origin=NOON)[-1].reached == before[-1].reached == 3
    assert wrong() == []


@pytest.mark.django_db
def test_a_consumer_who_changes_feeder_takes_the_totals_along(district: District) -> None:
    elsewhere = district.outsider.feeder

    Consumer.objects.filter(pk=district.people["read"].pk).update(feeder=elsewhere)

    near, far = (queries.survey(office.pk, BILLS).own for office in (district.division, district.elsewhere))
    assert (near.read, far.read) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_a_move_of_feeder_waits_for_a_standing_that_is_not_committed_yet() -> None:
    someone, other = build.consumer(), build.feeder()
    named = connection.settings_dict
    parts = {"host": named["HOST"], "port": named["PORT"], "user": named["USER"], "dbname": named["NAME"]}
    url = psycopg.conninfo.make_conninfo(**{part: value for part, value in parts.items() if value})

    with psycopg.connect(url) as writer, psycopg.connect(url) as mover:
        writer.execute(STANDS, [someone.pk])
        mover.execute("SET lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            mover.execute("UPDATE consumers_consumer SET feeder_id = %s WHERE id = %s", [other.pk, someone.pk])
        mover.rollback()
        writer.commit()
        mover.execute("UPDATE consumers_consumer SET feeder_id = %s WHERE id = %s", [other.pk, someone.pk])

    assert wrong() == []
