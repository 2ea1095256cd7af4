"""News of templates, numbers, account and people's wishes, posted to the webhook like statuses."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bijlisetu.channels.news import UNLIMITED
from bijlisetu.contact.models import Address, Unsubscribed
from bijlisetu.outbox import registry, senders
from bijlisetu.outbox.models import Incident, Sender
from bijlisetu.outbox.senders import Account
from bijlisetu.tracking import actions
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db


def fold(field: str, value: dict[str, Any], *, minutes: int = 0) -> None:
    at = NOON + timedelta(minutes=minutes)
    entry = {"id": "1", "time": int(at.timestamp()), "changes": [{"field": field, "value": value}]}
    body = {"object": "whatsapp_business_account", "entry": [entry]}
    actions.store(source="whatsapp", bodies=[json.dumps(body).encode()], at=at)
    actions.fold(at=at)


def template(event: str, **more: Any) -> dict[str, Any]:
    return {
        "event": event, "message_template_id": 1, "message_template_name": "bill_issued",
        "message_template_language": "hi", "reason": "NONE", **more,
    }  # fmt: skip


def test_a_template_is_paused_and_approved_again_by_webhook() -> None:
    fold("message_template_status_update", template("PAUSED"))
    assert registry.shut(at=NOON) == {("bill_issued", "hi")}

    fold("message_template_status_update", template("APPROVED"), minutes=1)
    assert registry.shut(at=NOON) == frozenset()
    assert Incident.objects.get().ended_at is not None


def test_a_throughput_upgrade_raises_the_pace_of_that_number_alone() -> None:
    two = [Account(f"whatsapp:{last}", ChannelKind.WHATSAPP, 80, f"91191200000{last}") for last in (1, 2)]
    senders.enter(accounts=two, at=NOON)

    fold("phone_number_quality_update", {"display_phone_number": "+91 1912 000001", "event": "THROUGHPUT_UPGRADE"})

    assert dict(Sender.objects.values_list("name", "per_second")) == {"whatsapp:1": 1000, "whatsapp:2": 80}


@pytest.mark.parametrize("limit", [2**31 - 1, 10**12])
def test_a_limit_beyond_all_people_is_none(limit: int) -> None:
    fold("business_capability_update", {"max_daily_conversations_per_business": limit})

    assert Sender.objects.get(name=senders.PORTFOLIO).per_day == UNLIMITED


def test_the_limit_of_people_a_day_is_the_portfolios() -> None:
    fold("business_capability_update", {"max_daily_conversations_per_business": "TIER_10K"})

    assert Sender.objects.get(name=senders.PORTFOLIO).per_day == 10_000


def test_an_account_that_is_disabled_stops_all_its_numbers_and_tells_a_person() -> None:
    senders.enter(accounts=[Account("whatsapp:1", ChannelKind.WHATSAPP, 80)], at=NOON)

    fold("account_update", {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}})

    assert Sender.objects.get(name="whatsapp:1").stopped_at is not None
    assert Incident.objects.filter(kind="account").exists()


def test_a_person_who_stops_marketing_gets_none_and_may_change_their_mind() -> None:
    someone = build.consumer(mobile="916000000001")
    wish = {"wa_id": "916000000001", "category": "marketing_messages", "detail": "x", "timestamp": 1731705721}

    fold("user_preferences", {"user_preferences": [{**wish, "value": "stop"}]})
    assert Unsubscribed.objects.get().consumer == someone

    fold("user_preferences", {"user_preferences": [{**wish, "value": "resume"}]}, minutes=1)
    assert not Unsubscribed.objects.exists()


def test_a_new_number_of_a_person_who_moved_is_kept_for_their_accounts_without_proof() -> None:
    build.consumer(mobile="916000000001")
    moved = {
        "from": "916000000001", "id": "wamid.s", "timestamp": str(int(NOON.timestamp())), "type": "system",
        "system": {"type": "user_changed_number", "body": "moved", "wa_id": "916000000002"},
    }  # fmt: skip

    fold("messages", {"messaging_product": "whatsapp", "messages": [moved]})

    assert Address.objects.get(value="916000000002").owner == Address.Owner.UNKNOWN
