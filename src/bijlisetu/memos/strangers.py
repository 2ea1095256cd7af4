"""Answer a number that wrote to us and is on no account of ours: each thing once, and few a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bijlisetu.kinds.kind import STAFF, Kind
from bijlisetu.memos.actions import check_facts
from bijlisetu.memos.models import Memo
from bijlisetu.values import ChannelKind, Language

#: Two machines that answer each other would never end, and a number that is answered for ever gets ours banned.
MOST_A_DAY = 10
A_DAY = timedelta(days=1)
MOBILE = re.compile(r"91[6-9]\d{9}", re.ASCII)


class ForStaff(ValueError):
    """A room answers a stranger in words for people at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What is answered, and to which number on the channel by which it wrote; the key makes it once-only."""

    key: str
    to: str
    channel: ChannelKind
    facts: Mapping[str, str]
    until: datetime  #: nothing leaves later
    language: Language = Language.HINDI


def answer(*, kind: Kind, answering: Answering, at: datetime) -> bool:
    """
    Have the number answered, in the caller's own transaction; return whether it will be: not again, not too often.

    :raises ForStaff: if the kind's purpose is that of memos to people at work
    :raises FactMisfit: if a fact is missing or has another form than its type
    """
    if kind.purpose == STAFF:
        raise ForStaff(f"{kind.name} is said to people at work")
    check_facts(kind, answering.facts)
    if not MOBILE.fullmatch(answering.to):  # a header, or a number abroad: machines write from there
        return False
    told = Memo.objects.filter(to=answering.to, posted_at__gt=at - A_DAY).count()
    if answering.until <= at or told >= MOST_A_DAY or answering.channel not in [step.channel for step in kind.ladder]:
        return False
    _, is_new = Memo.objects.get_or_create(
        key=answering.key, person=None, to=answering.to, channel=answering.channel,
        defaults={
            "kind": kind.name, "language": answering.language, "facts": dict(answering.facts), "posted_at": at,
            "due_at": at, "expires_at": answering.until,
        },
    )  # fmt: skip
    return is_new
