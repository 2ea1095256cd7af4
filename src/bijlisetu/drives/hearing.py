"""
What is told at a door about a consumer's number: it becomes claims, and the claims decide.

Two visits to one door that bring different numbers are both kept; which number holds, its proof and its time decide,
as for every claim. What a door left open so often that nobody goes there again goes back to the office.

A number comes by telephone, on paper, over the counter or in a call: every entrance tells it here, and all are judged
alike. What is told of arrears is heard in their own room.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

import bijlisetu.contact.actions as contact
from bijlisetu.arrears.visiting import at_doors as arrears
from bijlisetu.contact.kyc.actions import Asked, note_answers
from bijlisetu.contact.kyc.models import Matter
from bijlisetu.contact.law.current import versions
from bijlisetu.contact.law.informing import ToldTo, note_informed
from bijlisetu.contact.lists import ClaimRole, ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Claim
from bijlisetu.contact.proof.actions import TooOften, ask
from bijlisetu.drives.calling.waiting import keep_unproved
from bijlisetu.drives.honesty.conflicts import note_conflicts
from bijlisetu.drives.honesty.disbelieving import disbelieved
from bijlisetu.drives.honesty.drawing import draw
from bijlisetu.drives.wearing import give_back
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Sheet, Visit
from bijlisetu.fieldwork.telling import Told
from bijlisetu.reach.queries.at_doors import FORM
from bijlisetu.values import Email, Language, Mobile, NotAMobile, NotAnEmail

logger = logging.getLogger(__name__)
BY_WAY = {
    Visit.Entrance.APP: ClaimSource.VISIT,
    Visit.Entrance.PAPER: ClaimSource.PAPER,
    Visit.Entrance.DESK: ClaimSource.COUNTER,
    Visit.Entrance.CALL: ClaimSource.CALL_BACK,
}
#: Whose a number is, as the form asks it; somebody else's is no role of its own.
WHOSE = {
    "own": ClaimRole.OWN,
    "family": ClaimRole.FAMILY,
    "tenant": ClaimRole.TENANT,
    "shop": ClaimRole.SHOP,
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of visits that were told, and what followed."""

    visits: fieldwork.Taken
    reopened: int  #: notices that were missed, and go out again


@transaction.atomic
def tell(*, visits: Sequence[Told], by: str, at: datetime) -> Heard:
    """Take the visits, each once, and hear what was told there; `by` told us of them."""
    taken = fieldwork.take(visits=visits, by=by, at=at)
    return Heard(taken, hear(taken.taken, at))


@transaction.atomic
def hear(visits: Sequence[Visit], at: datetime) -> int:
    """Act on what was told in these visits, which were just taken; return how many missed notices go out again."""
    told, doubted = [visit for visit in visits if visit.form == FORM], disbelieved(visits)
    arrears.hear([visit for visit in visits if visit.pk not in doubted], at=at)
    by_whom: dict[str, list[Claim]] = defaultdict(list)
    for visit in (one for one in told if one.pk not in doubted):
        by_whom[visit.by].extend(_claims(visit))
    claimed = ((whom, claims) for whom, claims in sorted(by_whom.items()) if claims)
    reopened = sum(contact.take(claims=claims, at=at, by=whom).reopened for whom, claims in claimed)
    note_informed(told=list(_told(told)))
    note_answers(asked=[asked for visit in told for asked in _asked(visit)])
    follow(visits, at=at)
    _ask_mailboxes(told, at=at)
    return reopened


def _ask_mailboxes(told: Sequence[Visit], *, at: datetime) -> None:
    """Send a link to each mailbox that was told: whoever opens it and says yes proves it."""
    for visit in told:
        mailbox = _mailbox(visit.answers.get("email"))
        if mailbox is None or not Address.objects.filter(
            consumer=visit.consumer_id, value=mailbox.mailbox, owner=Address.Owner.UNKNOWN
        ).exists():  # fmt: skip
            continue
        try:
            ask(
                consumer=visit.consumer_id, address=mailbox, entrance=BY_WAY[Visit.Entrance(visit.entrance)],
                by=visit.by, device=str(visit.device_id or ""), role=_role(visit), at=at,
            )  # fmt: skip
        except TooOften:
            logger.info("a mailbox told in visit %s is asked by its first bill: links went out too often", visit.pk)


def follow(told: Sequence[Visit], *, at: datetime) -> None:
    """See to what follows: a number to be proved later is somebody's work, chance draws, a worn door goes back."""
    keep_unproved(visits=told, at=at)
    in_rounds = [visit for visit in told if visit.round_id is not None]
    note_conflicts(in_rounds)
    draw(visits=in_rounds, at=at)
    give_back(visits=in_rounds, at=at)


def _claims(visit: Visit) -> Iterator[Claim]:
    answers, role = visit.answers, _role(visit)
    if number := _mobile(answers.get("number")):
        yield _claim(visit, number.e164, role)
    if (other := _mobile(answers.get("whatsapp_number"))) and other != number:
        yield _claim(visit, other.e164, role)
    if mailbox := _mailbox(answers.get("email")):
        yield _claim(visit, mailbox.mailbox, role)


def _role(visit: Visit) -> ClaimRole:
    return WHOSE.get(visit.answers.get("whose", ""), ClaimRole.UNKNOWN)


def _told(visits: Sequence[Visit]) -> Iterator[ToldTo]:
    """Yield to whom which version was told, as the phone said or the printed sheet has it; none that never was."""
    sheets = {visit.sheet_id for visit in visits if visit.sheet_id is not None}
    known, on_paper = versions(), dict(Sheet.objects.filter(pk__in=sheets).values_list("pk", "read_out"))
    for visit in visits:
        version = _version(visit, on_paper)
        if version and version[0] in known:
            for claim in _claims(visit):
                yield ToldTo(claim.consumer_id, claim.value, *version, claim.source, visit.by, claim.at)


def _version(visit: Visit, on_paper: Mapping[int, str]) -> tuple[str, str] | None:
    """Return the version and language that was read out; none where nobody says so."""
    if visit.sheet_id is not None:
        return on_paper[visit.sheet_id], str(Language.HINDI)
    answer = visit.answers.get("informed")
    return (answer["version"], answer["language"]) if answer else None


def _asked(visit: Visit) -> Iterator[Asked]:
    """Yield what the person was asked about and answered, whatever they answered."""
    answers = visit.answers
    if answers.get("whatsapp"):
        yield Asked(visit.consumer_id, Matter.WHATSAPP, visit.by, visit.at)
    if answers.get("mailbox") == "none" or answers.get("email"):
        yield Asked(visit.consumer_id, Matter.EMAIL, visit.by, visit.at)


def _claim(visit: Visit, value: str, role: ClaimRole) -> Claim:
    # What is written down at a door reaches the consumer; that it is the consumer's own, a code said back proves.
    return Claim(
        consumer_id=visit.consumer_id,
        value=value,
        role=role,
        word=ClaimWord.REACHES,
        source=BY_WAY[Visit.Entrance(visit.entrance)],
        device=str(visit.device_id or ""),
        at=visit.at,
    )


def _mobile(text: object) -> Mobile | None:
    try:
        return Mobile.parse(str(text)) if text else None
    except NotAMobile:
        return None  # the form's own check has let it through: it stays with the visit, and reaches nobody


def _mailbox(text: object) -> Email | None:
    try:
        return Email.parse(str(text)) if text else None
    except NotAnEmail:
        return None
