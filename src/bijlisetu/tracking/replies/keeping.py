"""Keep each reply once, with what it means; answer the person in the words of the kind they answered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import orjson
from django.conf import settings

import bijlisetu.outbox.actions as outbox
from bijlisetu.channels.letter import Reply, Report, ReportState
from bijlisetu.channels.outside import FOREIGN
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.actions import Posting
from bijlisetu.outbox.months import named
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.tracking import models, people, reports
from bijlisetu.tracking.replies import clerks
from bijlisetu.tracking.replies.joining import joined
from bijlisetu.tracking.replies.questions import OURS, MessageAsked, Questions, Understood, answered_until
from bijlisetu.tracking.replies.reading import Said, read
from bijlisetu.tracking.replies.taking import read_by_rooms
from bijlisetu.tracking.replies.wishing import MEANS, wish_in
from bijlisetu.tracking.reports import Arrived
from bijlisetu.values import ChannelKind, Language

LONGEST_TEXT, LONGEST_PAYLOAD = 4096, 16_384
#: Meta's limit of a button's words.
LONGEST_TITLE = 20
MOST_CHOICES = 10

KEEP = """
INSERT INTO tracking_reply (channel, kind, sender, text, payload, in_reply_to, carrier_id, user_id, media_id, mime_type,
                            latitude, longitude, is_forwarded, is_edited, at, received_at, meaning, attempt, attempts,
                            digest)
SELECT told.channel, told.kind, told.sender, told.text, told.payload, told.in_reply_to, told.carrier_id, told.user_id,
       told.media_id, told.mime_type, told.latitude, told.longitude, told.is_forwarded, told.is_edited, told.at,
       %(at)s, told.meaning, told.attempts[1], told.attempts, told.digest
FROM jsonb_to_recordset(%(told)s::jsonb) AS told (
    channel text, kind text, sender text, text text, payload text, in_reply_to text, carrier_id text, user_id text,
    media_id text, mime_type text, latitude float8, longitude float8, is_forwarded bool, is_edited bool,
    at timestamptz, meaning text, attempts bigint[], digest text
)
ON CONFLICT (digest) DO NOTHING
RETURNING digest, id
"""


def keep(said: Sequence[Reply], *, at: datetime) -> None:
    """Keep each reply once, and answer those that are new."""
    in_order = sorted(joined(said), key=lambda reply: reply.at)
    read_ones = [(reply, read(reply)) for reply in people.at_their_address(people.with_numbers(in_order))]
    questions = Questions(read_ones, kinds(), at=at)
    # A reply is told apart by what came: told again, it may come when more is known of its sender.
    found = {
        _digest(came): (reply, _understood(reply, one, questions))
        for came, (reply, one) in zip(in_order, read_ones, strict=True)
    }
    told = [_row(reply, understood, digest) for digest, (reply, understood) in found.items()]
    new: dict[str, int] = dict(rows(KEEP, told=orjson.dumps(told).decode(), at=at))
    clerks.put([(new[digest], *found[digest]) for digest in new])
    _note_arrivals([found[digest] for digest in new], at=at)
    answers = (
        answer
        for digest in found
        if digest in new
        for answer in _answers(*found[digest], questions, digest=digest, at=at)
    )
    outbox.post(kind=kinds()[OURS], postings=list(answers), at=at)


def _note_arrivals(said: Sequence[tuple[Reply, Understood]], *, at: datetime) -> None:
    """Note that what a person answers has arrived, where its carrier has not said so: nobody who answers is silent."""
    arrived = {
        (reply.channel, message.attempt): Report(
            channel=reply.channel, state=ReportState.DELIVERED, at=reply.at, attempt=message.attempt, detail="answered"
        )
        for reply, understood in said
        for message in understood.messages or understood.about
        # A mail from elsewhere may be a machine's that we do not know.
        if message.sent_at <= reply.at and reply.sender != FOREIGN and not _is_to_end(understood.meaning, message)
    }
    if arrived:
        reports.apply([Arrived(report, at) for report in arrived.values()], at=at)


def _is_to_end(meaning: str, message: MessageAsked) -> bool:
    """Return whether the person wants no more of such messages: that ends the notice, and it is not told as reached."""
    return meaning in MEANS and message.kind in kinds() and kinds()[message.kind].may_be_refused


def _understood(reply: Reply, said: Said, questions: Questions) -> Understood:
    """Return what the reply means: a wish comes before any question, for it speaks of all our messages."""
    wish = wish_in(reply)
    spoken_of = questions.spoken_of(reply, said) if wish else ()
    if wish and (spoken_of or (said.attempt is None and reply.sender != FOREIGN and (reply.sender or reply.user_id))):
        return Understood(meaning=wish, messages=spoken_of)
    understood = questions.understood(reply, said)
    if understood.meaning or understood.choices or said.word or said.pressed or reply.sender == FOREIGN:
        return understood
    # What answers nothing that we asked may be news of its own: a light that is off, a bill that is wrong.
    # No more of it is read than is kept: a mail may be as long as a book, and reading takes time for each word.
    meaning = read_by_rooms(replace(reply, text=reply.text[:LONGEST_TEXT]))
    return replace(understood, meaning=meaning) if meaning else understood


def _row(reply: Reply, understood: Understood, digest: str) -> dict[str, object]:
    latitude, longitude = reply.place or (None, None)
    return {
        "channel": reply.channel, "kind": reply.kind, "sender": reply.sender,
        "text": _storable(reply.text, LONGEST_TEXT), "payload": _storable(reply.payload, LONGEST_PAYLOAD),
        "in_reply_to": reply.in_reply_to,
        "carrier_id": reply.carrier_id, "user_id": reply.user_id, "media_id": reply.media_id,
        "mime_type": reply.mime_type, "latitude": latitude, "longitude": longitude,
        "is_forwarded": reply.is_forwarded, "is_edited": reply.is_edited, "at": reply.at,
        "meaning": understood.meaning or _unclear(reply),
        "attempts": [message.attempt for message in understood.messages], "digest": digest,
    }  # fmt: skip


def _storable(text: str, longest: int) -> str:
    # A half of a surrogate pair and a zero mark cannot be kept by the database.
    return text[:longest].replace("\0", "").encode("utf-8", "replace").decode()


def _unclear(reply: Reply) -> str:
    return models.Reply.REACTION if reply.kind == "reaction" else models.Reply.UNCLEAR


def _answers(
    reply: Reply, understood: Understood, questions: Questions, *, digest: str, at: datetime
) -> Iterator[Posting]:
    """Yield what the person is answered: only on WhatsApp, where words of our own may go for a day."""
    until = answered_until(reply.at)
    if reply.channel is not ChannelKind.WHATSAPP or reply.kind == "reaction" or until <= at:
        return
    if understood.meaning in MEANS:
        if not understood.messages:
            return
        message = understood.messages[0]
        words = _answers_of(message.kind, understood.meaning)
        key = f"{OURS}:{message.consumer}:{understood.meaning}:{day_in_india(at)}"
    elif understood.meaning:
        if not understood.messages:
            return  # it answered no message: the room that has taken it tells the person
        message = understood.messages[0]
        words = kinds()[message.kind].answers[understood.meaning].reply
        key = f"{OURS}:{named(message.attempt)}{message.attempt}:{understood.meaning}"
    elif understood.choices:
        message = understood.choices[0][1]
        words, key = kinds()[OURS].unclear, f"{OURS}:{named(message.attempt)}{digest}"
    else:
        known = questions.last_to(reply.sender)
        if known is None or known.kind not in kinds():
            return
        # We ask back once a day: a machine that answers by itself would keep us talking for ever.
        message, key = known, f"{OURS}:{day_in_india(at)}:{known.consumer}"
        words = kinds()[message.kind].unclear
    if words:
        facts = {f"words_{language}": words[language].replace("{public}", settings.PUBLIC_URL) for language in Language}
        facts["choices"] = orjson.dumps([_choice(*one) for one in understood.choices[:MOST_CHOICES]]).decode()
        yield Posting(key=key, consumer=message.consumer, facts=facts, to=message.address, expires_at=until)


def _answers_of(kind: str, meaning: str) -> Mapping[Language, str]:
    """Return what is answered to a wish: in the words of the kind, if it has some, or in ours."""
    told = (kinds()[one].answers.get(meaning) for one in (kind, OURS) if one in kinds())
    return next((answer.reply for answer in told if answer), {})


def _choice(meaning: str, message: MessageAsked) -> list[str]:
    kind = kinds()[message.kind]
    # Whoever was asked whose the number is learns of no account by it.
    ending = f" ..{message.ending}" if kind.names_account else ""
    titles = [f"{kind.title[language]}{ending}" for language in Language]
    return [f"{meaning}:{message.attempt}", *(title[:LONGEST_TITLE] for title in titles)]


def _digest(reply: Reply) -> str:
    # The time of a reply with an id is left out: one that bears none is given another each time it comes.
    when = "" if reply.carrier_id else reply.at.isoformat()
    said = (reply.channel, reply.sender, when, reply.in_reply_to, reply.payload, reply.text, reply.carrier_id)
    return hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()
