"""An officer lets a system in, and gives it keys that are shown once: by their app's code, for offices of theirs."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.staff.actions.systems import key_shown
from bijlisetu.staff.models import System, SystemKey
from tests import build
from tests.district import District

pytestmark = pytest.mark.django_db
LIST = "/office/systems/"


@pytest.fixture
def chief(client: Client, district: District) -> Client:
    client.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))
    build.second_factor(client)
    return client


def let_in(chief: Client, district: District, **other: object) -> int:
    said = {"name": "scada", "office": district.division.code, "purposes": ["outages.read"], "a_minute": 60, **other}
    return chief.post(LIST, said).status_code


def a_day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def make_key(chief: Client, until: str) -> str:
    """Press for a key, and return the one that is shown; nothing if none is."""
    shown = html.unescape(chief.post("/office/system/scada/", {"deed": "give_key", "until": until}).content.decode())
    return "".join(re.findall(r"bs_[0-9a-f]{12}_[\w-]{43}", shown))


def test_a_system_is_let_in_and_its_key_is_shown_once(chief: Client, district: District) -> None:
    assert let_in(chief, district) == 302

    key = make_key(chief, a_day(30))

    found = key_shown(key, at=timezone.now())
    assert found is not None
    assert (found.system.name, found.system.office, found.system.by) == ("scada", district.division, "chief")
    again = chief.get("/office/system/scada/").content.decode()
    assert key not in again
    assert f"bs_{found.mark}" in again


def test_a_key_and_a_system_end_by_a_press(chief: Client, district: District) -> None:
    let_in(chief, district)
    one, other = make_key(chief, a_day(30)), make_key(chief, a_day(30))

    chief.post("/office/system/scada/", {"deed": "end_key", "key": SystemKey.objects.order_by("pk")[0].pk})
    assert (key_shown(one, at=timezone.now()), key_shown(other, at=timezone.now()) is None) == (None, False)
    chief.post("/office/system/scada/", {"deed": "shut_out"})

    assert key_shown(other, at=timezone.now()) is None
    assert make_key(chief, a_day(30)) == ""
    told = list(Entry.objects.filter(record="system:scada").order_by("id").values_list("deed", flat=True))
    assert told == [f"system.{one}" for one in ("let_in", "key_given", "key_given", "key_ended", "shut_out")]


@pytest.mark.parametrize("other", [
    {"name": "SCADA east"}, {"name": ""}, {"office": "NOWHERE"}, {"purposes": []}, {"purposes": ["everything"]},
    {"a_minute": 0},
])  # fmt: skip
def test_what_cannot_be_is_not_let_in(chief: Client, district: District, other: dict[str, object]) -> None:
    assert let_in(chief, district, **other) == 422
    assert not System.objects.exists()


def test_an_office_beside_is_not_theirs_nor_is_its_system(chief: Client, district: District) -> None:
    beside = build.office("company")
    build.system(beside, name="theirs")

    assert let_in(chief, district, office=beside.code) == 422
    assert chief.get("/office/system/theirs/").status_code == 404
    assert chief.post("/office/system/theirs/", {"deed": "shut_out"}).status_code == 404
    assert "theirs" not in chief.get(LIST).content.decode()


def test_a_key_of_another_system_is_not_ended_from_here(chief: Client, district: District) -> None:
    let_in(chief, district)
    other = build.system(district.circle)
    build.key_of(other)

    answer = chief.post("/office/system/scada/", {"deed": "end_key", "key": SystemKey.objects.get(system=other).pk})

    assert answer.status_code == 404
    assert SystemKey.objects.get(system=other).ended_at is None


@pytest.mark.parametrize("until", ["", "never", a_day(-1), a_day(3000)])
def test_a_key_has_an_end_to_come(chief: Client, district: District, until: str) -> None:
    let_in(chief, district)

    assert make_key(chief, until) == ""
    assert not SystemKey.objects.exists()


def test_without_the_code_of_their_app_nothing_is_shown_or_done(client: Client, district: District) -> None:
    client.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))

    for address in (LIST, f"/office/system/{build.system(district.circle).name}/"):
        assert client.get(address)["Location"].startswith("/office/second/")
    assert let_in(client, district) == 302
    assert System.objects.count() == 1


def test_an_officer_below_the_company_lets_none_in(client: Client, district: District) -> None:
    client.force_login(district.officer)
    build.second_factor(client)

    assert client.get(LIST).status_code == 404
