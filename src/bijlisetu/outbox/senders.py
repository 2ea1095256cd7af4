"""Our numbers and accounts: which there are, what each may send, and which the carrier takes nothing from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from bijlisetu.outbox import incidents
from bijlisetu.outbox.models import Sender
from bijlisetu.values import ChannelKind


class Account(NamedTuple):
    """A sender as the settings name it: its limit holds until its carrier tells another."""

    name: str
    channel: ChannelKind
    per_second: float | None
    shown: str = ""


def enter(*, accounts: Sequence[Account], at: datetime) -> None:
    """Enter those that are not known yet; what carriers have told of the others stays."""
    Sender.objects.bulk_create(
        [
            Sender(name=one.name, channel=one.channel, per_second=one.per_second, shown=one.shown, changed_at=at)
            for one in accounts
        ],
        ignore_conflicts=True,
    )


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
