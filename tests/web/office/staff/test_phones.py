"""A lost phone is shut from the page of whoever carried it, by an officer over them, and opened when it is found."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from bijlisetu.audit.models import Entry
from bijlisetu.fieldwork import actions
from bijlisetu.fieldwork.models import Device
from bijlisetu.fieldwork.queries import is_shut
from tests import build
from tests.district import District

pytestmark = pytest.mark.django_db
PHONE = uuid.UUID(int=7)


@pytest.fixture
def walker(district: District) -> User:
    user = User.objects.get(username=build.officer("walker", of=district.section, role="lineman"))
    actions.register(device=PHONE, person=user.pk, name="Cheap phone", at=build.NOON)
    return user


def press(officer: Client, person: User, deed: str, phone: object = PHONE) -> Any:
    return officer.post(f"/office/staff/person/{person.pk}/", {"deed": deed, "phone": phone}, follow=True)


def test_a_lost_phone_is_shut_and_a_found_one_opened(officer: Client, walker: User) -> None:
    shut = press(officer, walker, "shut_phone").content.decode()
    was_shut = is_shut(PHONE)
    opened = press(officer, walker, "open_phone").content.decode()

    assert was_shut
    assert "Cheap phone" in shut
    assert "फ़ोन बंद है" in shut
    assert "फ़ोन फिर खुला है" in opened
    assert not is_shut(PHONE)
    entries = Entry.objects.filter(deed__startswith="device.").order_by("pk")
    assert [(entry.deed, entry.by) for entry in entries] == [("device.shut", "officer"), ("device.opened", "officer")]


def test_an_officer_elsewhere_shuts_nothing(client: Client, district: District, walker: User) -> None:
    client.force_login(User.objects.get(username=build.officer("stranger", of=district.elsewhere)))

    assert press(client, walker, "shut_phone").status_code == 404
    assert not is_shut(PHONE)


@pytest.mark.parametrize("phone", ["", "x", uuid.UUID(int=8)])
def test_only_a_phone_of_that_person_is_shut(officer: Client, walker: User, phone: object) -> None:
    other = User.objects.create_user("other")
    actions.register(device=uuid.UUID(int=8), person=other.pk, at=build.NOON)

    assert press(officer, walker, "shut_phone", phone).status_code == 404
    assert not Device.objects.exclude(shut_at=None).exists()
