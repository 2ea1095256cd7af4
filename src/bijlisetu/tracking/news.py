"""What carriers tell beside reports and replies, passed to the room that keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import bijlisetu.contact.actions as contact
from bijlisetu.channels.news import AccountNews, Moved, News, Preference, SenderNews, TemplateNews
from bijlisetu.contact.actions import Wish
from bijlisetu.kinds.kind import REFUSABLE
from bijlisetu.outbox import registry, senders
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.tracking import subscriptions

AT_ADDRESS = "SELECT consumer_id FROM contact_address WHERE value = %(value)s AND owner <> 'not_owner'"
BY = "carrier"


def apply(told: Sequence[News], *, at: datetime) -> None:
    """Do what the news mean for templates, senders, consent and addresses."""
    registry.learn(news=[one for one in told if isinstance(one, TemplateNews)])
    senders.learn(news=[one for one in told if isinstance(one, SenderNews)])
    senders.account(news=[one for one in told if isinstance(one, AccountNews)])
    for one in told:
        if isinstance(one, Preference):
            _prefer(one, at=at)
        elif isinstance(one, Moved) and one.sender and one.number:
            contact.moved(old=one.sender, new=one.number, told_at=one.at, at=at, by=BY)


def _prefer(wish: Preference, *, at: datetime) -> None:
    if wish.attempt is not None:
        wishes = subscriptions.wishes([wish.attempt], REFUSABLE)
    else:
        wishes = [Wish(consumer, wish.sender, "marketing") for (consumer,) in rows(AT_ADDRESS, value=wish.sender)]
    deed = contact.resubscribe if wish.marketing else contact.unsubscribe
    deed(wishes=wishes, how=BY, at=at, by=BY)
