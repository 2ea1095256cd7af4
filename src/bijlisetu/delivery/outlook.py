"""What an engine may do at this moment: which senders are its own, how fast they may go, which steps are shut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from bijlisetu.delivery import day
from bijlisetu.delivery.pacing import Allowance
from bijlisetu.delivery.quiet import quiet_hours
from bijlisetu.delivery.rules import Ladder, Rung, Shut, close
from bijlisetu.kinds.kind import Kind
from bijlisetu.kinds.quiet import quiet_until
from bijlisetu.outbox import registry
from bijlisetu.outbox.doors import stopped_scopes
from bijlisetu.outbox.models import Sender
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.values import ChannelKind, Language

#: A sender that was stopped is tried with one letter so often.
ASK_AGAIN_AFTER = timedelta(minutes=1)
SHUT_FOR = timedelta(minutes=10)
#: Locks of the database by which each sender has one engine at a time.
LOCKS = 0x5E7

OWN = """
SELECT name FROM unnest(%(names)s::text[]) AS wanted (name) WHERE pg_try_advisory_lock(%(locks)s, hashtext(name))
"""
DISOWN = "SELECT pg_advisory_unlock(%(locks)s, hashtext(name)) FROM unnest(%(names)s::text[]) AS ours (name)"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The engine's view of the moment."""

    ladder: Ladder
    allowances: dict[str, Allowance]


def own(names: Iterable[str]) -> frozenset[str]:
    """
    Make those senders this connection's own that are nobody's, and return them.

    Two engines on one number would exceed its limit together, so each sender has one owner. The lock ends with the
    connection.
    """
    return frozenset(name for (name,) in rows(OWN, names=list(names), locks=LOCKS))


def disown(names: Iterable[str]) -> None:
    """Release the senders, so that another engine may try them."""
    rows(DISOWN, names=list(names), locks=LOCKS)


def look(ladder: Ladder, *, kinds: Sequence[Kind], at: datetime) -> Outlook:
    """Return what the database says of senders, templates and stops."""
    senders = list(Sender.objects.all())
    allowances = {sender.name: _allowance(sender, at) for sender in senders}
    for test, how, until in (*_stopped(senders, allowances, at), *_paused(kinds, at), *_quiet(kinds, at)):
        ladder = close(ladder, test, how, until=until)
    with transaction.atomic():
        ladder = day.close_when_over(ladder, day.hold(at=at), at=at)
    return Outlook(ladder, allowances)


def _allowance(sender: Sender, at: datetime) -> Allowance:
    asked = sender.asked_at or sender.stopped_at
    return Allowance(
        per_second=sender.per_second,
        stopped=sender.stopped_at is not None,
        may_ask=asked is not None and at - asked >= ASK_AGAIN_AFTER,
    )


Closing = tuple[Callable[[Rung], bool], Shut, datetime]


def _stopped(senders: Sequence[Sender], allowances: Mapping[str, Allowance], at: datetime) -> Iterator[Closing]:
    """Yield what we or the carriers have stopped; a channel opens for the one letter that asks a stopped sender."""
    scopes = stopped_scopes()
    for channel in ChannelKind:
        ours = [allowances[one.name] for one in senders if one.channel == channel and one.name != channel]
        if f"channel:{channel}" in scopes or (ours and all(one.stopped and not one.may_ask for one in ours)):
            yield partial(_goes_by, channel), Shut.PARK, at + ASK_AGAIN_AFTER
    for scope in scopes:
        if scope.startswith("kind:"):
            yield partial(_is_of, scope.removeprefix("kind:")), Shut.POSTPONE, at + SHUT_FOR


def _paused(kinds: Sequence[Kind], at: datetime) -> Iterator[Closing]:
    """Yield the kinds and languages whose template is not approved: their letters take the next step."""
    shut = registry.shut(at=at)
    for kind in kinds:
        for language, text in kind.whatsapp.items():
            if (text.template, str(language)) in shut:
                yield partial(_is_whatsapp_of, kind.name, language), Shut.SKIP, at + SHUT_FOR


def _quiet(kinds: Sequence[Kind], at: datetime) -> Iterator[Closing]:
    """Yield the kinds whose quiet hours hold this moment."""
    for kind, hours in quiet_hours(kinds, at=at).items():
        if until := quiet_until(hours, at=at):
            yield partial(_is_of, kind), Shut.POSTPONE, until


def _goes_by(channel: str, rung: Rung) -> bool:
    return rung.channel == channel


def _is_of(kind: str, rung: Rung) -> bool:
    return rung.kind == kind


def _is_whatsapp_of(kind: str, language: Language, rung: Rung) -> bool:
    return rung.kind == kind and rung.language is language and rung.channel is ChannelKind.WHATSAPP
