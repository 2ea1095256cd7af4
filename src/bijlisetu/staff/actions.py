"""Appoint people to posts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation

import bijlisetu.audit.actions as audit
from bijlisetu.network.models import Office
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.models import Post


class NotAUserName(Refusal):
    """Nobody can be called so."""


class PasswordTooWeak(Refusal):
    """The password would be guessed."""


@transaction.atomic
def appoint(*, user: str, password: str, office: Office, role: str, at: datetime) -> Post:
    """
    Give the person a login, or a new password, and a post at the office from today on.

    :raises NotAUserName: if it is empty, too long, or holds other than letters, digits and @.+-_
    :raises PasswordTooWeak: if it would be guessed
    """
    _check(user, password)
    person, _ = User.objects.get_or_create(username=user)
    person.set_password(password)
    person.save()
    today = timezone.localdate(at)
    post, _ = Post.objects.get_or_create(
        person=person, office=office, role=role, valid_to=None, defaults={"valid_from": today}
    )
    audit.note(
        deed="staff.appointed", records=[f"user:{person.pk}"], by="terminal", at=at, detail={"office": office.code}
    )
    return post


def _check(user: str, password: str) -> None:
    with translation.override("en"):
        try:
            User(username=user).full_clean(exclude=["password"], validate_unique=False)
        except ValidationError as error:
            raise NotAUserName(f"the user name cannot be used: {' '.join(error.messages)}") from None
        try:
            validate_password(password)
        except ValidationError as error:
            raise PasswordTooWeak(" ".join(error.messages)) from None
