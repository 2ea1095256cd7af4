"""A consumer complains by the link of a message, sees what became of it, and nobody else's."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bijlisetu.complaints.categories import OTHER, categories, for_people
from bijlisetu.complaints.lists import State, Way
from bijlisetu.complaints.models import Complaint
from bijlisetu.complaints.numbers import as_written
from bijlisetu.contact.models import Address
from bijlisetu.outbox.models import Notice
from bijlisetu.staff.levels import Level
from tests import build
from tests.district import District, token_for

pytestmark = pytest.mark.django_db
FORM = {"category": "BILL-WRONG", "words": "बिल दोगुना आया"}


def address(district: District, name: str = "read") -> str:
    return f"/b/{token_for(district.people[name])}/complaints"


def test_a_complaint_is_registered_and_its_number_goes_to_the_phone(client: Client, district: District) -> None:
    at = address(district)
    answer = client.post(at, FORM)

    one = Complaint.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{at}?made")
    assert (one.consumer, one.way, one.words, one.by) == (district.people["read"], Way.WEB, FORM["words"], "link")
    assert Notice.objects.filter(kind="complaint_registered", consumer=one.consumer).exists()
    assert as_written(one.number) in client.get(at).content.decode()


def test_the_bill_leads_to_the_complaints_and_they_lead_back(client: Client, district: District) -> None:
    at = address(district)
    bill = at.removesuffix("/complaints")

    assert f'href="{at}"' in client.get(bill).content.decode()
    assert f'href="{bill}"' in client.get(at).content.decode()


def test_the_front_door_leads_to_every_service(client: Client, district: District) -> None:
    door = client.get("/").content.decode()

    assert all(
        f'href="{each}"' in door for each in ("/complaint/", "/complaint/look/", "/outages/", "/outages/no-light/")
    )


def test_a_wire_that_is_down_is_one_press_from_the_helpline(client: Client, district: District) -> None:
    for page in ("/complaint/", address(district), "/outages/no-light/"):
        assert 'href="tel:1912"' in client.get(page).content.decode()


def test_people_find_what_they_complain_of_most_before_what_is_rare() -> None:
    offered = list(for_people())

    assert set(offered) == set(categories())
    assert offered[:2] == ["SAFETY", "SUP-OFF"]
    assert offered[-1] == OTHER


def test_another_persons_complaints_are_not_shown(client: Client, district: District) -> None:
    other = build.complaint(district.people["failed"], at=timezone.now())

    assert as_written(other.number) not in client.get(address(district)).content.decode()


def test_a_higher_officer_may_be_addressed_but_not_any(client: Client, district: District) -> None:
    at = address(district)
    client.post(at, {**FORM, "level": str(int(Level.SE))})
    assert Complaint.objects.get().level == Level.SE

    assert client.post(at, {"category": "FUSE", "level": str(int(Level.MD))}).status_code == 422


@pytest.mark.parametrize("wrong", [{}, {"category": "TEA"}, {"category": "FUSE", "words": "x" * 2001}])
def test_what_is_missing_is_asked_for(client: Client, district: District, wrong: dict[str, str]) -> None:
    assert client.post(address(district), {"level": "0", **wrong}).status_code == 422
    assert not Complaint.objects.exists()


def test_a_file_that_is_no_photo_is_refused_in_words(client: Client, district: District) -> None:
    page = SimpleUploadedFile("a.jpg", b"<script>", content_type="image/jpeg")

    assert client.post(address(district), {**FORM, "photo": page}).status_code == 422
    assert not Complaint.objects.exists()


def test_who_said_that_it_is_not_theirs_complains_for_nobody(client: Client, district: District) -> None:
    at = address(district)
    Address.objects.filter(consumer=district.people["read"]).update(owner="not_owner")

    assert client.post(at, FORM).status_code == 404
    assert client.get("/b/forged/complaints").status_code == 404
    assert not Complaint.objects.exists()


def test_the_same_pressed_twice_is_one_complaint(client: Client, district: District) -> None:
    at = address(district)
    for _ in range(2):
        client.post(at, FORM)

    assert Complaint.objects.get().state == State.REGISTERED
