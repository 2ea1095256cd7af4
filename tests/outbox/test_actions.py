from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.fill import fill
from bijlisetu.outbox import actions as outbox
from bijlisetu.outbox.actions import Posting, UnknownConsumers
from bijlisetu.outbox.models import Attempt, Notice, Turn
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.values import ChannelKind, Language
from tests import build
from tests.build import NOON

PLANNED = kinds()["outage_planned"]
FACTS = {
    "account_end": "1234", "utility_hi": "परीक्षण विद्युत", "utility_en": "Test Power", "area_hi": "सेक्टर 62",
    "area_en": "Sector 62", "reason_hi": "मरम्मत", "reason_en": "repair", "from": "2026-11-26T04:30:00+00:00",
    "until": "2026-11-26T08:00:00+00:00", "outage": "7",
}  # fmt: skip


@pytest.mark.django_db
def test_a_notice_is_good_until_its_posting_ends() -> None:
    light_is_back = NOON + timedelta(hours=2)
    outbox.post(kind=PLANNED, postings=[_posting(expires_at=light_is_back)], at=NOON)

    assert Notice.objects.get().expires_at == light_is_back


@pytest.mark.django_db
def test_a_notice_whose_posting_names_no_end_is_good_as_long_as_its_kind() -> None:
    outbox.post(kind=PLANNED, postings=[_posting()], at=NOON)

    assert Notice.objects.get().expires_at == NOON + PLANNED.valid_for


@pytest.mark.django_db
def test_of_posting_partly_known_only_the_new_is_put_in() -> None:
    first, second = _posting(), _posting()
    assert outbox.post(kind=PLANNED, postings=[first], at=NOON) == 1

    assert outbox.post(kind=PLANNED, postings=[first, second, second], at=NOON) == 1

    assert set(Notice.objects.values_list("key", flat=True)) == {first.key, second.key}
    assert Turn.objects.count() == 2


@pytest.mark.django_db
def test_posting_for_a_consumer_we_do_not_have_is_refused_whole() -> None:
    known = _posting()

    with pytest.raises(UnknownConsumers, match="1 of the notices"):
        outbox.post(kind=PLANNED, postings=[known, known._replace(key="outage:1:0", consumer=0)], at=NOON)

    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_several_kinds_are_put_in_with_as_few_questions_as_one() -> None:
    other = kinds()["outage_breakdown"]
    asked = []
    for said in ([(PLANNED, [_posting()])], [(PLANNED, [_posting()]), (other, [_breakdown()]), (PLANNED, [])]):
        with CaptureQueriesContext(connection) as asking:
            assert outbox.post_each(said=said, at=NOON) == sum(len(some) for _, some in said)
        asked.append(len(asking))

    assert asked[0] == asked[1]
    told = Notice.objects.get(kind="outage_breakdown")
    assert told.expires_at == NOON + other.valid_for
    assert Turn.objects.get(notice=told).lane == int(other.lane)
    assert outbox.post_each(said=[(PLANNED, []), (other, [])], at=NOON) == 0


@pytest.mark.parametrize("channel", [ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL])
def test_an_outage_is_told_by_indias_clock(channel: ChannelKind) -> None:
    letter = fill(
        PLANNED, channel, language=Language.ENGLISH, facts=FACTS, attempt=1, link="", document_link="", public_url=""
    )

    assert "26-11-2026 10:00" in str(letter)
    assert "26-11-2026 13:30" in str(letter)


def test_a_mail_without_a_page_to_open_has_no_button() -> None:
    letter = fill(
        PLANNED, ChannelKind.EMAIL, language=Language.HINDI, facts=FACTS, attempt=1, link="https://bill.example.in",
        document_link="", public_url="",
    )  # fmt: skip

    assert "<a" not in str(letter)


def _posting(**more: object) -> Posting:
    consumer = build.consumer()
    return Posting(key=f"outage:1:{consumer.account}", consumer=consumer.pk, facts=FACTS, **more)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [("amount", "NaN"), ("amount", "1,253.00"), ("due", "20-12-2026"), ("due", "2026-02-30"), ("month", "2026-13"),
     ("due", ""), ("account_end", "12\0" + "4"), ("amount", 12)],
)  # fmt: skip
def test_a_fact_of_another_form_than_its_type_is_not_taken(name: str, value: object) -> None:
    someone = build.consumer()
    posting = Posting("bill:1", someone.pk, facts={**build.facts(someone), name: value})  # type: ignore[dict-item]

    with pytest.raises(outbox.FactMisfit, match=f"says {name} as"):
        outbox.post(kind=kinds()["bill_issued"], postings=[posting], at=NOON)

    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_holds_tries_holds_their_open_notices_and_hears_of_those_settled() -> None:
    still_open, settled = (build.notice(build.consumer()) for _ in range(2))
    Notice.objects.filter(pk=settled.pk).update(state=Notice.State.REACHED)
    tries = [
        Attempt.objects.create(
            pk=one.pk, month=one.pk // A_MONTH, notice=one, channel="sms", address="916000000001", state=State.CLAIMED,
            engine="e", claimed_at=NOON,
        ).pk
        for one in (still_open, settled)
    ]  # fmt: skip
    another = connection.copy()
    with transaction.atomic():
        heard = outbox.hold(attempts=tries)
        with another.cursor() as cursor:
            cursor.execute("SELECT id FROM outbox_notice FOR NO KEY UPDATE SKIP LOCKED")
            free = cursor.fetchall()
    another.close()

    assert (heard, free) == ([settled.pk], [])


def _breakdown() -> Posting:
    someone = build.consumer()
    facts = build.facts(someone, "outage_breakdown")
    return Posting(key=f"outage_breakdown:2026-11:{someone.account}", consumer=someone.pk, facts=facts)
