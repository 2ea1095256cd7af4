"""
The register of breaches of personal data, with the times that the law gives (DPDP Act 2023, Rules 2025).

The Data Protection Board and the people concerned are told without delay, and the Board has the whole account within
72 hours from when we came to know. Each step is written once; the book of deeds has it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from bijlisetu.audit.actions import note
from bijlisetu.audit.models import Breach
from bijlisetu.plumbing.refusal import Refusal

WITHIN = timedelta(hours=72)
#: What is to be done, in this order on the page; closing comes last.
STEPS = ("told_board", "told_people", "reported")
CLOSED = "closed"


class NotYetFound(Refusal):
    """It was found later than it is written down."""


class StepDone(Refusal):
    """That was written down before, and stays as it was."""


class NothingSaid(Refusal):
    """How the Board was told, and under which number, is asked for later."""


class StepsMissing(Refusal):
    """It cannot be closed: somebody has not been told yet."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was done about a breach, when and by whom."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A breach in the register."""

    number: int
    what: str
    which_data: str
    people: int | None
    found_at: datetime
    by: str
    steps: Mapping[str, Step]

    @property
    def due_at(self) -> datetime:
        """Until when the Board must have the whole account."""
        return self.found_at + WITHIN

    @property
    def is_open(self) -> bool:
        """Whether anything is to be done."""
        return CLOSED not in self.steps

    @property
    def missing(self) -> Sequence[str]:
        """What has not been done yet, but for closing it."""
        return [step for step in STEPS if step not in self.steps]

    def is_late(self, at: datetime) -> bool:
        """Whether the Board has waited too long, or had to."""
        reported = self.steps.get("reported")
        return (reported.at if reported else at) > self.due_at

    def left(self, at: datetime) -> timedelta:
        """Return how long there is until the account is due; below zero where it is late."""
        return self.due_at - at


@transaction.atomic
def enter(*, what: str, which_data: str, people: int | None, found_at: datetime, by: str, at: datetime) -> int:
    """
    Write a breach down; return its number.

    :raises NotYetFound: if it is said to be found at a time to come
    """
    if found_at > at:
        raise NotYetFound("it cannot be found at a time to come")
    made = Breach.objects.create(what=what, which_data=which_data, people=people, found_at=found_at, by=by, at=at)
    note(deed="breach.entered", records=[f"breach:{made.pk}"], by=by, at=at, detail={"found_at": found_at.isoformat()})
    return made.pk


@transaction.atomic
def step(*, breach: int, step: str, words: str, by: str, at: datetime) -> None:
    """
    Write down that the Board or the people were told, the account was given, or that all is done.

    :raises NothingSaid: if no words say how, and under which number
    :raises StepDone: if that was written before
    :raises StepsMissing: if it is to be closed and somebody was not told
    """
    if not words.strip():
        raise NothingSaid("say how, and under which number")
    held = Breach.objects.select_for_update().get(pk=breach)
    if getattr(held, f"{step}_at") is not None:
        raise StepDone("that was written down before")
    if step == CLOSED and _listed(held).missing:
        raise StepsMissing("tell the Board and the people, and give the account, before it is closed")
    told = {f"{step}_at": at, f"{step}_by": by, f"{step}_words": words}
    Breach.objects.filter(pk=breach).update(**told)
    note(deed=f"breach.{step}", records=[f"breach:{breach}"], by=by, at=at)


def register() -> list[Listed]:
    """Return all breaches: first the open ones, those due soonest first, then the closed, the latest first."""
    found = [_listed(one) for one in Breach.objects.all()]
    still_open = sorted((one for one in found if one.is_open), key=lambda one: one.found_at)
    return [*still_open, *sorted((one for one in found if not one.is_open), key=lambda one: one.found_at, reverse=True)]


def next_due() -> datetime | None:
    """Return when the next account is due that the Board has not got; none where there is none."""
    found = Breach.objects.filter(reported_at=None, closed_at=None).order_by("found_at").first()
    return found.found_at + WITHIN if found else None


def _listed(one: Breach) -> Listed:
    steps = {
        step: Step(getattr(one, f"{step}_at"), getattr(one, f"{step}_by"), getattr(one, f"{step}_words"))
        for step in (*STEPS, CLOSED)
        if getattr(one, f"{step}_at")
    }
    return Listed(
        number=one.pk, what=one.what, which_data=one.which_data, people=one.people, found_at=one.found_at, by=one.by,
        steps=steps,
    )  # fmt: skip
