"""What is missing of a consumer's KYC, whoever moves the rows it is made from; and the totals of offices."""

from __future__ import annotations

from datetime import timedelta

import pytest

import bijlisetu.contact.actions as contact
import bijlisetu.contact.health.actions as health
from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.kyc import actions, queries, totals
from bijlisetu.contact.kyc.models import Matter
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Claim, Health, Kyc, Life, Suspect, Unsubscribed
from bijlisetu.outbox.models import Attempt
from bijlisetu.plumbing.database.totals import differences, gather
from bijlisetu.values import Language
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

PHONE = "919415078263"
ALL = ("number", "whatsapp", "email", "language", "consent")


def kept(of: Consumer) -> tuple[str, ...]:
    """Bring it up to date, and return what is kept as missing; it is what is missing at this moment."""
    while actions.refresh():
        pass
    missing = tuple(one for one in Kyc.objects.get(pk=of.pk).missing.split(",") if one)
    assert missing == queries.missing_of(of.pk)
    return missing


def prove(of: Consumer, value: str = PHONE) -> None:
    said = Claim(
        consumer=of, value=value, word=ClaimWord.OWN, source=ClaimSource.COUNTER, proof=ClaimProof.OTP, at=NOON
    )
    contact.take(claims=[said], at=NOON, by="clerk")


def asked(of: Consumer, *matters: Matter, language: Language | None = None) -> None:
    actions.note_asked(consumer=of.pk, matters=matters, language=language, at=NOON, by="clerk")


def test_of_somebody_of_whom_nothing_is_known_all_is_missing() -> None:
    assert kept(build.consumer()) == ALL
    assert kept(build.consumer(mobile=PHONE)) == ALL


def test_a_number_is_there_once_it_is_proved_and_missing_again_when_it_is_disowned() -> None:
    someone = build.consumer(mobile=PHONE)
    prove(someone)
    assert "number" not in kept(someone)

    no = Claim(
        consumer=someone, value=PHONE, word=ClaimWord.NOT_OWN, source=ClaimSource.REPLY, proof=ClaimProof.REPLY,
        at=NOON + timedelta(days=1),
    )  # fmt: skip
    contact.take(claims=[no], at=NOON + timedelta(days=1), by="reply")

    assert "number" in kept(someone)


def test_a_proved_mailbox_or_landline_is_no_mobile_number() -> None:
    someone = build.consumer()
    build.address(someone, "ramesh@example.in", channels=["email"], owner="proved", owner_at=NOON)
    build.address(someone, "915444212345", channels=["call"], owner="proved", owner_at=NOON)

    assert kept(someone) == ("number", "whatsapp", "language", "consent")


def test_a_number_that_became_suspect_after_its_proof_is_missing_again() -> None:
    someone = build.consumer(mobile=PHONE)
    prove(someone)
    assert "number" not in kept(someone)

    doubt = Suspect.objects.create(
        value=PHONE, rule="revoked", since=NOON, by="officer", proved_since=NOON + timedelta(days=1)
    )
    assert "number" in kept(someone)

    doubt.delete()
    assert "number" not in kept(someone)


def test_whatsapp_is_known_by_a_message_that_arrived_or_by_its_no_or_by_asking() -> None:
    alive, absent, told = (build.consumer(mobile=f"91941507826{n}") for n in range(3))
    for one in (alive, absent, told):
        assert "whatsapp" in kept(one)

    Life.objects.create(value="919415078260", channel="whatsapp", day=NOON.date())
    Health.objects.create(
        value="919415078261", finding="not_on_whatsapp", shut=["whatsapp"], since=NOON, until=NOON, last_on=NOON.date()
    )
    asked(told, Matter.WHATSAPP)

    for one in (alive, absent, told):
        assert "whatsapp" not in kept(one)


@pytest.mark.parametrize(
    ("state", "reason", "is_known"),
    [
        (Attempt.State.DELIVERED, "", True), (Attempt.State.READ, "", True),
        (Attempt.State.FAILED, "not_on_whatsapp", True), (Attempt.State.FAILED, "number_dead", False),
        (Attempt.State.ACCEPTED, "", False),
    ],
)  # fmt: skip
def test_the_first_receipt_or_no_of_whatsapp_answers_whether_a_number_is_there(
    state: Attempt.State, reason: str, is_known: bool
) -> None:
    someone = build.consumer(mobile=PHONE)
    assert "whatsapp" in kept(someone)
    came = {Attempt.State.DELIVERED: "delivered_at", Attempt.State.READ: "read_at", Attempt.State.FAILED: "failed_at"}
    Attempt.objects.create(
        notice=build.notice(someone), channel="whatsapp", address=PHONE, sender="one", state=state, reason=reason,
        claimed_at=NOON, **({came[state]: NOON} if state in came else {}),
    )  # fmt: skip

    health.gather(at=NOON + timedelta(minutes=15))

    assert ("whatsapp" not in kept(someone)) == is_known


def test_that_there_is_no_mailbox_is_an_answer_too() -> None:
    someone, other = build.consumer(), build.consumer()
    asked(someone, Matter.EMAIL)
    build.address(other, "ramesh@example.in", channels=["email"])

    assert "email" not in kept(someone)
    assert "email" not in kept(other)


def test_the_language_that_somebody_chose_holds_from_then_on() -> None:
    someone = build.consumer()

    asked(someone, language=Language.ENGLISH)

    someone.refresh_from_db()
    assert someone.language == "en"
    assert "language" not in kept(someone)


def test_with_all_of_it_the_kyc_is_complete() -> None:
    someone = build.consumer(mobile=PHONE)
    prove(someone)
    asked(someone, *Matter, language=Language.HINDI)

    assert kept(someone) == ()
    assert Entry.objects.get(deed="contact.asked").detail["matters"] == "consent, email, language, whatsapp"


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        ({"reminder": True, "marketing": True}, set()),
        ({"reminder": False, "marketing": True}, {"reminder"}),
        ({"reminder": True, "marketing": False}, {"marketing"}),
        ({"marketing": False}, {"marketing"}),
        ({"marketing": True, "service": False, "statutory": False}, set()),
    ],
)
def test_each_purpose_is_asked_by_itself_and_is_a_wish_that_holds(wanted: dict[str, bool], refused: set[str]) -> None:
    someone = build.consumer(mobile=PHONE)

    actions.note_asked(consumer=someone.pk, matters=[], wanted=wanted, at=NOON, by="clerk")

    assert set(Unsubscribed.objects.values_list("purpose", "how")) == {(purpose, "asked") for purpose in refused}
    assert "consent" not in kept(someone)


def test_without_an_address_there_is_nothing_to_consent_to() -> None:
    someone = build.consumer()

    actions.note_asked(consumer=someone.pk, matters=[], wanted={"reminder": True}, at=NOON, by="clerk")

    assert "consent" in kept(someone)


def test_what_is_asked_twice_is_kept_once_and_the_older_word_changes_nothing() -> None:
    someone = build.consumer()
    asked(someone, Matter.EMAIL)
    actions.note_asked(consumer=someone.pk, matters=[Matter.EMAIL], at=NOON - timedelta(days=1), by="somebody")

    assert someone.details.get().by == "clerk"


def test_offices_add_up_and_the_totals_are_what_a_recount_gives() -> None:
    company = build.office("company")
    near, far = (build.office(parent=company, name=name) for name in ("NEAR", "FAR"))
    on = build.feeder(section=near)
    first, second = build.consumer(mobile=PHONE, on=on), build.consumer(on=on)
    third = build.consumer(on=build.feeder(section=far))
    asked(third, *Matter, language=Language.HINDI)
    prove(third, "919415078269")
    kept(first)

    told = queries.of_office(company.pk)
    assert (told.people, told.complete) == (3, 1)
    assert told.missing == {"number": 2, "whatsapp": 2, "email": 2, "language": 2, "consent": 2}
    assert [(one.name, one.kyc.people, one.kyc.complete) for one in queries.below(company.pk)] == [
        ("NEAR", 2, 0), ("FAR", 1, 1)
    ]  # fmt: skip
    assert [one.consumer for one in queries.lacking(office=near.pk, matter="number").rows] == [first.pk, second.pk]
    assert queries.lacking(office=far.pk, matter="number").rows == ()
    assert differences(totals.KYC) == []


def test_who_moves_to_another_feeder_or_leaves_takes_the_count_along() -> None:
    near, far = build.office(), build.office()
    someone, other = (build.consumer(on=build.feeder(section=near)) for _ in range(2))
    kept(someone)
    gather(totals.KYC, at=NOON)

    Consumer.objects.filter(pk=someone.pk).update(feeder=build.feeder(section=far))
    kept(someone)
    Kyc.objects.filter(pk=other.pk).delete()

    assert (queries.of_office(near.pk).people, queries.of_office(far.pk).people) == (0, 1)
    assert differences(totals.KYC) == []


def test_an_update_that_says_nothing_new_is_no_change() -> None:
    someone = build.consumer(mobile=PHONE)
    kept(someone)

    Address.objects.filter(consumer=someone).update(value=PHONE)

    assert actions.refresh() == 0
