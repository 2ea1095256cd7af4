"""Appoint people to posts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

import bijlisetu.audit.actions as audit
from bijlisetu.network.models import Office
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.models import Post


class PasswordTooWeak(Refusal):
    """The password would be guessed."""


@transaction.atomic
def appoint(*, user: str, password: str, office: Office, role: str, at: datetime) -> Post:
    """Give the person a login, or a new password, and a post at the office from today on."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise PasswordTooWeak(" ".join(error.messages)) from None
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
