"""Each change reaches the address that is told of it, signed, at least once, and those of one record in their order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bijlisetu.audit.models import Entry
from bijlisetu.channels.whatsapp.webhook import verify
from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage
from bijlisetu.staff.actions.systems import shut_out
from bijlisetu.staff.purposes import Purpose
from bijlisetu.systems import feed
from bijlisetu.systems.hooks import subscribing
from bijlisetu.systems.hooks.sending import GIVEN_UP_AFTER, hand_out, send_due
from bijlisetu.systems.models import Dispatch, Subscription
from tests import build
from tests.build import NOON
from tests.outages.desk import HOUR, Desk, desk, enter
from tests.systems.hooks.listening import INSIDE, Listener, listening

pytestmark = pytest.mark.django_db
SECRET = "of the tests"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def oms() -> Iterator[Listener]:
    with listening() as made:
        yield made


@pytest.fixture
def made() -> Desk:
    return desk()


@pytest.fixture
def told(made: Desk, oms: Listener) -> Subscription:
    system = build.system(made.section, name="oms")
    feed.gather(at=NOON)
    return subscribe(system.pk, oms.address)


def subscribe(system: int, address: str, *subjects: str, at: datetime = NOON) -> Subscription:
    return subscribing.subscribe(
        system=system, address=address, subjects=subjects or ("outage", "complaint"), inside=INSIDE, at=at, by="chief"
    )


def work(at: datetime = NOON, *, inside: tuple[str, ...] = INSIDE) -> int:
    """Do what the clock does, until nothing is due."""
    feed.gather(at=at)
    hand_out(at=at)
    sent = 0
    while some := send_due(at=at, secret=SECRET, inside=inside):
        sent += some
    return sent


def test_what_happens_is_told_in_its_order_and_once(made: Desk, told: Subscription, oms: Listener) -> None:
    outage = enter(made)
    build.complaint(build.consumer(on=made.feeders[0]))
    actions.promise(outage=outage.pk, until_at=NOON + 3 * HOUR, at=NOON, by=made.engineer)
    actions.back(outage=outage.pk, at=NOON + MINUTE, by=made.engineer)

    sent = [work(NOON + MINUTE), work(NOON + MINUTE)]

    ours = [one for one in oms.told if one["number"] == outage.number]
    assert [one["event"] for one in ours] == ["outage.entered", "outage.promised", "outage.back"]
    assert ours[1]["facts"] == {"until_at": (NOON + 3 * HOUR).isoformat()}
    assert "complaint.registered" in oms.events
    assert sent == [len(oms.bodies), 0]
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"taken"}


def test_it_is_signed_as_what_carriers_tell_us_and_says_when_it_was_sent(
    made: Desk, told: Subscription, oms: Listener
) -> None:
    enter(made)
    work(NOON + MINUTE)

    (body,), (headers,) = oms.bodies, oms.headers
    ours = subscribing.secret_of(told, secret=SECRET)
    assert verify(body, headers["X-Signature-256"], [ours])
    assert not verify(body + b" ", headers["X-Signature-256"], [ours])
    assert not verify(body, headers["X-Signature-256"], ["another"])
    assert "X-Signature-256-Before" not in headers
    assert oms.told[0]["sent_at"] == (NOON + MINUTE).isoformat()


def test_while_the_secret_changes_both_sign(made: Desk, told: Subscription, oms: Listener) -> None:
    old = subscribing.secret_of(told, secret=SECRET)
    new = subscribing.secret_of(
        subscribing.change_secret(subscription=told.pk, at=NOON, by="chief"), secret=SECRET
    )  # fmt: skip
    outage = enter(made)

    work(NOON + MINUTE)
    actions.back(outage=outage.pk, at=NOON + 2 * MINUTE, by=made.engineer)
    work(NOON + subscribing.OVERLAP + MINUTE)

    first, second = oms.headers
    assert old != new
    assert verify(oms.bodies[0], first["X-Signature-256"], [new])
    assert verify(oms.bodies[0], first["X-Signature-256-Before"], [old])
    assert verify(oms.bodies[1], second["X-Signature-256"], [new])
    assert "X-Signature-256-Before" not in second


def test_what_is_not_taken_waits_and_keeps_what_follows_behind_it(
    made: Desk, told: Subscription, oms: Listener
) -> None:
    first, other = enter(made), enter(made, _second(made))
    oms.answers = 503
    work(NOON)
    actions.back(outage=first.pk, at=NOON + timedelta(seconds=2), by=made.engineer)
    assert work(NOON + timedelta(seconds=3)) == 0  # nothing is due: the first waits, and what follows waits behind it
    oms.answers = 200

    work(NOON + MINUTE)

    # Two outages go at once, and either may arrive first.
    assert {one["number"] for one in oms.told[:2]} == {first.number, other.number}
    assert [one["event"] for one in oms.told if one["number"] == first.number] == [
        "outage.entered", "outage.entered", "outage.back",
    ]  # fmt: skip
    assert {one.tries for one in Dispatch.objects.filter(record=f"outage:{other.number}")} == {2}


def _second(made: Desk) -> actions.Elements:
    return actions.Elements(feeders=(made.feeders[1].pk,))


def test_after_days_it_is_given_up_what_follows_goes_on_and_an_officer_sends_it_again(
    made: Desk, told: Subscription, oms: Listener
) -> None:
    outage = enter(made, until_at=None)
    oms.answers = 500
    at = NOON
    while at <= NOON + GIVEN_UP_AFTER + 3 * HOUR:
        work(at)
        at += 3 * HOUR
    assert [(one.state, one.why) for one in Dispatch.objects.all()] == [("given_up", "answered_500")]
    tries = len(oms.bodies)
    assert tries < 40

    oms.answers = 204
    actions.back(outage=outage.pk, at=at, by=made.engineer)
    work(at)
    assert oms.events[tries:] == ["outage.back"]

    assert subscribing.try_again(subscription=told.pk, at=at, by="chief") == 1
    work(at)
    assert oms.events[tries + 1 :] == ["outage.entered"]


def test_one_that_is_away_does_not_keep_another_waiting(made: Desk, told: Subscription, oms: Listener) -> None:
    with listening() as gone:
        address = gone.address
    subscribe(told.system_id, address)
    enter(made)

    work(NOON)

    assert oms.events == ["outage.entered"]
    assert [one.why for one in Dispatch.objects.filter(state="waiting")] == ["no_connection"]


def test_it_is_not_led_elsewhere(made: Desk, told: Subscription, oms: Listener) -> None:
    with listening() as other:
        oms.answers, oms.location = 307, other.address
        enter(made)
        work(NOON)

        assert other.bodies == []
    assert Dispatch.objects.get().why == "answered_307"


def test_a_network_that_was_closed_again_is_not_gone_to(made: Desk, told: Subscription, oms: Listener) -> None:
    enter(made)

    work(NOON, inside=())

    assert oms.bodies == []
    assert Dispatch.objects.get().why == "inside"


def test_each_address_is_told_what_it_asked_for_and_what_its_system_may_see(made: Desk, oms: Listener) -> None:
    far = build.system(build.office())
    near = build.system(made.section, Purpose.COMPLAINTS_READ, name="crm")
    feed.gather(at=NOON)
    subscribe(far.pk, oms.address)
    subscribe(near.pk, oms.address, "complaint")
    enter(made)
    build.complaint(build.consumer(on=made.feeders[0]))

    work(NOON)

    assert {one.partition(".")[0] for one in oms.events} == {"complaint"}
    with pytest.raises(subscribing.NotTheirsToFollow):
        subscribe(near.pk, oms.address, "outage")


def test_what_happened_before_is_not_told_and_what_ended_is_told_nothing(
    made: Desk, told: Subscription, oms: Listener
) -> None:
    outage = enter(made)
    feed.gather(at=NOON)
    late = subscribe(told.system_id, oms.address)
    subscribing.unsubscribe(subscription=told.pk, at=NOON, by="chief")
    assert work(NOON) == 0

    actions.back(outage=outage.pk, at=NOON + MINUTE, by=made.engineer)
    feed.gather(at=NOON + MINUTE)
    hand_out(at=NOON + MINUTE)
    assert Dispatch.objects.get().subscription == late
    shut_out(system=told.system_id, at=NOON + MINUTE, by="chief")

    assert work(NOON + MINUTE) == 0
    assert Outage.objects.get().state == "back"


def test_an_address_inside_is_not_taken_and_no_secret_is_kept(made: Desk, told: Subscription, oms: Listener) -> None:
    for address in ("https://10.0.0.1/", "http://oms.example.in/", "https://localhost.localdomain\0/"):
        with pytest.raises(subscribing.AddressNotTaken):
            subscribe(told.system_id, address)

    secret = subscribing.secret_of(told, secret=SECRET)
    kept = [*Subscription.objects.values(), *Entry.objects.values()]
    assert secret not in str(kept)
    assert Entry.objects.filter(deed="system.told", record="system:oms").count() == 1
