"""A number is seen in full by whoever says what for, once, and the book of deeds has it."""

from __future__ import annotations

import pytest
from django.test import Client

from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from tests import build
from tests.district import District

pytestmark = pytest.mark.django_db
NUMBER = "6000000873"


@pytest.fixture
def holder(district: District) -> Consumer:
    return build.consumer(on=district.feeder, mobile=f"91{NUMBER}")


def looked(client: Client, consumer: Consumer, *, address: int | str = "", why: str = "call") -> tuple[int, str]:
    """Press for the number in full; return the status and the page."""
    held = address or consumer.addresses.get().pk
    answer = client.post(f"/office/consumer/{consumer.pk}/number/", {"address": held, "why": why})
    return answer.status_code, answer.content.decode()


def looks() -> list[Entry]:
    return list(Entry.objects.filter(deed="contact.unmasked"))


def test_a_look_shows_the_number_and_is_written_down_without_it(officer: Client, holder: Consumer) -> None:
    status, page = looked(officer, holder, why="compare")

    (entry,) = looks()
    assert (status, "60000 00873" in page) == (200, True)
    assert (entry.record, entry.detail) == (f"consumer:{holder.pk}", {"address": "60xxxxxx73", "why": "compare"})
    assert entry.by == "officer"


def test_each_look_is_written_down_and_the_next_page_hides_the_number_again(officer: Client, holder: Consumer) -> None:
    looked(officer, holder)
    looked(officer, holder)

    page = officer.get(f"/office/consumer/{holder.pk}/").content.decode()
    reloaded = officer.get(f"/office/consumer/{holder.pk}/number/")

    assert len(looks()) == 2
    assert "60xxxxxx73" in page
    assert NUMBER not in page.replace(" ", "")
    assert "नंबर पूरा देखा" in page
    assert reloaded["Location"] == f"/office/consumer/{holder.pk}/"


@pytest.mark.parametrize("why", ["", "curious"])
def test_without_a_reason_nothing_is_shown(officer: Client, holder: Consumer, why: str) -> None:
    status, page = looked(officer, holder, why=why)

    assert status == 404
    assert "60000 00873" not in page
    assert looks() == []


def test_a_number_of_another_person_or_office_is_not_shown(
    officer: Client, holder: Consumer, district: District
) -> None:
    others = build.address(district.outsider, "916000000874")
    near = district.people["read"]

    assert looked(officer, holder, address=near.addresses.first().pk)[0] == 404
    assert looked(officer, district.outsider, address=others.pk)[0] == 404
    assert looked(officer, holder, address="9" * 30)[0] == 404
    assert looks() == []


def test_whoever_walks_a_beat_for_an_agency_sees_none(client: Client, holder: Consumer, district: District) -> None:
    from django.contrib.auth.models import User

    client.force_login(User.objects.get(username=build.officer("walker", of=district.section, role="agent")))

    assert looked(client, holder)[0] == 404
    assert looks() == []


def test_a_mailbox_is_shown_too(officer: Client, district: District) -> None:
    person = build.consumer(on=district.feeder, email="namuna.873@example.in")

    assert "namuna.873@example.in" in looked(officer, person)[1]
