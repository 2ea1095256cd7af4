"""Open and close logins, give and end posts."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

import bijlisetu.audit.actions as audit
from bijlisetu.audit import machines
from bijlisetu.network.models import Office
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.models import Post

#: One script, so that no letter looks like one of another.
NAME = re.compile(r"[A-Za-z0-9._-]+")
LOOK_ALIKE = str.maketrans("01i", "oll")


class NotAUserName(Refusal):
    """Nobody can be called so."""


class LoginExists(Refusal):
    """Somebody is called so already, and keeps their password."""


class NoLogin(Refusal):
    """Nobody is called so."""


class NoPost(Refusal):
    """They hold no such post."""


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
    _check_name(user)
    if User.objects.filter(username=user).exists():
        raise LoginExists(f"{user} has a login already; bijlisetu change-password gives a new password")
    if other := _read_alike(user):
        raise LoginExists(f"{user} reads like {other}, who has a login already; two officers must be two people")
    person = User(username=user)
    _give_password(person, password)
    audit.note(deed="staff.login_opened", records=[f"user:{person.pk}"], by=by, at=at)


@transaction.atomic
def change_password(*, user: str, password: str, at: datetime, by: str) -> None:
    """
    Give the person a new password, and let a closed login open again; everybody logged in under the name is so no more.

    :raises NoLogin: if nobody is called so
    :raises PasswordTooWeak: if it would be guessed
    """
    person = person_called(user)
    person.is_active = True
    _give_password(person, password)
    audit.note(deed="staff.password_changed", records=[f"user:{person.pk}"], by=by, at=at)


@transaction.atomic
def appoint(*, user: str, office: Office, role: str, at: datetime, by: str) -> Post:
    """Give the person a post at the office from today on; :raises NoLogin: if nobody is called so."""
    person = person_called(user)
    post, _ = Post.objects.get_or_create(
        person=person, office=office, role=role, valid_to=None, defaults={"valid_from": timezone.localdate(at)}
    )
    audit.note(deed="staff.appointed", records=[f"user:{person.pk}"], by=by, at=at, detail=_post(post))
    return post


@transaction.atomic
def end_post(*, user: str, office: Office, at: datetime, by: str) -> None:
    """
    End what the person may do at the office, today.

    :raises NoLogin: if nobody is called so
    :raises NoPost: if they hold none there
    """
    person = person_called(user)
    if not _end(Post.objects.filter(person=person, office=office), person, at=at, by=by):
        raise NoPost(f"{user} holds no post at {office.name}; bijlisetu officers lists who holds which")


@transaction.atomic
def close_login(*, user: str, at: datetime, by: str) -> None:
    """Let the person in no more, end their posts, and log them out; :raises NoLogin: if nobody is called so."""
    person = person_called(user)
    person.is_active = False
    person.save(update_fields=["is_active"])
    _end(Post.objects.filter(person=person), person, at=at, by=by)
    audit.note(deed="staff.login_closed", records=[f"user:{person.pk}"], by=by, at=at)


def person_called(user: str) -> User:
    """Return whoever is called so; :raises NoLogin: if nobody is."""
    person = User.objects.filter(username=user).first()
    if person is None:
        raise NoLogin(f"nobody is called {user!r}; bijlisetu officers lists who has a login")
    return person


def _end(posts: QuerySet[Post], person: User, *, at: datetime, by: str) -> int:
    """End those that are held; one that was given today, perhaps by mistake, never was."""
    today = timezone.localdate(at)
    held = posts.filter(Q(valid_to=None) | Q(valid_to__gt=today)).select_related("office")
    ended = [_post(post) for post in held]
    held.filter(valid_from__gte=today).delete()
    held.update(valid_to=today)
    for detail in ended:
        audit.note(deed="staff.post_ended", records=[f"user:{person.pk}"], by=by, at=at, detail=detail)
    return len(ended)


def _post(post: Post) -> dict[str, str]:
    return {"office": post.office.code, "role": post.role}


def _give_password(person: User, password: str) -> None:
    with translation.override("en"):
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise PasswordTooWeak(" ".join(error.messages)) from None
    person.set_password(password)
    person.save()


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
