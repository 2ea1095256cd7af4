"""Our numbers and accounts: which there are, what each may send, and which the carrier takes nothing from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from bijlisetu.channels.news import AccountNews, SenderNews
from bijlisetu.outbox import incidents
from bijlisetu.outbox.models import Sender
from bijlisetu.values import ChannelKind

#: The portfolio of all WhatsApp numbers is a sender too: they share its limit of people a day.
PORTFOLIO = "whatsapp"
POOR = frozenset({"red", "flagged", "low"})


class Account(NamedTuple):
    """A sender as the settings name it: its limit holds until its carrier tells another."""

    name: str
    channel: ChannelKind
    per_second: float | None
    shown: str = ""


def enter(*, accounts: Sequence[Account], at: datetime) -> None:
    """Enter those that are not known yet, and how people see them; what carriers have told of the others stays."""
    made = [Sender(name=one.name, channel=one.channel, per_second=one.per_second, changed_at=at) for one in accounts]
    Sender.objects.bulk_create(made, ignore_conflicts=True)
    for one in accounts:
        if one.shown:
            Sender.objects.filter(name=one.name).update(shown=one.shown)


def whatsapp_numbers() -> frozenset[str]:
    """Return the ids at WhatsApp of all numbers that send for us, or did: their receipts still come."""
    names = Sender.objects.filter(name__startswith=f"{PORTFOLIO}:").values_list("name", flat=True)
    return frozenset(name.removeprefix(f"{PORTFOLIO}:") for name in names)


@transaction.atomic
def stop(*, name: str, why: str, at: datetime) -> None:
    """Note that the carrier takes nothing from this sender; a person is told once."""
    Sender.objects.filter(name=name, stopped_at=None).update(stopped_at=at, stopped_why=why, changed_at=at)
    Sender.objects.filter(name=name).update(asked_at=at)
    incidents.note(kind="sender", subject=name, detail=why, at=at)


@transaction.atomic
def go_on(*, name: str, at: datetime) -> None:
    """Note that the carrier takes letters from this sender again."""
    if Sender.objects.filter(name=name, stopped_at__isnull=False).update(
        stopped_at=None, stopped_why="", asked_at=None, changed_at=at
    ):
        incidents.end(kind="sender", subject=name, at=at)


@transaction.atomic
def learn(*, news: Sequence[SenderNews]) -> None:
    """Take over what WhatsApp told of our numbers and of the portfolio of all, in the order in which it happened."""
    for told in sorted(news, key=lambda one: one.at):
        if told.per_day is not None:
            Sender.objects.update_or_create(
                name=PORTFOLIO,
                defaults={
                    "channel": ChannelKind.WHATSAPP, "per_day": told.per_day, "changed_at": told.at,
                    "day_counted_at": None,  # nobody counted while nothing limited us
                },
            )  # fmt: skip
        if not told.number:
            continue
        changed: dict[str, object] = {"changed_at": told.at}
        if told.per_second is not None:
            changed["per_second"] = told.per_second
        if told.quality is not None:
            changed["quality"] = told.quality
        Sender.objects.filter(channel=ChannelKind.WHATSAPP, shown=told.number).update(**changed)
        if told.quality in POOR:
            incidents.note(kind="quality", subject=told.number[-4:], detail=told.detail, at=told.at)
        elif told.quality:
            incidents.end(kind="quality", subject=told.number[-4:], at=told.at)


@transaction.atomic
def account(*, news: Sequence[AccountNews]) -> None:
    """Tell a person what WhatsApp says of our account; where nothing will pass, all its numbers are stopped."""
    for told in sorted(news, key=lambda one: one.at):
        words = ", ".join(filter(None, (told.severity, told.detail)))
        incidents.note(kind="account", subject=told.event, detail=words, at=told.at)
        if told.stopped:
            for name in _numbers():
                stop(name=name, why=f"{told.event}: {words}", at=told.at)
        elif told.stopped is False:
            for name in _numbers():
                go_on(name=name, at=told.at)


def _numbers() -> list[str]:
    ours = Sender.objects.filter(channel=ChannelKind.WHATSAPP).exclude(name=PORTFOLIO)
    return list(ours.values_list("name", flat=True))
