"""What comes of a number that was just saved: it goes there, it waits for a stop to end, or nothing is to be sent."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from bijlisetu.contact.lists import BY_STAFF
from bijlisetu.kinds.kind import Lane
from bijlisetu.outbox.queries import stops
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.values import Language, dates, mask

#: What is for one address alone, as a code or the word that it is proved, is no message that the person missed.
OPEN = """
SELECT notice.kind, turn.lane, turn.gate = 0
FROM outbox_notice notice JOIN outbox_turn turn ON turn.notice_id = notice.id
WHERE notice.consumer_id = %(consumer)s AND notice.state = 'open' AND notice."to" = ''
"""
REACHED = """
SELECT at FROM reach_standing WHERE consumer_id = %(consumer)s AND reached AND NOT EXISTS (
    SELECT FROM reach_task task WHERE task.consumer_id = %(consumer)s AND task.closed_at IS NULL
) ORDER BY at DESC LIMIT 1
"""
#: What somebody saved an hour ago is no surprise to anyone.
OTHER = """
SELECT value, "by", ceil(extract(epoch FROM %(at)s - at) / 60)::int FROM contact_claim
WHERE consumer_id = %(consumer)s AND value <> %(value)s AND word IN ('own', 'reaches')
  AND source = ANY(%(staff)s) AND at > %(at)s - interval '1 hour' AND at <= %(at)s
ORDER BY at DESC, id DESC LIMIT 1
"""


def what_follows(*, consumer: int, feeder: int, value: str, reopened: int, at: datetime) -> str:
    """Say what comes of the address saved for the consumer, after which so many notices were taken up again."""
    words = [_sent(consumer, feeder, value) if reopened else _not_sent(consumer)]
    for other, by, minutes in rows(OTHER, consumer=consumer, value=value, at=at, staff=list(BY_STAFF)):
        words.append(
            ngettext(
                "Another number, %(number)s, was saved %(minutes)s minute ago by %(by)s: ask which one holds.",
                "Another number, %(number)s, was saved %(minutes)s minutes ago by %(by)s: ask which one holds.",
                max(minutes, 1),
            ) % {"number": mask(other), "minutes": max(minutes, 1), "by": by}
        )  # fmt: skip
    return " ".join(words)


def _sent(consumer: int, feeder: int, value: str) -> str:
    halted = {one.scope for one in stops([feeder])}
    ways = {f"channel:{way}" for way in (("email",) if "@" in value else ("whatsapp", "sms"))}
    if halted and all(
        ways <= halted or halted & {"all", f"lane:{Lane(lane).name.lower()}", f"kind:{kind}"}
        for kind, lane, is_out in rows(OPEN, consumer=consumer)
        if is_out
    ):
        return gettext("Sending stands still: what did not arrive goes there when sending is let go on.")
    return gettext("What did not arrive goes there now; their page shows when it arrives.")


def _not_sent(consumer: int) -> str:
    if rows(OPEN, consumer=consumer):
        return gettext("Nothing goes out anew: their message is on its way, or waits with its run.")
    for (at,) in rows(REACHED, consumer=consumer):
        language = Language.HINDI if (get_language() or "").startswith("hi") else Language.ENGLISH
        when = dates.moment_in_words(timezone.localtime(at), language)
        return gettext("Nothing is sent again: the last message had already reached them, %(when)s.") % {"when": when}
    return gettext("There is nothing to send again; the next message goes there.")
