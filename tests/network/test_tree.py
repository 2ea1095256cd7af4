"""The tree of offices is kept: whoever moves offices, by whatever statement, it is what a walk over them gives."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bijlisetu.network.models import Office, OfficePlace
from bijlisetu.plumbing.database.sql import rows
from tests import build
from tests.network.tree import above, below

pytestmark = pytest.mark.django_db
CLOSED = date(2026, 11, 1)
MANY = 5
TREE, WALK = (
    f"SELECT ancestor_id, descendant_id, depth FROM {table}"
    for table in ("network_office_tree", "network_office_walked")
)
DIFFERENT = f"({TREE} EXCEPT ALL {WALK}) UNION ALL ({WALK} EXCEPT ALL {TREE})"

offices = st.integers(0, MANY - 1)
moves = st.one_of(
    st.tuples(st.just("answers_to"), offices, offices),
    st.tuples(st.just("stands_alone"), offices),
    st.tuples(st.just("place_ends"), offices),
    st.tuples(st.just("closes"), offices),
    st.tuples(st.just("opens_again"), offices),
    st.tuples(st.just("all_answer_to_the_first")),
    st.tuples(st.just("goes"), offices),
)


class Moves:
    """Every deed that moves offices, each as one statement that knows nothing of the tree."""

    def __init__(self) -> None:
        self.offices = [build.office("division") for _ in range(MANY)]

    def answers_to(self, office: int, parent: int) -> None:
        """A parent always stands before its office here: rings are refused, as another test tells."""
        if parent < office and self._is_there(office) and self._is_there(parent):
            self.stands_alone(office)
            OfficePlace.objects.create(office=self.offices[office], parent=self.offices[parent], valid_from=build.SINCE)

    def stands_alone(self, office: int) -> None:
        OfficePlace.objects.filter(office=self.offices[office], valid_to=None).delete()

    def place_ends(self, office: int) -> None:
        OfficePlace.objects.filter(office=self.offices[office], valid_to=None).update(valid_to=CLOSED)

    def closes(self, office: int) -> None:
        Office.objects.filter(pk=self.offices[office].pk).update(valid_to=CLOSED)

    def opens_again(self, office: int) -> None:
        Office.objects.filter(pk=self.offices[office].pk).update(valid_to=None)

    def all_answer_to_the_first(self) -> None:
        first = self.offices[0]
        if self._is_there(0):
            OfficePlace.objects.exclude(office=first).update(parent=first)

    def goes(self, office: int) -> None:
        Office.objects.filter(pk=self.offices[office].pk).delete()

    def _is_there(self, office: int) -> bool:
        return Office.objects.filter(pk=self.offices[office].pk).exists()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(moves, max_size=15))
def test_the_tree_is_what_a_walk_gives(deeds: list[tuple[object, ...]]) -> None:
    with transaction.atomic():
        world = Moves()
        for deed, *told in deeds:
            getattr(world, str(deed))(*told)

        assert rows(DIFFERENT) == []
        transaction.set_rollback(True)


def test_an_office_that_moves_leaves_those_it_stood_under() -> None:
    company = build.office("company")
    near, far = (build.office("circle", parent=company, name=name) for name in ("NEAR", "FAR"))
    section = build.office(parent=near, name="AMWAR")

    OfficePlace.objects.filter(office=section).update(parent=far)

    assert below(near) == []
    assert below(far) == ["AMWAR"]
    assert above(section) == [("company", company.code), ("circle", far.code), ("section", section.code)]


def test_no_office_answers_to_one_that_answers_to_it() -> None:
    upper = build.office("circle")
    lower = build.office("division", parent=upper)
    lowest = build.office(parent=lower)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        OfficePlace.objects.create(office=upper, parent=lowest, valid_from=build.SINCE)

    assert isinstance(refused.value.__cause__, psycopg.errors.CheckViolation)
    assert refused.value.__cause__.diag.constraint_name == "office_not_below_itself"
    assert above(lowest)[0] == ("circle", upper.code)


@pytest.mark.django_db(transaction=True)
def test_two_who_move_offices_at_once_see_each_other() -> None:
    """Each alone would leave out the pairs that only both moves make."""
    upper, middle, lower = build.office("circle"), build.office("division"), build.office()
    named = connection.settings_dict
    parts = {"host": named["HOST"], "port": named["PORT"], "user": named["USER"], "dbname": named["NAME"]}
    url = psycopg.conninfo.make_conninfo(**{part: value for part, value in parts.items() if value})
    place = "INSERT INTO network_officeplace (office_id, parent_id, valid_from) VALUES (%s, %s, '2020-04-01')"

    with psycopg.connect(url) as first, psycopg.connect(url) as second:
        first.execute(place, [middle.pk, upper.pk])
        second.execute("SET lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            second.execute(place, [lower.pk, middle.pk])
        second.rollback()
        first.commit()
        second.execute(place, [lower.pk, middle.pk])

    assert [code for _, code in above(lower)] == [upper.code, middle.code, lower.code]
