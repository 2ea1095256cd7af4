"""What the pages of reach can be about: the bills of a month, an outage, a notice."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.http import Http404, HttpRequest

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.outages.desk import areas_by_number
from bijlisetu.reach import queries
from bijlisetu.values import Language
from bijlisetu.web.language import spoken

BILLS, OUTAGES = "bills", "outages"
#: The occasions of each ledger, the newest first.
Known = Mapping[str, tuple[Occasion, ...]]


def known_occasions() -> Known:
    """Return what stands in the ledgers, the bills first."""
    ledgers = sorted(queries.ledgers(), key=lambda one: one != BILLS)
    return {ledger: queries.occasions(ledger) for ledger in ledgers}


def occasion_asked(request: HttpRequest, known: Known) -> Occasion:
    """
    Return the occasion of the address, bills:2026-11, or the latest of the bills, or else of any ledger.

    :raises Http404: if nothing stands in the ledger then
    """
    ledger, _, name = request.GET.get("on", "").partition(":")
    for some in [known.get(ledger, ())] if ledger else known.values():
        for occasion in some:
            if name in ("", occasion.name):
                return occasion
    raise Http404


def choices(known: Known) -> list[tuple[str, list[tuple[Occasion, str]]]]:
    """Return the same as people know it, under the words for what was to reach people."""
    return [(some[0].title(spoken()), list(in_words(some).items())) for some in known.values() if some]


def in_words(occasions: Collection[Occasion]) -> dict[Occasion, str]:
    """Write each as people know it: नवम्बर 2026; an outage by its place too, since nobody knows one by its number."""
    areas = areas_by_number([one.name for one in occasions if one.ledger == OUTAGES])
    language = spoken()
    place = {number: hi if language == Language.HINDI else en for number, (hi, en) in areas.items()}
    written = {one: one.in_words(language) for one in occasions}
    return {
        one: f"{place[one.name]} · {text}" if one.ledger == OUTAGES and one.name in place else text
        for one, text in written.items()
    }
