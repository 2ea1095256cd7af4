"""Who is invited comes in by a link, once and in time; no table says what stands in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from bijlisetu.audit.models import Entry
from bijlisetu.network.models import Office
from bijlisetu.staff import actions as staff
from bijlisetu.staff.actions import KeyFitsNothing, LoginExists, Named, NoEmployer, NoSuchTime, Offered
from bijlisetu.staff.models import Card, Key, Post
from bijlisetu.staff.queries import seats_named
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db
SECRET, GOOD, OTHER = "of the tests", "Vidyut-Setu-77", "Anya-Setu-88-naya"
HOUR = timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    return build.office()


@pytest.fixture
def token(office: Office) -> str:
    named = Named(name_hi="आशा", mobile="916000000001", email="asha@example.in")
    key = staff.invite(user="asha", named=named, post=Offered(office=office, role="lineman"), at=NOON, by="chief")
    return staff.token_of(key, secret=SECRET)


def use(token: str, password: str = GOOD, *, after: timedelta = HOUR) -> User:
    return staff.use_key(token=token, password=password, at=NOON + after, secret=SECRET)


def test_who_is_invited_has_a_card_and_a_post_and_cannot_log_in_yet(token: str, office: Office) -> None:
    person = User.objects.get()

    assert not person.is_active
    assert not person.has_usable_password()
    assert Card.objects.get().name_hi == "आशा"
    assert Post.objects.get().office == office


def test_the_link_opens_the_login_once(token: str) -> None:
    assert staff.whose(token, at=NOON, secret=SECRET).get_username() == "asha"

    person = use(token)

    assert person.is_active
    assert person.check_password(GOOD)
    assert [seat.role for seat in seats_named("asha", on=NOON.date()).held] == ["lineman"]
    with pytest.raises(KeyFitsNothing):
        use(token, OTHER)


def test_it_opens_nothing_after_its_time(token: str) -> None:
    with pytest.raises(KeyFitsNothing):
        use(token, after=staff.FOR_THE_INVITED)


@pytest.mark.parametrize("change", ["x{}", "{}x", "{}"[:1]])
def test_nor_when_it_is_written_otherwise(token: str, change: str) -> None:
    with pytest.raises(KeyFitsNothing):
        use(change.format(token) if "{}" in change else change)


def test_nor_by_another_secret(token: str) -> None:
    with pytest.raises(KeyFitsNothing):
        staff.use_key(token=token, password=GOOD, at=NOON, secret="another")


def test_a_newer_link_makes_the_older_one_useless(token: str) -> None:
    newer = staff.give_key(user="asha", lasts=HOUR, at=NOON, by="chief")

    with pytest.raises(KeyFitsNothing):
        use(token, after=HOUR / 2)
    assert use(staff.token_of(newer, secret=SECRET), after=HOUR / 2).is_active


def test_a_login_that_is_closed_is_not_opened_by_an_old_link(token: str) -> None:
    staff.close_login(user="asha", at=NOON, by="chief")

    with pytest.raises(KeyFitsNothing):
        use(token)
    assert not User.objects.get().is_active


def test_a_password_that_would_be_guessed_leaves_the_link_good(token: str) -> None:
    with pytest.raises(staff.PasswordTooWeak):
        use(token, "password1234")

    assert use(token).is_active


def test_no_table_holds_the_link(token: str) -> None:
    assert token not in repr([*Key.objects.values(), *Entry.objects.values()])


def test_each_step_stands_in_the_book_of_deeds_without_number_or_name(token: str) -> None:
    use(token)
    entries = list(Entry.objects.order_by("pk"))

    assert [entry.deed for entry in entries] == [
        "staff.invited", "staff.appointed", "staff.key_given", "staff.key_used",
    ]  # fmt: skip
    assert {entry.by for entry in entries} == {"chief", "asha"}
    assert not any(said in repr([entry.detail for entry in entries]) for said in ("6000000001", "आशा", "example.in"))


def test_nobody_is_invited_under_a_name_that_reads_like_anothers(token: str, office: Office) -> None:
    with pytest.raises(LoginExists):
        staff.invite(
            user="a.sha", named=Named(name_en="x"), post=Offered(office=office, role="je"), at=NOON, by="chief"
        )


@pytest.mark.parametrize(
    ("role", "ends_on", "refusal"),
    [("agent", None, NoEmployer), ("je", NOON.date(), NoSuchTime), ("je", NOON.date() - timedelta(days=1), NoSuchTime)],
)
def test_a_post_that_cannot_be_invites_nobody(
    office: Office, role: str, ends_on: object, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        staff.invite(
            user="asha", named=Named(name_en="x"), post=Offered(office=office, role=role, ends_on=ends_on),  # type: ignore[arg-type]
            at=NOON, by="chief",
        )  # fmt: skip

    assert not User.objects.exists()
