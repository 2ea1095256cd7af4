"""What was said of a consumer's numbers and mailboxes, one claim after the other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bijlisetu.contact.changes.models import Change
from bijlisetu.contact.imports.models import Import
from bijlisetu.contact.lists import ClaimWord
from bijlisetu.contact.models import Claim


@dataclass(frozen=True, slots=True)
class Said:
    """One claim as it was made."""

    value: str
    word: str
    role: str
    source: str
    proof: str
    by: str
    at: datetime
    is_taken_back: bool  #: somebody said later that it was a mistake


def claims_of(consumer: int, *, most: int = 200) -> list[Said]:
    """Return what was said of the consumer's addresses, the latest first."""
    found = list(Claim.objects.filter(consumer=consumer).order_by("-at", "-pk")[:most])
    mistaken = {(one.value, one.at, one.source) for one in found if one.word == ClaimWord.TAKEN_BACK}
    changes = Change.objects.filter(consumer=consumer).values_list("made_at", "undone_at")
    undone = {made: back for made, back in changes if made and back}
    files = Import.objects.filter(taken_at__in={moment for _, moment, _ in mistaken}).exclude(undone_at=None)
    undone |= {taken: back for taken, back in files.values_list("taken_at", "undone_at") if taken and back}
    said = [_said(one, mistaken, undone) for one in found]
    return sorted(said, key=lambda one: one.at, reverse=True)


def put_back(moments: Collection[datetime]) -> set[tuple[datetime, str]]:
    """Return which of the moments are those when a file was taken back, with the name of the file."""
    found = Import.objects.filter(undone_at__in=moments).values_list("undone_at", "file")
    return {(at, file) for at, file in found if at}


def _said(claim: Claim, mistaken: set[tuple[str, datetime, str]], undone: Mapping[datetime, datetime]) -> Said:
    """Return the claim; one that takes another back bears that one's moment, and was said when that was undone."""
    takes_back = claim.word == ClaimWord.TAKEN_BACK
    return Said(
        claim.value, claim.word, claim.role, claim.source, claim.proof, claim.by,
        undone.get(claim.at, claim.at) if takes_back else claim.at,
        is_taken_back=not takes_back and (claim.value, claim.at, claim.source) in mistaken,
    )  # fmt: skip
