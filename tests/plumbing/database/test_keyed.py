"""Faults of the busiest statements."""

from __future__ import annotations

import django.db
import pytest

from bijlisetu.plumbing.database.keyed import execute, rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("statement", [rows, execute])
def test_a_fault_is_one_of_djangos(statement: type[object]) -> None:
    with pytest.raises(django.db.DataError):
        statement("SELECT 1 / %(nothing)s::int", nothing=0)  # type: ignore[call-arg]
