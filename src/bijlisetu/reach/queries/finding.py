"""Who is meant: consumers by account, bill, meter, name, or by a number or mailbox of theirs; and feeders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from bijlisetu.billing.page.reference import bill_in
from bijlisetu.consumers.names import ALIKE, SAME, Reading, readings_of, words_of
from bijlisetu.consumers.queries import METER
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach.queries.people import PAGE
from bijlisetu.reach.queries.scope import Scope, scope_of

FIND = """
SELECT consumer.id, consumer.account, consumer.name, consumer.address, feeder.name
FROM consumers_consumer consumer JOIN network_feeder feeder ON feeder.id = consumer.feeder_id
WHERE {scope} AND ({match})
ORDER BY consumer.account LIMIT %(limit)s
"""
#: Between the groups of an account as it is read out.
DIVIDED = re.compile(r"[\s-]+")
#: Its end is found by the index of what it is backwards; the whole is its own end.
BY_ACCOUNT = 'reverse(consumer.account) COLLATE "C" LIKE %(end)s'
#: The note of a UPI payment has the bill's number, or from behind a link our own reference.
BY_BILL = "consumer.id = (SELECT consumer_id FROM billing_bill WHERE number = %(text)s)"
BY_REFERENCE = "consumer.id = (SELECT consumer_id FROM billing_bill WHERE id = %(bill)s)"
#: Found first, put in order then: nothing is known of how rare a meter is, and the planner would walk all accounts.
BY_METER = f"""consumer.id = ANY(ARRAY(
    SELECT metered.id FROM consumers_consumer metered
    WHERE metered.meter_number <> '' AND {METER.format("metered.meter_number")} = {METER.format("%(text)s::text")}
))"""
#: Also where it was struck out: the person at the telephone asks why.
BY_ADDRESS = "consumer.id = ANY(ARRAY(SELECT consumer_id FROM contact_address WHERE {same}))"
SAME_NUMBER = "value = %(address)s"
#: A mailbox is kept as it was written, and is one whatever its capitals.
SAME_MAILBOX = "value LIKE '%%@%%' AND lower(value) = lower(%(address)s)"
#: First the one whose code or name was written, then those where somebody lives.
FEEDERS = """
SELECT feeder.id, feeder.code, feeder.name, coalesce(section.name, ''), lives.has
FROM network_feeder feeder
LEFT JOIN network_feederplace place ON place.feeder_id = feeder.id AND place.valid_to IS NULL
LEFT JOIN network_office section ON section.id = place.section_id,
LATERAL (
    SELECT EXISTS (SELECT FROM consumers_consumer consumer WHERE consumer.feeder_id = feeder.id) AS has OFFSET 0
) AS lives
WHERE {scope} AND (upper(feeder.code) = upper(%(text)s) OR feeder.name ILIKE %(part)s)
ORDER BY upper(feeder.code) = upper(%(text)s) DESC, upper(feeder.name) = upper(%(text)s) DESC, lives.has DESC,
         feeder.name, feeder.id
LIMIT %(limit)s
"""
#: Without an order: that would have all Kumars read, and they are put in order afterwards.
NAMED = """
SELECT consumer.id, consumer.account, consumer.name, consumer.address, feeder.name, consumers_name_words(consumer.name)
FROM (SELECT * FROM consumers_consumer consumer WHERE {scope} AND {match} LIMIT %(limit)s) AS consumer
JOIN network_feeder feeder ON feeder.id = consumer.feeder_id
"""
ONE_OF = "consumers_name_keys(consumer.name) && %(words{nth})s::text[]"
BEGINNING = """NOT EXISTS (
    SELECT FROM unnest(%(letters)s::text[]) AS letter WHERE NOT EXISTS (
        SELECT FROM unnest(consumers_name_words(consumer.name)) AS had (word)
        JOIN consumers_nameword known ON known.word = had.word WHERE known.latin ^@ letter
    )
)"""
Met = Iterator[tuple[Reading, list[tuple[Any, ...]]]]
#: So many are read to choose the best from; whom so many share a part of a name with is not found by that part.
READ, SHARED = 1000, 200


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """One consumer who may be meant."""

    consumer: int
    account: str
    name: str
    address: str
    feeder: str
    is_alike: bool = False  #: the name only sounds like what was asked for, in this script or the other


@dataclass(frozen=True, slots=True)
class FoundFeeder:
    """One feeder that may be meant."""

    id: int
    code: str
    name: str
    section: str  #: the office that looks after it; empty where none does
    has_people: bool


def find(text: str, *, offices: Sequence[int], limit: int = PAGE) -> tuple[FoundPerson, ...]:
    """
    Return consumers under the offices: with digits it is an account, its end, a meter, a bill, a payment; or a name.

    Names come in the order in which they are like what was asked for: as written, the same in the other script or
    another spelling, a part of it, a slip of the finger.
    """
    text, scope = text.strip(), scope_of(offices)
    if any(map(str.isdigit, text)):
        end = f"{_literally(text[::-1])}%"
        account = () if " " in text else _listed(BY_ACCOUNT, scope, limit, end=end)
        found = dict.fromkeys((*account, *_listed(BY_METER, scope, limit, text=text)))
        found = found or dict.fromkeys(_listed(BY_BILL, scope, limit, text=text))
        if bill := None if found else bill_in(text):
            found = dict.fromkeys(_listed(BY_REFERENCE, scope, limit, bill=bill))
        if found:
            return tuple(found)[:limit]
        joined = DIVIDED.sub("", text)
        if joined.isdecimal() and joined != text:
            return find(joined, offices=offices, limit=limit)
    return _named(text, scope, limit)


def holders(address: str, *, offices: Sequence[int], limit: int = PAGE) -> tuple[FoundPerson, ...]:
    """Return the consumers under the offices who have this number (91 and ten digits) or mailbox."""
    same = SAME_MAILBOX if "@" in address else SAME_NUMBER
    return _listed(BY_ADDRESS.format(same=same), scope_of(offices), limit, address=address)


def feeders(text: str, *, offices: Sequence[int], limit: int = 5) -> tuple[FoundFeeder, ...]:
    """Return feeders under the offices with this code, or with this as a part of their name."""
    scope, part = scope_of(offices), f"%{_literally(text.strip())}%"
    question = FEEDERS.format(scope=scope.condition("feeder.id"))
    found = rows(question, text=text.strip(), part=part, limit=limit, **scope.parameters)
    return tuple(FoundFeeder(*row) for row in found)


def _listed(match: str, scope: Scope, limit: int, **values: Any) -> tuple[FoundPerson, ...]:
    question = FIND.format(scope=scope.condition("consumer.feeder_id"), match=match)
    return tuple(FoundPerson(*row) for row in rows(question, limit=limit, **values, **scope.parameters))


def _named(text: str, scope: Scope, limit: int) -> tuple[FoundPerson, ...]:
    """Look for a name step by step until there are enough: each step costs more and finds what is less alike."""
    readings = readings_of(text)
    asked = words_of(text)
    found: dict[FoundPerson, float] = {}
    for step in (_same, _alike, _by_letters, _doubtful, _without_one):
        for reading, people in step(readings, scope, limit):
            for consumer, account, name, address, feeder, words in people:
                is_alike = not all(word in name.lower() for word in asked)
                person = FoundPerson(consumer, account, name, address, feeder, is_alike)
                found[person] = max(reading.score_of(words), found.get(person, 0.0))
        if len(found) >= limit:
            break
    return tuple(sorted(found, key=lambda one: (-found[one], one.account))[:limit])


def _same(readings: Sequence[Reading], scope: Scope, limit: int) -> Met:
    """Those whose name is the one asked for, however it is spelt: first without, then with words beside it."""
    for reading in readings:
        yield reading, _met(reading.at_least(SAME), scope, limit, only=True)
        yield reading, _met(reading.at_least(SAME), scope, READ)


def _alike(readings: Sequence[Reading], scope: Scope, _limit: int) -> Met:
    for reading in readings:
        yield reading, _met(reading.at_least(ALIKE), scope, READ)


def _by_letters(readings: Sequence[Reading], scope: Scope, _limit: int) -> Met:
    """Those of whose name some words were asked for by a letter: R K Sinha is Ram Kumar Sinha."""
    for reading in readings:
        if reading.letters:
            people = _met(reading.beside_letters(), scope, READ, letters=sorted(set(reading.letters.values())))
            yield reading.spelt_out({word for person in people for word in person[-1]}), people


def _doubtful(readings: Sequence[Reading], scope: Scope, _limit: int) -> Met:
    for reading in readings:
        yield reading, _met(reading.at_least(0), scope, READ)


def _without_one(readings: Sequence[Reading], scope: Scope, _limit: int) -> Met:
    """Those in whose name one word is missing, or not to be recognised; nobody where too many share the others."""
    for reading in readings[:1]:
        for words in combinations(reading.at_least(ALIKE), len(reading.words) - 1):
            people = _met(words, scope, SHARED)
            yield reading, people if len(people) < SHARED else []


def _met(
    words: Sequence[Sequence[str]], scope: Scope, limit: int, *, only: bool = False, letters: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """
    Return people with one of the given spellings of each word in their name.

    :param only: and no other word
    :param letters: and for each of these a word that begins with it
    """
    if not words or not all(words):
        return []
    wanted = [*words, [f"#{len(words)}"]] if only else words
    match = " AND ".join([*(ONE_OF.format(nth=nth) for nth in range(len(wanted))), *([BEGINNING] if letters else [])])
    question = NAMED.format(scope=scope.condition("consumer.feeder_id"), match=match)
    told = {f"words{nth}": list(one) for nth, one in enumerate(wanted)}
    return rows(question, limit=limit, letters=list(letters), **told, **scope.parameters)


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
