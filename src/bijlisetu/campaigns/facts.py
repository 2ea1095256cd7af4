"""What a campaign says: what is the utility's own, and what its officer chose from the lists of the kind's file."""

from __future__ import annotations

from collections.abc import Mapping

from bijlisetu.kinds.kind import OURS, UTILITY, Kind
from bijlisetu.network.companies import company_over
from bijlisetu.network.utilities import Company
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.tracking.genuine.reading import sender_in
from bijlisetu.values import Language

OUR_NUMBERS = "SELECT shown FROM outbox_sender WHERE shown <> '' ORDER BY name"


class NotAMessageForMany(Refusal):
    """No kind of this name is meant to be told to many by an officer."""


class NotAChoice(Refusal):
    """Something is not chosen, or is none of what the kind's file offers."""


def facts_of(kind: Kind, *, office: int, number: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """
    Return all that the kind says to the office's people.

    :raises NotAMessageForMany: if the kind is not meant for it
    :raises NotAChoice: if a fact is not chosen from what is offered
    """
    if kind.campaign is None:
        raise NotAMessageForMany(f"{kind.name} is not said to many by an officer: its file has no [campaign]")
    company = company_over(office)
    known = {
        f"{UTILITY}_{Language.HINDI}": company.short_hi, f"{UTILITY}_{Language.ENGLISH}": company.short_en,
        OURS: ours_of(company), kind.occasion: number,
    }  # fmt: skip
    facts = {name: known[name] for name in kind.posted if name in known}
    for name, offered in kind.campaign.choices.items():
        words = offered.get(chosen.get(name, ""))
        if words is None:
            raise NotAChoice(f"{name} is one of {', '.join(offered)}")
        facts |= {f"{name}_{each}": words[each] for each in Language}
    return facts


def ours_of(company: Company) -> str:
    """Return the headers and numbers from which the company speaks, as people see them: UPPCLT, 1912, 6000000001."""
    shown = (sender_in(number) or number for (number,) in rows(OUR_NUMBERS))
    return ", ".join(dict.fromkeys(filter(None, (company.header, company.helpline, *shown))))
