"""Questions about campaigns: which there are, how far each is, who was told in each office, and who was not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bijlisetu.campaigns.audience import Audience
from bijlisetu.campaigns.models import Campaign, Meant
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Kind
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outbox.models import Run
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach import queries as reach
from bijlisetu.reach.queries import ReachCounts

MOST = 200
PORTION = 5_000
#: Those told to people of the office: by itself, by one above it, or by one below.
AT_OFFICE = """
SELECT campaign.id, EXISTS (
    SELECT FROM network_office_tree tree WHERE tree.ancestor_id = %(office)s AND tree.descendant_id = campaign.office_id
) FROM campaigns_campaign campaign
WHERE campaign.office_id IN (SELECT descendant_id FROM network_office_tree WHERE ancestor_id = %(office)s
                             UNION SELECT ancestor_id FROM network_office_tree WHERE descendant_id = %(office)s)
ORDER BY campaign.id DESC LIMIT %(most)s
"""
#: People of each office directly below, and of the office itself (0), by why.
COUNTS = """
SELECT coalesce(child.office_id, 0), counted.why, sum(counted.people)
FROM campaigns_sectioncount counted
JOIN network_office_tree own ON own.descendant_id = counted.section_id AND own.ancestor_id = %(office)s
LEFT JOIN LATERAL (
    SELECT place.office_id FROM network_officeplace place
    JOIN network_office_tree tree ON tree.ancestor_id = place.office_id AND tree.descendant_id = counted.section_id
    WHERE place.parent_id = %(office)s AND place.valid_to IS NULL
) AS child ON true
WHERE counted.campaign_id = %(campaign)s GROUP BY GROUPING SETS ((1, 2), (2))
"""
#: One after the other by number, so that lakhs can be walked through.
PEOPLE = """
SELECT consumer.id, consumer.account, consumer.name, feeder.name, meant.why,
       CASE WHEN meant.why = '' THEN coalesce(standing.degree, 'waiting') ELSE '' END, coalesce(standing.reason, '')
FROM campaigns_meant meant JOIN consumers_consumer consumer ON consumer.id = meant.consumer_id
JOIN network_feeder feeder ON feeder.id = consumer.feeder_id
LEFT JOIN reach_standing standing
  ON standing.consumer_id = meant.consumer_id AND standing.ledger = %(ledger)s AND standing.occasion = %(occasion)s
WHERE meant.campaign_id = %(campaign)s AND meant.consumer_id > %(after)s AND (%(all)s OR meant.why = ANY(%(whys)s))
  AND EXISTS (
    SELECT FROM network_feederplace place JOIN network_office_tree tree ON tree.descendant_id = place.section_id
    WHERE place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL AND tree.ancestor_id = %(office)s
  )
ORDER BY meant.consumer_id LIMIT %(most)s
"""
WITHIN = """
SELECT EXISTS (SELECT FROM network_office_tree WHERE ancestor_id = %(over)s AND descendant_id = %(office)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCard:
    """A campaign as a list shows it."""

    id: int
    number: str
    kind: str
    office: int
    office_name: str
    asked_at: datetime
    day: date
    by: str
    state: str  #: making, failed, cancelled, nobody; or its run's: held, ready, canary, released, stopped, finished
    people: int
    messages: int
    done: int
    run: int | None
    is_theirs: bool  #: it is of the office that looks, or of one below it


class Ledger(NamedTuple):
    """Who of an office was told: the messages by how far they got, and those without one by why."""

    people: int  #: all who are meant
    messages: int
    shared: int  #: told by the message to a number that another account has too
    not_told: Mapping[str, int]  #: why, of Meant.Why
    reached: ReachCounts  #: of the messages that the reach ledger knows of


class OfOffice(NamedTuple):
    """The same of an office directly below."""

    id: int
    name: str
    ledger: Ledger


class Person(NamedTuple):
    """One of the people meant, and what became of it."""

    consumer: int
    account: str
    name: str
    feeder: str
    why: str  #: of Meant.Why; empty: a message was made
    degree: str  #: of the reach ledger, of a message
    reason: str


def kinds_for_many() -> list[Kind]:
    """Return the kinds that an officer may tell to many, by name."""
    return [kind for _, kind in sorted(kinds().items()) if kind.campaign is not None]


def campaigns_at(office: int) -> list[CampaignCard]:
    """Return the latest campaigns that people of the office are meant by, the newest first."""
    found = dict(rows(AT_OFFICE, office=office, most=MOST))
    campaigns = Campaign.objects.filter(pk__in=found).select_related("office").order_by("-id")
    states = dict(Run.objects.filter(pk__in=[one.run for one in campaigns if one.run]).values_list("id", "state"))
    return [_card(one, states, is_theirs=found[one.pk]) for one in campaigns]


def card_of(campaign: Campaign) -> CampaignCard:
    """Return the campaign as a list shows it."""
    states = dict(Run.objects.filter(pk=campaign.run).values_list("id", "state")) if campaign.run else {}
    return _card(campaign, states, is_theirs=True)


def occasion_of(campaign: Campaign) -> Occasion:
    """Return where its messages are counted."""
    return Occasion(kinds()[campaign.kind].ledger, campaign.number)


def ledgers(campaign: Campaign, office: int) -> tuple[Ledger, list[OfOffice]]:
    """Return who of the office was told, and the same of each office directly below of whose people any are meant."""
    survey = reach.survey(office, occasion_of(campaign))
    counts: dict[int | None, dict[str, int]] = defaultdict(dict)
    for child, why, people in rows(COUNTS, office=office, campaign=campaign.pk):
        counts[child][why] = people
    below = [
        OfOffice(branch.id, branch.name, _ledger(counts[branch.id], branch.counts))
        for branch in survey.branches
        if branch.kind != "feeder" and counts.get(branch.id)
    ]
    return _ledger(counts[None], survey.own), below


def people(
    campaign: Campaign, office: int, *, whys: Sequence[str] | None = None, after: int = 0, most: int = MOST
) -> list[Person]:
    """Return people of the office whom the campaign means, by number: of these whys, or all."""
    ledger, occasion = occasion_of(campaign)
    found = rows(
        PEOPLE, campaign=campaign.pk, office=office, ledger=ledger, occasion=occasion, after=after, most=most,
        all=whys is None, whys=list(whys or ()),
    )  # fmt: skip
    return [Person(*row) for row in found]


def everybody(campaign: Campaign, office: int) -> Iterator[Person]:
    """Yield all people of the office whom the campaign means, a few thousand read at a time."""
    after = 0
    while portion := people(campaign, office, after=after, most=PORTION):
        yield from portion
        after = portion[-1].consumer


def concerns(campaign: Campaign, office: int) -> bool:
    """Return whether the office is the campaign's, or lies under it."""
    return bool(rows(WITHIN, over=campaign.office_id, office=office)[0][0])


def audience_of(campaign: Campaign) -> Audience:
    """Return whom the campaign is meant for."""
    parts = Elements(tuple(campaign.substations), tuple(campaign.feeders), tuple(campaign.transformers))
    return Audience(office=campaign.office_id, parts=parts, category=campaign.category)


def _card(one: Campaign, states: Mapping[int, str], *, is_theirs: bool) -> CampaignCard:
    return CampaignCard(
        id=one.pk, number=one.number, kind=one.kind, office=one.office_id, office_name=one.office.name,
        asked_at=one.asked_at, day=one.day, by=one.by, state=_state(one, states.get(one.run or 0, "")),
        people=one.people, messages=one.messages, done=one.done, run=one.run, is_theirs=is_theirs,
    )  # fmt: skip


def _state(one: Campaign, run: str) -> str:
    if one.cancelled_at:
        return "cancelled" if one.ended_at else "cancelling"
    if one.fault:
        return "failed"
    if not one.ended_at:
        return "making"
    return run or "nobody"


def _ledger(counts: Mapping[str, int], reached: ReachCounts) -> Ledger:
    rest = {why: many for why, many in counts.items() if why not in (Meant.Why.MESSAGE, Meant.Why.SHARED)}
    return Ledger(sum(counts.values()), counts.get("", 0), counts.get(Meant.Why.SHARED, 0), rest, reached)
