"""Prove that a kind which an officer may say to many is fit for it: nobody writes anything, everybody can ask of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from bijlisetu.kinds.kind import MEANING, OURS, UTILITY, FactType, Kind, Lane
from bijlisetu.values import Language

CODE = "{genuine}"


def campaign_faults(kind: Kind) -> Iterator[str]:
    """Return what forbids that the kind is said to many; nothing for a kind that is not meant for it."""
    if kind.campaign is None:
        return
    if kind.lane is not Lane.BULK:
        yield "campaign: what is told to many waits behind all else, in the lane bulk"
    if kind.quiet is None:
        yield "campaign: nobody is woken for it, so quiet_hours are needed"
    if kind.names_account:
        yield "campaign: one message speaks to all accounts of a number, so it names none of them"
    if not kind.ledger or kind.facts[kind.occasion].type is not FactType.TEXT:
        yield "campaign: it counts in a ledger whose occasion is the campaign's number, a text"
    if not _has_code_everywhere(kind):
        yield "campaign: each of its texts, the short one too, carries the message's code, {genuine}"
    yield from _facts(kind, kind.campaign.choices)


def _has_code_everywhere(kind: Kind) -> bool:
    texts = [text.text for text in chain(kind.sms.values(), kind.short_sms.values())]
    texts += [text.text for text in kind.email.values()]
    templates = all("genuine" in text.parameters for text in kind.whatsapp.values())
    return templates and all(CODE in text for text in texts)


def _facts(kind: Kind, choices: Mapping[str, Mapping[str, Mapping[Language, str]]]) -> Iterator[str]:
    ours = {UTILITY, OURS, kind.occasion}
    for name in sorted(kind.facts.keys() - ours - choices.keys()):
        yield f"campaign: an officer writes nothing, so {name} needs a list to choose from: [campaign.choices.{name}]"
    for name in sorted(choices.keys() - (kind.facts.keys() - ours)):
        yield f"campaign.choices.{name}: this is no fact that can be chosen"
    for name in sorted(choices.keys() & (kind.facts.keys() - ours)):
        yield from _offered(kind, name, choices[name])


def _offered(kind: Kind, name: str, offered: Mapping[str, Mapping[Language, str]]) -> Iterator[str]:
    fact = kind.facts[name]
    if fact.type is not FactType.WORDS:
        yield f"campaign.choices.{name}: words can be chosen, not {fact.type}"
    if not offered:
        yield f"campaign.choices.{name}: there is nothing to choose from"
    for key, words in offered.items():
        if not re.fullmatch(MEANING, key):
            yield f"campaign.choices.{name}.{key}: the name may hold small letters, digits and _ only"
        if any(not words.get(each) or len(words[each]) > len(fact.longest[each]) for each in Language):
            yield f"campaign.choices.{name}.{key}: it is empty, or longer than the fact's longest"
