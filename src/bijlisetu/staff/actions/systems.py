"""Systems of the utility: what each may do where, and the keys by which they are let in."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.network.models import Office
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.models import System, SystemKey
from bijlisetu.staff.purposes import Purpose

NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
#: Before each key, so that people and scanners of sources see what it is.
BEGINS = "bs"
MARK_SIZE, SECRET_SIZE = 6, 32  #: octets
LONGEST = 200  #: of what is looked at as a key
LONGEST_LIFE = timedelta(days=2 * 366)
#: `used_at` is written so often at the most.
MINUTE = timedelta(minutes=1)
NOBODYS = hashlib.sha256(b"").hexdigest()


class NameTaken(Refusal):
    """Another system is, or was, called so: the book of deeds would not tell them apart."""


class NotAName(Refusal):
    """A system's name is small letters, digits and dashes."""


class NoPurpose(Refusal):
    """A system is let in for something."""


class NoSuchLife(Refusal):
    """A key lasts until a day to come, and not for ever."""


class SystemEnded(Refusal):
    """The system is let in no more."""


@transaction.atomic
def let_in(
    *, name: str, office: Office, purposes: Collection[str], at: datetime, by: str, a_minute: int = 600
) -> System:
    """
    Let a system in, for these purposes at the office and all below; it has no key yet.

    :raises NotAName: if the name has other letters than a system's
    :raises NameTaken: if a system was called so before
    :raises NoPurpose: if no purpose is named, or one that there is not
    """
    if not NAME.fullmatch(name):
        raise NotAName("a system's name is 2 to 40 small letters, digits and dashes, and begins with a letter")
    if System.objects.filter(name=name).exists():
        raise NameTaken(f"a system is called {name} already, or was")
    if not purposes or not set(purposes) <= set(Purpose):
        raise NoPurpose(f"name what for: {', '.join(Purpose)}")
    told = [str(one) for one in Purpose if one in purposes]
    made = System.objects.create(name=name, office=office, purposes=told, a_minute=a_minute, at=at, by=by)
    detail = {"office": office.code, "purposes": told}
    audit.note(deed="system.let_in", records=[_record(made)], by=by, at=at, detail=detail)
    return made


@transaction.atomic
def give_system_key(*, system: int, until: datetime, at: datetime, by: str) -> str:
    """
    Make one more key for the system, and return it: it is told this once and kept nowhere.

    :raises NoSuchLife: if it would be over already, or last for years
    :raises SystemEnded: if the system is let in no more
    """
    if not at < until <= at + LONGEST_LIFE:
        raise NoSuchLife("a key lasts until a day to come, two years at the most")
    held = System.objects.select_for_update().get(pk=system)
    if held.ended_at is not None:
        raise SystemEnded(f"{held.name} is let in no more")
    mark, secret = secrets.token_hex(MARK_SIZE), secrets.token_urlsafe(SECRET_SIZE)
    SystemKey.objects.create(system=held, mark=mark, digest=_digest(secret), at=at, by=by, until=until)
    audit.note(deed="system.key_given", records=[_record(held)], by=by, at=at, detail={"until": until.isoformat()})
    return f"{BEGINS}_{mark}_{secret}"


@transaction.atomic
def end_system_key(*, key: int, at: datetime, by: str) -> None:
    """End the key; one that has ended stays so."""
    held = SystemKey.objects.select_for_update().select_related("system").get(pk=key)
    if held.ended_at is None:
        SystemKey.objects.filter(pk=key).update(ended_at=at)
        audit.note(deed="system.key_ended", records=[_record(held.system)], by=by, at=at)


@transaction.atomic
def shut_out(*, system: int, at: datetime, by: str) -> None:
    """Let the system in no more; all its keys end."""
    held = System.objects.select_for_update().get(pk=system)
    if held.ended_at is None:
        System.objects.filter(pk=system).update(ended_at=at)
        SystemKey.objects.filter(system=held, ended_at=None).update(ended_at=at)
        audit.note(deed="system.shut_out", records=[_record(held)], by=by, at=at)


def key_shown(text: str, *, at: datetime) -> SystemKey | None:
    """Return the key that a system shows; none if it is none of ours, or over."""
    begins, _, rest = text[:LONGEST].partition("_")
    mark, _, secret = rest.partition("_")
    found = None
    if begins == BEGINS and mark.isascii() and mark.isalnum():
        found = SystemKey.objects.select_related("system__office").filter(mark=mark).first()
    # Compared whether there is such a key or not, and in the same time however much of it is right.
    is_right = hmac.compare_digest(found.digest if found else NOBODYS, _digest(secret))
    if found is None or not is_right or found.ended_at is not None or found.until <= at or found.system.ended_at:
        return None
    if found.used_at is None or found.used_at <= at - MINUTE:
        SystemKey.objects.filter(pk=found.pk).update(used_at=at)
    return found


def _record(system: System) -> str:
    return f"system:{system.name}"


def _digest(secret: str) -> str:
    # Enough for 256 bits that nobody chose: a slow hash is for what people can remember.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
