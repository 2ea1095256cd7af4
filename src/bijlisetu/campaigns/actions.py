"""Ask for a campaign, and cancel it. Its messages are made in the background, by making.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.campaigns.audience import Audience, extent_of
from bijlisetu.campaigns.facts import NotAMessageForMany, facts_of
from bijlisetu.campaigns.models import Campaign
from bijlisetu.kinds.files import kinds
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Run
from bijlisetu.plumbing.database.wake import ask_for
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs import actions as runs
from bijlisetu.runs.actions import WordsNeeded

#: What the job is called that makes their messages, and takes them back.
MAKE = "make_campaigns"
#: In these states a run lets nothing out by itself, or by the next press of an officer.
AT_REST = (Run.State.GATHERING, Run.State.STOPPED, Run.State.FINISHED)


class ToldToday(Refusal):
    """The same was told to the same people on this day."""

    def __init__(self, campaign: int) -> None:
        super().__init__("the same kind was told to the same people today; ask once more if it is meant")
        self.campaign = campaign


class AlreadyCancelled(Refusal):
    """Somebody has cancelled it already."""


def ask(
    *, token: UUID, kind: str, audience: Audience, chosen: Mapping[str, str], again: bool = False, at: datetime, by: str
) -> int:
    """
    Keep the word of an officer, and return its number; the same word, posted twice, is one.

    :raises NotAMessageForMany: if no kind is called so, or its file does not let officers tell it
    :raises NotAChoice: if a fact is not chosen from what is offered
    :raises NobodyMeant: if nobody of the audience is theirs to tell
    :raises ToldToday: unless said again, if the same people were told the same on that day
    """
    if (known := Campaign.objects.filter(token=token).first()) is not None:
        return int(known.pk)
    if kind not in kinds():
        raise NotAMessageForMany(f"no kind is called {kind}")
    facts_of(kinds()[kind], office=audience.office, number="", chosen=chosen)
    extent_of(audience, at=at, by=by)
    made = _keep(token, kind, audience, chosen, again=again, at=at, by=by)
    ask_for(MAKE)
    return made


@transaction.atomic
def cancel(*, campaign: int, why: str, at: datetime, by: str) -> None:
    """
    Let nothing more of it leave us; what has not left is taken back in the background.

    :raises WordsNeeded: if no reason is said
    :raises AlreadyCancelled: if somebody was first
    :raises NotAnOfficerOfTheRun: if no post of theirs covers all whom it tells
    """
    if not why.strip():
        raise WordsNeeded("say in words why it is cancelled")
    found = Campaign.objects.select_for_update().get(pk=campaign)
    if found.cancelled_at:
        raise AlreadyCancelled(f"{found.cancelled_by} has cancelled it")
    found.cancelled_at, found.cancelled_by, found.cancelled_why = at, by, why.strip()
    found.ended_at = None
    found.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_why", "ended_at"])
    if found.run and Run.objects.filter(pk=found.run).exclude(state__in=AT_REST).exists():
        runs.stop(run=found.run, why=why, at=at, by=by)
    _note("campaign.cancelled", found, at=at, by=by, why=found.cancelled_why)
    transaction.on_commit(lambda: ask_for(MAKE))


@transaction.atomic
def _keep(
    token: UUID, kind: str, audience: Audience, chosen: Mapping[str, str], *, again: bool, at: datetime, by: str
) -> int:
    # One after the other: of two officers who ask for the same at once, the second is asked whether it is meant.
    Office.objects.select_for_update().get(pk=audience.office)
    if (known := Campaign.objects.filter(token=token).first()) is not None:
        return int(known.pk)
    day, parts = day_in_india(at), audience.parts
    same = Campaign.objects.filter(
        kind=kind, office=audience.office, substations=sorted(parts.substations), feeders=sorted(parts.feeders),
        transformers=sorted(parts.transformers), category=audience.category, day=day,
    )  # fmt: skip
    latest = same.order_by("-turn").first()
    if latest and not again:
        raise ToldToday(latest.pk)
    made = Campaign.objects.create(
        token=token, kind=kind, office_id=audience.office, substations=sorted(parts.substations),
        feeders=sorted(parts.feeders), transformers=sorted(parts.transformers), category=audience.category,
        chosen=dict(chosen), by=by, asked_at=at, day=day, turn=latest.turn + 1 if latest else 1,
    )  # fmt: skip
    _note("campaign.asked", made, at=at, by=by, kind=kind)
    return int(made.pk)


def _note(deed: str, campaign: Campaign, *, at: datetime, by: str, **detail: str) -> None:
    records = [f"campaign:{campaign.pk}", f"office:{campaign.office_id}"]
    audit.note(deed=deed, records=records, by=by, at=at, detail=detail)
