"""What no rule can read goes before a clerk: put there for each account it may be about, decided, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import orjson
from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.contact.actions as contact
import bijlisetu.outbox.actions as outbox
from bijlisetu.channels.letter import Reply
from bijlisetu.contact.actions import Said, Wish
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.actions import Posting
from bijlisetu.outbox.models import Attempt
from bijlisetu.outbox.queries import message_of
from bijlisetu.plumbing.database.keyed import execute
from bijlisetu.plumbing.database.wake import wake
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.tracking import models
from bijlisetu.tracking.models import Unclear
from bijlisetu.tracking.replies import ownership, taking, wishing
from bijlisetu.tracking.replies.questions import MOST_ACCOUNTS, OURS, Understood, answered_until
from bijlisetu.values import ChannelKind, Language

#: What a clerk can read as a wish about our messages, and the way by which it is then kept.
WISHES = (wishing.STOP, wishing.RESUME)
BY_OFFICE = "office"

PUT = """
INSERT INTO tracking_unclear (reply, consumer_id, attempt)
SELECT reply, consumer, attempt
FROM jsonb_to_recordset(%(told)s::jsonb) AS told (reply bigint, consumer bigint, attempt bigint)
ON CONFLICT DO NOTHING
"""
#: Nothing was told to the number for long: whoever has it on file, with what was told there last.
PUT_TO_HOLDERS = f"""
INSERT INTO tracking_unclear (reply, consumer_id, attempt)
SELECT told.reply, held.consumer_id, held.attempt
FROM jsonb_to_recordset(%(told)s::jsonb) AS told (reply bigint, sender text) LEFT JOIN LATERAL (
    SELECT address.consumer_id, (
        SELECT attempt.id FROM outbox_notice notice JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
        WHERE notice.consumer_id = address.consumer_id AND attempt.address = address.value AND notice.kind <> '{OURS}'
        ORDER BY attempt.id DESC LIMIT 1
    ) AS attempt
    FROM contact_address address WHERE address.value = told.sender AND told.sender <> ''
    ORDER BY attempt DESC NULLS LAST LIMIT {MOST_ACCOUNTS}
) AS held ON true
ON CONFLICT DO NOTHING
"""


class DecidedAlready(Refusal):
    """Another clerk was quicker, or has taken the decision back."""


class NotAnAnswer(Refusal):
    """The message that was sent asks for no such answer."""


def put(said: Sequence[tuple[int, Reply, Understood]]) -> None:
    """Put before the clerks what of these replies, each with its number, is not clear and more than an emoji."""
    unclear = [one for one in said if not one[2].meaning and one[1].kind != "reaction"]
    laid = [
        {"reply": reply, "consumer": message.consumer, "attempt": message.attempt}
        for reply, _, understood in unclear
        for message in understood.about
    ]
    others = [{"reply": reply, "sender": said.sender} for reply, said, understood in unclear if not understood.about]
    for statement, told in ((PUT, laid), (PUT_TO_HOLDERS, others)):
        if told:
            execute(statement, told=orjson.dumps(told).decode())


@transaction.atomic
def decide(*, unclear: int, decision: str, by: str, at: datetime) -> None:
    """
    Lay the word to the reply as if the person had said it, or note that it was about something else and dealt with.

    That they want no more of our messages, or want them again, is no answer to one of them: that wish is kept.

    :raises DecidedAlready: if somebody has decided it meanwhile
    :raises NotAnAnswer: if the decision is no answer to the message that was sent
    """
    one = Unclear.objects.select_for_update().get(pk=unclear)
    if one.decided_at is not None:
        raise DecidedAlready(f"{one.decided_by} has decided it")
    one.decisions += 1
    if decision in WISHES:
        contact.keep_wishes(said=_wished(one, decision), at=at, by=by)
    elif decision != Unclear.OTHER:
        one.word = _act(one, decision, at=at)
    one.decision, one.decided_by, one.decided_at = decision, by, at
    one.save()
    _write_down(one, "answer.read", decision, by=by, at=at)


@transaction.atomic
def take_back(*, unclear: int, by: str, at: datetime) -> None:
    """
    Take back a decision, with what it said of whose the number is: the reply waits for a clerk again.

    :raises DecidedAlready: if it is not decided any more
    """
    one = Unclear.objects.select_for_update().get(pk=unclear)
    if one.decided_at is None:
        raise DecidedAlready("it is not decided any more")
    if one.decision in WISHES:
        contact.never_said(said=_wished(one, one.decision), at=at, by=by)
    if one.word is not None:
        word = models.Reply.objects.get(pk=one.word)
        if word.meaning in ownership.SAYS:
            ownership.take_back(attempts=word.attempts, said_at=word.at, by=by, at=at)
        models.Reply.objects.filter(pk=one.word).update(meaning=models.Reply.TAKEN_BACK)
        transaction.on_commit(wake)
    _write_down(one, "answer.taken_back", one.decision, by=by, at=at)
    one.decision, one.decided_by, one.decided_at, one.word = "", "", None, None
    one.save()


def _wished(one: Unclear, decision: str) -> list[Said]:
    """Return what the person wished at the time of their words, as the office has read it."""
    reply = models.Reply.objects.get(pk=one.reply)
    told = Attempt.objects.filter(pk__in=[one.attempt or 0]).values_list("address", flat=True)
    person = wishing.whose(reply.sender, reply.user_id, told.first() or "")
    if not person:
        raise NotAnAnswer("nobody knows at which address it was said")
    is_wanted, _ = wishing.MEANS[decision]
    return [Said(Wish(None, person, purpose), is_wanted, BY_OFFICE, reply.at) for purpose in wishing.purposes(decision)]


def _act(one: Unclear, meaning: str, *, at: datetime) -> int:
    """Keep the word in the queue of words, have its room act on it, and thank the person; return its number."""
    sent = message_of(one.attempt) if one.attempt is not None else None
    if sent is None or one.attempt is None or sent.kind not in kinds() or meaning not in kinds()[sent.kind].answers:
        raise NotAnAnswer(f"the message asks for no {meaning!r}")
    reply = models.Reply.objects.get(pk=one.reply)
    word = models.Reply.objects.create(
        channel=reply.channel, kind=models.Reply.BY_CLERK, sender=reply.sender, received_at=at,
        # Carriers count in whole seconds: what follows tells a second decision from the first.
        at=reply.at + timedelta(microseconds=one.decisions),
        meaning=meaning, attempt=one.attempt, attempts=[one.attempt], digest=f"clerk:{one.pk}:{one.decisions}",
    )  # fmt: skip
    taking.hand_out(at=at, replies=[word.pk])
    words = kinds()[sent.kind].answers[meaning].reply
    if words and reply.channel == ChannelKind.WHATSAPP and at < answered_until(reply.at):
        facts = {f"words_{language}": words[language] for language in Language} | {"choices": "[]"}
        key = f"{OURS}:{one.attempt}:{meaning}"
        to = Attempt.objects.values_list("address", flat=True).get(pk=one.attempt)
        posting = Posting(
            key=key, consumer=one.consumer_id or 0, facts=facts, to=to, expires_at=answered_until(reply.at)
        )
        outbox.post(kind=kinds()[OURS], postings=[posting], at=at)
    transaction.on_commit(wake)
    return word.pk


def _write_down(one: Unclear, deed: str, decision: str, *, by: str, at: datetime) -> None:
    record = f"consumer:{one.consumer_id}" if one.consumer_id else f"reply:{one.reply}"
    audit.note(deed=deed, records=[record], by=by, at=at, detail={"reply": one.reply, "as": decision})
