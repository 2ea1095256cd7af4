"""How many hang on a part of the network, by channel and need; who they are, for those alone who were let in for it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Switching
from bijlisetu.staff.purposes import Purpose
from tests import build
from tests.web.api.asking import HOUR, Asker, Network, asker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people(net: Network) -> list[Consumer]:
    first, second = net.feeders
    return [
        build.consumer(on=first, account="9900000001", mobile="916000000001", need="hospital", name="गुप्त नाम"),
        build.consumer(on=first, account="9900000002", email="a@example.in", transformer=net.transformer),
        build.consumer(on=first, account="9900000003"),
        build.consumer(on=second, account="9900000004", need="life_support"),
        build.consumer(on=net.beside, account="9900000005"),
    ]


def test_people_of_a_feeder_are_counted_by_channel_and_need(scada: Asker, net: Network) -> None:
    said = scada.get("/touched", feeder=net.feeders[0].code).json()

    assert said["people"] == 3
    assert said["by_channel"] == {"whatsapp": 1, "sms": 0, "email": 1}
    assert said["cannot_be_told"] == 1
    assert said["by_need"] == {"life_support": 0, "hospital": 1, "water": 0, "police": 0}


@pytest.mark.parametrize(("named", "many"), [("substation", 4), ("feeder", 3), ("transformer", 1)])
def test_each_kind_of_element_has_its_people(scada: Asker, net: Network, named: str, many: int) -> None:
    asked = {
        "substation": {"substation": net.section.code},
        "feeder": {"feeder": net.feeders[0].code},
        "transformer": {"feeder": net.feeders[0].code, "transformer": "DT 1"},
    }[named]

    assert scada.get("/touched", **asked).json()["people"] == many
    assert len(scada.get("/touched/people", **asked).json()["items"]) == many


def test_it_follows_the_switching_at_the_hour_that_is_named(scada: Asker, net: Network) -> None:
    now = timezone.now()
    Switching.objects.create(
        transformer=net.transformer, fed_by=net.feeders[1], from_at=now + HOUR, until_at=now + 3 * HOUR, by="je", at=now
    )
    then = (now + 2 * HOUR).isoformat()

    people = [scada.get("/touched", feeder=net.feeders[1].code, **at).json()["people"] for at in ({}, {"at": then})]

    assert people == [1, 2]


def test_the_list_shows_no_name_and_no_number(scada: Asker, net: Network) -> None:
    answer = scada.get("/touched/people", feeder=net.feeders[0].code)

    assert answer.json()["items"][0] == {
        "account_end": "0001", "need": "hospital", "feeder": net.feeders[0].code, "transformer": "",
    }  # fmt: skip
    for secret in ("गुप्त", "9900000001", "6000000001", "example.in"):
        assert secret not in answer.content.decode()


def test_the_list_goes_on_where_it_was(scada: Asker, net: Network) -> None:
    first = scada.get("/touched/people", substation=net.section.code, limit=3).json()
    rest = scada.get("/touched/people", substation=net.section.code, limit=3, after=first["next"]).json()

    assert [one["account_end"] for one in (*first["items"], *rest["items"])] == ["0001", "0002", "0003", "0004"]
    assert rest["next"] is None


def test_what_is_not_theirs_and_what_there_is_not(scada: Asker, net: Network) -> None:
    theirs = scada.get("/touched", feeder=net.beside.code)
    unknown = scada.get("/touched", feeder="NOWHERE")
    nothing = scada.get("/touched")

    assert (theirs.status_code, theirs.json()["type"]) == (403, "urn:bijlisetu:problem:not-theirs")
    assert (unknown.status_code, unknown.json()["errors"][0]["parameter"]) == (422, "feeder")
    assert nothing.status_code == 422


def test_whoever_may_count_may_not_list(net: Network) -> None:
    counting = asker(net.division, Purpose.TOUCHED_READ)

    assert counting.get("/touched", feeder=net.feeders[0].code).status_code == 200
    assert counting.get("/touched/people", feeder=net.feeders[0].code).status_code == 403
