"""
Answer whoever asks by WhatsApp or SMS whether a message is ours, and keep what they tell of forged ones.

The answer goes to the number that asked, and says of a message of ours its kind and day, whoever received it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings

import bijlisetu.outbox.actions as outbox
from bijlisetu.channels.letter import Reply
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Kind
from bijlisetu.memos import strangers
from bijlisetu.memos.strangers import Answering
from bijlisetu.network.companies import company_for_anybody, company_of
from bijlisetu.network.utilities import Company
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.genuine import numbers_in
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.tracking.genuine import forged
from bijlisetu.tracking.genuine.queries import Ours, judged
from bijlisetu.tracking.genuine.reading import asks, tells, told_in
from bijlisetu.tracking.replies.questions import OURS, answered_until
from bijlisetu.tracking.replies.taking import Taker, Word
from bijlisetu.values import ChannelKind, Language
from bijlisetu.values.dates import day_in_words

ASKS, TELLS = "asks_if_ours", "tells_of_forged"
#: A machine that guesses, or answers by itself, is answered so often a day.
MOST_A_DAY = 20
SMS_GOOD_FOR = timedelta(hours=6)
#: Whose notice an answer is: the asker's own account's, the proved one first; and how often they asked within the day.
ASKER = """
SELECT reply.sender, held.consumer_id, held.feeder_id, (
    SELECT count(*) FROM tracking_reply earlier WHERE earlier.sender = reply.sender AND earlier.meaning = ANY(%(ours)s)
      AND earlier.at > reply.at - interval '1 day' AND earlier.at <= reply.at
) FROM tracking_reply reply LEFT JOIN LATERAL (
    SELECT address.consumer_id, consumer.feeder_id FROM contact_address address
    JOIN consumers_consumer consumer ON consumer.id = address.consumer_id
    WHERE address.value = reply.sender AND address.owner <> 'not_owner'
    ORDER BY address.owner = 'proved' DESC, address.known_at DESC, address.consumer_id LIMIT 1
) AS held ON true
WHERE reply.id = %(reply)s AND reply.sender <> ''
"""
SAID: Mapping[str, Mapping[Language, str]] = {
    "ours": {
        Language.HINDI: "हाँ, यह संदेश हमारा है: {what}, {day}। हम कभी OTP, PIN या ऐप नहीं माँगते।",
        Language.ENGLISH: "Yes, this message is ours: {what}, {day}. We never ask for an OTP, a PIN or an app.",
    },
    "not_ours": {
        Language.HINDI: "इस कोड का कोई संदेश हमारा नहीं है। न पैसे दें, न कॉल करें, न ऐप डालें। ठगी की सूचना 1930 पर दें। "
        "हमें बताने के लिए लिखें: नकली, फिर वह नंबर और संदेश।",
        Language.ENGLISH: "No message of ours has this code. Do not pay, call or install anything. "
        "Report fraud on 1930. To tell us, write: FORGED, then the number and the message.",
    },
    "thanks": {
        Language.HINDI: "बताने के लिए धन्यवाद। यह संदेश हमारा नहीं है। पैसे गए हों तो तुरंत 1930 पर बताएँ।",
        Language.ENGLISH: "Thank you for telling us. That message is not ours. If money is gone, call 1930 at once.",
    },
    "is_ours": {
        Language.HINDI: "यह नंबर या नाम हमारा ही है। संदेश पर शक हो तो लिखें: VERIFY, फिर संदेश का कोड।",
        Language.ENGLISH: "This number or header is ours. If you doubt a message, write: VERIFY, then its code.",
    },
}


def reads(reply: Reply) -> str:
    """Return whether the reply asks whether a message is ours, or tells of a forged one; nothing if neither."""
    if reply.kind == "reaction" or reply.part is not None or reply.payload:
        return ""
    if tells(reply.text):
        return TELLS
    if asks(reply.text):
        return ASKS
    is_bare = len(reply.text.split()) == 1
    if (reply.is_forwarded or is_bare) and next(numbers_in(reply.text, secret=settings.SECRET_KEY), None) is not None:
        return ASKS
    return ""


def take(words: Sequence[Word], at: datetime) -> None:
    """Answer each who asked, and keep what was told."""
    for word in sorted(words, key=lambda one: (one.at, one.reply)):
        if word.meaning == TELLS:
            _answer(word, _note(word), None, at=at)
        else:
            found = judged(word.text, secret=settings.SECRET_KEY)
            _answer(word, "ours" if found else "not_ours", found, at=at)


def _note(word: Word) -> str:
    told = told_in(word.text)
    try:
        forged.note(sender=told.sender, text=told.text, way=word.channel, at=word.at)
    except forged.IsOurs:
        return "is_ours"
    return "thanks"


def _answer(word: Word, said: str, found: Ours | None, *, at: datetime) -> None:
    for sender, consumer, feeder, asked in rows(ASKER, reply=word.reply, ours=[ASKS, TELLS]):
        if asked > MOST_A_DAY:
            continue
        if consumer is None:
            _to_stranger(word, said, found, sender=sender, at=at)
        elif word.channel == ChannelKind.WHATSAPP:
            _by_whatsapp(word, said, found, sender=sender, consumer=consumer, at=at)
        elif word.channel == ChannelKind.SMS and said in ("ours", "not_ours"):
            _by_sms(word, found, sender=sender, consumer=consumer, feeder=feeder, at=at)


def _by_whatsapp(word: Word, said: str, found: Ours | None, *, sender: str, consumer: int, at: datetime) -> None:
    until = answered_until(word.at)
    if until <= at:
        return
    key = f"{OURS}:{day_in_india(at)}:ours:{word.reply}"
    posting = Posting(key=key, consumer=consumer, facts=_in_words(said, found), to=sender, expires_at=until)
    outbox.post(kind=kinds()[OURS], postings=[posting], at=at)


def _by_sms(word: Word, found: Ours | None, *, sender: str, consumer: int, feeder: int, at: datetime) -> None:
    if word.at + SMS_GOOD_FOR <= at:
        return
    key = f"ours:{day_in_india(at):%Y-%m}:{word.reply}"
    facts = _by_template(found, company_of(feeder))
    posting = Posting(key=key, consumer=consumer, facts=facts, to=sender, expires_at=word.at + SMS_GOOD_FOR)
    outbox.post(kind=_kind(found), postings=[posting], at=at)


def _to_stranger(word: Word, said: str, found: Ours | None, *, sender: str, at: datetime) -> None:
    """Answer a number on no account of ours in the same words: forgeries go to anybody."""
    key, channel = f"ours:{word.reply}", ChannelKind(word.channel)
    if channel is ChannelKind.WHATSAPP:
        kind, facts, until = kinds()[OURS], _in_words(said, found), answered_until(word.at)
    elif channel is ChannelKind.SMS and said in ("ours", "not_ours"):
        kind, facts, until = _kind(found), _by_template(found, company_for_anybody()), word.at + SMS_GOOD_FOR
    else:
        return
    strangers.answer(
        kind=kind, answering=Answering(key=key, to=sender, channel=channel, facts=facts, until=until), at=at
    )


def _kind(found: Ours | None) -> Kind:
    return kinds()["message_ours" if found else "message_not_ours"]


def _in_words(said: str, found: Ours | None) -> dict[str, str]:
    facts = {f"words_{language}": SAID[said][language].format(**_facts(found, language)) for language in Language}
    return {**facts, "choices": "[]"}


def _by_template(found: Ours | None, company: Company) -> dict[str, str]:
    facts = {"utility_hi": company.short_hi, "utility_en": company.short_en}
    if found:
        facts |= {f"what_{language}": _facts(found, language)["what"] for language in Language}
        facts["sent"] = found.sent_on.isoformat()
    return facts


def _facts(found: Ours | None, language: Language) -> dict[str, str]:
    if found is None:
        return {}
    kind = kinds().get(found.kind)
    return {"what": kind.title[language] if kind else "", "day": day_in_words(found.sent_on, language)}


TAKER = Taker(room="genuine", meanings=frozenset({ASKS, TELLS}), take=take, reads=reads)
