"""The engine end to end, with a carrier that is a function."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection

from bijlisetu.channels.letter import Channel, Letter, Outcome, Reason, Verdict
from bijlisetu.channels.news import TemplateNews, TemplateState
from bijlisetu.channels.whatsapp import answer as whatsapp_answer
from bijlisetu.channels.whatsapp.content import Template
from bijlisetu.delivery.engine import Engine
from bijlisetu.delivery.letters import Pen
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.pacing import Bucket, Pairs
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import Lane
from bijlisetu.outbox import registry
from bijlisetu.outbox.incidents import see_to
from bijlisetu.outbox.models import Attempt, Incident, Notice
from bijlisetu.reports.words import ALARMS, INCIDENTS
from bijlisetu.values import ChannelKind
from bijlisetu.watch.pulse import pulse
from bijlisetu.watch.unmended import unmended
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)

MOST_SECONDS = 30


class Carrier(Channel):
    """Answers each letter as the function says, and stops the engine after so many."""

    def __init__(self, answer: Callable[[Letter], Verdict], *, ends_after: int) -> None:
        self.answer, self.ends_after = answer, ends_after
        self.letters: list[Letter] = []
        self.engine: Engine | None = None

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def send(self, letter: Letter) -> Verdict:
        self.letters.append(letter)
        if len(self.letters) >= self.ends_after and self.engine:
            self.engine.stopping.set()
        return self.answer(letter)


def run(carrier: Carrier, *, apart: float = 0, **more: object) -> None:
    only = frozenset({ChannelKind.WHATSAPP})
    line = Line(
        name="whatsapp:1",
        channel=ChannelKind.WHATSAPP,
        carrier=carrier,
        seats=50,
        bucket=Bucket(None),
        pairs=Pairs(apart),
    )
    carrier.engine = Engine(
        name="test", lines=[line], ladder=ladder(kinds().values(), channels=only, factor=1),
        pen=Pen(kinds=kinds(), public_url="https://bill.example.in", secret="s"), factor=1,
        now=lambda: datetime.now(UTC), heard_until=lambda at: at, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    asyncio.run(asyncio.wait_for(carrier.engine.run(), MOST_SECONDS))


def accept(letter: Letter) -> Verdict:
    return Verdict(outcome=Outcome.ACCEPTED, carrier_id=f"id{letter.attempt}")


def break_down(letter: Letter) -> Verdict:
    raise RuntimeError("a fault of the channel")


def notices(how_many: int) -> None:
    feeder = build.feeder()
    for number in range(how_many):
        build.notice(build.consumer(on=feeder, mobile=f"91600{number:07}"), at=datetime.now(UTC))


def test_every_letter_is_carried_once_and_recorded_before_the_engine_ends() -> None:
    notices(40)
    carrier = Carrier(accept, ends_after=40)

    run(carrier)

    assert len({letter.attempt for letter in carrier.letters}) == len(carrier.letters) == 40
    assert Attempt.objects.filter(state=Attempt.State.ACCEPTED).count() == 40


def test_our_own_address_being_away_is_told_as_ours_until_a_person_has_seen_to_it() -> None:
    notices(3)
    detail = "not fetched from our own address: its certificate is not trusted here"
    ours = Verdict(outcome=Outcome.REFUSED, reason=Reason.OUR_ADDRESS, detail=detail)

    run(Carrier(lambda _: ours, ends_after=3))

    incident = Incident.objects.get()
    assert (incident.kind, incident.subject, incident.detail) == ("our_address", "https://bill.example.in", detail)
    assert unmended().incidents == 1
    told = {trouble.reason: trouble.times for trouble in pulse(at=datetime.now(UTC)).troubles}
    assert told["our_address"] == 3
    assert {"our_address"} <= INCIDENTS.keys() & ALARMS.keys()
    assert see_to(number=incident.pk, at=datetime.now(UTC), by="operator")


def test_a_channel_that_breaks_leaves_its_letter_unsure_and_the_engine_running() -> None:
    notices(3)

    run(Carrier(break_down, ends_after=3))

    assert set(Attempt.objects.values_list("state", flat=True)) == {Attempt.State.UNSURE}


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others() -> None:
    notices(2)
    spoiled = Notice.objects.order_by("id")[0]
    Notice.objects.filter(pk=spoiled.pk).update(facts={})
    carrier = Carrier(accept, ends_after=1)

    run(carrier)

    assert len(carrier.letters) == 1
    assert Attempt.objects.get(notice=spoiled).reason == "our_fault"


def refuse(code: int) -> Callable[[Letter], Verdict]:
    """Refuse each letter as Meta does."""
    body = json.dumps({"error": {"code": code, "message": f"(#{code}) words"}}).encode()
    return lambda letter: whatsapp_answer.verdict(400, body, {})


@pytest.mark.parametrize(("code", "comes_back"), [(132015, True), (132016, False)])
def test_a_paused_text_is_tried_again_by_itself_and_a_disabled_one_is_not(code: int, comes_back: bool) -> None:
    notices(1)

    run(Carrier(refuse(code), ends_after=1))

    shut = {("bill_issued", "hi")}
    now = datetime.now(UTC)
    assert registry.shut(at=now) == shut
    assert registry.shut(at=now + timedelta(days=365)) == (frozenset() if comes_back else shut)
    assert ("make a new one" in Incident.objects.get(kind="template").detail) is not comes_back


UNREGISTERED = refuse(132001)


def only_in(code: str) -> Callable[[Letter], Verdict]:
    """Know the text in that language alone."""

    def answer(letter: Letter) -> Verdict:
        assert isinstance(letter.content, Template)
        return accept(letter) if letter.content.language == code else UNREGISTERED(letter)

    return answer


def said(carrier: Carrier) -> list[str]:
    return [str(letter.content.language) for letter in carrier.letters if isinstance(letter.content, Template)]


def test_a_text_not_registered_in_the_persons_language_is_said_once_in_the_other() -> None:
    notices(1)
    carrier = Carrier(only_in("en"), ends_after=2)

    run(carrier, apart=60)

    assert said(carrier) == ["hi", "en"]
    assert carrier.letters[0].attempt == carrier.letters[1].attempt
    assert Attempt.objects.get().state == Attempt.State.ACCEPTED
    assert registry.shut(at=datetime.now(UTC)) == {("bill_issued", "hi")}


def test_a_text_registered_in_no_language_is_said_twice_and_then_the_ladder_moves_on() -> None:
    notices(1)
    carrier = Carrier(UNREGISTERED, ends_after=2)

    run(carrier)

    assert said(carrier) == ["hi", "en"]
    assert (Attempt.objects.get().state, Attempt.objects.get().reason) == (Attempt.State.FAILED, "text_refused")
    assert registry.shut(at=datetime.now(UTC)) == {("bill_issued", "hi"), ("bill_issued", "en")}


def test_where_the_other_language_is_not_approved_nothing_more_is_tried() -> None:
    notices(1)
    news = TemplateNews(at=datetime.now(UTC), name="bill_issued", language="en", state=TemplateState.PENDING)
    registry.learn(news=[news])
    carrier = Carrier(UNREGISTERED, ends_after=1)

    run(carrier)

    assert said(carrier) == ["hi"]
    assert Attempt.objects.get().state == Attempt.State.FAILED


def cut_off(wanted: dict[str, object]) -> None:
    """End all connections to the database but our own, as a restart of the server does."""
    with psycopg.connect(**wanted, autocommit=True) as ours:  # type: ignore[arg-type]
        ours.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_an_engine_outlasts_its_connections_to_the_database() -> None:
    notices(1)
    server = {name: value for name, value in connection.get_connection_params().items() if name != "cursor_factory"}
    server = {name: server[name] for name in ("host", "port", "user", "password", "dbname") if name in server}
    connection.close()

    def put_off_at_first(letter: Letter) -> Verdict:
        if len(carrier.letters) > 1:
            return accept(letter)
        cut_off(server)
        return Verdict(outcome=Outcome.TRY_LATER, reason=Reason.HELD_BY_US)

    carrier = Carrier(put_off_at_first, ends_after=2)

    run(carrier)

    assert [letter.attempt for letter in carrier.letters] == [carrier.letters[0].attempt] * 2
    assert Attempt.objects.get().state == Attempt.State.ACCEPTED


def test_a_letter_whose_lease_is_over_is_put_back_unsent() -> None:
    notices(1)
    carrier = Carrier(accept, ends_after=1)

    def stop() -> None:
        assert carrier.engine
        carrier.engine.stopping.set()

    run(carrier, leases=dict.fromkeys(Lane, timedelta(0)), on_progress=stop)

    assert carrier.letters == []
    assert Attempt.objects.get().state == Attempt.State.QUEUED


def test_what_a_claim_settles_is_told_to_the_ledger_though_no_letter_goes() -> None:
    build.notice(build.consumer(), at=datetime.now(UTC))  # no number, no mailbox
    carrier = Carrier(accept, ends_after=1)

    def stop() -> None:
        assert carrier.engine
        carrier.engine.stopping.set()

    run(carrier, on_progress=stop)  # the engine would go on for ever, were it not called

    assert Notice.objects.get().state == Notice.State.EXHAUSTED
