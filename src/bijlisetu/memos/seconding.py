"""What waits for a second officer: those who may decide are told once, and no more once it is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from bijlisetu.kinds.files import kinds
from bijlisetu.memos.actions import Posting, post, withdraw
from bijlisetu.staff.called import name_of
from bijlisetu.values import Language

KIND = "second_officer_asked"


def ask(
    *, about: str, what: Mapping[Language, str], page: str, people: Iterable[int], at: datetime, by: str
) -> int:  # fmt: skip
    """
    Tell these officers that something waits for one of them; return how many memos are new.

    :param about: names it for good: proposal:17, run:5
    :param page: of the office, where it is decided: /office/…
    :param by: who asked for it
    """
    who_hi, who_en = name_of(by)
    facts = {
        "what_hi": what[Language.HINDI], "what_en": what[Language.ENGLISH], "who_hi": who_hi, "who_en": who_en,
        "page": page,
    }  # fmt: skip
    postings = [Posting(key=_key(about), person=person, facts=facts) for person in people]
    return post(kind=kinds()[KIND], postings=postings, at=at)


def decided(*, about: str, at: datetime) -> None:
    """Tell nobody of it any more who was not told yet."""
    withdraw(key=_key(about), at=at)


def _key(about: str) -> str:
    return f"{KIND}:{about}"
