"""The frame around the pages asks little, however much they show."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bijlisetu.runs import actions as runs
from tests import build
from tests.district import District


def asked(client: Client, address: str) -> list[str]:
    """What the database was asked for the page."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [str(query["sql"]) for query in queries]


def some_runs(district: District, *, many: int) -> None:
    for number in range(many):
        run = build.run(district.people["read"], by="officer", at=timezone.now(), key=f"test:{many}:{number}")
        runs.close(run=run, at=timezone.now(), by="officer")


def test_a_long_list_of_runs_costs_no_more_questions_than_a_short_one(officer: Client, district: District) -> None:
    some_runs(district, many=2)
    few = len(asked(officer, "/office/runs/"))
    some_runs(district, many=9)

    assert len(asked(officer, "/office/runs/")) == few
    assert few <= 6


@pytest.mark.parametrize("page", ["runs/", "delivery/", "search?q=abc", "reach/{office}/", "worklist/{office}/"])
def test_posts_are_read_once_a_page(officer: Client, district: District, page: str) -> None:
    questions = asked(officer, f"/office/{page.format(office=district.division.pk)}")

    assert sum("staff_post" in question for question in questions) == 1
