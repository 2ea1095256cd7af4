"""What came in is kept, folded once, and holds up nothing else."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from bijlisetu.contact.models import Address
from bijlisetu.outbox import senders
from bijlisetu.outbox.models import Attempt
from bijlisetu.tracking import actions
from bijlisetu.tracking.models import Inbound, Reply
from bijlisetu.tracking.queries import heard_until
from bijlisetu.tracking.replies import keeping, taking
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON
from tests.carried import LATER, PHONE, fold, press, say, send, status

pytestmark = pytest.mark.django_db


def test_the_same_webhook_many_times_changes_nothing_more() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    for _ in range(3):
        fold(statuses=[status(claimed, "delivered"), status(claimed, "delivered")])

    assert Attempt.objects.get().state == Attempt.State.DELIVERED
    assert Inbound.objects.filter(folded_at=None).count() == 0


def about(number: str, **said: Any) -> bytes:
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": number}, **said}
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()


@pytest.mark.parametrize("known", ["by the settings", "by what it sent"])
def test_another_teams_number_on_the_same_account_settles_and_answers_nothing_of_ours(
    known: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bijlisetu")
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    numbers = ["100"] if known == "by the settings" else []
    if known == "by what it sent":
        senders.enter(accounts=[senders.Account("whatsapp:100", ChannelKind.WHATSAPP, 80)], at=NOON)
    theirs = [about("200", statuses=[status(claimed, "read")]), about("200", messages=[press(claimed, "deny")])]

    actions.store(source="whatsapp", bodies=[*theirs, about("200", messages=[say("STOP")])], at=LATER)
    actions.fold(at=LATER, numbers=numbers)
    taking.hand_out(at=LATER)

    assert Attempt.objects.get().state == Attempt.State.ACCEPTED
    assert Address.objects.get().owner != Address.Owner.NOT_OWNER
    assert not Reply.objects.exists()
    assert bytes(Inbound.objects.earliest("id").body) == theirs[0]
    assert not Inbound.objects.filter(folded_at=None).exists()
    assert 'passed over: {"somebody else\'s number": ' in caplog.text
    actions.store(source="whatsapp", bodies=[about("100", statuses=[status(claimed, "read")])], at=LATER)
    actions.fold(at=LATER, numbers=numbers)
    assert Attempt.objects.get().state == Attempt.State.READ


def test_a_body_that_is_no_webhook_is_kept_with_its_fault() -> None:
    actions.store(source="whatsapp", bodies=[b"\xff\x00 not json"], at=NOON)

    actions.fold(at=NOON)

    assert Inbound.objects.get().fault


def test_we_have_heard_all_until_the_oldest_unread_record() -> None:
    assert heard_until(LATER) == LATER

    actions.store(source="whatsapp", bodies=[b"{}"], at=NOON)

    assert heard_until(LATER) == NOON


def test_one_record_that_cannot_be_folded_does_not_hold_up_the_others() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    # A promise that one text breaks stands for whatever no parser thought of.
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE tracking_reply ADD CONSTRAINT refuses_some CHECK (text <> 'breaks the database') NOT VALID"
        )

    fold(messages=[say("breaks the database")])
    fold(statuses=[status(claimed, "delivered")])

    assert Attempt.objects.get().state == Attempt.State.DELIVERED
    assert Inbound.objects.exclude(fault="").count() == 1
    assert Inbound.objects.filter(folded_at=None).count() == 0


def test_what_cannot_be_folded_does_not_take_what_came_in_the_same_webhook_with_it() -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tracking_reply ADD CONSTRAINT refuses_some CHECK (text <> 'breaks it') NOT VALID")

    fold(statuses=[status(claimed, "delivered")], messages=[say("breaks it"), press(claimed, "confirm")])

    assert Attempt.objects.get().state == Attempt.State.DELIVERED
    assert Address.objects.get().owner == Address.Owner.PROVED
    assert Inbound.objects.get().fault == "IntegrityError"


def test_a_mistake_of_ours_in_folding_one_thing_holds_up_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    build.notice(build.consumer(mobile=PHONE))
    claimed = send()

    def stumble(said: Any, *, at: datetime) -> None:
        raise KeyError("no parser thought of this")

    monkeypatch.setattr(keeping, "keep", stumble)
    fold(statuses=[status(claimed, "delivered")], messages=[say("NO")])

    assert Attempt.objects.get().state == Attempt.State.DELIVERED
    assert Inbound.objects.get().fault == "KeyError"


def test_what_is_passed_over_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "bijlisetu.tracking"):
        fold(messages=[{"from": PHONE, "id": "w", "type": "request_welcome"}])

    assert "{'message request_welcome': 1}" in caplog.text
    assert PHONE not in caplog.text
