"""
Answer a call of BBPS: a question, a payment, or its return.

The first answer to a payment is the answer for ever: a payment that was refused has gone back to its payer, so that the
same one, told of again when it would be taken, must not be.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from bijlisetu.audit import machines
from bijlisetu.contact.proof import allowances
from bijlisetu.contact.proof.rules import Use
from bijlisetu.payments.bbps.asking import Asked
from bijlisetu.payments.bbps.biller import Biller, Deed
from bijlisetu.payments.bbps.judging import Standing, Word, judge_amount, judge_question
from bijlisetu.payments.bbps.queries import ClosedOf, standing_of
from bijlisetu.payments.models import Exchange, Payment
from bijlisetu.payments.names import names_of
from bijlisetu.payments.settling import settle
from bijlisetu.payments.states import Mode, State, Status
from bijlisetu.payments.taking import ALONE, Told, stage
from bijlisetu.plumbing.database.sql import execute

QUESTIONS = (Deed.FETCH, Deed.VALIDATE)
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  #: from which windows are counted
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What we say, and of what."""

    word: Word
    standing: Standing | None = None  #: of a bill that is found
    payment: int | None = None


def answer(asked: Asked, *, biller: Biller, closed_of: ClosedOf, at: datetime) -> Answer:
    """Answer the call; safe to repeat, by fifty at once."""
    with transaction.atomic():
        if asked.deed in QUESTIONS:
            return _question(asked, biller, closed_of, at=at)
        execute(ALONE)  # before we look what is known: who tells of the same payment in this moment waits
        known = _known(asked, biller)
        if known is not None:
            return _once_more(known, asked)
        is_paid = asked.deed is Deed.PAY
        found = _pay(asked, biller, closed_of, at=at) if is_paid else _take_back(asked, biller, at=at)
        _keep(asked, biller, found, at=at)
        return found


def _question(asked: Asked, biller: Biller, closed_of: ClosedOf, *, at: datetime) -> Answer:
    if asked.deed.value not in biller.flows:
        return Answer(word=Word.NOT_OFFERED)
    missed = _use(biller, "unknown", asked.agent, HOUR, biller.limits.unknown_of_an_agent_an_hour, at=at)
    uses = [
        _use(biller, "all", "", MINUTE, biller.limits.questions_a_minute, at=at),
        _use(biller, "account", asked.account, HOUR, biller.limits.of_an_account_an_hour, at=at),
        missed,
    ]
    if allowances.spend(uses):
        return Answer(word=Word.TOO_OFTEN)
    known = _known(asked, biller)
    if known is not None and bytes(known.whose) != _digest(asked.account):
        return Answer(word=Word.TOLD_OTHERWISE)
    standing = standing_of(asked.account, company=biller.company, closed_of=closed_of)
    if standing is not None:
        allowances.give_back([missed])
    if asked.deed is Deed.FETCH:
        found = Answer(word=judge_question(standing), standing=standing)
    else:
        assert asked.amount is not None  # noqa: S101 - the door saw to it
        found = Answer(word=judge_amount(standing, asked.amount, amounts=biller.amounts), standing=standing)
    _keep(asked, biller, found, at=at)
    return found


def _pay(asked: Asked, biller: Biller, closed_of: ClosedOf, *, at: datetime) -> Answer:
    known = _payment(asked, biller)
    if known is None or known.state == State.AWAITED:
        refused = _refusal(asked, biller, closed_of, at=at)
        if refused:
            return Answer(word=refused)
    # A settlement file may have told of it before: then this is one more word for the same payment.
    return _settled(asked, biller, Status.PAID, at=at)


def _refusal(asked: Asked, biller: Biller, closed_of: ClosedOf, *, at: datetime) -> Word | None:
    assert asked.amount is not None  # noqa: S101 - the door saw to it
    question = Exchange.objects.filter(
        biller=biller.namesake, deed__in=QUESTIONS, reference=asked.reference, whose=_digest(asked.account),
        word__in=(Word.FOUND, Word.VALID), at__gte=at - biller.answer_holds_for,
    ).first()  # fmt: skip
    if question and _is_used(question):
        question = None
    if question is None and "direct" not in biller.flows:
        return Word.NOT_ASKED
    answered = [question.amount] if question and question.amount else []
    standing = standing_of(asked.account, company=biller.company, closed_of=closed_of)
    word = judge_amount(standing, asked.amount, amounts=biller.amounts, answered=answered)
    return None if word.is_good else word


def _is_used(question: Exchange) -> bool:
    """Return whether a payment has been taken on the answer: what was owed then is not owed twice."""
    return Exchange.objects.filter(biller=question.biller, follows=question.reference, word=Word.TAKEN).exists()


def _take_back(asked: Asked, biller: Biller, *, at: datetime) -> Answer:
    """Take the payment out of the books; one that has not come yet will not be taken when it does."""
    known = _payment(asked, biller)
    found = _settled(asked, biller, Status.REVERSED, at=at)
    return found if known else Answer(word=Word.NO_PAYMENT, payment=found.payment)


def _settled(asked: Asked, biller: Biller, status: Status, *, at: datetime) -> Answer:
    assert asked.amount is not None  # noqa: S101 - the door saw to it
    assert asked.paid_on is not None  # noqa: S101
    names = _names(asked, biller)
    told = Told(
        key=f"{biller.name}-call:{names[0]}:{status}", source=biller.name, names=names, amount=asked.amount,
        paid_on=asked.paid_on, status=status, mode=Mode.BBPS, account=asked.account, bill_number=asked.bill,
    )  # fmt: skip
    stage([told])
    settle(at=at, by=machines.CLOCK)
    payment = _payment(asked, biller)
    assert payment is not None  # noqa: S101 - it was taken a line above
    is_undone = payment.state == State.UNDONE
    if status is Status.PAID:
        return Answer(word=Word.UNDONE if is_undone else Word.TAKEN, payment=payment.pk)
    # What tells of another amount than was paid is for an officer, and takes nothing back.
    return Answer(word=Word.RETURNED if is_undone else Word.NOT_EXACT, payment=payment.pk)


def _known(asked: Asked, biller: Biller) -> Exchange | None:
    return Exchange.objects.filter(biller=biller.namesake, deed=asked.deed, reference=_own(asked)).first()


def _once_more(known: Exchange, asked: Asked) -> Answer:
    if bytes(known.whose) != _digest(asked.account) or known.amount != asked.amount:
        return Answer(word=Word.TOLD_OTHERWISE)
    return Answer(word=Word(known.word), payment=known.payment_id)


def _keep(asked: Asked, biller: Biller, found: Answer, *, at: datetime) -> None:
    amount = asked.amount if asked.deed is not Deed.FETCH else found.standing.owed if found.standing else None
    Exchange.objects.update_or_create(
        biller=biller.namesake, deed=asked.deed, reference=_own(asked),
        defaults={
            "whose": _digest(asked.account), "amount": amount, "word": found.word, "payment_id": found.payment,
            "follows": asked.reference if asked.deed is Deed.PAY else "", "at": at,
        },
    )  # fmt: skip


def _own(asked: Asked) -> str:
    return asked.reference if asked.deed in QUESTIONS else asked.transaction


def _payment(asked: Asked, biller: Biller) -> Payment | None:
    return Payment.objects.filter(names__value__in=_names(asked, biller)).first()


def _names(asked: Asked, biller: Biller) -> list[str]:
    return names_of(namesake=biller.namesake, transaction=asked.transaction)


def _digest(account: str) -> bytes:
    return hashlib.blake2b(account.encode(), digest_size=16).digest()


def _use(biller: Biller, what: str, whose: str, within: timedelta, most: int, *, at: datetime) -> Use:
    since = at - (at - BEGINNING) % within
    return Use(f"bbps {what}:{biller.name}:{_digest(whose).hex() if whose else ''}", since, 1, most)
