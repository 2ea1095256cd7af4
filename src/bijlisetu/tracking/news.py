"""What carriers tell beside reports and replies, passed to the room that keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import bijlisetu.contact.actions as contact
from bijlisetu.audit import machines
from bijlisetu.channels.news import AccountNews, Moved, News, Preference, SenderNews, TemplateNews
from bijlisetu.channels.outside import FOREIGN
from bijlisetu.contact.actions import Said, Wish
from bijlisetu.kinds.kind import MARKETING, REFUSABLE
from bijlisetu.outbox import registry, senders
from bijlisetu.tracking import subscriptions

BY = machines.CARRIER


def apply(told: Sequence[News], *, at: datetime) -> None:
    """Do what the news mean for templates, senders, consent and addresses."""
    registry.learn(news=[one for one in told if isinstance(one, TemplateNews)])
    senders.learn(news=[one for one in told if isinstance(one, SenderNews)])
    senders.account(news=[one for one in told if isinstance(one, AccountNews)])
    _wish([one for one in told if isinstance(one, Preference)], at=at)
    _move([one for one in told if isinstance(one, Moved) and one.number not in ("", FOREIGN)], at=at)


def _move(moved: Sequence[Moved], *, at: datetime) -> None:
    """Have the new numbers asked whose they are; who moved may be named by the old user id alone."""
    numbers = contact.numbers_of([one.old_user_id for one in moved if not one.sender and one.old_user_id])
    for one in moved:
        if old := one.sender or numbers.get(one.old_user_id, ""):
            contact.moved(old=old, new=one.number, told_at=one.at, at=at, by=BY)


def _wish(preferences: Sequence[Preference], *, at: datetime) -> None:
    """Keep what people told their carrier, as of when they did: a webhook may come after a newer one."""
    numbers = contact.numbers_of([one.user_id for one in preferences if not one.sender and one.user_id])
    said = [
        Said(wish, one.marketing, BY, one.at)
        for one in preferences
        for wish in _wishes(one, one.sender or numbers.get(one.user_id, one.user_id))
    ]
    contact.keep_wishes(said=said, at=at, by=BY)


def _wishes(preference: Preference, person: str) -> list[Wish]:
    """Return what is meant: all that may be refused at a letter's address, or marketing to the person."""
    if preference.attempt is not None:
        return subscriptions.wishes([preference.attempt], REFUSABLE)
    return [] if person in ("", FOREIGN) else [Wish(None, person, MARKETING)]
