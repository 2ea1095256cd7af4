"""Posts begin and end on their days, move with their holder, and sessions end with a login."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.network.models import Office
from bijlisetu.staff import actions as staff
from bijlisetu.staff.actions import NoPost
from bijlisetu.staff.models import Post
from bijlisetu.staff.queries import seats_named
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOON)
DAY = timedelta(days=1)


@pytest.fixture
def offices() -> list[Office]:
    return [build.office(), build.office()]


def sits_at(on: object) -> list[int]:
    return [seat.office.id for seat in seats_named("asha", on=on).held]  # type: ignore[arg-type]


def test_a_post_for_some_days_lets_do_nothing_before_and_after(offices: list[Office]) -> None:
    User.objects.create_user("asha")
    staff.appoint(
        user="asha",
        office=offices[0],
        role="clerk",
        begins_on=TODAY + DAY,
        ends_on=TODAY + 3 * DAY,
        at=NOON,
        by="chief",
    )

    assert [bool(sits_at(TODAY + day * DAY)) for day in range(5)] == [False, True, True, False, False]


def test_a_transfer_takes_title_and_employer_along(offices: list[Office]) -> None:
    User.objects.create_user("asha")
    here, there = offices
    post = staff.appoint(
        user="asha", office=here, role="agent", title=("ऊर्जा मित्र", "Urja Mitra"), employer="EXAMPLE AGENCY",
        begins_on=TODAY - 30 * DAY, ends_on=TODAY + 30 * DAY, at=NOON, by="chief",
    )  # fmt: skip

    moved = staff.transfer(post=post.pk, to=there, at=NOON, by="chief")

    assert sits_at(TODAY) == [there.pk]
    assert sits_at(TODAY - DAY) == [here.pk]
    assert (moved.title_hi, moved.employer, moved.valid_to) == ("ऊर्जा मित्र", "EXAMPLE AGENCY", TODAY + 30 * DAY)
    assert list(Entry.objects.order_by("pk").values_list("deed", flat=True)) == [
        "staff.appointed", "staff.post_ended", "staff.appointed",
    ]  # fmt: skip


def test_a_post_that_has_ended_is_not_moved_nor_one_to_where_it_is(offices: list[Office]) -> None:
    build.officer("asha", of=offices[0])
    post = Post.objects.get()

    with pytest.raises(NoPost):
        staff.transfer(post=post.pk, to=offices[0], at=NOON, by="chief")
    staff.end_posts(posts=[post.pk], at=NOON, by="chief")
    with pytest.raises(NoPost):
        staff.transfer(post=post.pk, to=offices[1], at=NOON, by="chief")


def test_whoever_is_logged_out_everywhere_is_so_and_nobody_else() -> None:
    for user in ("asha", "ravi"):
        person = User.objects.create_user(user)
        for _ in range(2):
            Client().force_login(person)

    ended = staff.log_out_everywhere(user="asha", at=timezone.now(), by="chief")

    assert ended == 2
    left = [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()]
    assert left == [str(User.objects.get(username="ravi").pk)] * 2


def test_with_a_login_its_sessions_end() -> None:
    Client().force_login(User.objects.create_user("asha"))

    staff.close_login(user="asha", at=timezone.now(), by="chief")

    assert not Session.objects.exists()
