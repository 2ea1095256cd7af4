"""Keys: a link by which a person gives themselves a password; who is invited comes in by one, who forgot by a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

import bijlisetu.audit.actions as audit
from bijlisetu.network.models import Office
from bijlisetu.plumbing import links
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.actions.logins import end_keys, give_password, new_person
from bijlisetu.staff.actions.posts import appoint, person_called
from bijlisetu.staff.models import Card, Key

PURPOSE = "key"
FOR_THE_INVITED = timedelta(days=7)


class KeyFitsNothing(Refusal):
    """The link was never ours, was used, or its time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What goes on the card of a person at work; the mobile number and the mailbox as values write them, or empty."""

    name_hi: str = ""
    name_en: str = ""
    mobile: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The post that somebody is invited to."""

    office: Office
    role: str
    title: tuple[str, str] = ("", "")
    employer: str = ""
    begins_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def invite(*, user: str, named: Named, post: Offered, at: datetime, by: str) -> int:
    """
    Make a login that nobody can use yet, its card and its post; return the number of the key that opens it.

    :raises NotAUserName, LoginExists: as a new login
    :raises NoSuchTime, NoEmployer: as a new post
    """
    person = new_person(user)
    person.is_active = False
    person.set_unusable_password()
    person.save()
    audit.note(deed="staff.invited", records=[f"user:{person.pk}"], by=by, at=at)
    _write_card(person, named)
    appoint(
        user=user, office=post.office, role=post.role, title=post.title, employer=post.employer,
        begins_on=post.begins_on, ends_on=post.ends_on, at=at, by=by,
    )  # fmt: skip
    return give_key(user=user, lasts=FOR_THE_INVITED, at=at, by=by)


@transaction.atomic
def rename(*, user: str, named: Named, at: datetime, by: str) -> None:
    """
    Write the person's card anew; with another number or mailbox, a code that went to the one before opens nothing.

    :raises NoLogin: if nobody is called so
    """
    person = person_called(user)
    if not Card.objects.filter(person=person, mobile=named.mobile, email=named.email).exists():
        end_keys(Key.objects.filter(person=person, by=user), at=at)
    _write_card(person, named)
    audit.note(deed="staff.card_written", records=[f"user:{person.pk}"], by=by, at=at)


@transaction.atomic
def give_key(*, user: str, lasts: timedelta, at: datetime, by: str) -> int:
    """
    Make a key to the person's login, good once; those made before open nothing from now on. Return its number.

    Of one that somebody asked for under the person's name, the office's own keys are not spoiled.
    """
    person = person_called(user)
    before = Key.objects.filter(person=person)
    end_keys(before.filter(by=user) if by == user else before, at=at)
    key = Key.objects.create(person=person, at=at, by=by, until=at + lasts)
    audit.note(deed="staff.key_given", records=[f"user:{person.pk}"], by=by, at=at)
    return key.pk


def token_of(key: int, *, secret: str) -> str:
    """Return what stands in the key's link: made of its number and our secret, so that no table or backup has it."""
    until = Key.objects.values_list("until", flat=True).get(pk=key)
    return links.sign(key, purpose=PURPOSE, last_day=timezone.localdate(until), secret=secret)


def whose(token: str, *, at: datetime, secret: str) -> User:
    """Return whom the key lets in; :raises KeyFitsNothing: if it opens nothing."""
    return _key(token, at=at, secret=secret).person


@transaction.atomic
def use_key(*, token: str, password: str, at: datetime, secret: str) -> User:
    """
    Give the person their password, and open their login; the key is used up, and nobody is logged in any more.

    :raises KeyFitsNothing: if the key opens nothing
    :raises PasswordTooWeak: if the password would be guessed
    """
    key = _key(token, at=at, secret=secret, is_locked=True)
    person = key.person
    person.is_active = True
    give_password(person, password)
    Key.objects.filter(pk=key.pk).update(used_at=at)
    end_keys(Key.objects.filter(person=person), at=at)
    audit.note(deed="staff.key_used", records=[f"user:{person.pk}"], by=person.get_username(), at=at)
    return person


def _key(token: str, *, at: datetime, secret: str, is_locked: bool = False) -> Key:
    try:
        number = links.read(token, purpose=PURPOSE, today=timezone.localdate(at), secret=secret)
    except (links.LinkNotValid, links.LinkExpired):
        raise KeyFitsNothing("this link opens nothing; ask your office for a new one") from None
    found = Key.objects.filter(pk=number, used_at=None, until__gt=at).select_related("person")
    if key := (found.select_for_update(of=("self",)) if is_locked else found).first():
        return key
    raise KeyFitsNothing("this link opens nothing; ask your office for a new one")


def _write_card(person: User, named: Named) -> None:
    told = {"name_hi": named.name_hi, "name_en": named.name_en, "mobile": named.mobile, "email": named.email}
    Card.objects.update_or_create(person=person, defaults=told)
