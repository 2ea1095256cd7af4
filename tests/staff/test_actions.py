"""Logins are opened and closed, posts given and ended; nobody's password changes in passing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.network.models import Office
from bijlisetu.staff.actions import (
    LoginExists,
    NoLogin,
    NoPost,
    NotAUserName,
    PasswordTooWeak,
    appoint,
    change_password,
    close_login,
    end_post,
    open_login,
)
from bijlisetu.staff.models import Post
from bijlisetu.staff.queries import seats_named
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db
GOOD = "Vidyut-Setu-77"
TODAY = timezone.localdate(NOON)


@pytest.fixture
def office() -> Office:
    made = build.office()
    open_login(user="asha", password=GOOD, at=NOON, by="terminal")
    appoint(user="asha", office=made, role="officer", at=NOON, by="terminal")
    return made


@pytest.mark.parametrize(
    "weak", ["Setu-77-Kit", "password1234", "qwertyuiop123", "602214076023", "asha.setu.2026", "ASHA.SETU.20"]
)
def test_a_password_that_would_be_guessed_opens_no_login(weak: str) -> None:
    with pytest.raises(PasswordTooWeak) as told:
        open_login(user="asha.setu", password=weak, at=NOON, by="terminal")

    assert weak not in str(told.value)
    assert not User.objects.exists()


def test_an_open_login_is_not_opened_again(office: Office) -> None:
    with pytest.raises(LoginExists):
        open_login(user="asha", password="Anya-Setu-88-naya", at=NOON, by="terminal")

    assert User.objects.get().check_password(GOOD)


@pytest.mark.parametrize("name", ["Asha", "ASHA", "a.sha", "asha_", "ａｓｈａ", "-asha-"])
def test_nobody_is_two_officers_by_writing_their_name_otherwise(office: Office, name: str) -> None:
    with pytest.raises((LoginExists, NotAUserName)):
        open_login(user=name, password=GOOD, at=NOON, by="terminal")

    assert User.objects.count() == 1


@pytest.mark.parametrize("names", [("asha2", "ashaa"), ("_", "-")])
def test_names_that_sound_otherwise_are_other_peoples(office: Office, names: tuple[str, str]) -> None:
    for name in names:
        open_login(user=name, password=GOOD, at=NOON, by="terminal")

    assert User.objects.count() == 3


@pytest.mark.parametrize("names", [("officer", "0fficer"), ("ptop3", "pt0p3"), ("ravi", "rav1"), ("Rail", "Rai1")])
def test_nor_by_marks_that_look_alike(office: Office, names: tuple[str, str]) -> None:
    open_login(user=names[0], password=GOOD, at=NOON, by="terminal")

    with pytest.raises(LoginExists, match=f"reads like {names[0]}"):
        open_login(user=names[1], password=GOOD, at=NOON, by="terminal")


@pytest.mark.parametrize(
    "name", ["оfficer", "аsha", "आशा", "asha@work", "a+b", "a b", "asha\u200b", "ａsha", "asha\n", ""]
)
def test_a_name_is_in_one_script(name: str) -> None:
    with pytest.raises(NotAUserName):
        open_login(user=name, password=GOOD, at=NOON, by="terminal")


@pytest.mark.parametrize(
    "name", ["terminal", "Terminal", "clock", "c10ck", "link", "root", "restore", "carrier", "reply"]
)
def test_nobody_is_called_as_a_machine_signs(name: str) -> None:
    with pytest.raises(NotAUserName):
        open_login(user=name, password=GOOD, at=NOON, by="terminal")


def test_a_second_post_leaves_the_password(office: Office) -> None:
    appoint(user="asha", office=build.office(), role="clerk", at=NOON, by="terminal")

    assert User.objects.get().check_password(GOOD)
    assert Post.objects.count() == 2


def test_a_post_ends_today_and_is_kept(office: Office) -> None:
    Post.objects.update(valid_from=TODAY - timedelta(days=30))

    end_post(user="asha", office=office, at=NOON, by="terminal")

    assert seats_named("asha", on=TODAY).held == ()
    assert seats_named("asha", on=TODAY - timedelta(days=1)).held != ()
    assert Entry.objects.filter(deed="staff.post_ended").count() == 1


def test_a_post_given_by_mistake_today_was_held_on_no_day(office: Office) -> None:
    end_post(user="asha", office=office, at=NOON, by="terminal")

    assert seats_named("asha", on=TODAY).held == ()
    assert seats_named("asha", on=TODAY + timedelta(days=1)).held == ()
    assert [(post.valid_from, post.valid_to) for post in Post.objects.all()] == [(TODAY, TODAY)]
    assert Entry.objects.get(deed="staff.post_ended").detail == {
        "office": office.code, "role": "officer", "from": f"{TODAY}",
    }  # fmt: skip


def test_a_post_that_has_ended_does_not_end_again(office: Office) -> None:
    end_post(user="asha", office=office, at=NOON, by="terminal")

    with pytest.raises(NoPost):
        end_post(user="asha", office=office, at=NOON, by="terminal")


def test_a_closed_login_lets_nobody_in_until_it_has_a_new_password(office: Office) -> None:
    close_login(user="asha", at=NOON, by="terminal")
    person = User.objects.get()

    assert not person.is_active
    assert seats_named("asha", on=TODAY).held == ()

    change_password(user="asha", password="Anya-Setu-88-naya", at=NOON, by="terminal")

    person.refresh_from_db()
    assert person.is_active
    assert person.check_password("Anya-Setu-88-naya")


def test_whoever_is_not_there_is_told_so() -> None:
    for deed in (close_login,):
        with pytest.raises(NoLogin, match="'nobody'"):
            deed(user="nobody", at=NOON, by="terminal")
    with pytest.raises(NoLogin):
        appoint(user="nobody", office=build.office(), role="officer", at=NOON, by="terminal")
