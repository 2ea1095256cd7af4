"""
What is told at a door about a consumer's number: it becomes claims, and the claims decide.

Two visits to one door that bring different numbers are both kept; which number holds, its proof and its time decide,
as for every claim. What a door left open so often that nobody goes there again goes back to the office.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

import bijlisetu.contact.actions as contact
from bijlisetu.contact.lists import ClaimRole, ClaimSource, ClaimWord
from bijlisetu.contact.models import Claim
from bijlisetu.drives.honesty.conflicts import note_conflicts
from bijlisetu.drives.honesty.drawing import draw
from bijlisetu.drives.wearing import give_back
from bijlisetu.fieldwork.models import Visit
from bijlisetu.reach.queries.at_doors import FORM
from bijlisetu.values import Email, Mobile, NotAMobile, NotAnEmail

BY_WAY = {
    Visit.Entrance.APP: ClaimSource.VISIT,
    Visit.Entrance.PAPER: ClaimSource.PAPER,
    Visit.Entrance.DESK: ClaimSource.COUNTER,
    Visit.Entrance.CALL: ClaimSource.CALL_BACK,
}
WHOSE = {"own": ClaimRole.OWN, "family": ClaimRole.FAMILY}


@transaction.atomic
def hear(visits: Sequence[Visit], at: datetime) -> None:
    """Take what was told at these doors, each visit once: the entrance hands over those it has just taken."""
    told = [visit for visit in visits if visit.form == FORM]
    by_whom: dict[str, list[Claim]] = defaultdict(list)
    for visit in told:
        by_whom[visit.by].extend(_claims(visit))
    for whom in sorted(by_whom):
        if by_whom[whom]:
            contact.take(claims=by_whom[whom], at=at, by=whom)
    in_rounds = [visit for visit in told if visit.round_id is not None]
    note_conflicts(in_rounds)
    draw(visits=in_rounds, at=at)
    give_back(visits=in_rounds, at=at)


def _claims(visit: Visit) -> Iterator[Claim]:
    answers = visit.answers
    role = WHOSE.get(answers.get("whose", ""), ClaimRole.UNKNOWN)
    if number := _mobile(answers.get("number")):
        yield _claim(visit, number.e164, role)
    if (other := _mobile(answers.get("whatsapp_number"))) and other != number:
        yield _claim(visit, other.e164, role)
    if mailbox := _mailbox(answers.get("email")):
        yield _claim(visit, mailbox.mailbox, role)


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
