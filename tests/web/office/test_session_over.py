"""A form whose session has ended is not lost without a word."""

from __future__ import annotations

import pytest
from django.test import Client

from bijlisetu.contact.models import Address
from tests.district import District

TOLD = "आपका समय पूरा हो गया था, इसलिए यह सहेजा नहीं गया"


@pytest.mark.parametrize("page", ["/office/consumer/{consumer}/", "/office/worklist/{office}/", "/field/door/"])
def test_after_the_login_it_is_said_that_nothing_was_saved(client: Client, district: District, page: str) -> None:
    consumer = district.people["failed"].pk
    address = page.format(consumer=consumer, office=district.section.pk)

    sent = client.post(address, {"consumer": consumer, "address": "6000000009", "proof": "visit"})
    at_the_door = client.get(sent["Location"])
    client.force_login(district.officer)
    first, second = (client.get(address).content.decode() for _ in range(2))

    assert sent["Location"].startswith("/office/login/?next=/")
    assert "6000000009" not in sent["Location"]
    assert at_the_door.status_code == 200
    assert TOLD in first
    assert TOLD not in second
    assert not Address.objects.filter(value="916000000009").exists()


def test_who_only_opens_a_page_is_told_nothing(client: Client, district: District) -> None:
    client.get("/office/")
    client.force_login(district.officer)

    assert TOLD not in client.get("/office/", follow=True).content.decode()
