"""Who speaks to us, where WhatsApp gives a user id in place of a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import bijlisetu.contact.actions as contact
from bijlisetu.channels.letter import Reply
from bijlisetu.channels.news import Moved, News, Preference
from bijlisetu.channels.outside import FOREIGN
from bijlisetu.contact.actions import NamedTogether
from bijlisetu.plumbing.database.keyed import rows

ADDRESSES = "SELECT id, address FROM outbox_attempt WHERE id = ANY(%(attempts)s) AND channel = 'email'"


def learn(told: Iterable[Reply | News], *, at: datetime) -> None:
    """Keep which number each user id stands for, where something names both."""
    spoke = [one for one in told if isinstance(one, (Reply, Preference, Moved)) and one.user_id]
    of_old_ids = contact.numbers_of([one.old_user_id for one in spoke if isinstance(one, Moved) and one.old_user_id])
    pairs = (NamedTogether(one.user_id, number, one.at) for one in spoke for number in _numbers(one, of_old_ids))
    contact.learn_user_ids(list(pairs), at=at)


def with_numbers(replies: Sequence[Reply]) -> list[Reply]:
    """Return the replies in their order, each with its person's number where only a user id came that we know."""
    numbers = contact.numbers_of([one.user_id for one in replies if not one.sender and one.user_id])
    return [replace(one, sender=one.sender or numbers.get(one.user_id, "")) for one in replies]


def at_their_address(replies: Sequence[Reply]) -> list[Reply]:
    """
    Return the replies in their order; a mail that answers a letter of ours has the letter's address for its sender.

    Anybody can write any sender into a mail. One from elsewhere answers the letter, and speaks in nobody's name.
    """
    attempts = [one.attempt for one in replies if one.attempt is not None]
    told: dict[int, str] = dict(rows(ADDRESSES, attempts=attempts)) if attempts else {}
    return [one if one.attempt is None else _from(one, told.get(one.attempt, "")) for one in replies]


def _from(reply: Reply, address: str) -> Reply:
    is_theirs = bool(address) and reply.sender.casefold() == address.casefold()
    return replace(reply, sender=address if is_theirs else FOREIGN)


def _numbers(one: Reply | Preference | Moved, of_old_ids: dict[str, str]) -> Iterator[str]:
    """Yield the number that the user id stands for from now on, if that is told."""
    number = one.sender
    if isinstance(one, Moved):
        number = one.number or one.sender or of_old_ids.get(one.old_user_id, "")
    if number and number != FOREIGN:
        yield number
