"""The synthetic district's people at work: all are seated, and every officer can be told of the evening."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from bijlisetu.demo.desks import CHIEF, DESKS, engage, mailbox_of, phone_of, seat
from bijlisetu.memos.models import Memo
from bijlisetu.network.models import OfficePlace
from bijlisetu.reports.evening.making import make_all
from bijlisetu.simulator.district.homes.numbers import PREFIX
from bijlisetu.simulator.homes.worker import INVENTED, workers_of
from bijlisetu.staff.models import Card, Post
from bijlisetu.values import Mobile
from tests import build
from tests.district import District

NOON = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)
KEY = "00" * 20

pytestmark = pytest.mark.django_db


@pytest.fixture
def seated(district: District) -> District:
    User.objects.filter(username="officer").update(username="another")
    zone = build.office("zone", parent=build.office("company"))
    OfficePlace.objects.create(office=district.circle, parent=zone, valid_from=build.SINCE)
    seat(district.circle, password="a long enough password", key=KEY, at=NOON)
    return district


def test_every_officer_has_a_card_of_their_own_and_a_synthetic_one(seated: District) -> None:
    cards = Card.objects.filter(person__username__in=[desk.user for desk in DESKS])

    assert len({card.mobile for card in cards}) == len({card.email for card in cards}) == len(DESKS)
    assert all(card.email.endswith("@example.in") for card in cards)
    for card in cards:
        assert Mobile.parse(card.mobile).e164 == card.mobile
        assert not card.mobile[2:].startswith((PREFIX, INVENTED))


def test_everyone_sits_at_their_own_kind_of_office(seated: District) -> None:
    posts = Post.objects.filter(person__username__in=[desk.user for desk in DESKS]).select_related("office", "person")

    kinds = {desk.user: desk.kind for desk in DESKS}
    assert posts
    assert all(post.office.kind == kinds[post.person.username] for post in posts)


def test_the_chief_engineer_is_told_of_the_evening_by_mail_with_files_and_on_the_phone(seated: District) -> None:
    chief = User.objects.get(username=CHIEF)

    make_all(day=NOON.date(), at=NOON)

    memos = {memo.channel: memo for memo in Memo.objects.filter(person=chief)}
    assert memos.keys() == {"email", "whatsapp"}
    assert [file["type"] for file in memos["email"].enclosed] == ["application/pdf", "text/csv"]
    assert (chief.card.email, chief.card.mobile) == (mailbox_of(CHIEF), phone_of(CHIEF))


def test_who_walks_is_posted_at_the_circle_and_one_in_three_is_an_agency_s(seated: District) -> None:
    engage(workers_of(1500, seed=1), seated.circle, password="a long enough password", at=NOON)

    posts = Post.objects.filter(person__username__startswith="walker").order_by("person__username")
    assert [post.role for post in posts] == ["lineman", "lineman", "agent", "lineman", "lineman"]
    assert [bool(post.employer) for post in posts] == [False, False, True, False, False]


def test_who_walks_has_a_synthetic_name(seated: District) -> None:
    engage(workers_of(1500, seed=1), seated.circle, password="a long enough password", at=NOON)

    names = Card.objects.filter(person__username__startswith="walker").order_by("person__username")
    assert [card.name_hi for card in names][1:3] == ["नमूना लाइनमैन 2", "नमूना ऊर्जा मित्र 3"]
