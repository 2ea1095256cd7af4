"""
Who forgot their password shows by a code that their mailbox or phone is theirs.

The page that takes a name does the same whoever is called so, or nobody: it looks nobody up. Who it is, and whether
something goes out, is found afterwards by `bijlisetu work`, so that neither words nor time tell which logins there are.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, Sum

from bijlisetu.plumbing.codes import is_code_of
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.actions.keys import give_key
from bijlisetu.staff.models import Forgotten, Key

LIFE = timedelta(minutes=10)
A_DAY = timedelta(days=1)
#: Between two messages with one code: the first is on its way.
PAUSE = timedelta(seconds=30)
TRIES = 5
#: Messages with codes in a day, so that nobody's phone is flooded. Whoever asks beyond that uses the last that came.
SENT_FOR_A_PLACE, SENT_TO_A_PERSON = 5, 12
#: Wrong codes in a day, for one name and for all: of a million codes, one in ten thousand is guessed from a place so.
WRONG_FOR_A_NAME, WRONG_FROM_A_PLACE = 25, 100
AT_ONCE = 1000


class TooManyWrong(Refusal):
    """So many wrong codes were typed from this place today that no more are looked at."""


class ToSend(NamedTuple):
    """Whom to send the code of a key, and what makes the message once-only."""

    key: int
    person: int
    once: str


def ask_key(*, user: str, place: str, at: datetime) -> UUID:
    """Note that somebody said at the place that they forgot the password of a login; whose it is, is found later."""
    return Forgotten.objects.create(name=_digest(user), place=place, at=at, until=at + LIFE).pk


@transaction.atomic
def keys_to_send(*, at: datetime) -> list[ToSend]:
    """
    Look up who said that they forgot, and give each asking the key whose code opens it; return which are to be sent.

    All who ask for one person within its life have the same key, so that no stranger's asking spoils the code which the
    person holds. After many messages in a day the last code that came is good for another while, and none goes out.
    """
    waiting = Forgotten.objects.select_for_update(skip_locked=True).filter(looked_at=None, until__gt=at)
    asked = list(waiting.order_by("at", "pk")[:AT_ONCE])
    people = _people_by_name() if asked else {}
    return [one for each in asked if (one := _look_at(each, people.get(each.name), at=at))]


@transaction.atomic
def key_by_code(*, asking: UUID, code: str, at: datetime, secret: str) -> int | None:
    """
    Return the key that the asking waits for, where it is this code's; none if not, or after five wrong ones.

    The same is done for a name that nobody has.

    :raises TooManyWrong: if so many were typed from its place that this one is not looked at
    """
    said = Forgotten.objects.select_for_update(of=("self",)).select_related("key").filter(pk=asking).first()
    if said is None:
        return None
    if _are_too_many_wrong(said, at=at):
        raise TooManyWrong("too many wrong codes were typed from here today")
    key = said.key
    is_right = is_code_of(record_of(key.pk) if key else said.pk.hex, code, secret=secret)
    is_open = at < said.until and said.tries < TRIES
    if key and is_right and is_open and key.used_at is None and at < key.until:
        return key.pk
    Forgotten.objects.filter(pk=asking).update(tries=min(said.tries + 1, TRIES))
    return None


def record_of(key: int) -> str:
    """Return the record that the key's code is made from."""
    return f"{key:032x}"


def forget_askings(*, at: datetime) -> None:
    """Forget askings that count for no limit any more."""
    Forgotten.objects.filter(at__lt=at - 2 * A_DAY).delete()


def _look_at(said: Forgotten, person: User | None, *, at: datetime) -> ToSend | None:
    said.looked_at = at
    if person:
        said.key, said.is_sent = _key_for(person, said.place, at=at)
    said.save(update_fields=["looked_at", "key", "is_sent"])
    if person and said.key and said.is_sent:
        return ToSend(said.key.pk, person.pk, f"{said.key.pk}:{said.pk.hex}")
    return None


def _key_for(person: User, place: str, *, at: datetime) -> tuple[Key, bool]:
    """Return the key whose code opens what was asked, and whether the code goes out now."""
    user = person.get_username()
    # A key that was used has shown that they were the person's own askings: they count no more.
    sent = Forgotten.objects.filter(key__person=person, key__used_at=None, is_sent=True, at__gt=at - A_DAY)
    times = list(sent.values_list("looked_at", "place"))
    is_spent = len(times) >= SENT_TO_A_PERSON or sum(where == place for _, where in times) >= SENT_FOR_A_PLACE
    # What the office or a used key ended stays ended.
    known = Key.objects.filter(person=person, by=user, used_at=None, ended_at=None, at__gt=at - A_DAY).order_by("-pk").first()
    if known and (is_spent or at < known.until):
        known.until = max(known.until, at + LIFE)
        known.save(update_fields=["until"])
        went = max((when for when, _ in times if when), default=None)
        return known, not is_spent and (went is None or at >= went + PAUSE)
    return Key.objects.get(pk=give_key(user=user, lasts=LIFE, at=at, by=user)), True


def _are_too_many_wrong(said: Forgotten, *, at: datetime) -> bool:
    there = Forgotten.objects.filter(place=said.place, at__gt=at - A_DAY)
    wrong = there.aggregate(of_all=Sum("tries"), of_name=Sum("tries", filter=Q(name=said.name)))
    return (wrong["of_all"] or 0) >= WRONG_FROM_A_PLACE or (wrong["of_name"] or 0) >= WRONG_FOR_A_NAME


def _people_by_name() -> dict[str, User]:
    """Return who may log in and can be reached, by the digest of their user name."""
    reached = User.objects.filter(is_active=True).exclude(card=None).exclude(card__email="", card__mobile="")
    return {_digest(person.get_username()): person for person in reached}


def _digest(user: str) -> str:
    """Return what is kept of a name that was typed: some type their password where the name belongs."""
    return hashlib.sha256(f"forgotten\0{user}".encode()).hexdigest()
