"""No page and no download has a number in full: whatever stands in the list of addresses is looked through."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from bijlisetu.contact.models import Address
from tests.web.test_after_a_press import ADDRESSES, values

__all__ = ["values"]
pytestmark = pytest.mark.django_db
#: What the file of a bill carries from the department's books is the person's own, on their own bill.
OWN = {"office:bill", "me:pdf", "me:carrier_pdf"}


def text_of(answer: HttpResponseBase) -> str:
    octets = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined, call-overload]
    if octets.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages)
    return str(octets.decode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("name", "parts"), [one for one in ADDRESSES if one[0] not in OWN], ids=[n for n, _ in ADDRESSES if n not in OWN]
)
def test_an_address_shows_no_number_in_full(
    admin_client: Client, values: dict[str, Any], name: str, parts: tuple[str, ...]
) -> None:
    if not set(parts) <= values.keys():
        pytest.skip(f"nothing is called {parts}")
    held = {value[-10:] if "@" not in value else value for value in Address.objects.values_list("value", flat=True)}

    said = text_of(admin_client.get(reverse(name, kwargs={part: values[part] for part in parts}), follow=True))

    digits = re.sub(r"(?<=\d)[ -](?=\d)", "", said)
    assert held
    assert not [value for value in held if value in digits or value in said]
