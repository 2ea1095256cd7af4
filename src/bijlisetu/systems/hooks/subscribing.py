"""Which changes are told to which address, and the secrets by which the other side knows that it is we."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

import bijlisetu.audit.actions as audit
from bijlisetu.channels.webhook.guard import fault_of
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.models import System
from bijlisetu.systems.following import subjects_of
from bijlisetu.systems.models import Change, Dispatch, Subscription

#: So long both secrets sign after a change, for the other side to change over.
OVERLAP = timedelta(days=2)


class AddressNotTaken(Refusal):
    """Nothing is sent to this address."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"nothing is sent to this address: {fault.replace('_', ' ')}")
        self.fault = fault


class NotTheirsToFollow(Refusal):
    """The system was not let in to read that, or is let in no more."""


@transaction.atomic
def subscribe(
    *, system: int, address: str, subjects: Collection[str], inside: Sequence[str], at: datetime, by: str
) -> Subscription:
    """
    Tell the system of changes from now on.

    :raises AddressNotTaken: if nothing may be sent there
    :raises NotTheirsToFollow: if the system may not read that
    """
    held = System.objects.get(pk=system)
    if fault := fault_of(address, inside=inside):
        raise AddressNotTaken(fault)
    if held.ended_at is not None or not subjects or not set(subjects) <= set(subjects_of(held.purposes)):
        raise NotTheirsToFollow(f"{held.name} was not let in to read that")
    last = Change.objects.aggregate(last=Max("pk"))["last"] or 0
    made = Subscription.objects.create(
        system=held, address=address, subjects=sorted(subjects), up_to=last, at=at, by=by
    )  # fmt: skip
    _note("system.told", made, at=at, by=by)
    return made


@transaction.atomic
def change_secret(*, subscription: int, at: datetime, by: str) -> Subscription:
    """Sign with another secret from now on, and for OVERLAP with the one before too."""
    held = Subscription.objects.select_for_update().select_related("system").get(pk=subscription)
    held.generation, held.before_until = held.generation + 1, at + OVERLAP
    held.save(update_fields=["generation", "before_until"])
    _note("system.secret_changed", held, at=at, by=by)
    return held


@transaction.atomic
def unsubscribe(*, subscription: int, at: datetime, by: str) -> None:
    """Tell it nothing more; what waits is not sent."""
    held = Subscription.objects.select_for_update().select_related("system").get(pk=subscription)
    if held.ended_at is None:
        Subscription.objects.filter(pk=subscription).update(ended_at=at)
        Dispatch.objects.filter(subscription=held, state=Dispatch.State.WAITING).delete()
        _note("system.told_no_more", held, at=at, by=by)


@transaction.atomic
def try_again(*, subscription: int, at: datetime, by: str) -> int:
    """Let all that was given up wait for its turn once more; return how much that is."""
    held = Subscription.objects.select_for_update().select_related("system").get(pk=subscription)
    given_up = Dispatch.objects.filter(subscription=held, state=Dispatch.State.GIVEN_UP)
    many = given_up.update(state=Dispatch.State.WAITING, tries=0, due_at=at, since=at)
    if many:
        _note("system.tried_again", held, at=at, by=by)
    return many


def secret_of(of: Subscription, *, secret: str, before: bool = False) -> str:
    """Return what signs news to the address, or what signed before; it stands in no table."""
    said = f"webhook\0{of.pk}:{of.generation - before}"
    return hmac.digest(secret.encode(), said.encode(), "sha256").hex()


def secrets_of(of: Subscription, *, secret: str, at: datetime) -> tuple[str, ...]:
    """Return what signs now, the newest first."""
    newest = secret_of(of, secret=secret)
    is_changing = of.before_until is not None and at < of.before_until
    return (newest, secret_of(of, secret=secret, before=True)) if is_changing else (newest,)


def _note(deed: str, of: Subscription, *, at: datetime, by: str) -> None:
    audit.note(deed=deed, records=[f"system:{of.system.name}"], by=by, at=at)
