"""Faults of the busiest statements."""

from __future__ import annotations

import django.db
import pytest

from bijlisetu.plumbing.database.keyed import execute, rows

pytestmark = pytest.mark.django_db

TURNS = "SELECT count(*) FROM outbox_turn WHERE notice_id = %"


@pytest.mark.parametrize("statement", [rows, execute])
def test_a_fault_is_one_of_djangos(statement: type[object]) -> None:
    with pytest.raises(django.db.DataError):
        statement("SELECT 1 / %(nothing)s::int", nothing=0)  # type: ignore[call-arg]


def test_a_statement_is_planned_once() -> None:
    for number in range(3):
        rows("SELECT count(*) FROM outbox_turn WHERE notice_id = %(number)s", number=number)

    kept = rows("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %(it)s", it=TURNS)
    assert kept == [(3, 0)]
