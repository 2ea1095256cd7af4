from __future__ import annotations

import pytest
from django.test import RequestFactory

from bijlisetu.web.guessing.place import place_of


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("", None),
        ("unknown", None),
    ],
)
def test_a_place_is_an_address_or_a_house(address: str, place: str | None) -> None:
    assert place_of(RequestFactory(REMOTE_ADDR=address).get("/")) == place
