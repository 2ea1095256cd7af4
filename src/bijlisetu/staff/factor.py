"""
The second factor: an app on the person's own phone that shows a new code every half minute (django-otp).

Who runs the system shows one to be let in at all; others where the table of deeds asks for it. A password alone, seen
over a shoulder, lets nothing out.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.contrib.auth.models import User
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

import bijlisetu.audit.actions as audit
from bijlisetu.staff.actions import person_called
from bijlisetu.staff.deeds import TABLE, Deed
from bijlisetu.staff.models import Role
from bijlisetu.staff.queries import Seats

ISSUER = "Bijli Setu"
KEY_SIZE = 20  #: octets, as RFC 4226 wants them


@dataclass(frozen=True, slots=True)
class Offer:
    """What the person's app is told once: the key to type, and the same as a link for its camera."""

    key: str
    link: str


def is_asked(who: Seats, deed: Deed | None = None) -> bool:
    """Return whether the person shows a code: for the deed; or, with none named, to be let in."""
    if any(seat.role == Role.OPERATOR for seat in who.held):
        return True
    return deed is not None and TABLE[deed].asks_second_factor


def has_app(person: User) -> bool:
    """Return whether an app of the person's has shown a right code once."""
    return bool(TOTPDevice.objects.filter(user=person, confirmed=True).exists())


@transaction.atomic
def offer(person: User) -> Offer:
    """Return what an app is told that is to show the person's codes; the same until one has shown a right code."""
    User.objects.select_for_update().get(pk=person.pk)  # of two browsers, both are told the same
    device = TOTPDevice.objects.filter(user=person, confirmed=False).first()
    if device is None:
        device = _device(person, secrets.token_hex(KEY_SIZE), is_confirmed=False)
    key = base64.b32encode(bytes.fromhex(device.key)).decode()
    label = quote(f"{ISSUER}:{person.get_username()}")
    return Offer(key, f"otpauth://totp/{label}?secret={key}&issuer={quote(ISSUER)}")


@transaction.atomic
def shown(person: User, code: str, *, at: datetime) -> TOTPDevice | None:
    """
    Return the app that shows the code just now, none if none does; the first right code makes an app the person's.

    A code is taken once; after each wrong one the next is looked at only after a pause, twice as long each time.
    """
    devices = TOTPDevice.objects.select_for_update().filter(user=person).order_by("-confirmed", "pk")
    device = devices.first()
    if device is None or not device.verify_token(code):
        return None
    if not device.confirmed:
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        device.confirmed = True
        audit.note(deed="staff.factor_set", records=[f"user:{person.pk}"], by=person.get_username(), at=at)
    return device


@transaction.atomic
def give(*, user: str, key: str, at: datetime, by: str) -> None:
    """Take it that an app with the key, in hexadecimal, shows the person's codes, in place of any before."""
    person = person_called(user)
    TOTPDevice.objects.filter(user=person).delete()
    _device(person, key, is_confirmed=True)
    audit.note(deed="staff.factor_set", records=[f"user:{person.pk}"], by=by, at=at)


@transaction.atomic
def take_away(*, user: str, at: datetime, by: str) -> None:
    """Forget the person's app, as where the phone is lost; they set up a new one."""
    person = person_called(user)
    TOTPDevice.objects.filter(user=person).delete()
    audit.note(deed="staff.factor_taken", records=[f"user:{person.pk}"], by=by, at=at)


def _device(person: User, key: str, *, is_confirmed: bool) -> TOTPDevice:
    return TOTPDevice.objects.create(user=person, name="app", key=key, confirmed=is_confirmed)
