"""Logins: opened, given a new password, closed; and when whoever is in must log in anew."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Least
from django.utils import translation

import bijlisetu.audit.actions as audit
from bijlisetu.audit import machines
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.actions.posts import end_all, person_called
from bijlisetu.staff.models import Key, Post

#: One script, so that no letter looks like one of another.
NAME = re.compile(r"[A-Za-z0-9._-]+")
LOOK_ALIKE = str.maketrans("01i", "oll")


class NotAUserName(Refusal):
    """Nobody can be called so."""


class LoginExists(Refusal):
    """Somebody is called so already, and keeps their password."""


class PasswordTooWeak(Refusal):
    """The password would be guessed."""


@transaction.atomic
def open_login(*, user: str, password: str, at: datetime, by: str) -> None:
    """
    Let a new person log in; what they may do comes with their post.

    :raises NotAUserName: if it is empty, too long, holds other than English letters, digits and .-_ or is a machine's
    :raises LoginExists: if somebody is called so, or so but for capital letters, dots, and marks that look alike
    :raises PasswordTooWeak: if it would be guessed
    """
    person = new_person(user)
    give_password(person, password)
    audit.note(deed="staff.login_opened", records=[f"user:{person.pk}"], by=by, at=at)


@transaction.atomic
def change_password(*, user: str, password: str, at: datetime, by: str) -> None:
    """
    Give the person a new password, and let a closed login open again; nobody is logged in under the name any more.

    Links and codes that are out open nothing from now on: who fears that another has one changes the password.

    :raises NoLogin: if nobody is called so
    :raises PasswordTooWeak: if it would be guessed
    """
    person = person_called(user)
    person.is_active = True
    give_password(person, password)
    end_keys(Key.objects.filter(person=person), at=at)
    audit.note(deed="staff.password_changed", records=[f"user:{person.pk}"], by=by, at=at)


@transaction.atomic
def close_login(*, user: str, at: datetime, by: str) -> None:
    """Let the person in no more, end their posts, and log them out; :raises NoLogin: if nobody is called so."""
    person = person_called(user)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_all(Post.objects.filter(person=person), person, at=at, by=by)
    end_keys(Key.objects.filter(person=person), at=at)
    _end_sessions(person, at=at)
    audit.note(deed="staff.login_closed", records=[f"user:{person.pk}"], by=by, at=at)


@transaction.atomic
def log_out_everywhere(*, user: str, at: datetime, by: str) -> int:
    """Have the person log in anew wherever they are logged in; return in how many places that was."""
    person = person_called(user)
    ended = _end_sessions(person, at=at)
    audit.note(deed="staff.logged_out", records=[f"user:{person.pk}"], by=by, at=at, detail={"places": ended})
    return ended


def end_keys(keys: QuerySet[Key], *, at: datetime) -> None:
    """Put those of the keys that were not used out of use for good, whether or not their time is over."""
    keys.filter(used_at=None, ended_at=None).update(until=Least("until", Value(at)), ended_at=at)


def give_password(person: User, password: str) -> None:
    """Keep the person's new password; :raises PasswordTooWeak: if it would be guessed."""
    with translation.override("en"):
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise PasswordTooWeak(" ".join(error.messages)) from None
    person.set_password(password)
    person.save()


def new_person(user: str) -> User:
    """
    Return a person of that name, not kept yet.

    :raises NotAUserName: if nobody can be called so
    :raises LoginExists: if somebody is called so, or so but for marks that look alike
    """
    _check_name(user)
    if User.objects.filter(username=user).exists():
        raise LoginExists(f"{user} has a login already; bijlisetu change-password gives a new password")
    if other := _read_alike(user):
        raise LoginExists(f"{user} reads like {other}, who has a login already; two officers must be two people")
    return User(username=user)


def _end_sessions(person: User, *, at: datetime) -> int:
    """End the person's sessions; which are theirs stands inside them, sealed, so all that live are opened."""
    live = Session.objects.filter(expire_date__gt=at)
    theirs = [one.pk for one in live.iterator() if one.get_decoded().get(SESSION_KEY) == str(person.pk)]
    return Session.objects.filter(pk__in=theirs).delete()[0]


def _read_alike(user: str) -> str:
    """Return whose name differs in nothing that one sees or hears; nothing if nobody's does."""
    names = User.objects.values_list("username", flat=True)
    return next((name for name in names if _as_heard(name) == _as_heard(user)), "")


def _as_heard(user: str) -> str:
    plain = unicodedata.normalize("NFKC", user).casefold().translate(LOOK_ALIKE)
    return "".join(mark for mark in plain if unicodedata.category(mark)[0] in "LMN") or user


def _check_name(user: str) -> None:
    if not NAME.fullmatch(user):
        raise NotAUserName("the user name cannot be used: write it with English letters, digits, dots, - and _")
    if _as_heard(user) in {_as_heard(name) for name in machines.NAMES}:
        raise NotAUserName(f"the user name cannot be used: the book of deeds writes {user} where no person did it")
    with translation.override("en"):
        try:
            User(username=user).full_clean(exclude=["password"], validate_unique=False)
        except ValidationError as error:
            raise NotAUserName(f"the user name cannot be used: {' '.join(error.messages)}") from None
