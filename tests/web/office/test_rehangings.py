"""Below the outage desk: who may hang on another transformer, taken over or refused in one press."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from bijlisetu.network.models import Transformer
from bijlisetu.outages.models import Rehanging
from tests import build
from tests.build import NOON, SINCE
from tests.outages.desk import Desk, desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


@pytest.fixture
def je(client: Client, at_desk: Desk) -> Client:
    client.force_login(User.objects.get(username="je"))
    return client


def proposed(of: Desk) -> Rehanging:
    low = Transformer.objects.create(feeder=of.feeders[1], name="OTHER", valid_from=SINCE)
    who = build.consumer(on=of.feeders[1], transformer=low)
    return Rehanging.objects.create(consumer=who, transformer=of.transformer, outages=4, days=3, at=NOON)


def test_the_desk_sees_it_and_corrects_the_registry(je: Client, at_desk: Desk) -> None:
    one = proposed(at_desk)
    page = f"/office/outages/{at_desk.section.pk}/"

    shown = je.get(page).content.decode()
    after = je.post(page, {"rehanging": one.pk, "deed": "accept"}, follow=True).content.decode()

    assert "शायद दूसरे ट्रांसफार्मर पर हैं" in shown
    assert f"…{one.consumer.account[-4:]}" in shown
    assert one.consumer.account not in shown
    assert "शायद दूसरे ट्रांसफार्मर पर हैं" not in after
    one.consumer.refresh_from_db()
    assert one.consumer.transformer == at_desk.transformer


def test_it_is_refused_and_pressed_again_it_is_said_so(je: Client, at_desk: Desk) -> None:
    one = proposed(at_desk)
    page = f"/office/outages/{at_desk.section.pk}/"

    je.post(page, {"rehanging": one.pk, "deed": "keep"})
    again = je.post(page, {"rehanging": one.pk, "deed": "accept"}, follow=True).content.decode()

    one.refresh_from_db()
    assert (one.state, one.by) == ("refused", "je")
    assert "किसी और ने" in again


@pytest.mark.parametrize("sent", [{"deed": "accept"}, {"deed": "tea"}, {"rehanging": "x", "deed": "accept"}])
def test_what_is_no_proposal_or_no_deed_is_not_there(je: Client, at_desk: Desk, sent: dict[str, str]) -> None:
    proposed(at_desk)

    assert je.post(f"/office/outages/{at_desk.section.pk}/", {"rehanging": "0", **sent}).status_code == 404
