"""The list of calls: one's own office's, a number in full only to call it, and what the call brought."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.contact.models import Address
from bijlisetu.drives import desk
from bijlisetu.drives.models import ToProve
from bijlisetu.network.models import Office
from bijlisetu.values import Mobile
from tests import build
from tests.district import District

NEW = "6000000009"


@pytest.fixture
def clerk(client: Client, district: District) -> Client:
    build.officer("clerk", of=district.section, role="clerk")
    client.force_login(User.objects.get(username="clerk"))
    return client


@pytest.fixture
def waiting(district: District) -> ToProve:
    told = timezone.now() - timedelta(days=2)
    desk.told_at_desk(consumer=district.people["no_address"].pk, address=Mobile(NEW), at=told, by="worker")
    return ToProve.objects.get()


def test_the_number_is_masked_until_it_is_called_and_each_look_is_written_down(
    clerk: Client, district: District, waiting: ToProve
) -> None:
    address = f"/office/calls/{district.section.pk}/"
    hidden = clerk.get(address).content.decode()

    shown = clerk.post(address, {"number": waiting.pk, "deed": "show"}).content.decode()

    assert (NEW in hidden, f"tel:+91{NEW}" in shown) == (False, True)
    assert district.people["no_address"].name in hidden
    look = Entry.objects.get(deed="contact.unmasked")
    assert (look.by, look.detail["why"]) == ("clerk", "call")
    assert NEW not in clerk.get(address).content.decode()


@pytest.mark.parametrize(
    ("deed", "words", "owner"),
    [
        ("own", "नंबर उन्हीं का है", "proved"),
        ("wrong", "नंबर हटा दिया", "not_owner"),
        ("nobody", "किसी ने नहीं उठाया", "unknown"),
    ],
)
def test_what_the_call_brought_is_kept(
    clerk: Client, district: District, waiting: ToProve, deed: str, words: str, owner: str
) -> None:
    address = f"/office/calls/{district.section.pk}/"

    page = clerk.post(address, {"number": waiting.pk, "deed": deed}, follow=True).content.decode()

    assert words in page
    assert Address.objects.get(value=f"91{NEW}").owner == owner
    assert "किसी को फ़ोन नहीं करना है" in page
    again = clerk.post(address, {"number": waiting.pk, "deed": deed}, follow=True).content.decode()
    assert "अब कॉल नहीं करनी" in again


@pytest.mark.parametrize("sent", [{"number": "0"}, {"number": "x"}, {}, {"number": "99999999999999999999"}])
def test_a_number_that_is_not_on_the_list_does_nothing(
    clerk: Client, district: District, waiting: ToProve, sent: dict[str, str]
) -> None:
    clerk.post(f"/office/calls/{district.section.pk}/", {**sent, "deed": "wrong"})
    assert clerk.post(f"/office/calls/{district.section.pk}/", {"number": waiting.pk, "deed": "x"}).status_code == 404

    assert Address.objects.get(value=f"91{NEW}").owner == "unknown"


def test_another_offices_numbers_are_not_there(client: Client, district: District, waiting: ToProve) -> None:
    build.officer("stranger", of=build.office(), role="clerk")
    client.force_login(User.objects.get(username="stranger"))
    own = Office.objects.get(posts__person__username="stranger")

    assert client.get(f"/office/calls/{district.section.pk}/").status_code == 404
    page = client.post(f"/office/calls/{own.pk}/", {"number": waiting.pk, "deed": "show"}, follow=True)
    assert NEW not in page.content.decode()
