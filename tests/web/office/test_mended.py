"""What is said after a number was saved is what really comes of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from bijlisetu.outbox.models import Notice, Stop, Turn
from bijlisetu.reach.models import Standing, Task
from tests import build
from tests.district import District

GOES = "वह अब इसी पर जा रहा है"
WHEN_LET_GO_ON = "भेजना फिर चालू होते ही"
ALL_STOPS = ["all", "lane:service", "kind:bill_issued"]


@pytest.fixture
def officer(client: Client, district: District) -> Client:
    client.force_login(district.officer)
    return client


def saved(client: Client, consumer: int, number: str = "6000000009") -> str:
    page = f"/office/consumer/{consumer}/"
    assert client.post(page, {"consumer": consumer, "address": number, "proof": "visit"}).status_code == 302
    return " ".join(client.get(page).content.decode().split())


def stop(scope: str) -> None:
    Stop.objects.create(scope=scope, at=timezone.now(), by="test", why="test")


def test_what_did_not_arrive_is_said_to_go(officer: Client, district: District) -> None:
    assert GOES in saved(officer, district.people["failed"].pk)


@pytest.mark.parametrize("scopes", [*([one] for one in ALL_STOPS), ["channel:whatsapp", "channel:sms"]])
def test_what_stands_still_is_not_said_to_go(officer: Client, district: District, scopes: list[str]) -> None:
    for scope in scopes:
        stop(scope)

    page = saved(officer, district.people["failed"].pk)

    assert GOES not in page
    assert WHEN_LET_GO_ON in page


@pytest.mark.parametrize("scope", ["lane:bulk", "channel:sms", "kind:outage_planned"])
def test_a_stop_of_something_else_holds_nothing_back(officer: Client, district: District, scope: str) -> None:
    stop(scope)

    assert GOES in saved(officer, district.people["failed"].pk)


def test_a_second_number_is_told_that_it_had_arrived_and_who_saved_another(officer: Client, district: District) -> None:
    consumer = district.people["failed"]
    saved(officer, consumer.pk, "6000000008")
    arrives(consumer.pk)

    page = saved(officer, consumer.pk, "6000000009")

    assert GOES not in page
    assert "पहले ही पहुँच चुका है" in page
    assert "60xxxxxx08" in page
    assert "1 मिनट पहले officer ने" in page


def arrives(consumer: int) -> None:
    """The receipt that came meanwhile: settled, in the ledger, and off the worklist."""
    Notice.objects.filter(consumer=consumer).update(state="reached", settled_at=timezone.now())
    Turn.objects.filter(notice__consumer=consumer).delete()
    Standing.objects.filter(consumer=consumer).update(degree="delivered", reached=True, reason="", at=timezone.now())
    Task.objects.filter(consumer=consumer).delete()


def test_who_missed_nothing_is_told_so(officer: Client, district: District) -> None:
    page = saved(officer, build.consumer(on=district.feeder).pk)

    assert GOES not in page
    assert "दोबारा भेजने को कुछ नहीं" in page
