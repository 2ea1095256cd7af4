"""Visits on the pages of an office: their pictures, looked at one by one; and numbers that contradict each other."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bijlisetu.audit import actions as audit
from bijlisetu.audit.models import Entry
from bijlisetu.contact.models import Address
from bijlisetu.drives import desk
from bijlisetu.fieldwork.actions.photos import add_piece
from bijlisetu.fieldwork.models import Photo, Scan, Visit
from bijlisetu.staff.models import Card
from bijlisetu.values import Mobile
from tests import build
from tests.district import District
from tests.drives import planned
from tests.drives.planned import number, on_day, told, walk

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>" * 20
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IEND" + bytes(4)
FIRST, SECOND = "6000000008", "6000000009"


@pytest.fixture
def clerk(client: Client, district: District) -> Client:
    build.officer("clerk", of=district.section, role="clerk")
    client.force_login(User.objects.get(username="clerk"))
    return client


def pictured(visit: Visit, content: bytes = JPEG) -> str:
    hash_ = hashlib.sha256(content).hexdigest()
    add_piece(visit=visit.pk, name="meter", size=len(content), sha256=hash_, offset=0, content=content, at=build.NOON)
    return f"/office/visit/{visit.pk}/photo/meter/"


def test_pictures_stand_beside_their_visit(clerk: Client, district: District) -> None:
    someone = district.people["failed"]
    visit = build.visit(someone, "wrong_premise", is_late=True)
    address = pictured(visit)

    page = clerk.get(f"/office/consumer/{someone.pk}/visits/").content.decode()

    assert f'href="{address}"' in page
    assert "मीटर की फ़ोटो" in page
    assert "यहाँ किसी और का कनेक्शन है" in page
    assert "तब तक बीट किसी और की थी" in page
    assert f"/office/consumer/{someone.pk}/visits/" in clerk.get(f"/office/consumer/{someone.pk}/").content.decode()
    assert not Entry.objects.filter(deed="photo.seen").exists()


def test_what_was_chosen_and_remarked_stands_below_what_was_found(clerk: Client, district: District) -> None:
    someone, remark = district.people["failed"], "वेतन <मिलने> पर"
    build.visit(someone, "promise", form="arrears", answers={"promised": "week", "remark": remark})

    page = clerk.get(f"/office/consumer/{someone.pk}/visits/").content.decode()

    assert "तारीख़ तक भुगतान का वादा" in page
    assert "<p>सात दिन में · वेतन &lt;मिलने&gt; पर</p>" in page


def test_who_was_there_is_called_by_name(clerk: Client, district: District) -> None:
    someone = district.people["failed"]
    walker = User.objects.create(username="walker")
    build.visit(someone, person=walker)
    Card.objects.update_or_create(person=walker, defaults={"name_hi": "नमूना लाइनमैन 7"})

    page = clerk.get(f"/office/consumer/{someone.pk}/visits/").content.decode()

    assert "नमूना लाइनमैन 7" in page


@pytest.mark.parametrize(("content", "media"), [(JPEG, "image/jpeg"), (PNG, "image/png")])
def test_a_look_is_safe_kept_by_nobody_and_written_down(
    clerk: Client, district: District, content: bytes, media: str
) -> None:
    someone = district.people["failed"]
    address = pictured(build.visit(someone), content)

    for _ in range(2):
        shown = clerk.get(address)

    assert (shown.content, shown["Content-Type"], shown["X-Content-Type-Options"]) == (content, media, "nosniff")
    assert shown["Content-Disposition"].startswith("inline; filename=")
    assert "no-store" in shown["Cache-Control"]
    assert "public" not in shown["Cache-Control"]
    assert "sandbox" in shown["Content-Security-Policy"]
    looks = Entry.objects.filter(deed="photo.seen", by="clerk", record=f"consumer:{someone.pk}")
    assert looks.count() == 2


def test_a_picture_that_is_not_whole_is_not_shown(clerk: Client, district: District) -> None:
    visit = build.visit(district.people["failed"])
    Photo.objects.create(visit=visit, name="meter", size=100, sha256="0" * 64)

    assert clerk.get(f"/office/visit/{visit.pk}/photo/meter/").status_code == 404
    assert "/photo/meter/" not in clerk.get(f"/office/consumer/{visit.consumer_id}/visits/").content.decode()


def test_another_offices_pictures_are_not_there(clerk: Client, district: District) -> None:
    address = pictured(build.visit(district.outsider))

    assert clerk.get(address).status_code == 404
    assert clerk.get(f"/office/consumer/{district.outsider.pk}/visits/").status_code == 404
    assert not Entry.objects.filter(deed="photo.seen").exists()


def test_a_look_at_a_scan_is_written_down(client: Client) -> None:
    where = planned.place(people=2)
    sheet = build.sheet(where.sections[0], where.people[0])
    build.officer("je", of=where.sections[0], role="je")
    client.force_login(User.objects.get(username="je"))
    client.post(f"/office/sheet/{sheet}/scan/", {"scan": SimpleUploadedFile("x", PNG)})
    shown = client.get(f"/office/sheet/{sheet}/scan/{Scan.objects.get().pk}/")

    assert (shown["Content-Type"], "no-store" in shown["Cache-Control"]) == ("image/png", True)
    assert "filename=" in shown["Content-Disposition"]
    assert Entry.objects.filter(deed="scan.seen", by="je").count() == 1


def test_the_visits_of_a_drive_are_listed_with_their_pictures(client: Client) -> None:
    where = planned.place(people=4)
    drive = planned.drive_at(where)
    east, west = where.walkers
    for walker, person in ((east, where.people[0]), (west, where.people[1])):
        (visit,) = walk([told(drive, person, "locked", at=on_day(1), by=walker)], by=walker, at=on_day(1))
        pictured(visit)
    build.officer("sdo", of=where.sections[0], role="sdo")
    client.force_login(User.objects.get(username="sdo"))

    page = client.get(f"/office/drive/{where.sections[0].pk}/visits/").content.decode()

    assert where.people[0].account in page
    assert where.people[1].account not in page
    assert page.count("/photo/meter/") == 1
    assert client.get(f"/office/drive/{where.division.pk}/visits/").status_code == 404
    none = client.get(f"/office/drive/{where.sections[0].pk}/visits/", {"before": on_day(1).isoformat()})
    assert where.people[0].account not in none.content.decode()


def brought_two(district: District) -> int:
    someone = district.people["no_address"]
    at = timezone.now() - timedelta(days=1)
    for digits in (FIRST, SECOND):
        desk.told_at_desk(consumer=someone.pk, address=Mobile(digits), at=at, by=f"worker {digits[-1]}")
    return someone.pk


def test_different_numbers_are_shown_and_an_officer_decides(clerk: Client, district: District) -> None:
    someone = brought_two(district)
    address = f"/office/consumer/{someone}/visits/"
    page = clerk.get(address).content.decode()
    assert "अलग-अलग नंबर आए हैं" in page
    assert FIRST not in page

    kept = Address.objects.get(consumer=someone, value=f"91{SECOND}")
    decided = clerk.post(address, {"keep": kept.pk}, follow=True).content.decode()

    owners = dict(Address.objects.filter(consumer=someone).values_list("value", "owner"))
    assert (owners[f"91{FIRST}"], owners[f"91{SECOND}"]) == ("not_owner", "unknown")
    assert "अलग-अलग नंबर आए हैं" not in decided
    assert Visit.objects.filter(consumer=someone).count() == 2


@pytest.mark.parametrize("keep", ["", "0", "x", "999999999"])
def test_only_a_number_in_question_can_be_chosen(clerk: Client, district: District, keep: str) -> None:
    someone = brought_two(district)

    assert clerk.post(f"/office/consumer/{someone}/visits/", {"keep": keep}).status_code == 404

    assert set(Address.objects.filter(consumer=someone).values_list("owner", flat=True)) == {"unknown"}


def test_one_number_told_twice_is_no_conflict(clerk: Client, district: District) -> None:
    someone = district.people["no_address"]
    for day in (1, 2):
        at = timezone.now() - timedelta(days=day)
        desk.told_at_desk(consumer=someone.pk, address=Mobile(FIRST), at=at, by="worker")

    assert "अलग-अलग" not in clerk.get(f"/office/consumer/{someone.pk}/visits/").content.decode()


def test_the_conflict_of_a_drive_leads_to_the_decision(client: Client) -> None:
    where = planned.place(people=4)
    drive = planned.drive_at(where)
    east, person = where.walkers[0], where.people[0]
    for day, digits in ((0, FIRST), (1, SECOND)):
        walk([told(drive, person, "updated", at=on_day(day), by=east, answers=number(digits))], by=east, at=on_day(2))
    build.officer("sdo", of=where.division, role="sdo")
    client.force_login(User.objects.get(username="sdo"))

    page = client.get(f"/office/drive/{where.division.pk}/honesty/").content.decode()

    assert f'href="/office/consumer/{person.pk}/visits/"' in page


def test_the_timeline_has_a_visit_when_it_was_made_and_says_it_in_words(clerk: Client, district: District) -> None:
    """A phone without a network brings visits days later."""
    someone = district.people["failed"]
    made, came = timezone.now() - timedelta(days=40), timezone.now()
    build.visit(someone, "locked", at=made, received_at=came)
    audit.note(deed="visit.locked", records=[f"consumer:{someone.pk}"], by="worker", at=came)
    for deed, by in (("door.blocked", "drives"), ("door.opened_again", "sdo")):
        audit.note(deed=deed, records=[f"consumer:{someone.pk}"], by=by, at=came)

    page = clerk.get(f"/office/consumer/{someone.pk}/").content.decode()

    body = page.partition('class="timeline"')[2].partition("</ol>")[0]
    locked = [part for part in body.split("<li")[1:] if "ताला" in part]
    assert [timezone.localtime(made).strftime("%Y-%m-%d") in part for part in locked] == [True]
    assert "अभियान, अपने-आप" in body
    assert "door." not in body
