"""Officers manage the people below them in the browser; nobody else does, and nobody above or beside."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.fieldwork.models import Beat
from bijlisetu.staff import actions as staff
from bijlisetu.staff.models import Card, Post
from tests import build
from tests.district import District

pytestmark = pytest.mark.django_db
GOOD = "Vidyut-Setu-77"
FORM = {"name_hi": "आशा", "user": "asha", "role": "lineman", "mobile": "60000 00001", "email": "asha@example.in"}


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def je(district: District) -> User:
    build.officer("je-1", of=district.section, role="je")
    person = User.objects.get(username="je-1")
    Card.objects.create(person=person, name_hi="काल्पनिक देवी", mobile="916000000001", email="je@example.in")
    return person


def text(answer: Any) -> str:
    return str(answer.content.decode())


def invite(officer: Client, district: District, **more: str) -> Any:
    return officer.post(f"/office/staff/{district.section.pk}/invite/", {**FORM, **more})


def post_to(officer: Client, person: User, **form: Any) -> Any:
    return officer.post(f"/office/staff/person/{person.pk}/", form)


def test_the_list_shows_who_works_where_and_what_stands_vacant(officer: Client, district: District, je: User) -> None:
    build.office("subdivision", parent=district.division, name="EMPTY ONE")
    shown = text(officer.get(f"/office/staff/{district.division.pk}/"))

    assert "काल्पनिक देवी" in shown
    assert "अवर अभियंता" in shown
    assert shown.index("EMPTY ONE") < shown.index("NEAR SECTION")
    assert "रिक्त" in shown


def test_somebody_new_comes_in_by_their_link_and_sees_their_doors(officer: Client, district: District) -> None:
    page = text(officer.get(invite(officer, district)["Location"]))
    [path] = set(re.findall(r"/office/key/[^/<]+/", page))
    asha = Client()

    assert "asha" in text(asha.get(path))
    done = asha.post(path, {"new": GOOD, "again": GOOD})
    assert done["Location"] == "/office/login/?chosen=1"
    assert "पासवर्ड बन गया" in text(asha.get(done["Location"]))
    asha.post("/office/login/", {"username": "asha", "password": GOOD})

    assert asha.get("/office/")["Location"] == "/field/"
    assert asha.get(path).status_code == 404
    assert Card.objects.get().mobile == "916000000001"
    assert {entry.by for entry in Entry.objects.filter(deed__startswith="staff.")} == {"officer", "asha"}


def test_the_link_is_shown_to_nobody_but_who_made_it(officer: Client, district: District) -> None:
    invite(officer, district)
    build.officer("chief", of=district.circle)
    chief = Client()
    chief.force_login(User.objects.get(username="chief"))

    page = text(chief.get(f"/office/staff/person/{User.objects.get(username='asha').pk}/"))

    assert "/office/key/" not in page


@pytest.mark.parametrize("form", [{"new": "short"}, {"new": "password1234"}, {"again": "Another-77-Setu"}])
def test_a_poor_password_leaves_the_link_good(officer: Client, district: District, form: dict[str, str]) -> None:
    invite(officer, district)
    asha = User.objects.get(username="asha")
    [path] = set(re.findall(r"/office/key/[^/<]+/", text(officer.get(f"/office/staff/person/{asha.pk}/"))))

    assert Client().post(path, {"new": GOOD, "again": GOOD, **form}).status_code == 422
    assert not User.objects.get(pk=asha.pk).is_active
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("token", ["abc", "x" * 27, "0" * 27, "%00", "क" * 9])
def test_a_link_of_nobodys_opens_nothing(client: Client, token: str) -> None:
    assert client.get(f"/office/key/{token}/").status_code in {400, 404}


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"name_hi": ""}, "नाम हिन्दी या"),
        ({"user": "आशा"}, "यूज़र नाम नहीं रखा जा सकता"),
        ({"user": "0fficer"}, "मिलता-जुलता"),
        ({"mobile": "12345"}, "यह मोबाइल नंबर नहीं है"),
        ({"email": "nobody"}, "यह ई-मेल"),
        ({"role": "agent"}, "किस एजेंसी"),
        ({"role": "operator"}, ""),
        ({"role": ""}, "पद चुनें</span>"),
        ({"ends_on": "2020-01-01"}, "शुरू होने के बाद"),
    ],
)
def test_what_cannot_be_is_said_and_nobody_is_invited(
    officer: Client, district: District, form: dict[str, str], told: str
) -> None:
    answer = invite(officer, district, **form)

    assert answer.status_code == 422
    assert told in text(answer)
    assert not User.objects.filter(is_active=False).exists()


def test_no_post_is_chosen_beforehand(officer: Client, district: District) -> None:
    page = text(officer.get(f"/office/staff/{district.section.pk}/invite/"))

    assert page.index('<option value="" selected>') < page.index('<option value="officer">')


def test_an_officer_makes_no_officer_beside_themselves(officer: Client, district: District) -> None:
    answer = officer.post(f"/office/staff/{district.division.pk}/invite/", {**FORM, "role": "ee"})

    assert answer.status_code == 422
    assert not User.objects.filter(username="asha").exists()


@pytest.mark.parametrize("page", ["staff/{}/", "staff/{}/invite/"])
def test_offices_above_and_beside_are_not_there(officer: Client, district: District, page: str) -> None:
    for office in (district.circle, district.elsewhere):
        assert officer.get(f"/office/{page.format(office.pk)}").status_code == 404
        assert officer.post(f"/office/staff/{office.pk}/invite/", FORM).status_code == 404


@pytest.mark.parametrize("role", ["clerk", "je", "lineman", "reader", "agent"])
def test_who_leads_nobody_sees_no_people(client: Client, district: District, je: User, role: str) -> None:
    client.force_login(User.objects.get(username=build.officer("somebody", of=district.division, role=role)))

    for page in (f"staff/{district.section.pk}/", f"staff/{district.section.pk}/invite/", f"staff/person/{je.pk}/"):
        assert client.get(f"/office/{page}").status_code == 404


def test_people_elsewhere_are_not_there(officer: Client, district: District) -> None:
    build.officer("far", of=district.elsewhere, role="je")
    far = User.objects.get(username="far")

    assert officer.get(f"/office/staff/person/{far.pk}/").status_code == 404
    assert post_to(officer, far, deed="close").status_code == 404
    assert User.objects.get(pk=far.pk).is_active


def test_a_post_moves_to_another_office_below(officer: Client, district: District, je: User) -> None:
    there = build.office(parent=district.division, name="OTHER SECTION")

    post_to(officer, je, deed="transfer", post=je.posts.get().pk, office="OTHER SECTION")

    assert je.posts.get(valid_to=None).office == there


@pytest.mark.parametrize("office", ["TEST CIRCLE", "FAR", "NOWHERE", ""])
def test_but_to_none_that_is_not_theirs(officer: Client, district: District, je: User, office: str) -> None:
    post_to(officer, je, deed="transfer", post=je.posts.get().pk, office=office)

    assert je.posts.get(valid_to=None).office == district.section


def test_a_post_of_anothers_is_not_ended_by_its_number(officer: Client, district: District, je: User) -> None:
    build.officer("far", of=district.elsewhere, role="je")
    others = Post.objects.get(person__username="far")

    assert post_to(officer, je, deed="end", post=others.pk).status_code == 404
    assert Post.objects.get(pk=others.pk).valid_to is None


def test_a_post_ends(officer: Client, je: User) -> None:
    post_to(officer, je, deed="end", post=je.posts.get().pk)

    assert not je.posts.filter(valid_to=None).exists()


def test_another_post_is_given_where_it_may_be(officer: Client, district: District, je: User) -> None:
    given = {"deed": "appoint", "role": "clerk", "office": "NEAR", "employer": ""}

    assert post_to(officer, je, **given).status_code == 302
    assert post_to(officer, je, **{**given, "office": "FAR"}).status_code == 422
    assert post_to(officer, je, **{**given, "role": "operator"}).status_code == 422
    assert set(je.posts.values_list("role", "office")) == {
        ("je", district.section.pk), ("clerk", district.division.pk),
    }  # fmt: skip


def test_a_closed_login_is_out_at_once(officer: Client, je: User) -> None:
    desk = Client()
    desk.force_login(je)
    assert desk.get("/office/", follow=True).status_code == 200

    post_to(officer, je, deed="close")

    assert desk.get("/office/password/").status_code == 302
    assert not User.objects.get(pk=je.pk).is_active


def test_whoever_is_logged_out_everywhere_logs_in_again(officer: Client, je: User) -> None:
    desk = Client()
    desk.force_login(je)

    post_to(officer, je, deed="log_out")

    assert desk.get("/office/password/").status_code == 302
    assert User.objects.get(pk=je.pk).is_active


def test_a_number_left_empty_stays_and_none_is_shown_in_full(officer: Client, je: User) -> None:
    post_to(officer, je, deed="card", name_hi="काल्पनिक", name_en="Kalpanik", mobile="", email="")
    page = text(officer.get(f"/office/staff/person/{je.pk}/"))

    card = Card.objects.get()
    assert (card.name_en, card.mobile, card.email) == ("Kalpanik", "916000000001", "je@example.in")
    assert not re.search(r"6000000001|60000 ?00001|je@example", page)


@pytest.mark.parametrize("deed", ["card", "key", "close", "log_out", "factor", "appoint", "nonsense", ""])
def test_nobody_changes_themselves(officer: Client, district: District, deed: str) -> None:
    assert post_to(officer, district.officer, deed=deed).status_code == 404


@pytest.mark.parametrize("deed", ["card", "key", "close", "log_out", "factor"])
def test_a_login_that_opens_more_is_not_theirs_to_manage(
    officer: Client, district: District, je: User, deed: str
) -> None:
    build.officer("je-1", of=district.circle, role="clerk")

    assert post_to(officer, je, deed=deed).status_code == 404
    assert staff.person_called("je-1").is_active


def test_an_ending_post_says_when(officer: Client, district: District, je: User) -> None:
    Post.objects.filter(person=je).update(valid_to=timezone.localdate() + timedelta(days=3))

    assert "को समाप्त" in text(officer.get(f"/office/staff/{district.section.pk}/"))


@pytest.fixture
def taker(district: District) -> User:
    return User.objects.get(username=build.officer("taker", of=district.section, role="lineman"))


def held_by(beat: Beat) -> int | None:
    beat.refresh_from_db()
    return beat.worker_id


def test_what_somebody_has_to_walk_is_handed_over(officer: Client, district: District, je: User, taker: User) -> None:
    beat = build.beat(at_office=district.section)
    build.door(beat, to=district.people["failed"])
    build.hold(beat, "je-1")
    assert beat.name in text(officer.get(f"/office/staff/person/{je.pk}/"))

    post_to(officer, je, deed="hand_over", to="taker")

    assert held_by(beat) == taker.pk
    assert "हाथ का काम" not in text(officer.get(f"/office/staff/person/{je.pk}/"))


@pytest.mark.parametrize("to", ["nobody", "clerk", "far", "", "je-1\u200b"])
def test_but_to_nobody_who_may_not_walk_there(
    officer: Client, district: District, je: User, taker: User, to: str
) -> None:
    build.officer("clerk", of=district.section, role="clerk")
    build.officer("far", of=district.elsewhere, role="lineman")
    beat = build.beat(at_office=district.section)
    build.door(beat, to=district.people["failed"])
    build.hold(beat, "je-1")

    post_to(officer, je, deed="hand_over", to=to)

    assert held_by(beat) == je.pk


def test_nor_is_a_beat_of_another_office_moved(officer: Client, district: District, je: User, taker: User) -> None:
    beat = build.beat(at_office=district.elsewhere)
    build.door(beat, to=district.people["failed"])
    build.hold(beat, "je-1")

    post_to(officer, je, deed="hand_over", to="taker")

    assert held_by(beat) == je.pk


@pytest.mark.parametrize("deed", ["end", "close"])
def test_somebody_whose_post_ends_on_its_first_day_is_still_found(
    officer: Client, district: District, deed: str
) -> None:
    invite(officer, district)
    asha = User.objects.get(username="asha")
    address = f"/office/staff/person/{asha.pk}/"

    answer = officer.post(address, {"deed": deed, "post": Post.objects.get(person=asha).pk}, follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == address
    again = officer.post(address, {"deed": "appoint", "office": district.section.code, "role": "lineman"})
    assert again.status_code == 302
    assert Post.objects.filter(person=asha, valid_to=None).count() == 1


@pytest.mark.parametrize("deed", ["end", "close", "transfer"])
def test_beats_of_whoever_leaves_are_given_back_and_said(
    officer: Client, district: District, je: User, deed: str
) -> None:
    beat = build.beat(at_office=district.section)
    build.door(beat, to=district.people["failed"])
    build.hold(beat, "je-1")
    form = {"deed": deed, "post": Post.objects.get(person=je).pk, "office": build.office(parent=district.division).code}

    page = text(officer.post(f"/office/staff/person/{je.pk}/", form, follow=True))

    assert held_by(beat) is None
    assert "किसी के पास नहीं" in page


def test_beats_are_handed_over_to_somebody_from_a_list(
    officer: Client, district: District, je: User, taker: User
) -> None:
    build.officer("clerk", of=district.section, role="clerk")
    beat = build.beat(at_office=district.section)
    build.door(beat, to=district.people["failed"])
    build.hold(beat, "je-1")

    page = text(officer.get(f"/office/staff/person/{je.pk}/"))
    offered = re.findall(r'<option value="([^"]+)">', page.split('id="to"')[1].split("</select>")[0])
    post_to(officer, je, deed="hand_over", to="je-1")

    assert offered == ["taker"]
    assert held_by(beat) == je.pk
    assert f'<option value="{district.section.code}">' in page


def test_work_in_hand_is_what_still_waits(officer: Client, district: District, je: User) -> None:
    done, ended, left = (build.beat(at_office=district.section) for _ in range(3))
    for beat in (done, ended, left):
        build.hold(beat, "je-1")
    build.door(done, to=district.people["failed"], state="done", closed_at=build.NOON)
    build.door(ended, to=district.people["read"])
    build.door(left, to=district.people["delivered"])
    ended.round.closed_at = build.NOON
    ended.round.save()

    page = text(officer.get(f"/office/staff/person/{je.pk}/"))

    assert [beat.name in page for beat in (done, ended, left)] == [False, False, True]
