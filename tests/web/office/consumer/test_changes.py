"""The person's page says whose each phone is, and undoes a change of numbers that was a mistake."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.contact.changes.actions import change
from bijlisetu.contact.lists import ClaimRole, ClaimSource
from bijlisetu.contact.models import Address, Change
from tests import build
from tests.district import District

pytestmark = pytest.mark.django_db

OLD, NEW = "916000000871", "916000000872"


@pytest.fixture
def made(district: District) -> Change:
    """A wrong number took the place of the right one, at the counter."""
    someone = build.consumer(on=district.feeder, mobile=OLD)
    now = timezone.now()
    change(consumer=someone.pk, old=OLD, new=NEW, source=ClaimSource.COUNTER, at=now, by="clerk", role=ClaimRole.TENANT)
    return Change.objects.get()


def owners(of: Change) -> dict[str, str]:
    return dict(Address.objects.filter(consumer=of.consumer_id).values_list("value", "owner"))


def test_the_page_shows_the_change_and_whose_phone_it_is(officer: Client, made: Change) -> None:
    page = officer.get(f"/office/consumer/{made.consumer_id}/").content.decode()

    assert "60xxxxxx71 → 60xxxxxx72" in page
    assert "किराएदार" in page
    assert f'action="/office/consumer/{made.consumer_id}/undo/{made.pk}/"' in page


def test_it_is_undone_there_and_the_number_from_before_counts_again(officer: Client, made: Change) -> None:
    assert owners(made)[OLD] == "not_owner"
    address = f"/office/consumer/{made.consumer_id}/undo/{made.pk}/"

    told = officer.post(address, follow=True)

    assert told.redirect_chain[-1][0] == f"/office/consumer/{made.consumer_id}/"
    assert owners(made)[OLD] != "not_owner"
    made.refresh_from_db()
    assert (made.state, made.undone_by) == (Change.State.UNDONE, told.context["user"].get_username())
    assert "यह बदलाव पहले ही" in officer.post(address, follow=True).content.decode()


def test_another_consumers_change_is_not_undone_by_a_changed_address(
    officer: Client, made: Change, district: District
) -> None:
    other = build.consumer(on=district.feeder)
    addresses = [
        f"/office/consumer/{other.pk}/undo/{made.pk}/",
        f"/office/consumer/{district.outsider.pk}/undo/{made.pk}/",
    ]

    assert [officer.post(address).status_code for address in addresses] == [404, 404]
    assert officer.get(f"/office/consumer/{made.consumer_id}/undo/{made.pk}/").status_code == 302
    made.refresh_from_db()
    assert made.state == Change.State.MADE


def test_the_counter_shows_whose_phone_it_is_too(client: Client, made: Change, district: District) -> None:
    build.officer("clerk", of=district.section, role="clerk")
    client.force_login(User.objects.get(username="clerk"))

    assert "किराएदार" in client.get(f"/office/counter/{made.consumer_id}/").content.decode()
