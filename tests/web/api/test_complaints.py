"""Another system brings complaints under its own references, and follows them until their people confirm."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from bijlisetu.complaints.models import Complaint
from bijlisetu.consumers.models import Consumer
from bijlisetu.outbox.models import Notice
from bijlisetu.staff.purposes import Purpose
from tests import build
from tests.web.api.asking import Asker, Network, asker

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(net: Network) -> Consumer:
    return build.consumer(on=net.feeders[0], account="9900000001", mobile="916000000001", name="गुप्त नाम")


@pytest.fixture
def crm(net: Network) -> Asker:
    return asker(net.division, Purpose.COMPLAINTS_READ, Purpose.COMPLAINTS_WRITE, name="crm")


def bring(by: Asker, reference: str = "CRM-1", **more: Any) -> Any:
    return by.post("/complaints", {"reference": reference, "category": "FUSE", "account": "9900000001", **more})


def test_a_complaint_is_registered_and_its_person_is_told(crm: Asker, person: Consumer) -> None:
    answer = bring(crm, words="फ़्यूज़ उड़ा है", said_at=timezone.now().isoformat())

    made = Complaint.objects.get()
    said = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"/api/complaints/{made.number}")
    assert (made.consumer, made.way, made.by, made.words) == (person, "api", "system:crm", "फ़्यूज़ उड़ा है")
    assert (said["number"], said["reference"], said["state"], said["level"]) == (
        made.number,
        "CRM-1",
        "registered",
        "JE",
    )
    assert said["due_at"] is not None
    assert Notice.objects.get().kind == "complaint_registered"
    assert "गुप्त" not in answer.content.decode()


def test_the_same_reference_is_the_same_complaint(crm: Asker, net: Network, person: Consumer) -> None:
    first, again = bring(crm), bring(crm)
    other = bring(asker(net.division))

    assert first.json()["number"] == again.json()["number"]
    assert Complaint.objects.get().events.filter(what="noted").count() == 1  # of the other system alone
    assert other.json()["number"] == first.json()["number"]


def test_blanks_are_no_reference_under_which_all_would_be_one_complaint(crm: Asker, person: Consumer) -> None:
    answer = bring(crm, reference="  ")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/reference")
    assert not Complaint.objects.exists()


def test_without_an_account_the_place_says_where_and_the_office_answers(crm: Asker, net: Network) -> None:
    answer = bring(crm, account=None, place="near the temple", office=net.section.code, category="LINE")

    assert answer.status_code == 201, answer.content
    made = Complaint.objects.get()
    assert (made.consumer, made.place, made.office) == (None, "near the temple", net.section)


@pytest.mark.parametrize("place", ["", "  "])
def test_of_no_account_and_no_place_nobody_could_find_it(crm: Asker, place: str) -> None:
    answer = bring(crm, account=None, place=place)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/place")
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(("more", "field"), [
    ({"account": "9900000009"}, "account"), ({"account": "THEIRS"}, "account"),
    ({"account": None, "place": "here", "office": "NOWHERE"}, "office"),
    ({"account": None, "place": "here", "office": "FAR"}, "office"),
])  # fmt: skip
def test_what_is_not_theirs_is_as_if_it_were_not(
    crm: Asker, net: Network, person: Consumer, more: dict[str, Any], field: str
) -> None:
    real = {"THEIRS": build.consumer(on=net.beside).account, "FAR": net.elsewhere.code}

    answer = bring(crm, **{name: real.get(value, value) for name, value in more.items()})

    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:bijlisetu:problem:unknown-{field}")
    assert answer.json()["errors"][0]["pointer"] == f"#/{field}"
    assert not Complaint.objects.exists()


def test_a_category_that_there_is_not(crm: Asker, person: Consumer) -> None:
    answer = bring(crm, category="WEATHER")

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:bijlisetu:problem:unknown-category")


def test_how_it_stands_is_seen_by_its_office_alone(crm: Asker, net: Network, person: Consumer) -> None:
    number = bring(crm).json()["number"]
    far = asker(net.elsewhere)

    assert crm.get(f"/complaints/{number}").json()["reference"] == "CRM-1"
    assert asker(net.section).get(f"/complaints/{number}").json()["reference"] == ""
    assert far.get(f"/complaints/{number}").status_code == 404
    assert far.get("/complaints").json()["items"] == []


def test_the_list_goes_on_and_leaves_out_what_is_over(crm: Asker, net: Network) -> None:
    people = [build.consumer(on=net.feeders[0]) for _ in range(3)]
    numbers = [bring(crm, str(place), account=one.account).json()["number"] for place, one in enumerate(people)]
    Complaint.objects.filter(number=numbers[0]).update(state="joined", primary=Complaint.objects.get(number=numbers[1]))

    first = crm.get("/complaints", limit=2).json()
    rest = crm.get("/complaints", limit=2, after=first["next"]).json()

    assert [one["number"] for one in (*first["items"], *rest["items"])] == numbers
    assert [one["number"] for one in crm.get("/complaints", is_open="true").json()["items"]] == numbers[1:]
