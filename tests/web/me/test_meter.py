"""A consumer sees what is left on the meter by the link of a message, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

import bijlisetu.metering.actions as metering
from bijlisetu.plumbing.india import day_in_india
from tests.district import District, token_for
from tests.exports import table_file
from tests.metering.conftest import PREPAID, day_of

pytestmark = pytest.mark.django_db


def address(district: District, name: str = "read") -> str:
    return f"/b/{token_for(district.people[name])}/meter"


@pytest.fixture
def metered(district: District, tmp_path: Path) -> District:
    account, today = district.people["read"].account, day_in_india(timezone.now())
    days = [
        day_of(
            today - timedelta(days=days), str(100 + 10 * days), account=account, recharge="500" if days == 9 else "0"
        )
        for days in range(10)
    ]
    for of, rows in (("modes", [{**PREPAID, "ACCT_ID": account}]), ("days", days)):
        path = table_file(tmp_path / "m.csv", *rows)
        metering.load(path=path, mapping=f"uppcl_{of}", at=timezone.now(), by="test")
    return district


def test_the_page_says_what_is_left_and_for_how_long(client: Client, metered: District) -> None:
    page = client.get(address(metered)).content.decode()

    assert "₹\xa0100.00" in page
    assert "लगभग 10 दिन" in page
    assert "₹\xa0500.00" in page
    assert page.count('class="used') == 10


def test_the_bill_leads_to_the_meter_where_there_is_one(client: Client, metered: District) -> None:
    at = address(metered)

    assert f'href="{at}"' in client.get(at.removesuffix("/meter")).content.decode()
    other = address(metered, "delivered").removesuffix("/meter")
    assert "/meter" not in client.get(other).content.decode()


def test_who_has_no_meter_has_no_page(client: Client, metered: District) -> None:
    assert client.get(address(metered, "delivered")).status_code == 404


def test_who_said_it_is_not_theirs_sees_nothing(client: Client, metered: District) -> None:
    assert client.get(address(metered, "not_owner")).status_code == 404
