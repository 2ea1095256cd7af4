"""A rule acts once an officer has seen its report: then nothing of an account goes to the number until it is proved."""

from __future__ import annotations

from datetime import timedelta

import pytest

import bijlisetu.contact.actions as contact
from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.hygiene.acting import NoSuchRule, NothingSaid, NotInForce, ReportIsOld, act, take_back, trust
from bijlisetu.contact.hygiene.inspecting import inspect
from bijlisetu.contact.hygiene.rules import Rules
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Claim, Suspect
from bijlisetu.contact.queries import held_by
from bijlisetu.delivery.actions.claiming import claim
from bijlisetu.outbox.models import Notice, Turn
from tests import build
from tests.build import NOON
from tests.carried import LADDER

pytestmark = pytest.mark.django_db

GOOD, DUMMY = "919415078263", "919999900000"
RULES = rules.read(rules.shipped())
LATER = NOON + timedelta(minutes=5)


def let_act(rule: str = "dummy", *, by_rules: Rules = RULES) -> tuple[int, int, int]:
    seen = inspect(rules=by_rules, at=NOON, by="test")
    return act(rule=rule, inspection=seen.pk, rules=by_rules, at=NOON, by="officer")


def sent_to() -> set[str]:
    """Have an engine claim what is due; return the addresses it would send to."""
    leased = claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=NOON)
    return {one.address for one in leased}


def missed(by: Consumer) -> Notice:
    made = build.notice(by)
    Notice.objects.filter(pk=made.pk).update(state=Notice.State.EXHAUSTED, settled_at=NOON)
    Turn.objects.filter(notice=made).delete()
    return made


def prove(of: Consumer, value: str = DUMMY) -> None:
    said = Claim(
        consumer=of, value=value, word=ClaimWord.OWN, source=ClaimSource.COUNTER, proof=ClaimProof.OTP, at=LATER
    )
    contact.take(claims=[said], at=LATER, by="clerk")


def test_before_a_rule_acts_its_numbers_get_their_bills() -> None:
    someone = build.consumer(mobile=DUMMY)
    build.notice(someone)

    inspect(rules=RULES, at=NOON, by="test")

    assert sent_to() == {DUMMY}


def test_once_it_acts_the_bill_goes_to_another_number_or_nowhere() -> None:
    on = build.feeder()
    alone, other = build.consumer(mobile=DUMMY, on=on), build.consumer(mobile=DUMMY, on=on)
    build.address(other, GOOD, known_at=NOON - timedelta(days=400))
    build.notice(alone)
    build.notice(other)

    let_act()

    assert sent_to() == {GOOD}


def test_what_is_proved_for_one_account_is_good_for_that_account_alone() -> None:
    on = build.feeder()
    owner, stranger = build.consumer(mobile=DUMMY, on=on), build.consumer(mobile=DUMMY, on=on)
    let_act()

    prove(owner)

    build.notice(stranger)
    assert sent_to() == set()
    build.notice(owner)
    assert sent_to() == {DUMMY}


def test_the_proof_of_a_suspect_number_brings_the_bill_that_was_missed() -> None:
    someone = build.consumer(mobile=DUMMY)
    let_act()
    notice = missed(by=someone)

    prove(someone)

    notice.refresh_from_db()
    assert notice.state == Notice.State.OPEN


def test_a_suspect_number_named_once_more_is_suspect_all_the_same() -> None:
    someone = build.consumer(mobile=DUMMY)
    let_act()
    notice = missed(by=someone)

    said = Claim(consumer=someone, value=DUMMY, word=ClaimWord.REACHES, source=ClaimSource.VISIT, at=LATER)
    contact.take(claims=[said], at=LATER, by="lineman")

    notice.refresh_from_db()
    assert notice.state == Notice.State.EXHAUSTED
    assert held_by(someone.pk)[0].is_suspect


def test_the_consumers_page_says_by_which_rule_a_number_is_suspect() -> None:
    someone = build.consumer(mobile=DUMMY)

    let_act()

    (held,) = held_by(someone.pk)
    assert held.doubted_by == ("dummy",)
    assert held.is_suspect
    assert not held.is_hearsay


def test_nothing_is_deleted_and_no_claim_is_made() -> None:
    build.consumer(mobile=DUMMY)
    addresses, claims = list(Address.objects.values()), list(Claim.objects.values())

    let_act()

    assert list(Address.objects.values()) == addresses
    assert list(Claim.objects.values()) == claims


def test_a_number_that_came_after_the_rule_acted_is_suspect_from_the_start() -> None:
    on = build.feeder()
    build.consumer(mobile=DUMMY, on=on)
    let_act()

    build.notice(build.consumer(mobile=DUMMY, on=on))

    assert sent_to() == set()


def test_what_a_rule_finds_no_more_is_let_go_and_its_people_get_what_they_missed() -> None:
    someone = build.consumer(mobile=DUMMY)
    let_act()
    notice = missed(by=someone)
    title = 'title = { hi = "क", en = "A" }\nwhy = { hi = "क", en = "A" }\n'
    looser = f'[[rules]]\nname = "dummy"\n{title}then = "suspect"\nnumbers = ["9876543210"]\n'

    assert let_act(by_rules=rules.read(looser)) == (0, 1, 1)

    notice.refresh_from_db()
    assert notice.state == Notice.State.OPEN


def test_a_number_that_is_trusted_is_let_go_for_good() -> None:
    someone = build.consumer(mobile=DUMMY)
    let_act()
    notice = missed(by=someone)

    assert trust(value=DUMMY, rule="dummy", why="hotel in the market, asked there", at=LATER, by="officer") == 1

    assert let_act() == (0, 0, 0)
    notice.refresh_from_db()
    assert notice.state == Notice.State.OPEN
    assert not Suspect.objects.exists()


def test_trust_without_a_reason_is_refused() -> None:
    with pytest.raises(NothingSaid):
        trust(value=DUMMY, rule="dummy", why="  ", at=LATER, by="officer")


def test_a_number_doubted_by_two_rules_is_suspect_until_both_let_go() -> None:
    both = "919988776655"
    on = build.feeder()
    for _ in range(21):
        someone = build.consumer(mobile=both, on=on)
    let_act("sequence")
    let_act("crowd")

    trust(value=both, rule="sequence", why="it is real", at=LATER, by="officer")

    assert held_by(someone.pk)[0].doubted_by == ("crowd",)


def test_a_rule_does_not_act_on_a_report_that_is_not_of_now() -> None:
    build.consumer(mobile=DUMMY)
    first = inspect(rules=RULES, at=NOON, by="test")
    second = inspect(rules=RULES, at=LATER, by="test")
    with pytest.raises(ReportIsOld):
        act(rule="dummy", inspection=first.pk, rules=RULES, at=LATER, by="officer")
    changed = rules.shipped() + "\n# changed since\n"
    with pytest.raises(ReportIsOld):
        act(rule="dummy", inspection=second.pk, rules=rules.read(changed), at=LATER, by="officer")

    assert not Suspect.objects.exists()


@pytest.mark.parametrize("rule", ["shared", "landline", "nonsense", ""])
def test_a_rule_that_only_reports_never_acts(rule: str) -> None:
    seen = inspect(rules=RULES, at=NOON, by="test")

    with pytest.raises(NoSuchRule):
        act(rule=rule, inspection=seen.pk, rules=RULES, at=NOON, by="officer")


def test_each_deed_is_in_the_book_without_a_number_in_clear() -> None:
    build.consumer(mobile=DUMMY)
    let_act()
    trust(value=DUMMY, rule="dummy", why="called 9999900000, it is real", at=LATER, by="officer")

    acted, trusted = Entry.objects.filter(deed__startswith="contact.").order_by("id")
    assert (acted.deed, acted.by, acted.detail) == (
        "contact.rule_acted", "officer", {"rule": "dummy", "suspect": 1, "let go": 0}
    )  # fmt: skip
    assert trusted.deed == "contact.number_trusted"
    assert "99999" not in str(trusted.detail)


def test_a_rule_taken_back_lets_its_numbers_get_their_bills_and_what_was_missed() -> None:
    someone = build.consumer(mobile=DUMMY)
    let_act()
    notice = missed(someone)

    done = take_back(rule="dummy", at=LATER, by="officer")

    assert done == (1, 1)
    assert not Suspect.objects.exists()
    assert Notice.objects.get(pk=notice.pk).state != Notice.State.EXHAUSTED
    assert claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=LATER)[0].address == DUMMY
    with pytest.raises(NotInForce):
        take_back(rule="dummy", at=LATER, by="officer")


def test_what_another_rule_doubts_stays_doubted() -> None:
    build.notice(build.consumer(mobile=DUMMY))
    let_act()
    Suspect.objects.create(value=DUMMY, rule="other", since=NOON, by="officer")

    take_back(rule="dummy", at=LATER, by="officer")

    assert sent_to() == set()
