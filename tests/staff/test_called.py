"""People at work are told of by name, else by their post; only who has neither is told of by a login."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User

from bijlisetu.staff.called import name_of, post_of, user_called
from bijlisetu.staff.models import Card, Post
from tests import build

pytestmark = pytest.mark.django_db


def card(user: str, **names: str) -> None:
    Card.objects.create(person=User.objects.get(username=user), **names)


def test_somebody_with_a_card_is_called_by_the_name_on_it_in_either_language() -> None:
    build.officer("asha.devi", of=build.office("division"), role="ee")
    card("asha.devi", name_hi="आशा")

    assert name_of("asha.devi") == ("आशा", "आशा")


def test_without_a_name_it_is_the_post_and_its_office() -> None:
    build.officer("je.rampur", of=build.office(name="RAMPUR"), role="je")

    assert name_of("je.rampur") == ("अवर अभियंता, RAMPUR", "Junior Engineer, RAMPUR")


def test_a_post_that_is_held_says_more_than_one_that_ended_later_in_the_list() -> None:
    build.officer("asha", of=build.office(name="HELD"), role="je")
    build.officer("asha", of=build.office(name="ENDED"), role="je")
    Post.objects.filter(office__name="ENDED").update(valid_to=date(2026, 6, 1))

    assert post_of("asha") == ("अवर अभियंता, HELD", "Junior Engineer, HELD")


def test_whoever_has_neither_card_nor_post_is_called_by_the_login() -> None:
    User.objects.create(username="asha")

    assert name_of("asha") == ("asha", "asha")
    assert name_of("nobody") == ("nobody", "nobody")


def test_a_name_that_two_people_share_leads_to_neither() -> None:
    for user in ("one", "two"):
        build.officer(user, of=build.office())
    card("one", name_hi="आशा")
    assert user_called("आशा") == "one"

    card("two", name_hi="आशा")
    assert user_called("आशा") is None
