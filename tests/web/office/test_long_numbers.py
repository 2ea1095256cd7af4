"""A number of thousands of digits is no row of ours, wherever it is sent."""

from __future__ import annotations

import pytest
from django.test import Client

from bijlisetu.reports.story import asked
from tests.district import District

pytestmark = pytest.mark.django_db
LONG = ("9" * 19, "9" * 20, "9" * 5000, "९" * 5000)


@pytest.mark.parametrize("number", LONG)
@pytest.mark.parametrize("name", ["after", "before", "feeder", "done", "open"])
@pytest.mark.parametrize("page", ["people", "worklist", "answers"])
def test_the_page_is_shown_from_its_beginning(
    officer: Client, district: District, page: str, name: str, number: str
) -> None:
    assert officer.get(f"/office/{page}/{district.division.pk}/", {name: number}).status_code == 200


@pytest.mark.parametrize("number", LONG)
@pytest.mark.parametrize(
    "address", ["reach/{}/", "people/{}/", "worklist/{}/", "answers/{}/", "consumer/{}/", "run/{}/", "bill/{}.pdf"]
)
def test_nothing_is_found_there(officer: Client, address: str, number: str) -> None:
    assert officer.get(f"/office/{address.format(number)}").status_code == 404


@pytest.mark.parametrize("number", LONG)
@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("worklist", {"consumer": "", "outcome": "locked"}),
        ("answers", {"unclear": "", "decision": "confirm"}),
    ],
)
def test_nor_is_anything_done(
    officer: Client, district: District, page: str, form: dict[str, str], number: str
) -> None:
    sent = {name: value or number for name, value in form.items()}

    assert officer.post(f"/office/{page}/{district.division.pk}/", sent).status_code == 404


@pytest.mark.parametrize("number", LONG)
def test_a_number_is_not_mended_for_nobody(officer: Client, district: District, number: str) -> None:
    form = {"consumer": number, "address": "6000000001", "proof": "visit"}

    assert officer.post(f"/office/worklist/{district.division.pk}/", form).status_code in (404, 422)


@pytest.mark.parametrize("number", LONG)
def test_the_terminal_finds_none_either(number: str) -> None:
    assert asked._attempt(number) is None
