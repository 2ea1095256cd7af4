"""An officer sees his own offices and all below them, and nothing else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from bijlisetu.staff.deeds import EVERYBODY
from bijlisetu.staff.models import Post
from bijlisetu.web.office.home import FIRST
from tests import build
from tests.district import District


def test_nobody_enters_without_login(client: Client, district: District) -> None:
    answer = client.get(f"/office/reach/{district.division.pk}/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/office/login/")


def test_an_officer_lands_at_his_own_office(officer: Client, district: District) -> None:
    assert officer.get("/office/")["Location"] == f"/office/reach/{district.division.pk}/"


@pytest.mark.parametrize("page", ["reach", "people", "worklist"])
def test_an_officer_sees_what_is_below_him(officer: Client, district: District, page: str) -> None:
    assert officer.get(f"/office/{page}/{district.section.pk}/").status_code == 200


@pytest.mark.parametrize("page", ["reach", "people", "worklist"])
def test_an_officer_sees_nothing_above_or_beside_him(officer: Client, district: District, page: str) -> None:
    answers = [officer.get(f"/office/{page}/{office.pk}/") for office in (district.circle, district.elsewhere)]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_consumer_of_another_office_is_not_there(officer: Client, district: District) -> None:
    assert officer.get(f"/office/consumer/{district.outsider.pk}/").status_code == 404


def test_nor_can_his_number_be_mended(officer: Client, district: District) -> None:
    form = {"consumer": district.outsider.pk, "address": "9811199900", "proof": "visit"}

    assert officer.post(f"/office/worklist/{district.division.pk}/", form).status_code == 404
    assert district.outsider.addresses.filter(value="919811199900").count() == 0


def test_nor_his_bill_be_read(officer: Client, district: District) -> None:
    bill = district.outsider.bills.get()

    assert officer.get(f"/office/bill/{bill.pk}.pdf").status_code == 404


def test_search_does_not_find_him(officer: Client, district: District) -> None:
    answer = officer.post("/office/search", {"q": district.outsider.account}, follow=True)

    assert answer.status_code == 200
    assert f"/office/consumer/{district.outsider.pk}/" not in answer.content.decode()


def test_a_post_that_has_ended_opens_nothing(officer: Client, district: District) -> None:
    Post.objects.update(valid_to=build.CYCLE)

    assert officer.get(f"/office/reach/{district.division.pk}/").status_code == 404


def test_a_person_without_a_post_is_told_what_to_do(client: Client, district: District) -> None:
    client.force_login(User.objects.create_user("newcomer"))

    assert "सिस्टम चलाने वालों से कहें" in client.get("/office/").content.decode()


@pytest.mark.parametrize("role", ["lineman", "reader", "agent"])
def test_whoever_has_no_desk_goes_to_their_doors(client: Client, district: District, role: str) -> None:
    build.officer("walker", of=district.section, role=role)
    client.force_login(User.objects.get(username="walker"))

    assert client.get("/office/")["Location"] == "/field/"
    assert client.get("/field/door/").status_code == 200
    assert client.get(f"/office/people/{district.section.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("role", "page"), [("clerk", "/office/counter/"), ("je", "/office/worklist/{}/"), ("ee", "/office/reach/{}/")]
)
def test_each_post_begins_with_the_page_it_works_on(client: Client, district: District, role: str, page: str) -> None:
    build.officer("asha", of=district.section, role=role)
    client.force_login(User.objects.get(username="asha"))

    assert client.get("/office/")["Location"] == page.format(district.section.pk)


def test_every_post_has_a_first_page() -> None:
    assert frozenset().union(*(first.roles for first in FIRST)) == EVERYBODY


def test_of_several_posts_the_first_page_is_that_of_the_officer(client: Client, district: District) -> None:
    build.officer("asha", of=district.section, role="clerk")
    build.officer("asha", of=district.division, role="ee")
    client.force_login(User.objects.get(username="asha"))

    assert client.get("/office/")["Location"] == f"/office/reach/{district.division.pk}/"


def test_a_superuser_sees_all(client: Client, district: District) -> None:
    client.force_login(User.objects.create_superuser("root"))
    build.second_factor(client)

    assert client.get("/office/")["Location"] == f"/office/reach/{district.circle.pk}/"
    assert client.get(f"/office/consumer/{district.outsider.pk}/").status_code == 200


def test_personal_pages_stay_out_of_caches(officer: Client, district: District) -> None:
    answer = officer.get(f"/office/consumer/{district.people['read'].pk}/")

    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
