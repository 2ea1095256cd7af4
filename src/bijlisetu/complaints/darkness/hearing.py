"""
Whoever has no light is asked after by the outages first: what they say is evidence, and a known outage answers it.

A complaint is made where no outage is known, and where the person says so of their house alone, or after the light is
said to be back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import orjson

import bijlisetu.outbox.actions as outbox
from bijlisetu.audit import machines
from bijlisetu.complaints.lists import Own, Way
from bijlisetu.kinds.files import kinds
from bijlisetu.outages.learning.answering import tell_again
from bijlisetu.outages.learning.hearing import Heard, Report, report_no_light
from bijlisetu.outages.models import NoLight, Outage
from bijlisetu.outages.reasons import reasons
from bijlisetu.outages.rules import OVER, State
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.india import INDIA, day_in_india
from bijlisetu.tracking.replies.questions import OURS, answered_until
from bijlisetu.tracking.replies.taking import Taker, Word
from bijlisetu.values import Language

IS_BACK, STILL_DARK = "light_is_back", "still_dark"
#: Who complains of these sits in the dark.
DARK = frozenset({"SUP-OFF-AREA", "SUP-OFF", "DTR"})
#: An outage that is known answers these; a transformer that has burnt is to be mended whatever is known.
ANSWERED = frozenset({"SUP-OFF-AREA", "SUP-OFF"})
#: What an outage does not explain: pressed below its answer.
OWN_HOUSE = ["complain:SUP-OFF", "केवल मेरे घर में", "Only in my house"]
#: What people forward is somebody else's darkness, somewhere.
WAYS = {
    Way.CHAT: NoLight.Way.CHAT, Way.SMS: NoLight.Way.SMS, Way.EMAIL: NoLight.Way.WEB, Way.WEB: NoLight.Way.WEB,
    Way.COUNTER: NoLight.Way.DESK, Way.PHONE: NoLight.Way.DESK, Way.FIELD: NoLight.Way.DESK, Way.API: NoLight.Way.API,
}  # fmt: skip
ASKED = "neighbour_dark"
ANSWERED_BY = {"sms": Way.SMS, "email": Way.EMAIL, "web": Way.WEB}
WHO = """
SELECT attempt.id, notice.consumer_id, notice.facts ->> 'outage', notice.kind FROM outbox_attempt attempt
JOIN outbox_notice notice ON notice.id = attempt.notice_id WHERE attempt.id = ANY(%(attempts)s)
"""
OFF = {
    Language.HINDI: "हमें पता है: आपके यहाँ बिजली {since} से बंद है। कारण: {reason}। {until}",
    Language.ENGLISH: "We know of it: your electricity is off since {since}. Reason: {reason}. {until}",
}
EXPECTED = {
    Language.HINDI: "{until} तक आने की उम्मीद है।",
    Language.ENGLISH: "It is expected back by {until}.",
}
NOT_KNOWN = {
    Language.HINDI: "कब आएगी, यह अभी पता नहीं। पता चलते ही बताएँगे।",
    Language.ENGLISH: "Until when is not known yet. We tell you as soon as we know.",
}
NEIGHBOURS = {
    Language.HINDI: "आपके आसपास के {many} और लोगों ने भी बताया है कि बिजली बंद है। हम पता कर रहे हैं।",
    Language.ENGLISH: "{many} more people around you say that it is off. We are finding out.",
}


def report(
    *, consumer: int, way: Way, said_at: datetime, reply: int | None = None, is_dark: bool = True
) -> list[Report]:
    """Return what the outages are told of the person's words: nothing where they speak of somebody else's darkness."""
    if way not in WAYS:
        return []
    return [Report(consumer=consumer, way=WAYS[way], said_at=said_at, reply=reply, is_dark=is_dark)]


def answer(heard: Heard, *, outage: Outage | None, way: Way, to: str, said_at: datetime, at: datetime) -> None:
    """
    Say where the person spoke what is known: the outage with its times, or that neighbours say the same.

    :param outage: that holds them, if it is still on
    """
    until = answered_until(said_at)
    if until <= at:  # days of backlog: what was known then helps nobody now
        return
    if way is not Way.CHAT:
        if outage is not None:
            tell_again(outage=outage, consumer=heard.consumer, to=to, at=at)
        return
    if outage is not None:
        facts = {f"words_{language}": _off(outage, language, at=at) for language in Language}
        choices = [OWN_HOUSE]
    elif heard.reports > 1:
        facts = {f"words_{language}": NEIGHBOURS[language].format(many=heard.reports - 1) for language in Language}
        choices = []
    else:
        return
    facts["choices"] = orjson.dumps(choices).decode()
    # Once an hour: whoever asks more often has the answer above, and a machine would keep us talking for ever.
    key = f"{OURS}:{day_in_india(at)}:dark:{heard.consumer}:{at:%H}"
    posting = Posting(key=key, consumer=heard.consumer, facts=facts, to=to, expires_at=until)
    outbox.post(kind=kinds()[OURS], postings=[posting], at=at)


def still_on(numbers: Iterable[str | None]) -> Mapping[str | None, Outage]:
    """Return those of the outages by their numbers that are still on: one that is over explains no darkness."""
    asked = {number for number in numbers if number}
    found = Outage.objects.filter(number__in=asked).exclude(state__in=OVER) if asked else ()
    return {one.number: one for one in found}


def take(words: Sequence[Word], at: datetime) -> None:
    """Take the yes or no below what was told of an outage; still dark after it is over is a complaint."""
    from bijlisetu.complaints.actions.registering import Said, register

    asked = {attempt: more for attempt, *more in rows(WHO, attempts=sorted({a for w in words for a in w.attempts}))}
    told = [
        (word, ANSWERED_BY.get(word.channel, Way.CHAT), *asked[attempt])
        for word in sorted(words, key=lambda one: (one.at, one.reply)) for attempt in word.attempts if attempt in asked
    ]  # fmt: skip
    # The message itself is taken once already; one press may speak for several accounts of a phone.
    reports = [
        one
        for word, way, consumer, *_ in told
        for one in report(consumer=consumer, way=way, said_at=word.at, is_dark=word.meaning == STILL_DARK)
    ]
    report_no_light(reports=reports, at=at)
    on = still_on(outage for _, _, _, outage, _ in told)
    for word, way, consumer, outage, kind in told:
        # Whom we asked ourselves, for their neighbours' sake, has not complained.
        if word.meaning == STILL_DARK and kind != ASKED and outage not in on:
            said = Said(
                category="SUP-OFF", way=way, said_at=word.at, words=word.text, consumer=consumer, is_heard=True,
                outage=outage or "", own=Own.STILL_DARK,
            )  # fmt: skip
            register(said, at=at, by=machines.REPLY)


def _off(outage: Outage, language: Language, *, at: datetime) -> str:
    reason = reasons()[outage.reason]
    is_known = outage.until_at is not None and outage.state != State.UNKNOWN
    until = EXPECTED[language].format(until=_when(outage.until_at, at)) if is_known else NOT_KNOWN[language]
    since = _when(outage.from_at, at)
    return OFF[language].format(since=since, reason=getattr(reason, language), until=until)


def _when(moment: datetime | None, at: datetime) -> str:
    """Return the moment by India's clock, with its day where it is another."""
    if moment is None:
        return ""
    form = "%H:%M" if day_in_india(moment) == day_in_india(at) else "%d-%m-%Y %H:%M"
    return moment.astimezone(INDIA).strftime(form)


TAKER = Taker(room="darkness", meanings=frozenset({IS_BACK, STILL_DARK}), take=take)
