"""Questions about runs, answered in frozen rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Run
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs.actions import findings_of
from bijlisetu.runs.findings import Finding
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import Seats, may_each

MOST_RUNS = 100


class UnknownRun(Refusal):
    """No run has this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCard:
    """A run as a page or a terminal shows it."""

    id: int
    key: str
    kind: str
    state: str
    made: int
    feeders: tuple[int, ...]
    findings: tuple[Finding, ...]
    made_at: datetime
    made_by: str
    makers: tuple[str, ...]
    hands: tuple[str, ...]  #: of all who made it, answered for a finding or sent its trial
    canary_at: datetime | None
    canary_by: str
    canary_size: int
    released_at: datetime | None
    released_by: str  #: empty where it is small
    is_small: bool  #: it went out without a second officer
    stopped_at: datetime | None
    stopped_by: str
    stopped_why: str
    finished_at: datetime | None
    corrects: str  #: the key of the run that it puts right
    corrected_by: tuple[int, ...]  #: runs that put this one right

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What keeps it in."""
        return tuple(finding for finding in self.findings if finding.holds)

    @property
    def has_trial(self) -> bool:
        """Whether a few go first; of a small one that no second officer has seen, all wait."""
        return kinds()[self.kind].run.has_trial(self.made)

    @property
    def may_be_released(self) -> bool:
        """Whether it stands where a second officer releases it."""
        return self.state == "canary" or (self.state == "ready" and not self.has_trial)

    @property
    def has_gone_out(self) -> bool:
        """Whether anything of it may have left us."""
        return bool(self.canary_at or self.released_at)

    def canary_ends_at(self, factor: float) -> datetime | None:
        """Return from when on it may be released."""
        return self.canary_at + kinds()[self.kind].run.canary_for(factor) if self.canary_at else None


def runs() -> list[RunCard]:
    """Return the latest runs, the newest first."""
    return [_card(run) for run in _all().order_by("-id")[:MOST_RUNS]]


def run(number: int) -> RunCard | None:
    """Return the run of this number, if there is one."""
    return next((_card(found) for found in _all().filter(pk=number)), None)


def keys_for(who: Seats, keys: Sequence[str]) -> set[str]:
    """Return those of the keys whose runs they may see."""
    found = list(Run.objects.filter(key__in=keys).values_list("key", "feeders")) if keys else []
    return {key for (key, _), is_theirs in zip(found, _seen_by(who, found), strict=True) if is_theirs}


def has_left(key: str) -> bool:
    """Return whether anything of the run may have left us; of what no run is called so, that is not known."""
    return not Run.objects.filter(key=key, state__in=(Run.State.GATHERING, Run.State.HELD, Run.State.READY)).exists()


def run_called(key: str) -> RunCard:
    """
    Return the run with the key.

    :raises UnknownRun: naming the latest ones
    """
    for found in _all().filter(key=key):
        return _card(found)
    latest = ", ".join(Run.objects.order_by("-id").values_list("key", flat=True)[:5])
    if not latest:
        raise UnknownRun(f"no run is called {key!r}: none is made yet, bijlisetu notify-bills makes one")
    raise UnknownRun(f"no run is called {key!r}; the latest are: {latest}")


def _seen_by(who: Seats, found: Sequence[tuple[str, Sequence[int]]]) -> list[bool]:
    return may_each(who, Deed.SEE_RUNS, [feeders for _, feeders in found]) if found else []


def _all() -> QuerySet[Run]:
    return Run.objects.select_related("corrects").prefetch_related("corrections")


def _card(run: Run) -> RunCard:
    return RunCard(
        id=run.pk, key=run.key, kind=run.kind, state=run.state, made=run.made, feeders=tuple(run.feeders),
        findings=tuple(findings_of(run)), made_at=run.made_at, made_by=run.made_by, makers=tuple(run.makers),
        hands=tuple(run.hands),
        canary_at=run.canary_at, canary_by=run.canary_by, canary_size=run.canary_size, released_at=run.released_at,
        released_by=run.released_by, is_small=run.is_small, stopped_at=run.stopped_at, stopped_by=run.stopped_by,
        stopped_why=run.stopped_why, finished_at=run.finished_at, corrects=run.corrects.key if run.corrects else "",
        corrected_by=tuple(one.pk for one in run.corrections.all()),
    )  # fmt: skip
