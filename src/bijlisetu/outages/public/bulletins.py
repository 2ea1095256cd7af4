"""
The words of outages in the order in which they were said, from the events; and each as it was issued for other systems.

A word is what its event and those before it add up to, so that a later one changes none before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Prefetch

from bijlisetu.network.companies import companies_of_offices
from bijlisetu.network.utilities import Company
from bijlisetu.outages.models import Bulletin, Outage, OutageEvent, OutagePart
from bijlisetu.outages.public.cap import Source, as_xml, identifier
from bijlisetu.outages.public.said import Part, Word
from bijlisetu.outages.public.since import public_since
from bijlisetu.outages.reasons import reasons
from bijlisetu.outages.rules import Event, Kind, Standing, What
from bijlisetu.plumbing.database.sql import rows

#: What tells people something new; that a planned hour came, or comes, they were told before.
SAYING = frozenset({What.ANNOUNCED, What.PROMISED, What.PASSED, What.PARTLY, What.BACK, What.CANCELLED})
LISTED_FOR = timedelta(days=2)
MOST = 200
LATEST = """
SELECT event.id, event.outage_id FROM outages_outageevent event
WHERE event.at > %(since)s AND event.what = ANY(%(saying)s)
  AND EXISTS (SELECT FROM outages_outageevent told WHERE told.outage_id = event.outage_id AND told.what = 'announced'
              AND told.id <= event.id)
ORDER BY event.at DESC, event.id DESC LIMIT %(most)s
"""


class Issued(NamedTuple):
    """A word with what other systems read of it."""

    word: Word
    text: str


def latest(*, at: datetime, source: Source) -> list[Issued]:
    """Return the words of the last two days as they were issued, newest first."""
    found = rows(LATEST, since=at - LISTED_FOR, saying=sorted(SAYING), most=MOST)
    wanted = {event for event, _ in found}
    words = [word for word in words_of({outage for _, outage in found}) if word.event in wanted]
    return issue(sorted(words, key=lambda word: (word.sent_at, word.event), reverse=True), source=source)


def issued(name: str, *, source: Source) -> Issued | None:
    """Return the word of this identifier; none if there is no such."""
    number, _, event = name.rpartition("-")
    outage = Outage.objects.filter(number=number).values_list("id", flat=True).first()
    words = [word for word in words_of([outage] if outage else []) if identifier(word.number, word.event) == name]
    return issue(words, source=source)[0] if words and event else None


def issue(words: Iterable[Word], *, source: Source) -> list[Issued]:
    """Return the words as they were issued; whoever reads one first has it written down as it is."""
    said = list(words)
    kept = _kept(said)
    if new := [word for word in said if word.event not in kept]:
        Bulletin.objects.bulk_create(
            [Bulletin(event_id=word.event, text=as_xml(word, source)) for word in new], ignore_conflicts=True
        )
        kept = _kept(said)
    return [Issued(word, kept[word.event]) for word in said]


def words_of(outages: Iterable[int]) -> list[Word]:
    """Return all words of the outages that are public, each outage's in their order."""
    since = public_since(outages)
    parts = OutagePart.objects.select_related("substation", "feeder", "transformer__feeder").order_by("id")
    events = OutageEvent.objects.order_by("id")
    found = list(
        Outage.objects.filter(pk__in=list(since)).select_related("office")
        .prefetch_related(Prefetch("parts", parts), Prefetch("events", events)).order_by("id")
    )  # fmt: skip
    companies = companies_of_offices({one.office_id for one in found})
    return [word for one in found for word in _words(one, since[one.pk], companies[one.office_id])]


def _kept(words: Iterable[Word]) -> Mapping[int, str]:
    return dict(Bulletin.objects.filter(pk__in=[word.event for word in words]).values_list("event_id", "text"))


def _words(outage: Outage, since: datetime, company: Company) -> list[Word]:
    standing, back, said = Standing(kind=Kind(outage.kind)), set[int](), list[Word]()
    for event in outage.events.all():
        standing = standing.then(Event(What(event.what), event.said_at, event.from_at, event.until_at))
        back |= set(event.detail.get("parts", ()))
        if standing.is_announced and event.what in SAYING:
            before = tuple((word.event, word.sent_at) for word in said)
            sent_at = max(event.at, since)
            said.append(_word(outage, event, standing, back, sent_at, before, company))
    return said


def _word(
    outage: Outage, event: OutageEvent, standing: Standing, back: set[int], sent_at: datetime,
    before: tuple[tuple[int, datetime], ...], company: Company,
) -> Word:  # fmt: skip
    reason = reasons().get(outage.reason)
    return Word(
        event=event.pk, what=What(event.what), sent_at=sent_at, number=outage.number, kind=Kind(outage.kind),
        state=standing.state, reason={"hi": reason.hi if reason else "", "en": reason.en if reason else ""},
        from_at=standing.from_at or outage.from_at, until_at=standing.until_at, back_at=standing.back_at,
        where=outage.words, parts=tuple(_part(one) for one in outage.parts.all() if one.pk not in back),
        office=Part("substation", outage.office.name, outage.office.code),
        company={"hi": company.hi, "en": company.en}, helpline=company.helpline, before=before,
    )  # fmt: skip


def _part(part: OutagePart) -> Part:
    if part.substation:
        return Part("substation", part.substation.name, part.substation.code)
    if part.feeder:
        return Part("feeder", part.feeder.name, part.feeder.code)
    assert part.transformer  # noqa: S101 - a part is one of three
    line = part.transformer.feeder
    return Part("transformer", f"{line.name} › {part.transformer.name}", f"{line.code} › {part.transformer.name}")
