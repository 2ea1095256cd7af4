"""Say on a page who did something: a person by name or post, our own hands and other systems in words."""

from __future__ import annotations

from functools import partial
from hashlib import blake2s

from django.utils.translation import gettext

from bijlisetu.plumbing.remember import remembered
from bijlisetu.reports import words
from bijlisetu.staff.called import Called, called
from bijlisetu.staff.models import System
from bijlisetu.values import Language
from bijlisetu.web.language import spoken


def who(login: str | None) -> str:
    """Return what officers are told of whoever stands in a record; the login itself where nobody has it any more."""
    person = _person(login) if login else None
    if person is None:
        return _hand(login or "")
    return person.name_en if spoken() == Language.ENGLISH else person.name_hi


def post_of(login: str) -> str:
    """Return what consumers are told of whoever stands in a record: the post and its office, never a name."""
    person = _person(login)
    if person is None:
        return _hand(login)
    post = person.post_en if spoken() == Language.ENGLISH else person.post_hi
    return post or gettext("somebody at the office")


def _person(login: str) -> Called | None:
    # A list of fifty lines names the same few people: each is asked for once a second, not once a line.
    name = f"who:{blake2s(login.encode()).hexdigest()}"
    return remembered(name, partial(called, [login])).get(login) if login not in words.WHO else None


def _hand(name: str) -> str:
    if name.startswith(System.SPEAKS_AS):
        return gettext("the system %(name)s") % {"name": name.removeprefix(System.SPEAKS_AS)}
    return words.say(words.WHO, name)
