"""A number on no account is answered once for each thing, few times a day, and only by the way by which it wrote."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.kinds.files import kinds
from bijlisetu.memos import actions, strangers
from bijlisetu.memos.actions import FactMisfit
from bijlisetu.memos.models import Memo
from bijlisetu.memos.strangers import MOST_A_DAY, Answering, ForStaff
from bijlisetu.values import ChannelKind
from tests.build import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FACTS = {"utility_hi": "परीक्षण विद्युत", "utility_en": "Test Power", "number": "2026-000001-7"}


def answer(key: str = "one", *, kind: str = "complaint_noted", at=NOON, facts=FACTS, **more) -> bool:  # type: ignore[no-untyped-def]
    told = {"to": "916000000777", "channel": ChannelKind.SMS, "until": NOON + 2 * HOUR, **more}
    return strangers.answer(kind=kinds()[kind], answering=Answering(key=key, facts=facts, **told), at=at)


def test_it_is_answered_once_at_the_number_from_which_it_came() -> None:
    assert [answer(), answer()] == [True, False]

    (claimed,) = actions.claim(channels=list(ChannelKind), stopped=[], limit=9, at=NOON)

    assert (claimed.address, claimed.channel, claimed.facts["number"]) == ("916000000777", "sms", "2026-000001-7")


def test_two_machines_that_answer_each_other_come_to_an_end_and_a_day_later_go_on() -> None:
    told = [answer(f"{place}") for place in range(MOST_A_DAY + 5)]

    assert told == [True] * MOST_A_DAY + [False] * 5
    assert answer("other", to="916000000778")
    assert answer("next day", at=NOON + 25 * HOUR, until=NOON + 26 * HOUR)


def test_nothing_leaves_after_its_time_nor_by_a_way_that_the_kind_has_not() -> None:
    assert not answer(at=NOON + 2 * HOUR)
    assert not answer(channel=ChannelKind.EMAIL)
    assert not Memo.objects.exists()


@pytest.mark.parametrize("to", ["VM-SOMEBK", "919", "447700900123", "foreign", ""])
def test_headers_and_numbers_abroad_are_not_answered(to: str) -> None:
    assert not answer(to=to)


def test_words_for_people_at_work_and_words_that_lack_a_fact_are_refused() -> None:
    with pytest.raises(ForStaff):
        answer(kind="evening_report")
    with pytest.raises(FactMisfit):
        answer(facts={"number": "1"})
