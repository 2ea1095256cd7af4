"""What no rule can read goes before a clerk: put there, decided as if the person had said it, and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bijlisetu.audit.models import Entry
from bijlisetu.contact.models import Address, Claim
from bijlisetu.contact.queries import astray
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.reach import actions as reach
from bijlisetu.reach.models import Standing
from bijlisetu.tracking.models import Reply, Unclear
from bijlisetu.tracking.replies import clerks
from bijlisetu.tracking.replies.clerks import DecidedAlready, NotAnAnswer
from tests import build
from tests.build import NOON
from tests.carried import LATER, PHONE, fold, say, send

pytestmark = pytest.mark.django_db
DECIDED = LATER + timedelta(minutes=10)
ABROAD = "916000000777"


def asked(**more: Any) -> Attempt:
    """Send a bill to the phone."""
    build.notice(build.consumer(mobile=PHONE, **more))
    return Attempt.objects.get(pk=send().attempt)


def owner() -> tuple[str, str]:
    address = Address.objects.get(value=PHONE)
    return address.owner, address.proof


def decide(decision: str, *, by: str = "asha") -> None:
    clerks.decide(unclear=Unclear.objects.get().pk, decision=decision, by=by, at=DECIDED)


def take_back() -> None:
    clerks.take_back(unclear=Unclear.objects.get().pk, by="asha", at=DECIDED + timedelta(minutes=1))


@pytest.mark.parametrize(
    "text", ["No. 0411 ka bill jama ho gaya hai", "haan lekin mera nahi", "kat gaya", "NA 0424", "👍", "naam galat hai"]
)
def test_what_is_unclear_waits_for_a_clerk_beside_our_message(text: str) -> None:
    attempt = asked()

    fold(messages=[say(text)])

    unclear = Unclear.objects.get()
    assert (unclear.attempt, unclear.consumer_id) == (attempt.pk, attempt.notice.consumer_id)
    assert (unclear.decision, Reply.objects.get(pk=unclear.reply).text) == ("", text)
    assert owner() == ("unknown", "")


def test_what_is_clear_and_what_is_a_mere_emoji_below_a_message_waits_for_nobody() -> None:
    attempt = asked()
    emoji = {**say(""), "id": "in.2", "type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "👍"}}

    fold(messages=[{**say("हाँ"), "id": "in.1"}, emoji])

    assert not Unclear.objects.exists()
    assert attempt.pk == Reply.objects.get(text="हाँ").attempt


def test_the_same_message_brought_again_waits_once() -> None:
    asked()

    for _ in range(2):
        fold(messages=[say("kat gaya")])

    assert Unclear.objects.count() == 1


def test_of_a_number_on_several_accounts_each_has_its_own_question() -> None:
    people = [build.consumer(account=account, mobile=PHONE) for account in ("9900001111", "9900002222")]
    for someone in people:
        build.notice(someone)
        send(carrier_id=f"wamid.{someone.pk}")

    fold(messages=[say("aapse baat karni hai")])

    assert set(Unclear.objects.values_list("consumer", flat=True)) == {someone.pk for someone in people}


def test_the_account_named_is_the_one_in_question() -> None:
    people = [build.consumer(account=account, mobile=PHONE) for account in ("9900001111", "9900002222")]
    for someone in people:
        build.notice(someone)
        send(carrier_id=f"wamid.{someone.pk}")

    fold(messages=[{**say("No. 2222"), "context": {"id": f"wamid.{people[1].pk}"}}])

    assert Unclear.objects.get().consumer == people[1]


def test_somebody_told_of_nothing_for_long_is_found_by_the_number_on_file() -> None:
    someone = build.consumer(mobile=PHONE)

    fold(messages=[say("kaun hai")])

    unclear = Unclear.objects.get()
    assert (unclear.consumer, unclear.attempt) == (someone, None)


def test_what_a_stranger_writes_waits_too() -> None:
    fold(messages=[say("kaun hai", sender=ABROAD)])

    assert Unclear.objects.get().consumer is None


def test_a_press_that_means_nothing_here_waits_too() -> None:
    asked()

    fold(messages=[{**say("", sender=ABROAD), "type": "button", "button": {"payload": "not_mine:1", "text": "…"}}])

    assert Unclear.objects.count() == 1


@pytest.mark.parametrize("text", ["kat gaya", "NO"])
def test_whoever_answers_is_not_silent_though_no_receipt_came(text: str) -> None:
    attempt = asked()

    fold(messages=[say(text)])

    attempt.refresh_from_db()
    assert (attempt.state, attempt.detail) == (Attempt.State.DELIVERED, "answered")


def test_an_unclear_answer_counts_as_reached_in_the_ledger() -> None:
    asked()

    fold(messages=[say("bill kitna hai")])
    reach.refresh(at=LATER)

    standing = Standing.objects.get()
    assert (standing.degree, standing.reached, standing.proved) == ("delivered", True, False)


def test_an_answer_that_was_written_before_our_message_tells_nothing_of_it() -> None:
    attempt = asked()

    fold(messages=[say("kat gaya", at=NOON - timedelta(hours=1))])

    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.ACCEPTED


@pytest.mark.parametrize(("decision", "becomes"), [("not_mine", "not_owner"), ("confirm", "proved")])
def test_a_decision_does_what_the_persons_own_word_does(decision: str, becomes: str) -> None:
    attempt = asked()
    fold(messages=[say("haan lekin mera nahi")])

    decide(decision)

    assert owner() == (becomes, "reply")
    word = Reply.objects.get(kind=Reply.BY_CLERK)
    assert (word.meaning, word.attempts, word.taken_by) == (decision, [attempt.pk], "contact")
    assert Notice.objects.filter(kind="answer", facts__words_hi__startswith="धन्यवाद").count() == 1
    noted = Entry.objects.get(deed="answer.read")
    assert (noted.by, noted.record, noted.detail["as"]) == ("asha", f"consumer:{attempt.notice.consumer_id}", decision)


def test_after_a_clerks_no_the_other_address_is_tried() -> None:
    attempt = asked(email="test@example.in")
    fold(messages=[say("haan lekin mera nahi")])

    decide("not_mine")

    notice = Notice.objects.get(pk=attempt.notice_id)
    assert notice.state == Notice.State.OPEN


def test_something_else_touches_no_ownership() -> None:
    asked()
    fold(messages=[say("kat gaya")])

    decide("other")

    assert owner() == ("unknown", "")
    assert Unclear.objects.get().decided_by == "asha"


def test_two_clerks_do_not_decide_one_answer() -> None:
    asked()
    fold(messages=[say("kat gaya")])
    decide("other")

    with pytest.raises(DecidedAlready):
        decide("not_mine", by="ravi")

    assert owner() == ("unknown", "")


@pytest.mark.parametrize("decision", ["still_dark", "unclear", "", "take_back"])
def test_a_decision_that_our_message_has_not_is_refused(decision: str) -> None:
    asked()
    fold(messages=[say("kat gaya")])

    with pytest.raises(NotAnAnswer):
        decide(decision)

    assert Unclear.objects.get().decided_at is None


def test_a_decision_taken_back_leaves_the_number_as_it_was() -> None:
    asked()
    fold(messages=[say("haan lekin mera nahi")])
    decide("not_mine")

    take_back()

    assert owner() == ("unknown", "")
    assert (Unclear.objects.get().decision, astray()) == ("", [])
    assert set(Entry.objects.values_list("deed", flat=True)) >= {"answer.read", "answer.taken_back"}


def test_a_proof_of_before_counts_again_when_a_decision_is_taken_back() -> None:
    attempt = asked()
    fold(messages=[press_at(attempt, "confirm")])
    fold(messages=[{**say("mera nahi padosi ka", at=LATER + timedelta(minutes=1)), "id": "in.2"}], at=DECIDED)
    decide("not_mine")
    assert owner()[0] == "not_owner"

    take_back()

    assert owner() == ("proved", "reply")


def test_what_the_person_said_since_is_not_taken_back() -> None:
    attempt = asked()
    fold(messages=[say("haan lekin mera nahi")])
    decide("confirm")
    fold(messages=[press_at(attempt, "not_mine", minutes=30)], at=LATER + timedelta(minutes=30))

    take_back()

    assert owner()[0] == "not_owner"


def test_another_decision_may_follow_one_taken_back() -> None:
    asked()
    fold(messages=[say("haan lekin mera nahi")])
    for _ in range(2):
        decide("not_mine")
        assert owner()[0] == "not_owner"
        take_back()

    decide("confirm")

    assert owner()[0] == "proved"
    assert Claim.objects.filter(word="taken_back").count() == 2


def test_a_word_of_the_persons_that_is_older_than_a_newer_proof_changes_nothing() -> None:
    attempt = asked()
    fold(messages=[say("haan lekin mera nahi")])
    fold(messages=[press_at(attempt, "confirm", minutes=5)], at=LATER + timedelta(minutes=5))

    decide("not_mine")

    assert owner()[0] == "proved"


def press_at(attempt: Attempt, meaning: str, *, minutes: int = 0) -> dict[str, Any]:
    at = LATER + timedelta(minutes=minutes)
    button = {"payload": f"{meaning}:{attempt.pk}", "text": "…"}
    return {**say("", at=at), "id": f"wamid.in.{meaning}.{minutes}", "type": "button", "button": button}
