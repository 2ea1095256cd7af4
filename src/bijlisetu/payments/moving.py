"""Deeds of an officer on a payment whose account is not known, or was the wrong one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.consumers.models import Consumer
from bijlisetu.payments import books, telling
from bijlisetu.payments.models import Payment
from bijlisetu.payments.states import State, Why
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal


class NotToBeMoved(Refusal):
    """The payment is not in the books, or is that account's already."""


class SaysNotWhy(Refusal):
    """Money is moved for a reason that stands in the book of deeds."""


def place(*, payment: int, account: str, why: str, at: datetime, by: str) -> Payment:
    """
    Credit a payment to this account: from suspense, or from another account to which it was credited wrongly.

    Both are told: whose it is what they have paid, and whose it was not that it went to its owner.

    :raises NotToBeMoved: if the payment is not in the books, or is this account's already, or there is no such account
    """
    with transaction.atomic():
        moved = _in_the_books(payment, why)
        consumer = Consumer.objects.filter(account=account).first()
        if consumer is None or consumer.pk == moved.consumer_id:
            raise NotToBeMoved("there is no such account, or the payment is credited to it already")
        return _move(moved, to=consumer, reason="", why=why, at=at, by=by)


def set_aside(*, payment: int, why: str, at: datetime, by: str) -> Payment:
    """
    Put a payment into suspense that was credited to an account whose it is not.

    :raises NotToBeMoved: if it is credited to nobody
    """
    with transaction.atomic():
        moved = _in_the_books(payment, why)
        if moved.state != State.CREDITED:
            raise NotToBeMoved("the payment is credited to no account")
        return _move(moved, to=None, reason=Why.WRONG_ACCOUNT, why=why, at=at, by=by)


def _in_the_books(payment: int, why: str) -> Payment:
    if not why.strip():
        raise SaysNotWhy("say why the payment is moved")
    held = Payment.objects.select_for_update().filter(pk=payment, state__in=(State.CREDITED, State.SUSPENSE)).first()
    if held is None:
        raise NotToBeMoved("there is no such payment in the books")
    return held


def _move(moved: Payment, *, to: Consumer | None, reason: str, why: str, at: datetime, by: str) -> Payment:
    was = moved.consumer_id
    moved.moves += 1
    books.move(moved, to=to.pk if to else None, why=why, day=day_in_india(at), at=at, by=by)
    moved.consumer, moved.why = to, reason
    moved.state, moved.credited_at = (State.CREDITED, at) if to else (State.SUSPENSE, None)
    moved.save()
    audit.note(deed="payments.moved", records=[f"payment:{moved.pk}"], by=by, at=at, detail={"why": why})
    telling.tell_moved(moved, was=was, at=at)
    return moved
