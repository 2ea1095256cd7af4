"""
Who forgot their password shows by a code that their mailbox or phone is theirs.

The page that takes a name does the same whoever is called so, or nobody: it looks nobody up. Who it is, and whether
something goes out, is found afterwards by `bijlisetu work`, so that neither words nor time tell which logins there are.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, Sum

from bijlisetu.plumbing.codes import hidden, is_code_of
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.actions.keys import give_key
from bijlisetu.staff.actions.logins import end_keys
from bijlisetu.staff.models import Forgotten, Key

LIFE = timedelta(minutes=10)
A_DAY = timedelta(days=1)
#: Between two messages with one code: the first is on its way.
PAUSE = timedelta(seconds=30)
TRIES = 5
#: Messages with codes in a day, so that nobody's phone is flooded. Whoever asks beyond that uses the last that came.
SENT_FOR_A_PLACE, SENT_TO_A_PERSON = 5, 12
#: Wrong codes in a day, for one name and for all: of a million codes, one in ten thousand is guessed from a place so.
#: A browser where somebody has logged in is a place of its own: no stranger behind its address spends what it has.
WRONG_FOR_A_NAME, WRONG_FROM_A_PLACE = 25, 100
#: Codes that are tried at one key from all places together: one place alone does not come so far. Then the code is
#: changed and sent anew, so often in a day; after that the office has to give a link.
TRIES_OF_A_KEY, CHANGED_FOR_A_PERSON = 50, 6
AT_ONCE = 1000


class TooManyWrong(Refusal):
    """So many wrong codes were typed from this place today that no more are looked at."""


class ToSend(NamedTuple):
    """Whom to send the code of a key, and what makes the message once-only."""

    key: int
    person: int
    once: str


def ask_key(*, user: str, place: str, at: datetime, secret: str) -> UUID:
    """Note that somebody said at the place that they forgot the password of a login; whose it is, is found later."""
    return Forgotten.objects.create(name=_digest(user, secret), place=place, at=at, until=at + LIFE).pk


@transaction.atomic
def keys_to_send(*, at: datetime, secret: str) -> list[ToSend]:
    """
    Look up who said that they forgot, and give each asking the key whose code opens it; return which are to be sent.

    A code that was tried too often is another from now on, for all who wait for it.

    All who ask for one person within its life have the same key, so that no stranger's asking spoils the code which the
    person holds. After many messages in a day the last code that came is good for another while, and none goes out.
    """
    changed = [one for key in _guessed_at(at) if (one := _change(key, at=at))]
    waiting = Forgotten.objects.select_for_update(skip_locked=True).filter(looked_at=None, until__gt=at)
    asked = list(waiting.order_by("at", "pk")[:AT_ONCE])
    people = _people_by_name(secret) if asked else {}
    return [*changed, *(one for each in asked if (one := _look_at(each, people.get(each.name), at=at)))]


@transaction.atomic
def key_by_code(*, asking: UUID, code: str, at: datetime, secret: str) -> int | None:
    """
    Return the key that the asking waits for, where it is this code's; none if not, or after too many wrong ones.

    The same is done for a name that nobody has.

    :raises TooManyWrong: if so many were typed from its place that this one is not looked at
    """
    said = Forgotten.objects.select_for_update(of=("self",)).select_related("key").filter(pk=asking).first()
    if said is None:
        return None
    if _are_too_many_wrong(said, at=at):
        raise TooManyWrong("too many wrong codes were typed from here today")
    key = said.key
    # Counted before it is looked at: of many at once, none slips through. Nobody's key is asked for in the same words.
    is_counted = Key.objects.filter(pk=key.pk if key else 0, tries__lt=TRIES_OF_A_KEY).update(tries=F("tries") + 1)
    is_right = is_code_of(record_of(key.pk) if key else said.pk.hex, code, secret=secret)
    is_open = at < said.until and said.tries < TRIES
    if key and is_counted and is_right and is_open and key.used_at is None and at < key.until:
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


def _key_for(person: User, place: str, *, at: datetime) -> tuple[Key | None, bool]:
    """Return the key whose code opens what was asked, none after too many guesses, and whether it goes out now."""
    user = person.get_username()
    if _is_spoiled(person, at=at):
        return None, False
    # A key that was used has shown that they were the person's own askings: they count no more.
    sent = Forgotten.objects.filter(key__person=person, key__used_at=None, is_sent=True, at__gt=at - A_DAY)
    times = list(sent.values_list("looked_at", "place"))
    is_spent = len(times) >= SENT_TO_A_PERSON or sum(where == place for _, where in times) >= SENT_FOR_A_PLACE
    # What the office or a used key ended stays ended.
    open_ones = Key.objects.filter(person=person, by=user, used_at=None, ended_at=None, at__gt=at - A_DAY)
    known = open_ones.order_by("-pk").first()
    if known and (is_spent or at < known.until):
        known.until = max(known.until, at + LIFE)
        known.save(update_fields=["until"])
        went = max((when for when, _ in times if when), default=None)
        return known, not is_spent and (went is None or at >= went + PAUSE)
    return Key.objects.get(pk=give_key(user=user, lasts=LIFE, at=at, by=user)), True


def _guessed_at(at: datetime) -> list[Key]:
    """Return the keys whose code was tried too often while it was good."""
    tried = Key.objects.filter(tries=TRIES_OF_A_KEY, used_at=None, ended_at=None, until__gt=at)
    return list(tried.select_for_update(skip_locked=True, of=("self",)).select_related("person").order_by("pk"))


def _change(key: Key, *, at: datetime) -> ToSend | None:
    """Put the key out of use, and let whoever waits for its code wait for another, which goes out."""
    end_keys(Key.objects.filter(pk=key.pk), at=at)
    if _is_spoiled(key.person, at=at):
        return None
    user = key.person.get_username()
    other = give_key(user=user, lasts=LIFE, at=at, by=user)
    Forgotten.objects.filter(key=key, until__gt=at).update(key=other)
    return ToSend(other, key.person.pk, f"{other}:changed")


def _is_spoiled(person: User, *, at: datetime) -> bool:
    """Return whether so many of the person's codes were tried too often today that no more are made."""
    tried = Key.objects.filter(person=person, tries=TRIES_OF_A_KEY, at__gt=at - A_DAY)
    return tried.count() > CHANGED_FOR_A_PERSON


def _are_too_many_wrong(said: Forgotten, *, at: datetime) -> bool:
    there = Forgotten.objects.filter(place=said.place, at__gt=at - A_DAY)
    wrong = there.aggregate(of_all=Sum("tries"), of_name=Sum("tries", filter=Q(name=said.name)))
    return (wrong["of_all"] or 0) >= WRONG_FROM_A_PLACE or (wrong["of_name"] or 0) >= WRONG_FOR_A_NAME


def _people_by_name(secret: str) -> dict[str, User]:
    """Return who may log in and can be reached, by the digest of their user name."""
    reached = User.objects.filter(is_active=True).exclude(card=None).exclude(card__email="", card__mobile="")
    return {_digest(person.get_username(), secret): person for person in reached}


def _digest(user: str, secret: str) -> str:
    """Return what is kept of a name that was typed: some type their password where the name belongs."""
    return hidden(user, purpose="forgotten", secret=secret)
