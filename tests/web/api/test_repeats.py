"""A system that asks twice does one thing; one that asks too often is told when to come again."""

from __future__ import annotations

import pytest

from bijlisetu.outages.models import Outage
from bijlisetu.staff.models import System
from tests.web.api.asking import Asker, Network, asker, breakdown

pytestmark = pytest.mark.django_db


def test_the_same_asked_twice_is_one_outage_and_one_answer(scada: Asker, net: Network) -> None:
    said = breakdown({"feeder": net.feeders[0].code})

    first, second = (scada.post("/outages", said, once="deed") for _ in range(2))

    assert Outage.objects.count() == 1
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first["Location"] == second["Location"]


def test_something_else_under_the_same_key_is_refused(scada: Asker, net: Network) -> None:
    scada.post("/outages", breakdown({"feeder": net.feeders[0].code}), once="deed")

    for path, said in (("/outages", breakdown({"feeder": net.feeders[1].code})), ("/outages/17/cancel", {})):
        answer = scada.post(path, said, once="deed")
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:bijlisetu:problem:key-used-before")
    assert Outage.objects.count() == 1


def test_a_refusal_asked_again_is_the_same_refusal(scada: Asker, net: Network) -> None:
    said = breakdown({"feeder": "NOWHERE"})

    first, second = (scada.post("/outages", said, once="deed") for _ in range(2))

    assert (first.status_code, first.content) == (422, second.content)
    assert second["Content-Type"] == "application/problem+json"


def test_keys_of_two_systems_do_not_meet(scada: Asker, net: Network) -> None:
    other = asker(net.division)

    one = scada.post("/outages", breakdown({"feeder": net.feeders[0].code}), once="deed")
    two = other.post("/outages", breakdown({"feeder": net.feeders[1].code}), once="deed")

    assert one.json()["number"] != two.json()["number"]


@pytest.mark.parametrize("key", ["", "x" * 101, "a key", "कुंजी"])
def test_a_key_is_plain(scada: Asker, net: Network, key: str) -> None:
    headers = {"Idempotency-Key": key}

    answer = scada.post("/outages", breakdown({"feeder": net.feeders[0].code}), headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["header"]) == (422, "Idempotency-Key")


def test_what_is_left_of_the_minute_is_said_and_then_nothing_is_done(scada: Asker, net: Network) -> None:
    System.objects.update(a_minute=2)

    first, second, third = (scada.get("/outages") for _ in range(3))

    assert first["RateLimit-Policy"] == '"minute";q=2;w=60'
    left = [one["RateLimit"].split(";")[1] for one in (first, second, third)]
    if left == ["r=1", "r=0", "r=0"]:  # no new minute began in between
        assert (third.status_code, third.json()["type"]) == (429, "urn:bijlisetu:problem:too-many")
        assert 1 <= int(third["Retry-After"]) <= 60
        assert "Retry-After" not in second
