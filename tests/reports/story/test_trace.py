"""A trace tells the whole story of a consumer or of one message, and never a number in clear."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import translation
from rich.console import Console

import bijlisetu.contact.actions as contact
from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.cli.asking.trace import as_text
from bijlisetu.cli.asking.trace import trace as command
from bijlisetu.cli.asking.trace_words import story
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Health, Sign, Unsubscribed, Untaken
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Attempt, Notice, Part, Run, Stop, Turn
from bijlisetu.reach import actions as reach
from bijlisetu.reports.story.asked import NothingKnown, SeveralAccounts
from bijlisetu.reports.story.trace import trace
from bijlisetu.tracking import actions as tracking
from bijlisetu.tracking.models import EarlyReport, Inbound
from bijlisetu.tracking.replies import taking
from bijlisetu.values import ChannelKind, Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

LADDER = ladder(kinds().values(), channels=frozenset(ChannelKind), factor=1)
DIGITS = "6000000001"
PHONE = f"91{DIGITS}"
LATER = NOON + timedelta(minutes=5)
WAMID = "wamid.HBgMOTE2MDAwMDAwMDAxFQIAERgS"  # OTE2MDAwMDAwMDAx is 916000000001
WAMID_SHOWN = "wamid.…FQIAERgS"


def send(*, outcome: Outcome = Outcome.ACCEPTED, carrier_id: str = WAMID, reason: Reason | None = None) -> Claimed:
    (claimed,) = delivery.claim(rooms=build.rooms(1), engine="one", ladder=LADDER, at=NOON)
    verdict = Verdict(outcome=outcome, carrier_id=carrier_id, reason=reason)
    delivery.record(answers=[Answered(claimed, verdict, "whatsapp:1")], engine="one", at=NOON, factor=1)
    return claimed


def webhook(*, statuses: Sequence[dict[str, Any]] = (), messages: Sequence[dict[str, Any]] = ()) -> bytes:
    value = {"messaging_product": "whatsapp", "statuses": list(statuses), "messages": list(messages)}
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()


def status(word: str, attempt: int, *, carrier_id: str = WAMID) -> dict[str, Any]:
    return {
        "id": carrier_id, "status": word, "timestamp": str(int(LATER.timestamp())), "recipient_id": PHONE,
        "biz_opaque_callback_data": str(attempt),
    }  # fmt: skip


def receive(body: bytes, *, source: str = "whatsapp", at: datetime = LATER, fold: bool = True) -> None:
    tracking.store(source=source, bodies=[body], at=at)
    if fold:
        tracking.fold(at=at)
        taking.hand_out(at=at)
        reach.refresh(at=at)


def told(asked: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(as_text(trace(asked, at=LATER)))
    return made


def words(asked: str, language: str = "en") -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    with translation.override(language):
        console.print(story(trace(asked, at=LATER)))
    return console.export_text()


@pytest.fixture
def attempt() -> int:
    """The try of a bill on its way to a consumer by WhatsApp."""
    build.notice(build.consumer(account="9900001234", mobile=PHONE))
    return send().attempt


def test_an_account_is_told_with_its_notices_and_their_tries(attempt: int) -> None:
    made = told("9900001234")

    assert (made["version"], made["taken_as"], made["consumer"]["account"]) == (2, "account", "9900001234")
    (notice,) = made["notices"]
    assert (notice["kind"], notice["lane"], notice["state"]) == ("bill_issued", "bulk", "open")
    assert (notice["key"], notice["occasion"]) == ("bill_issued:2026-11:9900001234", "2026-11")
    (tried,) = notice["attempts"]
    assert (tried["id"], tried["channel"], tried["state"]) == (attempt, "whatsapp", "accepted")
    assert (tried["sender"], tried["carrier_id"], tried["tries"]) == ("whatsapp:1", WAMID_SHOWN, 1)


def test_times_are_told_in_utc(attempt: int) -> None:
    (tried,) = told("9900001234")["notices"][0]["attempts"]

    assert tried["claimed_at"] == "2026-11-22T12:00:00Z"
    assert tried["delivered_at"] is None


@pytest.mark.parametrize(
    "asked",
    ["attempt:{}", "{}", f"carrier:{WAMID}", WAMID, f"carrier:{WAMID_SHOWN}", f"number:+91 {DIGITS}", DIGITS],
)
def test_a_message_is_found_by_whatever_names_it(attempt: int, asked: str) -> None:
    (notice,) = told(asked.format(attempt))["notices"]

    assert notice["attempts"][0]["id"] == attempt


def test_digits_that_are_an_account_are_that_account(attempt: int) -> None:
    build.consumer(account=str(attempt))

    assert told(str(attempt))["taken_as"] == "account"
    assert told(f"attempt:{attempt}")["taken_as"] == "attempt"


def test_a_message_is_told_without_the_other_notices(attempt: int) -> None:
    build.notice(build.consumer(account="9900005678"), cycle=date(2026, 10, 1))
    build.notice(Notice.objects.get(attempts=attempt).consumer, cycle=date(2026, 10, 1))

    assert len(told("9900001234")["notices"]) == 2
    assert len(told(f"attempt:{attempt}")["notices"]) == 1


@pytest.mark.parametrize("asked", ["1", "attempt:7", "carrier:none", "account:nobody", "number:6000000009", "", "a:b"])
def test_what_nobody_knows_is_said_in_one_line(asked: str) -> None:
    with pytest.raises(NothingKnown) as unknown:
        trace(asked, at=NOON)

    assert "\n" not in str(unknown.value)
    assert "bijlisetu import-consumers FILE" in str(unknown.value)
    assert "6000000009" not in str(unknown.value)


def test_a_number_on_several_accounts_names_them(attempt: int) -> None:
    build.consumer(account="9900005678", mobile=PHONE)

    with pytest.raises(SeveralAccounts, match="9900001234, 9900005678"):
        trace(DIGITS, at=NOON)


def test_no_number_is_told_in_clear(attempt: int) -> None:
    said = {"from": PHONE, "id": "wamid.in", "timestamp": str(int(LATER.timestamp())), "type": "text"}
    receive(webhook(messages=[{**said, "text": {"body": f"NO 1234, call {DIGITS}"}}]))
    consumer = Notice.objects.get(attempts=attempt).consumer
    Unsubscribed.objects.create(consumer=consumer, value=PHONE, purpose="reminder", at=NOON, how="page")

    everything = json.dumps(told(DIGITS)) + words(DIGITS)

    assert DIGITS not in everything
    assert everything.count("60xxxxxx01") > 4


@pytest.mark.parametrize("asked", ["9900001234", WAMID])
def test_no_number_is_told_within_the_id_of_a_message(attempt: int, asked: str) -> None:
    Attempt.objects.update(detail=f"(#131047) about {WAMID} of {DIGITS}")
    EarlyReport.objects.create(
        channel="whatsapp", carrier_id=WAMID, forms=[WAMID], state="delivered", at=NOON, received_at=NOON
    )

    everything = json.dumps(told(asked), ensure_ascii=False) + words(asked)

    assert "OTE2MDAwMDAwMDAx" not in everything
    assert DIGITS not in everything
    assert everything.count(WAMID_SHOWN) > 3


def test_raw_records_that_concerned_a_try_are_its_evidence(attempt: int) -> None:
    receive(webhook(statuses=[status("sent", attempt), status("delivered", attempt)]))
    receive(webhook(statuses=[status("read", 10**9, carrier_id="wamid.other")]))

    (tried,) = told("9900001234")["notices"][0]["attempts"]

    (record,) = tried["evidence"]
    assert (record["source"], record["says"], record["fault"]) == ("whatsapp", ["sent", "delivered"], "")
    assert record["received_at"] == record["folded_at"] == "2026-11-22T12:05:00Z"
    assert (tried["state"], tried["delivered_at"]) == ("delivered", "2026-11-22T12:05:00Z")


def test_a_record_that_is_not_folded_yet_is_evidence_whenever_it_came(attempt: int) -> None:
    receive(webhook(statuses=[status("read", attempt)]), at=NOON + timedelta(days=3), fold=False)

    (record,) = told("9900001234")["notices"][0]["attempts"][0]["evidence"]

    assert (record["says"], record["folded_at"]) == (["read"], None)


def test_a_record_long_after_the_last_word_is_not_looked_for(attempt: int) -> None:
    receive(webhook(statuses=[status("sent", attempt)]))
    Inbound.objects.update(received_at=NOON + timedelta(days=3))
    Attempt.objects.update(sent_at=None)

    assert told("9900001234")["notices"][0]["attempts"][0]["evidence"] == []


def test_a_record_that_cannot_be_read_is_told_with_its_fault(attempt: int) -> None:
    receive(b"{broken " + WAMID.encode())

    (record,) = told("9900001234")["notices"][0]["attempts"][0]["evidence"]

    assert (record["says"], record["fault"]) == ([], "NotAWebhook")


def test_a_receipt_of_an_sms_is_found_in_its_octets() -> None:
    build.notice(build.consumer(account="9900001234", mobile=PHONE))
    attempt = send(carrier_id="1f").attempt
    Attempt.objects.filter(pk=attempt).update(channel="sms")
    Part.objects.create(attempt_id=attempt, carrier_id="20", state=60)
    text = "id:0000000031 sub:001 dlvrd:001 submit date:2611221200 done date:2611221205 stat:DELIVRD err:000 text:"
    record = {"esm_class": 4, "message": text.encode().hex(), "data_coding": 0, "source": "", "at": LATER.timestamp()}
    receive(json.dumps(record).encode(), source="sms", fold=False)

    (tried,) = told(f"attempt:{attempt}")["notices"][0]["attempts"]

    assert [record["says"] for record in tried["evidence"]] == [["delivered"]]
    assert tried["parts"] == [{"carrier_id": "20", "state": "delivered"}]
    assert told("carrier:20")["attempt"] == attempt


def test_a_report_that_came_before_the_answer_is_told(attempt: int) -> None:
    receive(webhook(statuses=[status("delivered", 10**9, carrier_id="wamid.early")]))
    Attempt.objects.update(carrier_id="wamid.early")

    (early,) = told("9900001234")["notices"][0]["attempts"][0]["early_reports"]

    assert (early["carrier_id"], early["state"]) == ("wamid.…early", "delivered")


def test_an_answer_is_told_with_what_it_meant(attempt: int) -> None:
    pressed = {"payload": f"not_mine:{attempt}", "text": "यह मेरा कनेक्शन नहीं"}
    said = {"from": PHONE, "id": "wamid.in", "timestamp": str(int(LATER.timestamp())), "type": "button"}
    receive(webhook(statuses=[status("read", attempt)], messages=[{**said, "button": pressed, "context": {}}]))

    made = told("9900001234")

    answer, bill = made["notices"]
    (reply,) = bill["attempts"][0]["replies"]
    assert answer["kind"] == "answer"
    assert (reply["meaning"], reply["text"]) == ("not_mine", "यह मेरा कनेक्शन नहीं")
    assert made["consumer"]["addresses"][0]["owner"] == "not_owner"
    assert "said: not my connection" in words("9900001234")


def test_a_failure_is_told_with_its_reason_and_the_work_it_made() -> None:
    build.notice(build.consumer(account="9900001234", mobile=PHONE))
    send(outcome=Outcome.REFUSED, carrier_id="", reason=Reason.NUMBER_DEAD)
    Notice.objects.update(state="exhausted", settled_at=NOON)
    Turn.objects.all().delete()
    reach.refresh(at=LATER)

    made = told("9900001234")

    assert made["notices"][0]["attempts"][0]["reason"] == "number_dead"
    assert made["notices"][0]["turn"] is None
    assert made["consumer"]["tasks"][0]["reason"] == "number_dead"
    assert "the number is closed" in words("9900001234")


def test_what_carriers_agree_on_about_a_number_is_told_with_their_words(attempt: int) -> None:
    Health.objects.create(
        value=PHONE, finding="number_dead", shut=["sms"], since=NOON, until=NOON + timedelta(days=90),
        last_on=NOON.date(),
    )  # fmt: skip
    Sign.objects.create(value=PHONE, channel="sms", sender="sms:1", day=NOON.date(), says="dead", gathered_at=NOON)

    (address,) = told("9900001234")["consumer"]["addresses"]

    assert (address["health"]["finding"], address["health"]["shut"]) == ("number_dead", ["sms"])
    assert address["health"]["signs"] == [{"day": "2026-11-22", "channel": "sms", "says": "dead", "suspended": False}]
    assert "22 November, SMS: unknown there" in words("9900001234")


def test_an_address_is_told_with_its_source_its_proof_and_who_says_so(attempt: int) -> None:
    contact.repair(account="9900001234", address=Mobile(DIGITS), proof="counter", at=LATER, by="clerk")

    (address,) = told("9900001234")["consumer"]["addresses"]

    assert (address["source"], address["by"]) == ("counter", "clerk")
    assert (address["owner"], address["proof"], address["owner_by"]) == ("proved", "counter", "clerk")
    assert "proved, came to the counter, clerk, 22 November 17:35:00 · counter, clerk" in words("9900001234")


def test_the_turn_says_why_a_notice_waits(attempt: int) -> None:
    def why(**changed: Any) -> str:
        Turn.objects.update(**changed)
        return str(told("9900001234")["notices"][0]["turn"]["why"])

    soon = LATER + timedelta(minutes=1)
    assert why(awaits=True, at=soon) == "awaits_receipt"
    assert why(awaits=False, at=soon) == "later"
    assert why(at=NOON) == "due"
    assert why(channel="whatsapp") == "parked"
    Stop.objects.create(scope="lane:bulk", at=NOON, by="officer", why="wrong month")
    assert why() == "stopped"
    run = Run.objects.create(key="bills", kind="bill_issued", lane=3, state=Run.State.READY, made_at=NOON, made_by="x")
    Notice.objects.update(run=run)
    assert why(gate=run.pk) == "gate"


def test_the_words_are_those_of_the_pages_in_either_language(attempt: int) -> None:
    receive(webhook(statuses=[status("delivered", attempt)]))

    assert "delivered" in words("9900001234", "en")
    assert "22 November 17:30:00" in words("9900001234", "en")
    assert "पहुँचा" in words("9900001234", "hi")


def test_each_part_of_a_trace_is_one_question(attempt: int, django_assert_max_num_queries: Any) -> None:
    consumer = Notice.objects.get().consumer
    for month in range(1, 9):
        build.notice(consumer, cycle=date(2026, month, 1))

    with django_assert_max_num_queries(20):
        trace("9900001234", at=LATER)


def test_the_command_prints_a_tree_or_one_object(attempt: int) -> None:
    tree = CliRunner().invoke(command, ["9900001234", "--language", "en"]).stdout
    (line,) = CliRunner().invoke(command, ["9900001234", "--json"]).stdout.splitlines()

    assert "carrier took it 22 November 17:30:00" in tree
    assert json.loads(line)["notices"][0]["attempts"][0]["id"] == attempt


def test_what_an_export_held_and_could_not_be_taken_is_told_masked(attempt: int) -> None:
    consumer = Consumer.objects.get()
    Untaken.objects.create(
        consumer=consumer, field="mobile", text="6003200214/15", why="marks",
        file="november.csv", line=7, at=NOON,
    )  # fmt: skip

    (untaken,) = told(consumer.account)["consumer"]["untaken"]

    assert (untaken["text"], untaken["why"], untaken["line"]) == ("60xxxxxxxx/15", "marks", 7)
    assert "Not taken from november.csv, line 7: 60xxxxxxxx/15 (more than a number stands there)" in words(
        consumer.account
    )
    assert "november.csv, पंक्ति 7 से नहीं लिया" in words(consumer.account, "hi")
