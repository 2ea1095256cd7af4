"""What a person must know of: incidents, templates that may not be sent, stops, and who is at work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from bijlisetu.channels.news import TemplateState
from bijlisetu.outbox.engines import SILENT_AFTER
from bijlisetu.outbox.incidents import PERSONS
from bijlisetu.outbox.models import Engine, Incident, RegisteredTemplate, Stop
from bijlisetu.plumbing.database.keyed import rows

#: So long something that is over is still told.
TOLD_FOR = timedelta(days=1)
MOST_TOLD = 50
#: procrastinate's workers say every ten seconds that they live.
WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > %(since)s"
WORKER_SILENT_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An incident, open or over since a short while."""

    id: int
    kind: str
    subject: str
    detail: str
    times: int
    at: datetime
    last_at: datetime
    ended_at: datetime | None

    @property
    def is_a_persons(self) -> bool:
        """Whether it ends when somebody says that they have seen to it."""
        return self.kind in PERSONS


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedTemplate:
    """A text that its registrar does not let pass, and since when."""

    name: str
    language: str
    state: str
    detail: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """What somebody has stopped, and who let it go on."""

    id: int
    what: str  #: all, lane, channel or kind
    which: str
    company: str  #: whose letters; empty: everybody's
    at: datetime
    by: str
    why: str
    lifted_at: datetime | None
    lifted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSeen:
    """An engine and its last sign of life."""

    name: str
    host: str
    pid: int
    channels: tuple[str, ...]
    senders: tuple[str, ...]
    letters_a_minute: int
    started_at: datetime
    seen_at: datetime
    is_alive: bool


def alarms(*, at: datetime) -> tuple[Alarm, ...]:
    """Return the incidents that are open, the newest first, and then those that are over since a day."""
    found = Incident.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at - TOLD_FOR)).order_by("-at", "-id")[:MOST_TOLD]
    told = [
        Alarm(
            id=one.pk, kind=one.kind, subject=one.subject, detail=one.detail, times=one.times, at=one.at,
            last_at=one.last_at, ended_at=one.ended_at,
        )
        for one in found
    ]  # fmt: skip
    return tuple(sorted(told, key=lambda alarm: alarm.ended_at is not None))


def templates() -> tuple[StoppedTemplate, ...]:
    """Return the texts that may not be sent."""
    found = RegisteredTemplate.objects.exclude(state=TemplateState.APPROVED).order_by("-changed_at", "name", "language")
    return tuple(
        StoppedTemplate(name=one.name, language=one.language, state=one.state, detail=one.detail, since=one.changed_at)
        for one in found
    )


def halts(*, at: datetime) -> tuple[Halt, ...]:
    """Return what is stopped, and then what was let go on within a day."""
    found = (
        Stop.objects.select_related("company")
        .filter(Q(lifted_at=None) | Q(lifted_at__gt=at - TOLD_FOR))
        .order_by("-at", "-id")[:MOST_TOLD]
    )
    told = [
        Halt(
            id=one.pk, company=one.company.name if one.company else "",
            what=one.scope.partition(":")[0], which=one.scope.partition(":")[2], at=one.at, by=one.by,
            why=one.why, lifted_at=one.lifted_at, lifted_by=one.lifted_by,
        )
        for one in found
    ]  # fmt: skip
    return tuple(sorted(told, key=lambda halt: halt.lifted_at is not None))


def engines(*, at: datetime) -> tuple[EngineSeen, ...]:
    """Return the engines heard of within a day, those alive first."""
    told = [
        EngineSeen(
            name=one.name, host=one.host, pid=one.pid, channels=tuple(one.channels), senders=tuple(one.senders),
            letters_a_minute=one.letters_a_minute, started_at=one.started_at, seen_at=one.seen_at,
            is_alive=one.seen_at > at - SILENT_AFTER,
        )
        for one in Engine.objects.filter(seen_at__gt=at - TOLD_FOR).order_by("started_at", "name")[:MOST_TOLD]
    ]  # fmt: skip
    return tuple(sorted(told, key=lambda engine: not engine.is_alive))


def workers(*, at: datetime) -> int:
    """Return how many background workers are alive."""
    ((alive,),) = rows(WORKERS, since=at - WORKER_SILENT_AFTER)
    return int(alive)
