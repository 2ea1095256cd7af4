"""The first officers are let in at the terminal; a password is never on the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from django.contrib.auth.models import User

from bijlisetu.cli.registry.officers import add_officer, change_password, close_login, end_post, officers
from bijlisetu.network.models import Office
from bijlisetu.staff.models import Post
from tests import build

pytestmark = pytest.mark.django_db
GOOD, OTHER = "Vidyut-Setu-77", "Anya-Setu-88-naya"


@pytest.fixture
def office() -> Office:
    return build.office()


def add(office: Office, *more: str, password: str = GOOD) -> Result:
    return CliRunner().invoke(add_officer, ["asha", "--office", office.code, *more], input=f"{password}\n")


def test_an_empty_list_says_what_to_do() -> None:
    assert "add-officer" in CliRunner().invoke(officers).stdout


def test_the_first_line_of_the_input_is_the_password(office: Office) -> None:
    done = add(office)

    assert done.exit_code == 0
    assert User.objects.get().check_password(GOOD)
    assert GOOD not in done.output


def test_a_password_on_the_command_line_is_refused(office: Office) -> None:
    assert "No such option" in add(office, "--password", GOOD).output
    assert not User.objects.exists()


def test_somebody_who_is_there_keeps_their_password(office: Office) -> None:
    add(office)

    done = add(office, "--role", "clerk", password=OTHER)

    assert "the password stays as it was" in done.output
    assert User.objects.get().check_password(GOOD)
    assert Post.objects.count() == 2


def test_a_login_that_is_closed_stays_closed_until_it_has_a_new_password(office: Office) -> None:
    add(office)
    CliRunner().invoke(close_login, ["asha"])

    assert "their login is closed" in add(office).output
    assert not User.objects.get().is_active

    CliRunner().invoke(change_password, ["asha"], input=f"{OTHER}\n")

    assert User.objects.get().is_active
    assert User.objects.get().check_password(OTHER)


def test_the_list_tells_of_logins_and_posts(office: Office) -> None:
    add(office)
    listed = CliRunner().invoke(officers).stdout
    CliRunner().invoke(end_post, ["asha", "--office", office.code])

    assert "asha" in listed
    assert "officer" in listed
    assert not Post.objects.filter(valid_to=None).exists()


def test_what_stands_in_a_name_is_text_not_a_mark_of_ours() -> None:
    place = build.office(name="EDC [/x] [red]WEST")
    add(place)

    listed = CliRunner().invoke(officers)

    assert listed.exit_code == 0
    assert "[/x]" in listed.stdout
