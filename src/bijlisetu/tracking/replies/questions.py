"""Which question a reply answers: the button's own message, the one quoted, or the last that asked that number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from bijlisetu.channels.letter import Reply
from bijlisetu.kinds.kind import Kind
from bijlisetu.outbox.months import of_notice
from bijlisetu.outbox.states import MAY_HAVE_LEFT
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.tracking.replies.changing import STOP_CHANGE
from bijlisetu.tracking.replies.reading import Said
from bijlisetu.values import ChannelKind

#: Kinds that answer a person ask nothing.
OURS = "answer"
#: A word answers a message that is not older than this.
ANSWERS_FOR = timedelta(days=30)
#: A bare word could answer either of two questions that are closer together than this.
APART = timedelta(days=1)
#: WhatsApp lets us answer in words of our own for a day after theirs; an hour of it is left for the way.
ANSWERED_FOR = timedelta(hours=23)
#: So many messages to one number are looked at, the latest: it may stand on many accounts.
MOST_MESSAGES = 200
#: Something unclear is laid to so many accounts of a number, those told last.
MOST_ACCOUNTS = 10

COLUMNS = """
       attempt.id, attempt.address, attempt.carrier_id, attempt.claimed_at, notice.kind, notice.consumer_id,
       right(consumer.account, 4) AS ending, consumer.language
"""
NAMED = f"""
SELECT {COLUMNS} FROM outbox_attempt attempt JOIN outbox_notice notice ON notice.id = attempt.notice_id
JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id WHERE attempt.id = ANY(%(attempts)s)
"""
QUOTED = f"""
SELECT {COLUMNS} FROM unnest(%(carrier_ids)s::text[]) AS quoted (carrier_id)
JOIN outbox_attempt attempt ON attempt.carrier_id = quoted.carrier_id AND attempt.carrier_id <> ''
JOIN outbox_notice notice ON notice.id = attempt.notice_id
JOIN consumers_consumer consumer ON consumer.id = notice.consumer_id
WHERE attempt.channel = 'whatsapp'
"""
#: The latest message of each kind to each account that has the number, of those that left us.
SENT_TO = f"""
SELECT said.sender, found.* FROM unnest(%(senders)s::text[]) AS said (sender), LATERAL (
    SELECT DISTINCT ON (recent.kind, recent.consumer_id) recent.* FROM (
        SELECT {COLUMNS}
        FROM contact_address address
        JOIN consumers_consumer consumer ON consumer.id = address.consumer_id
        JOIN outbox_notice notice ON notice.consumer_id = consumer.id AND notice.kind <> '{OURS}'
        JOIN outbox_attempt attempt ON attempt.notice_id = notice.id AND attempt.address = address.value
                                   AND {of_notice("attempt", "notice.id")}
        WHERE address.value = said.sender AND attempt.claimed_at >= %(since)s AND attempt.state IN ({MAY_HAVE_LEFT})
        ORDER BY attempt.claimed_at DESC, attempt.id DESC LIMIT {MOST_MESSAGES}
    ) AS recent ORDER BY recent.kind, recent.consumer_id, recent.claimed_at DESC, recent.id DESC
) AS found
"""


def answered_until(said_at: datetime) -> datetime:
    """Return until when words of our own may leave: where people live faster, WhatsApp's day is as much shorter."""
    return said_at + ANSWERED_FOR / settings.CLOCK_FACTOR


@dataclass(frozen=True, slots=True)
class MessageAsked:
    """A message of ours that somebody may be answering."""

    attempt: int
    address: str
    carrier_id: str
    sent_at: datetime
    kind: str
    consumer: int
    ending: str  #: of the account
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """
    What a reply means: a word of the kinds it answers, for each of the messages; or nothing that is clear.

    Where it could mean one of several things, those are the choices, and it asks back.
    """

    meaning: str = ""
    messages: tuple[MessageAsked, ...] = ()
    choices: tuple[tuple[str, MessageAsked], ...] = ()  #: what it may mean, and to which message
    about: tuple[MessageAsked, ...] = ()  #: of what is unclear: which message of each account it may answer


class Questions:
    """Looks up, for many replies at once, what each of them answers."""

    def __init__(self, said: Sequence[tuple[Reply, Said]], kinds: Mapping[str, Kind], *, at: datetime) -> None:
        self._kinds = kinds
        self._named = {one.attempt: one for one in _named(said)}
        self._quoted = {one.carrier_id: one for one in _quoted(said)}
        self._sent = _sent(said, at=at)

    def understood(self, reply: Reply, said: Said) -> Understood:
        """Return what the reply means, or which messages it may be about."""
        found = self._meant(reply, said)
        return found if found.meaning else replace(found, about=self._about(reply, said, found))

    def _about(self, reply: Reply, said: Said, found: Understood) -> tuple[MessageAsked, ...]:
        """Return the message of each account that something unclear may answer: the one quoted, or else the latest."""
        if reply.attempt is not None:
            return tuple(one for one in [self._named.get(reply.attempt)] if one)
        quoted = self._quoted.get(reply.in_reply_to)
        if quoted is not None and reply.sender in ("", quoted.address):
            return (quoted,)
        sent = [one for _, one in found.choices] or self._sent.get(reply.sender, [])
        named = [one for one in sent if one.ending == said.ending]
        latest = {one.consumer: one for one in sorted(named or sent, key=lambda one: one.sent_at)}
        return tuple(latest.values())[-MOST_ACCOUNTS:]

    def _meant(self, reply: Reply, said: Said) -> Understood:
        if said.attempt is not None:
            return self._pressed(reply, said)
        if reply.attempt is not None:
            return self._word_to(list(self._to_their_letter(reply)), said)
        quoted = self._quoted.get(reply.in_reply_to)
        if quoted is not None and reply.sender in ("", quoted.address):
            return self._word_to([quoted], said)
        if not reply.sender:
            return Understood()
        sent = self._sent.get(reply.sender, [])
        return self._with_digits(sent, said) if said.ending else self._bare(sent, said)

    def _pressed(self, reply: Reply, said: Said) -> Understood:
        message = self._named.get(said.attempt or 0)
        if message is None or not self._may_answer(reply, message) or said.pressed not in self._answers(message):
            return Understood()
        return Understood(meaning=said.pressed, messages=(message,))

    def _to_their_letter(self, reply: Reply) -> tuple[MessageAsked, ...]:
        """Return the letter that a mail answers, if it comes from where the letter went."""
        letter = self._named.get(reply.attempt or 0)
        return (letter,) if letter is not None and reply.sender == letter.address else ()

    def _with_digits(self, sent: list[MessageAsked], said: Said) -> Understood:
        """Take, of each account named, the last message that digits are about, or else that asked at all."""
        of_account = [one for one in sent if one.ending == said.ending]
        asked = [one for one in of_account if one.kind in self._kinds and self._kinds[one.kind].by_account]
        latest: dict[int, MessageAsked] = {}
        for one in sorted(asked or of_account, key=lambda one: one.sent_at):
            if self._means(one, said):
                latest[one.consumer] = one
        return self._word_to(list(latest.values()), said)

    def _bare(self, sent: list[MessageAsked], said: Said) -> Understood:
        """Take the last message that asked, for nothing is named; none if another asked about the same time."""
        asked = [one for one in sent if self._means(one, said)]
        if not asked:
            return Understood()
        last = max(one.sent_at for one in sent)
        near = [one for one in sorted(asked, key=lambda one: one.sent_at) if one.sent_at >= last - APART]
        meant = {(self._means(one, said), one.consumer) for one in near}
        # A change of number comes by itself where nobody says no: the no that follows its warning is not asked about.
        if len(meant) == 1 or (near and self._means(near[-1], said) == STOP_CHANGE):
            return self._word_to(near[-1:], said)
        # Somebody was asked twice, or the last message asked nothing: only they can say which one they mean.
        return Understood(choices=tuple((self._means(one, said), one) for one in reversed(near or asked)))

    def _word_to(self, messages: list[MessageAsked], said: Said) -> Understood:
        meanings = {self._means(one, said) for one in messages} - {""}
        if len(meanings) != 1:
            return Understood(
                choices=tuple((self._means(one, said), one) for one in messages if self._means(one, said))
            )
        return Understood(meaning=meanings.pop(), messages=tuple(one for one in messages if self._means(one, said)))

    def _means(self, message: MessageAsked, said: Said) -> str:
        kind = self._kinds.get(message.kind)
        if kind is None or not said.word:
            return ""
        return kind.yes if said.word == "yes" else kind.no

    def _answers(self, message: MessageAsked) -> Mapping[str, Any]:
        return self._kinds[message.kind].answers if message.kind in self._kinds else {}

    def _may_answer(self, reply: Reply, message: MessageAsked) -> bool:
        """
        Return whether the press comes from the phone that the message went to.

        What it quotes stands there, whatever its sender is called by now; else the sender's number must be the same.
        """
        quoted = self._quoted.get(reply.in_reply_to)
        if quoted is not None and quoted.address == message.address:
            return True
        return reply.sender == message.address if reply.sender else message.carrier_id in ("", reply.in_reply_to)

    def spoken_of(self, reply: Reply, said: Said) -> tuple[MessageAsked, ...]:
        """Return what a word on all our messages was said to: that pressed or quoted, or the last to each account."""
        if said.attempt is not None:
            message = self._named.get(said.attempt)
            return (message,) if message is not None and self._may_answer(reply, message) else ()
        if reply.attempt is not None:
            return self._to_their_letter(reply)
        if (quoted := self._quoted.get(reply.in_reply_to)) is not None:
            return (quoted,)
        latest: dict[int, MessageAsked] = {}
        for one in sorted(self._sent.get(reply.sender, []), key=lambda one: one.sent_at):
            latest[one.consumer] = one
        return tuple(reversed(latest.values()))

    def last_to(self, sender: str) -> MessageAsked | None:
        """Return the last message to the number."""
        return max(self._sent.get(sender, []), key=lambda one: one.sent_at, default=None)


def _named(said: Sequence[tuple[Reply, Said]]) -> list[MessageAsked]:
    attempts = [attempt for reply, one in said for attempt in (one.attempt, reply.attempt) if attempt is not None]
    return [MessageAsked(*row) for row in rows(NAMED, attempts=attempts)] if attempts else []


def _quoted(said: Sequence[tuple[Reply, Said]]) -> list[MessageAsked]:
    carrier_ids = [
        reply.in_reply_to for reply, _ in said if reply.in_reply_to and reply.channel is ChannelKind.WHATSAPP
    ]
    return [MessageAsked(*row) for row in rows(QUOTED, carrier_ids=carrier_ids)] if carrier_ids else []


def _sent(said: Sequence[tuple[Reply, Said]], *, at: datetime) -> dict[str, list[MessageAsked]]:
    # Most presses are clear by themselves; the few others find their messages by what they quote.
    senders = sorted(
        {reply.sender for reply, one in said if one.attempt is None and reply.attempt is None and reply.sender}
    )
    found: dict[str, list[MessageAsked]] = defaultdict(list)
    if senders:
        for sender, *message in rows(SENT_TO, senders=senders, since=at - ANSWERS_FOR):
            found[sender].append(MessageAsked(*message))
    return found
