"""Signed links: nobody else makes one, and none lasts for ever."""

from __future__ import annotations

from datetime import date

import pytest

from bijlisetu.plumbing import links

TODAY = date(2026, 11, 22)


def sign(record: int = 7, last_day: date = TODAY) -> str:
    return links.sign(record, purpose="bill", last_day=last_day, secret="s")


def read(token: str, *, purpose: str = "bill", today: date = TODAY, secret: str = "s") -> int:
    return links.read(token, purpose=purpose, today=today, secret=secret)


@pytest.mark.parametrize("record", [1, 2**40, 2**63])
def test_a_link_gives_its_record_until_its_last_day(record: int) -> None:
    assert read(sign(record)) == record


def test_a_link_is_short_enough_for_an_sms() -> None:
    assert len(sign(2**63)) == 27


def test_a_link_past_its_day_says_so() -> None:
    with pytest.raises(links.LinkExpired):
        read(sign(), today=date(2026, 11, 23))


@pytest.mark.parametrize("token", ["", "x", "????", "a" * 27, "é" * 27])
def test_what_we_did_not_make_is_refused(token: str) -> None:
    with pytest.raises(links.LinkNotValid):
        read(token)


def test_a_changed_link_is_refused() -> None:
    token = sign()

    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(links.LinkNotValid):
            read(changed)


def test_a_link_serves_one_purpose_and_one_secret() -> None:
    with pytest.raises(links.LinkNotValid):
        read(sign(), purpose="carrier")
    with pytest.raises(links.LinkNotValid):
        read(sign(), secret="other")
