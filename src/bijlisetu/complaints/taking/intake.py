"""
What people write to us of themselves: a complaint in their own words, or somebody else's that they forward.

Only what answers no question of ours comes here. A message is one complaint, whoever of our workers takes it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson

import bijlisetu.outbox.actions as outbox
from bijlisetu.audit import machines
from bijlisetu.channels.letter import Reply
from bijlisetu.complaints import telling
from bijlisetu.complaints.actions.registering import Said, register, speaks_already
from bijlisetu.complaints.actions.registering_many import hold, known, register_new
from bijlisetu.complaints.actions.resolving import hear_yes
from bijlisetu.complaints.actions.writing import locked, write
from bijlisetu.complaints.categories import OTHER, Category, categories, meant, tokens_of
from bijlisetu.complaints.darkness import hearing as darkness
from bijlisetu.complaints.darkness.words import says_light_is_on, says_only_here
from bijlisetu.complaints.hearing import NOT_SOLVED
from bijlisetu.complaints.lists import OPEN, Own, State, Way, What
from bijlisetu.complaints.models import Complaint
from bijlisetu.complaints.taking.fetching import Sent, await_files
from bijlisetu.complaints.taking.machines import answers_by_itself, without_ours
from bijlisetu.editions.queries import asked_once
from bijlisetu.kinds.files import kinds
from bijlisetu.outages.learning.hearing import Heard, Report, report_no_light
from bijlisetu.outages.models import Outage
from bijlisetu.outages.queries import dark_with_each
from bijlisetu.outbox.actions import Posting, gathered
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.tracking.replies.questions import OURS, answered_until
from bijlisetu.tracking.replies.reading import said_in
from bijlisetu.tracking.replies.taking import Taker, Word
from bijlisetu.values import ChannelKind, Language
from bijlisetu.values.digits import ascii_digits

COMPLAINS, ASKS_FOR_LIST, HAS_LIGHT, ADDS = "complains", "asks_for_list", "has_light", "adds_to_complaint"
#: Sent without a word, they belong to what the person complained of a moment ago.
WORDLESS = frozenset({"image", "audio", "video", "document", "location"})
#: A line of our own list of categories bears this and a code.
CHOSEN = "complain:"
#: A forwarded message of fewer words says nothing that an office could mend.
FEWEST_FORWARDED = 3
#: Whoever writes no more than this, and that they want to complain, is asked of what.
MOST_BARE = 4
WAYS = {str(ChannelKind.SMS): Way.SMS, str(ChannelKind.EMAIL): Way.EMAIL}
MENU = {
    Language.HINDI: "किस बारे में शिकायत है? नीचे से चुनें, या अपने शब्दों में लिखें। तार टूटा हो तो दूर रहें और 1912 पर कॉल करें।",
    Language.ENGLISH: "What is your complaint about? Choose below, or write it in your own words. "
    "Keep away from a wire that is down, and call 1912.",
}
ACCOUNT = re.compile(r"(?<!\d)\d{10,12}(?!\d)", re.ASCII)
#: Of a company whose accounts have parts and letters: 2101-TN00000007.
ACCOUNT_OF_PARTS = re.compile(r"(?<![A-Z0-9])[A-Z0-9]{2,8} ?- ?[A-Z]{2}[A-Z0-9]{4,16}(?![A-Z0-9])", re.ASCII)
BETWEEN_DIGITS = re.compile(r"(?<=\d)[ \-](?=\d)", re.ASCII)
ENDING = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)
#: So many accounts of a person are looked at for the one that is dark.
MOST_ACCOUNTS = 5
#: The person's own accounts, the proved one first; of several, that whose digits stand in the message. Whoever names
#: an account that is not theirs speaks of none of theirs: a clerk reads it, and nobody is told of it.
FOUND = f"""
SELECT reply.id, reply.sender, reply.payload, reply.is_forwarded, reply.latitude, reply.longitude,
       held.consumer_id, held.feeder_id, held.transformer_id, coalesce(held.is_named, false)
FROM unnest(%(replies)s::bigint[], %(named)s::text[], %(ending)s::text[]) AS told (reply, named, ending)
CROSS JOIN LATERAL (
    SELECT string_to_array(told.named, ' ') AS accounts, string_to_array(told.ending, ' ') AS endings
) AS says
CROSS JOIN LATERAL (SELECT * FROM tracking_reply WHERE id = told.reply OFFSET 0) AS reply
LEFT JOIN LATERAL (
    SELECT address.consumer_id, consumer.feeder_id, consumer.transformer_id,
           consumer.account = ANY(says.accounts) OR right(consumer.account, 4) = ANY(says.endings) AS is_named,
           row_number() OVER (
               ORDER BY consumer.account = ANY(says.accounts) DESC, right(consumer.account, 4) = ANY(says.endings) DESC,
                        address.owner = 'proved' DESC, address.known_at DESC, consumer.id
           ) AS turn
    FROM contact_address address
    JOIN consumers_consumer consumer ON consumer.id = address.consumer_id
    WHERE address.value = reply.sender AND reply.sender <> '' AND address.owner <> 'not_owner'
      AND (consumer.account = ANY(says.accounts)
           OR NOT EXISTS (SELECT FROM consumers_consumer named WHERE named.account = ANY(says.accounts)))
    ORDER BY turn LIMIT {MOST_ACCOUNTS}
) AS held ON true
ORDER BY told.reply, held.turn
"""
#: Whoever has no account with us and writes again says it of the complaint that is open; not of another account's.
EARLIER = """
SELECT complaint.id FROM complaints_complaint complaint JOIN tracking_reply reply ON reply.id = complaint.reply
WHERE complaint.consumer_id IS NULL AND complaint.state = ANY(%(open)s) AND reply.sender = %(sender)s
  AND complaint.category = %(category)s
  AND (NOT EXISTS (SELECT FROM consumers_consumer named WHERE named.account = ANY(%(accounts)s))
       OR EXISTS (SELECT FROM unnest(%(accounts)s::text[]) AS named (account)
                  WHERE strpos(upper(translate(complaint.words, '०१२३४५६७८९ -', '0123456789')),
                               replace(named.account, '-', '')) > 0))
ORDER BY complaint.id DESC LIMIT 1
"""
#: Two messages of one person at two of our workers: the second waits until the first is a complaint. In one order for
#: everybody, so that nobody waits in a ring.
ALONE = """
SELECT FROM (SELECT pg_advisory_xact_lock(1516, person) FROM (
    SELECT DISTINCT hashtext(sender) AS person FROM tracking_reply
    WHERE id = ANY(%(replies)s) AND sender <> '' ORDER BY person
) AS people) AS held
"""
#: What the person complained of last, within a day before the message or soon after it: a photo may come first.
LATEST = """
SELECT complaint.id FROM complaints_complaint complaint LEFT JOIN tracking_reply reply ON reply.id = complaint.reply
WHERE complaint.state = ANY(%(states)s) AND complaint.said_at > %(at)s - interval '1 day'
  AND (reply.sender = %(sender)s OR complaint.consumer_id IN (
      SELECT consumer_id FROM contact_address WHERE value = %(sender)s AND owner <> 'not_owner'
  ))
ORDER BY complaint.said_at DESC, complaint.id DESC LIMIT 1
"""
SECTION_OF = """
SELECT place.section_id FROM consumers_consumer consumer
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
WHERE consumer.account = ANY(%(accounts)s) LIMIT 1
"""


class Writer(NamedTuple):
    """Who wrote a message, as far as we know them."""

    reply: int
    sender: str
    payload: str
    is_forwarded: bool
    latitude: float | None
    longitude: float | None
    consumer: int | None


def reads(reply: Reply) -> str:
    """Return whether the reply complains of something, or asks how to; nothing if neither is clear."""
    if reply.kind == "reaction" or reply.part is not None:
        return ""
    if _chosen(reply.payload):
        return COMPLAINS
    if reply.kind in WORDLESS and (reply.kind == "location" or not reply.text.strip()):
        return _reads_wordless(reply)
    if said_in(reply.text).word:  # a yes or no that answers nothing is a clerk's to read
        return ""
    words = _own_words(reply.text)
    category = meant(words)
    # A clerk reads what a phone answers by itself; danger is nobody's to overlook.
    if answers_by_itself(reply.text) and not (category and category.is_emergency):
        return ""
    if category is None and says_light_is_on(reply.text) and not reply.is_forwarded:
        return HAS_LIGHT
    if category is None:
        return COMPLAINS if reply.is_forwarded and len(words) >= FEWEST_FORWARDED else ""
    is_bare = category.code == OTHER and len(words) <= MOST_BARE and not reply.is_forwarded
    return ASKS_FOR_LIST if is_bare and reply.channel is ChannelKind.WHATSAPP else COMPLAINS


class Told(NamedTuple):
    """A message with who wrote it and what it is of."""

    word: Word
    writer: Writer
    category: Category

    @property
    def way(self) -> Way:
        """By which way it came."""
        return Way.FORWARDED if self.writer.is_forwarded else WAYS.get(self.word.channel, Way.CHAT)


def take(words: Sequence[Word], at: datetime) -> None:
    """Register what these messages complain of, each once; show the list to those who ask for it."""
    rows(ALONE, replies=[word.reply for word in words])
    told = _told(sorted(words, key=lambda one: (one.at, one.reply)))
    # All of them at once, before anybody is answered: the first hear of the last.
    reports = [report for one in told for report in _reports(one)]
    heard = {one.reply: one for one in report_no_light(reports=reports, at=at)} if reports else {}
    on = darkness.still_on(one.outage for one in heard.values())
    hold({one.writer.consumer for one in told if one.writer.consumer is not None})
    with gathered(), asked_once():
        plain, files = _take_plain(_plain(told, heard), heard, on, at=at)
        for one in told:
            if one.writer.reply in plain:
                continue
            if one.word.meaning == HAS_LIGHT:
                _confirm(one, at=at)
            elif one.word.meaning == ASKS_FOR_LIST and one.writer.consumer is not None:
                _show_list(one.writer, one.word, at=at)
            elif (complaint := _complaint_of(one, heard.get(one.writer.reply), on, at=at)) is not None:
                files.append(_sent(one, complaint))
        await_files(files, at=at)


def _reports(told: Told) -> list[Report]:
    """Return what the message tells the outages."""
    word, writer, category = told
    is_dark = word.meaning != HAS_LIGHT
    if writer.consumer is None or (is_dark and category.code not in darkness.DARK):
        return []
    return darkness.report(consumer=writer.consumer, way=told.way, said_at=word.at, reply=writer.reply, is_dark=is_dark)


def _plain(told: Sequence[Told], heard: Mapping[int | None, Heard]) -> list[Told]:
    """Return those who say no more than that it is dark, once, and have complained of nothing that is not over."""
    often = Counter(one.writer.consumer for one in told)
    maybe = [
        one
        for one in told
        if one.word.meaning == COMPLAINS and one.writer.consumer is not None and often[one.writer.consumer] == 1
        and one.writer.reply in heard and one.category.code in darkness.ANSWERED and not says_only_here(one.word.text)
    ]  # fmt: skip
    if not maybe:
        return []
    people, taken = known(
        consumers=[one.writer.consumer for one in maybe if one.writer.consumer is not None],
        replies=[one.writer.reply for one in maybe],
    )
    return [one for one in maybe if one.writer.consumer not in people and one.writer.reply not in taken]


def _take_plain(
    plain: Sequence[Told], heard: Mapping[int | None, Heard], on: Mapping[str | None, Outage], *, at: datetime
) -> tuple[set[int], list[Sent]]:
    """Answer those whom a known outage answers, and register the others; return whose words were taken."""
    outages = {one.writer.reply: on.get(heard[one.writer.reply].outage) for one in plain}
    said = [
        _said(one, outage=heard[one.writer.reply].outage or "") for one in plain if not outages[one.writer.reply]
    ]  # fmt: skip
    for one in plain:
        reply, to = one.writer.reply, one.writer.sender
        darkness.answer(heard[reply], outage=outages[reply], way=one.way, to=to, said_at=one.word.at, at=at)
    made = {one.reply: one.pk for one in register_new(said, at=at, by=machines.REPLY)}
    taken = [one for one in plain if outages[one.writer.reply] or one.writer.reply in made]
    files = [_sent(one, made[one.writer.reply]) for one in taken if one.writer.reply in made]
    return {one.writer.reply for one in taken}, files


def _said(told: Told, *, outage: str) -> Said:
    word, writer, category = told
    return Said(
        category=category.code, way=told.way, said_at=word.at, words=word.text, consumer=writer.consumer,
        outage=outage, is_heard=True, reply=writer.reply, office=None if writer.consumer else _office(word.text),
        own=Own.HOUSE if category.code in darkness.ANSWERED and says_only_here(word.text) else None,
    )  # fmt: skip


def _sent(told: Told, complaint: int) -> Sent:
    return Sent(complaint, told.writer.reply, told.writer.sender, told.word.at)


def _complaint_of(told: Told, heard: Heard | None, on: Mapping[str | None, Outage], *, at: datetime) -> int | None:
    """Return the complaint that the message is of from now on; none where a known outage is all the answer."""
    word, writer, _ = told
    found = _latest(writer.sender, word.at) if word.meaning == ADDS else None
    if found is None:  # also where what it would have been laid to has ended meanwhile
        return _register(told, heard, on, at=at)
    return _add(writer, word, found, at=at)


def _register(told: Told, heard: Heard | None, on: Mapping[str | None, Outage], *, at: datetime) -> int | None:
    word, writer, category = told
    if writer.consumer is None and (earlier := _earlier(writer, category, word.text)):
        held = locked(earlier)
        if held.reply != writer.reply and not held.events.filter(reply=writer.reply).exists():
            write(
                held, What.NOTED, happened_at=min(word.at, at), at=at, by=machines.REPLY, way=str(told.way),
                reply=writer.reply, words=word.text,
            )  # fmt: skip
        return held.pk
    if heard is not None:
        outage = on.get(heard.outage)
        darkness.answer(heard, outage=outage, way=told.way, to=writer.sender, said_at=word.at, at=at)
        if outage is not None and _is_answered(category, heard, word.text):
            return None
    said = _said(told, outage=(heard.outage or "") if heard else "")
    complaint = register(said, at=at, by=machines.REPLY).complaint
    if writer.consumer is None:
        telling.noted(complaint, to=writer.sender, channel=word.channel, at=at)
    elif told.way is Way.CHAT and complaint.events.filter(reply=writer.reply, what=What.SAID_NO).exists():
        # They were asked whether it is mended, and wrote more than a no: they hear what a bare no is answered.
        no = kinds()[telling.RESOLVED].answers[NOT_SOLVED]
        _answer(writer, word, about="reopened", words=no.reply, at=at)
    return complaint.pk


def _add(writer: Writer, word: Word, complaint: int, *, at: datetime) -> int:
    """Lay a photo, a voice note or a place to what the person complained of."""
    held = locked(complaint)
    if not held.events.filter(reply=writer.reply).exists():
        write(
            held, What.NOTED, happened_at=min(word.at, at), at=at, by=machines.REPLY, way=str(Way.CHAT),
            reply=writer.reply, words=_said_by(writer, word),
        )  # fmt: skip
    return held.pk


def _said_by(writer: Writer, word: Word) -> str:
    """Return the words, and where the place is that was sent."""
    place = f"{writer.latitude:.5f}, {writer.longitude:.5f}" if writer.latitude is not None else ""
    return " · ".join(filter(None, [word.text.strip(), place]))


def _reads_wordless(reply: Reply) -> str:
    if reply.sender and _latest(reply.sender, reply.at) is not None:
        return ADDS
    # Somebody speaks to us: an officer listens. A picture alone may be anything; a clerk looks at it.
    return COMPLAINS if reply.kind == "audio" and not reply.is_forwarded and reply.media_id else ""


def _latest(sender: str, at: datetime) -> int | None:
    states = [str(one) for one in (*OPEN, State.JOINED, State.RESOLVED)]
    found = rows(LATEST, sender=sender, at=at, states=states) if sender else []
    return int(found[0][0]) if found else None


def _confirm(told: Told, *, at: datetime) -> None:
    """Take light that has come as the yes of whoever was asked whether it is mended."""
    word, writer, _ = told
    if writer.consumer is None:
        return
    asked = Complaint.objects.filter(
        consumer=writer.consumer, state=State.RESOLVED, category__in=darkness.ANSWERED, resolved_at__lte=word.at
    )
    for one in asked.order_by("id"):
        hear_yes(locked(one.pk), way=told.way, reply=writer.reply, words=word.text, said_at=word.at, at=at)


def _is_answered(category: Category, heard: Heard, text: str) -> bool:
    """Return whether the outage is all the answer: not to who speaks of their house alone, or complained before."""
    if category.code not in darkness.ANSWERED or says_only_here(text):
        return False
    return not speaks_already(heard.consumer, at=heard.said_at)


def _show_list(writer: Writer, word: Word, *, at: datetime) -> None:
    choices = [
        [f"{CHOSEN}{one.code}", *(one.menu[language] for language in Language)]
        for one in categories().values()
        if one.menu
    ]
    _answer(writer, word, about="list", words=MENU, choices=choices, at=at)


def _answer(
    writer: Writer, word: Word, *, about: str, words: Mapping[Language, str], choices: Sequence[Sequence[str]] = (),
    at: datetime,
) -> None:  # fmt: skip
    """Answer in the chat, once an hour: a machine that answers by itself would keep us talking for ever."""
    until = answered_until(word.at)
    if until <= at or writer.consumer is None:
        return
    facts = {f"words_{language}": words[language] for language in Language}
    facts["choices"] = orjson.dumps(choices).decode()
    key = f"{OURS}:{day_in_india(at)}:{about}:{writer.consumer}:{at:%H}"
    posting = Posting(key=key, consumer=writer.consumer, facts=facts, to=writer.sender, expires_at=until)
    outbox.post(kind=kinds()[OURS], postings=[posting], at=at)


def _told(words: Sequence[Word]) -> list[Told]:
    """Return each message with who wrote it and what it is of."""
    named = [" ".join(_named(word.text)) for word in words]
    ending = [" ".join(ENDING.findall(ascii_digits(word.text))) for word in words]
    of: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows(FOUND, replies=[word.reply for word in words], named=named, ending=ending):
        of[row[0]].append(row)
    return [Told(word, writer := _writer(word, of[word.reply]), _category(word, writer)) for word in words]


def _writer(word: Word, found: Sequence[tuple[Any, ...]]) -> Writer:
    *first, _, _, is_named = found[0]
    if len(found) == 1 or is_named:
        return Writer(*first)
    # Of accounts at several places, whoever names none speaks of the one where an outage is known, if there is one.
    outages = dark_with_each([(feeder, transformer, word.at) for *_, feeder, transformer, _ in found])
    return Writer(*next((row[:-3] for row, outage in zip(found, outages, strict=True) if outage), first))


def _category(word: Word, writer: Writer) -> Category:
    return _chosen(writer.payload) or meant(_own_words(word.text)) or categories()[OTHER]


def _earlier(writer: Writer, category: Category, text: str) -> int | None:
    if not writer.sender:
        return None
    found = rows(
        EARLIER, open=[str(one) for one in OPEN], sender=writer.sender, category=category.code,
        accounts=_named(text),
    )  # fmt: skip
    return int(found[0][0]) if found else None


def _office(text: str) -> int | None:
    """Return the section of an account that a stranger names: it says where, and nothing is told of the account."""
    found = rows(SECTION_OF, accounts=_named(text))
    return int(found[0][0]) if found else None


def _own_words(text: str) -> list[str]:
    return tokens_of(without_ours(text, asked=MENU.values()))


def _named(text: str) -> list[str]:
    """Return what may be an account in the text, as it stands and without blanks and dashes between its digits."""
    told = ascii_digits(text)
    parts = (one.replace(" ", "") for one in ACCOUNT_OF_PARTS.findall(told.upper()))
    return sorted({*ACCOUNT.findall(told), *ACCOUNT.findall(BETWEEN_DIGITS.sub("", told)), *parts})


def _chosen(payload: str) -> Category | None:
    return categories().get(payload.removeprefix(CHOSEN)) if payload.startswith(CHOSEN) else None


TAKER = Taker(room="intake", meanings=frozenset({COMPLAINS, ASKS_FOR_LIST, HAS_LIGHT, ADDS}), take=take, reads=reads)
