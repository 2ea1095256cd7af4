"""What a person needs electricity for is marked on their page, by those who may mend a number there."""

from __future__ import annotations

import pytest
from django.test import Client

from bijlisetu.consumers.queries import need_of
from tests.district import District

pytestmark = pytest.mark.django_db


def test_the_mark_is_set_on_the_page_and_seen_there_and_in_the_history(client: Client, district: District) -> None:
    person = district.people["read"]
    client.force_login(district.officer)

    told = client.post(f"/office/consumer/{person.pk}/need/", {"need": "life_support"}, follow=True).content.decode()

    assert need_of(person.pk) == "life_support"
    assert '<span class="flag">घर पर जीवन-रक्षक उपकरण</span>' in told
    history = client.get(f"/office/consumer/{person.pk}/history/").content.decode()
    assert "घर पर जीवन-रक्षक उपकरण" in history


def test_a_need_off_the_list_and_a_person_of_another_office_are_refused(client: Client, district: District) -> None:
    client.force_login(district.officer)

    assert client.post(f"/office/consumer/{district.people['read'].pk}/need/", {"need": "palace"}).status_code == 404
    assert client.post(f"/office/consumer/{district.outsider.pk}/need/", {"need": "water"}).status_code == 404
    assert client.get(f"/office/consumer/{district.people['read'].pk}/need/").status_code == 302
