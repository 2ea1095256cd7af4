"""A number proves in whose hand its phone is: asked, answered, told; and what cannot be guessed or flooded."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

import bijlisetu.contact.proof.actions as proof
from bijlisetu.audit.models import Entry
from bijlisetu.contact.lists import ClaimRole, ClaimSource
from bijlisetu.contact.models import Address, Allowance, Claim, Health
from bijlisetu.contact.proof.actions import Answered, Asked, Outcome, TooOften
from bijlisetu.contact.proof.rules import LIFE, PAUSE, TRIES
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.letters import Pen
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.fill import HIDDEN
from bijlisetu.kinds.said import said
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.codes import code_of
from bijlisetu.staff.models import Card
from bijlisetu.values import ChannelKind, Email, Language, Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

PHONE = "916000000001"
SECRET = settings.SECRET_KEY
SOON = NOON + timedelta(minutes=1)
DAY = timedelta(days=1)


def ask(
    consumer: int | None, *, number: str = PHONE, entrance: str = "counter", by: str = "clerk", **more: object
) -> Asked:
    address = Email.parse(number) if "@" in number else Mobile(number[2:])
    more = {"at": NOON, **more}
    return proof.ask(consumer=consumer, address=address, entrance=ClaimSource(entrance), by=by, **more)  # type: ignore[arg-type]


def answer(asked: Asked, code: str = "", *, at: object = SOON, **more: str) -> Answered:
    right = code_of(asked.challenge.hex, secret=SECRET)
    return proof.answer(challenge=asked.challenge, code=code or right, at=at, secret=SECRET, **more)  # type: ignore[arg-type]


def wrong(asked: Asked) -> str:
    return f"{(int(code_of(asked.challenge.hex, secret=SECRET)) + 1) % 1_000_000:06}"


def letters_at(at: object = NOON) -> list[str]:
    """Return the texts that an engine would carry by SMS now."""
    rungs = ladder(kinds().values(), channels=frozenset({ChannelKind.SMS}), factor=1)
    pen = Pen(kinds=kinds(), public_url="https://example.in", secret=SECRET)
    claimed = delivery.claim(rooms=build.rooms(), engine="test", ladder=rungs, at=at)  # type: ignore[arg-type]
    return [f"{one.address} {pen.write(one, at=at).content.text}" for one in claimed]  # type: ignore[arg-type, union-attr]


def test_a_code_goes_by_sms_to_a_number_that_nobody_knew() -> None:
    asked = ask(build.consumer().pk)

    (text,) = letters_at()

    assert text.startswith(PHONE)
    assert code_of(asked.challenge.hex, secret=SECRET) in text
    assert asked.is_sent
    assert not Address.objects.exists()


def test_no_table_has_the_code_and_no_page_shows_it() -> None:
    asked = ask(build.consumer().pk)
    code = code_of(asked.challenge.hex, secret=SECRET)

    with connection.cursor() as cursor:
        cursor.execute("SELECT facts::text FROM outbox_notice UNION ALL SELECT c::text FROM contact_challenge c")
        kept = [text for (text,) in cursor.fetchall()]

    assert len(kept) == 2
    assert not any(code in text for text in kept)
    for language in Language:
        told = said(kinds()["number_code"], ChannelKind.SMS, Notice.objects.get().facts, language)
        assert HIDDEN in told[0]


def test_a_code_goes_though_the_number_was_taken_for_dead() -> None:
    someone = build.consumer(mobile=PHONE)
    Health.objects.create(
        value=PHONE, finding="dead", shut=["sms", "whatsapp"], since=NOON, until=NOON + DAY, last_on=NOON.date()
    )
    ask(someone.pk)

    assert len(letters_at()) == 1


def test_the_right_code_proves_the_number_for_the_consumer() -> None:
    someone = build.consumer()

    assert answer(ask(someone.pk, device="d1", role=ClaimRole.FAMILY)) == Answered(Outcome.PROVED)

    claim = Claim.objects.get()
    assert (claim.word, claim.source, claim.proof, claim.by, claim.device) == ("own", "counter", "otp", "clerk", "d1")
    assert (claim.role, claim.at) == ("family", SOON)
    address = Address.objects.get()
    assert (address.owner, address.proof, address.source) == ("proved", "otp", "counter")
    assert Entry.objects.filter(deed="contact.repaired", record=f"consumer:{someone.pk}").exists()


def test_what_was_missed_follows_at_once() -> None:
    someone = build.consumer()
    notice = build.notice(someone)
    Notice.objects.filter(pk=notice.pk).update(state="exhausted")

    assert answer(ask(someone.pk)).reopened == 1
    assert Notice.objects.get(pk=notice.pk).state == "open"


def test_the_number_is_told_for_which_account_and_by_whom() -> None:
    worker = User.objects.create(username="je.rampur")
    Card.objects.create(person=worker, name_hi="रमेश <b> कुमार", name_en="Ramesh Kumar")
    someone = build.consumer(account="9900004321", on=build.feeder_of_a_company())

    answer(ask(someone.pk, by="je.rampur"))

    told = Notice.objects.get(kind="number_proved")
    assert (told.to, told.consumer_id) == (PHONE, someone.pk)
    assert (told.facts["account_end"], told.facts["worker_hi"]) == ("4321", "रमेश b कुमार")
    assert told.facts["worker_en"] == "Ramesh Kumar"


def test_a_right_code_said_again_is_proved_again_and_tells_nobody_twice() -> None:
    asked = ask(build.consumer().pk)

    assert [answer(asked).outcome for _ in range(3)] == [Outcome.PROVED] * 3
    assert (Claim.objects.count(), Notice.objects.filter(kind="number_proved").count()) == (1, 1)


def test_a_wrong_code_costs_a_try_and_the_fifth_is_the_last() -> None:
    asked = ask(build.consumer().pk)

    outcomes = [answer(asked, wrong(asked)) for _ in range(TRIES)]

    assert [(one.outcome, one.left) for one in outcomes] == [
        *((Outcome.WRONG, left) for left in range(TRIES - 1, 0, -1)), (Outcome.OVER, 0)
    ]  # fmt: skip
    assert answer(asked).outcome is Outcome.OVER
    assert not Claim.objects.exists()


def test_a_code_asked_for_again_goes_again_with_the_tries_that_are_left() -> None:
    someone = build.consumer().pk
    asked = ask(someone)
    answer(asked, wrong(asked))

    again = ask(someone, at=NOON + PAUSE)

    assert (again.challenge, again.is_sent, again.until) == (asked.challenge, True, NOON + PAUSE + LIFE)
    assert answer(again, wrong(asked)).left == TRIES - 2
    assert Notice.objects.count() == 2


def test_a_second_press_sends_no_second_code() -> None:
    someone = build.consumer().pk
    ask(someone)

    assert not ask(someone, at=NOON + PAUSE / 2).is_sent
    assert Notice.objects.count() == 1


def test_a_code_is_good_for_ten_minutes() -> None:
    asked = ask(build.consumer().pk)

    assert answer(asked, at=NOON + LIFE).outcome is Outcome.OVER


def test_after_its_time_a_new_code_is_another_one() -> None:
    someone = build.consumer().pk
    first = ask(someone)

    second = ask(someone, at=NOON + LIFE)

    assert second.challenge != first.challenge
    assert answer(first, at=NOON + LIFE + PAUSE).outcome is Outcome.OVER
    assert answer(second, at=NOON + LIFE + PAUSE).outcome is Outcome.PROVED


def test_what_was_never_asked_is_nothing() -> None:
    assert proof.answer(challenge=uuid.uuid4(), code="000000", at=NOON, secret=SECRET) == Answered(Outcome.NONE)


def test_the_code_of_one_consumer_is_none_of_anothers() -> None:
    one, other = ask(build.consumer().pk), ask(build.consumer().pk)

    assert answer(other, code_of(one.challenge.hex, secret=SECRET)).outcome is Outcome.WRONG


@pytest.mark.parametrize("said", ["", "12345", "1234567", "१२३४५६", "abcdef", "0x1234", " 12345", "\0\0\0\0\0\0", "ẞ"])
def test_whatever_is_said_is_an_answer(said: str) -> None:
    asked = ask(build.consumer().pk)

    assert proof.answer(challenge=asked.challenge, code=said, at=SOON, secret=SECRET).outcome is Outcome.WRONG


def asks_until_refused(most: int, *, is_for_nobody: bool = False, **more: object) -> tuple[int, str]:
    """Return how many codes went out before one was refused, and for what."""
    for count in range(most):
        fresh = {"number": f"91600000{count + 1000:04}", "consumer": None, **more}
        who = fresh.pop("consumer") or (None if is_for_nobody else build.consumer().pk)
        try:
            ask(who, at=NOON + count * PAUSE, **fresh)  # type: ignore[arg-type]
        except TooOften as refused:
            return count, refused.what
    return most, ""


def test_one_number_is_not_flooded_whoever_asks() -> None:
    assert asks_until_refused(20, number=PHONE) == (5, "number")


def test_nobody_tries_number_after_number_for_one_consumer() -> None:
    assert asks_until_refused(20, consumer=build.consumer().pk) == (6, "consumer")


def test_from_one_place_on_the_open_web_few_codes_are_asked() -> None:
    assert asks_until_refused(20, entrance="home", by="home", place="192.0.2.1") == (12, "place")


def test_a_worker_in_a_camp_is_not_stopped_where_a_stranger_is() -> None:
    assert asks_until_refused(20, entrance="camp", place="192.0.2.1") == (20, "")


def test_the_rupees_of_a_day_are_a_ceiling() -> None:
    assert asks_until_refused(20, rupees_a_day=Decimal("1.20")) == (3, "paise")
    assert ask(build.consumer().pk, number="916000009999", at=NOON + DAY, rupees_a_day=Decimal("1.20")).is_sent


def test_what_is_refused_uses_nothing_up() -> None:
    someone = build.consumer().pk
    asks_until_refused(20, number=PHONE)
    before = Allowance.objects.filter(subject__startswith="paise").get().used

    with pytest.raises(TooOften):
        ask(someone, at=NOON + timedelta(minutes=20))

    assert Allowance.objects.filter(subject__startswith="paise").get().used == before
    assert not Allowance.objects.filter(subject__startswith=f"consumer:{someone}/").exists()


def test_the_database_keeps_the_allowance() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Allowance.objects.create(subject="paise", since=NOON, used=2, most=1)


def test_guesses_on_one_number_end_though_new_codes_are_asked_for() -> None:
    guesses = 0
    for hour in range(3):
        asked = ask(build.consumer().pk, entrance="home", by="home", at=NOON + hour * PAUSE)
        for _ in range(TRIES):
            guesses += answer(asked, wrong(asked)).outcome is Outcome.WRONG
    asked = ask(build.consumer().pk, at=NOON + 5 * PAUSE)

    assert guesses == 3 * (TRIES - 1)
    assert answer(asked, wrong(asked), at=NOON + 5 * PAUSE).outcome is Outcome.OVER


def test_an_account_that_is_not_there_looks_the_same_and_nothing_goes_out() -> None:
    asked = ask(None, entrance="home", by="home", whom="9900000000", place="192.0.2.1")

    assert (asked.until, asked.is_sent) == (NOON + LIFE, True)
    assert not Notice.objects.exists()
    assert answer(asked).outcome is Outcome.WRONG
    assert [answer(asked, wrong(asked)).outcome for _ in range(TRIES - 1)][-1] is Outcome.OVER


def test_limits_tell_nothing_of_which_accounts_there_are() -> None:
    web = {"entrance": "home", "by": "home", "whom": "9900000001"}
    someone = build.consumer().pk

    known = asks_until_refused(20, consumer=someone, place="192.0.2.1", **{**web, "whom": "9900000000"})
    unknown = asks_until_refused(20, is_for_nobody=True, place="192.0.2.2", **web)

    assert known == unknown == (6, "consumer")


def test_a_missed_call_proves_what_was_asked_of_its_number() -> None:
    someone = build.consumer()
    ask(someone.pk)

    assert proof.missed_call(number=Mobile(PHONE[2:]), at=SOON) == 1
    assert Address.objects.values_list("consumer", "owner", "proof").get() == (someone.pk, "proved", "missed_call")
    assert proof.missed_call(number=Mobile(PHONE[2:]), at=SOON) == 0


@pytest.mark.parametrize("more", [{"entrance": "home", "by": "home"}, {"at": NOON - LIFE}])
def test_a_missed_call_proves_nothing_of_the_open_web_or_of_long_ago(more: dict[str, object]) -> None:
    ask(build.consumer().pk, **more)  # type: ignore[arg-type]

    assert proof.missed_call(number=Mobile(PHONE[2:]), at=SOON) == 0
    assert not Claim.objects.exists()


def test_a_mailbox_is_asked_by_a_link_and_told_nothing_of_the_account() -> None:
    someone = build.consumer(account="9900004321")

    ask(someone.pk, number="ramesh@example.in")

    told = Notice.objects.get()
    assert (told.kind, told.to) == ("mailbox_asked", "ramesh@example.in")
    assert "4321" not in str(told.facts)


def at_home(whom: str, *, number: str, consumer: int | None = None, place: str, **more: object) -> Asked:
    return ask(consumer, number=number, entrance="home", by="home", whom=whom, place=place, **more)


def test_an_account_typed_at_home_shuts_no_counter_out() -> None:
    someone = build.consumer().pk
    for place in range(6):
        at_home(str(someone), number=f"9160000000{place:02}", place=f"place {place}")

    assert ask(someone).is_sent


def test_a_number_typed_at_home_for_nobody_shuts_no_counter_out() -> None:
    for place in range(5):
        at_home(f"none {place}", number=PHONE, place=f"place {place}")

    assert ask(build.consumer().pk).is_sent


def test_what_is_asked_of_nobody_costs_nothing() -> None:
    for place in range(10):
        at_home(f"none {place}", number=f"9160000000{place:02}", place=f"place {place}", rupees_a_day=Decimal("0.80"))

    assert ask(build.consumer().pk, rupees_a_day=Decimal("0.80")).is_sent
    assert Allowance.objects.get(subject="paise").used == 40


def test_the_open_web_spends_half_of_a_days_money_and_hears_alike_of_accounts_that_are_not_there() -> None:
    money = Decimal("1.60")
    for place in range(2):
        someone = build.consumer()
        at_home(
            someone.account, consumer=someone.pk, number=f"9160000000{place:02}", place=str(place), rupees_a_day=money
        )

    for consumer in (build.consumer().pk, None):
        with pytest.raises(TooOften):
            at_home("more", consumer=consumer, number="916000000077", place="other", rupees_a_day=money)
    assert ask(build.consumer().pk, rupees_a_day=money).is_sent
