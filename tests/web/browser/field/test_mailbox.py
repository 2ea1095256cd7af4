"""A mailbox at the door: a slip of the finger is hinted at, a link goes there, and the visit shows when it was used."""

from __future__ import annotations

import pytest
from django.utils import timezone

import bijlisetu.contact.actions as contact
from bijlisetu.contact.models import Claim
from bijlisetu.outbox.models import Notice
from tests.web.browser.field.conftest import Phone
from tests.web.browser.field.office import Office

HINT = "[data-field=email] .fault"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("ramesh@gmial.com", "ramesh@gmail.com"), ("Ramesh@GMAIL.con", "ramesh@gmail.com"),
        ("ramesh@yaho.com", "ramesh@yahoo.com"), ("ramesh@firma.con", "ramesh@firma.com"),
        ("na@gmail.com", "कोई नहीं"), ("ramesh@test.com", "कोई नहीं"),
    ],
)  # fmt: skip
def test_a_slip_is_hinted_at_as_it_is_typed(phone: Phone, office: Office, typed: str, told: str) -> None:
    phone.go_to_next_door()

    phone.find("updated", email=typed)

    assert told in phone.page.locator(HINT).inner_text()


@pytest.mark.parametrize("typed", ["ramesh@gmail.com", "ramesh@rajasthan.gov.in", "ramesh", "ramesh@", ""])
def test_nothing_is_said_of_what_may_be_right_or_is_not_finished(phone: Phone, office: Office, typed: str) -> None:
    phone.go_to_next_door()

    phone.find("updated", email="ramesh@gmial.com")
    phone.find("updated", email=typed)

    assert phone.page.locator(HINT).is_hidden()


def test_the_visit_shows_when_the_link_was_used(phone: Phone, office: Office) -> None:
    phone.visit("updated", email="ramesh@example.in", whose="own")
    phone.page.wait_for_selector(".state[data-state=taken]")
    assert phone.page.locator("[data-is=mail]").is_visible()
    (link,) = Notice.objects.filter(kind="mailbox_asked")

    claim = Claim(
        consumer_id=link.consumer_id, value=link.to, word="own", source="own_page", proof="link", at=timezone.now()
    )
    contact.take(claims=[claim], at=timezone.now(), by="link")
    phone.page.evaluate("location.hash = '#visits'")
    phone.page.reload()

    phone.page.wait_for_selector(".rows .state:has-text('पुष्टि भी हो गई')")
