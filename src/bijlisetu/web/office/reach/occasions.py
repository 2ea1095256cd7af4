"""What the pages of reach can be about: the bills of a month, an outage, a notice."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.reach import queries
from bijlisetu.web.language import spoken

BILLS = "bills"
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


def choices(known: Known) -> list[tuple[str, tuple[Occasion, ...]]]:
    """Return the same under the words for what was to reach people."""
    return [(some[0].title(spoken()), some) for some in known.values() if some]
