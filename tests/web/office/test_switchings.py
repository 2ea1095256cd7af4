"""The page of switchings: what hangs elsewhere, entered and ended by whoever runs the lines of the office."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.network.models import Switching
from tests import build
from tests.outages.desk import HOUR, Desk, desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Desk:
    return desk()


@pytest.fixture
def je(client: Client, at_desk: Desk) -> Client:
    client.force_login(User.objects.get(username="je"))
    return client


def form(of: Desk, **more: str) -> dict[str, str]:
    first, second = of.feeders
    begins = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    return {"element": first.code, "fed_by": f"TEST FEEDER · {second.code}", "from_at": begins, "until_at": "",
            "why": "केबल", **more}  # fmt: skip


def test_a_transfer_is_entered_shown_and_ended(je: Client, at_desk: Desk) -> None:
    page = f"/office/switchings/{at_desk.section.pk}/"
    empty = je.get(page).content.decode()

    shown = je.post(page, form(at_desk), follow=True).content.decode()
    made = Switching.objects.get()
    ended = je.post(page, {"deed": "end", "switching": str(made.pk)}, follow=True).content.decode()

    assert "सब अपनी-अपनी लाइन पर" in empty
    assert (made.feeder, made.fed_by, made.until_at, made.by) == (*at_desk.feeders, None, "je")
    assert "केबल" in shown
    assert "फिर अपनी लाइन पर है" in ended
    assert Switching.objects.get().until_at is not None


def test_one_transformer_is_hung_on_a_line_of_another_office(je: Client, at_desk: Desk) -> None:
    far = build.feeder()

    je.post(
        f"/office/switchings/{at_desk.section.pk}/",
        form(at_desk, element=f"{at_desk.feeders[0].code} › DT 1", fed_by=far.code),
    )

    assert (Switching.objects.get().transformer, Switching.objects.get().fed_by) == (at_desk.transformer, far)


def test_what_cannot_be_is_said_with_what_to_do(je: Client, at_desk: Desk) -> None:
    page = f"/office/switchings/{at_desk.section.pk}/"
    own = at_desk.feeders[0].code

    for wrong, words in (
        ({"element": build.feeder().code}, "इस कार्यालय की जगह नहीं"),
        ({"element": "near substation"}, "यह उपकेंद्र है"),
        ({"fed_by": "TEST FEEDER"}, "कोड लिखें"),
        ({"fed_by": own}, "अपनी ही लाइन"),
        ({"until_at": "2020-01-01T10:00"}, "समय ठीक करें"),
    ):
        answer = je.post(page, form(at_desk, **wrong))
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not Switching.objects.exists()
    je.post(page, form(at_desk))
    assert "पहले उसे समाप्त करें" in je.post(page, form(at_desk, fed_by=build.feeder().code)).content.decode()


def test_nobody_switches_lines_of_another_office(je: Client, at_desk: Desk) -> None:
    page, far = f"/office/switchings/{at_desk.section.pk}/", build.feeder()
    theirs = Switching.objects.create(
        feeder=far, fed_by=at_desk.feeders[0], from_at=timezone.now() - HOUR, by="x", at=timezone.now()
    )
    clerk = Client()
    clerk.force_login(User.objects.get(username=build.officer("clerk", of=at_desk.section, role="clerk")))

    assert far.code in je.get(page).content.decode()
    assert je.post(page, {"deed": "end", "switching": str(theirs.pk)}).status_code == 404
    assert je.get(f"/office/switchings/{far.places.get().section_id}/").status_code == 404
    assert clerk.get(page).status_code == 200
    assert clerk.post(page, form(at_desk)).status_code == 404
    assert Switching.objects.get().until_at is None
