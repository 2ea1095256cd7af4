"""Whom a campaign is meant for, as feeders and transformers: a part of what its maker's posts cover, of one company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bijlisetu.network.models import Transformer
from bijlisetu.network.queries import companies_over, feeders_below
from bijlisetu.network.switching.queries import Elements
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs.makers import shares

#: The people of an audience, as `people`. A part of the network is meant as it is built: a transfer for a week makes
#: nobody another office's.
PEOPLE = """
people AS MATERIALIZED (
    SELECT consumer.id, consumer.feeder_id FROM consumers_consumer consumer
    WHERE (consumer.feeder_id = ANY(%(feeders)s)
           OR consumer.transformer_id = ANY(%(transformers)s) AND consumer.feeder_id = ANY(%(theirs)s))
      AND (%(category)s = '' OR consumer.tariff = %(category)s)
)
"""
CATEGORIES = """
SELECT DISTINCT tariff FROM consumers_consumer WHERE feeder_id = ANY(%(feeders)s) AND tariff <> '' ORDER BY tariff
"""
NO_PARTS = Elements()  #: the whole office is meant


class NobodyMeant(Refusal):
    """None of the places named is of the office, or of one that the maker's posts cover."""


class OfSeveralCompanies(Refusal):
    """A message says whose it is: people of several companies are told company by company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The people of an office; where parts of the network are named, those below them alone."""

    office: int
    parts: Elements = NO_PARTS
    category: str = ""  #: their tariff; empty: any


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Where an audience hangs, as statements take it."""

    feeders: tuple[int, ...]
    transformers: tuple[int, ...]
    theirs: tuple[int, ...]  #: the feeders that the maker's posts cover: people of a transformer may be on another one
    category: str

    @property
    def named(self) -> dict[str, object]:
        """The same as values of a statement with PEOPLE."""
        return {
            "feeders": list(self.feeders), "transformers": list(self.transformers), "theirs": list(self.theirs),
            "category": self.category,
        }  # fmt: skip


def extent_of(audience: Audience, *, at: datetime, by: str) -> Extent:
    """
    Return where the audience hangs.

    :raises NoNamedOfficer: if nobody is called so, or their post tells nobody by the thousand
    :raises NobodyMeant: if nothing of it is theirs to tell
    :raises OfSeveralCompanies: if it is of more than one
    """
    found = shares(by=by, at=at, office=audience.office)
    theirs = {feeder for share in found for feeder in share.feeders}
    if len(companies_over(sorted(theirs))) > 1:
        raise OfSeveralCompanies("choose an office of one company: a message says whose it is")
    if audience.parts == NO_PARTS:
        feeders, transformers = theirs, set[int]()
    else:
        below = set(audience.parts.feeders).union(*map(feeders_below, audience.parts.substations))
        low = Transformer.objects.filter(pk__in=audience.parts.transformers, feeder__in=theirs)
        feeders, transformers = theirs & below, set(low.values_list("pk", flat=True))
    if not feeders and not transformers:
        raise NobodyMeant("none of these places is of the office and under a post of yours")
    return Extent(
        feeders=tuple(sorted(feeders)), transformers=tuple(sorted(transformers)), theirs=tuple(sorted(theirs)),
        category=audience.category,
    )  # fmt: skip


def categories_of(office: int) -> list[str]:
    """Return the tariffs of the office's people."""
    return [tariff for (tariff,) in rows(CATEGORIES, feeders=sorted(feeders_below(office)))]
