"""News of our templates, numbers and account, and of people's wishes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bijlisetu.channels.news import (
    UNLIMITED,
    AccountNews,
    Preference,
    SenderNews,
    TemplateNews,
    TemplateState,
)
from bijlisetu.channels.whatsapp.webhook import parse

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STAMP = int(NOON.timestamp())
TEMPLATE = {
    "message_template_id": 594425479261596,
    "message_template_name": "bill_issued",
    "message_template_language": "hi",
}
NUMBER = {"display_phone_number": "+91 11 4000 0000"}


def read(field: str, value: Any) -> list[Any]:
    entry = {"id": "1", "time": STAMP, "changes": [{"field": field, "value": value}]}
    return list(parse(json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()))


def template(**more: Any) -> TemplateNews:
    return TemplateNews(at=NOON, name="bill_issued", language="hi", **more)


@pytest.mark.parametrize(
    ("event", "state"),
    [
        ("APPROVED", TemplateState.APPROVED),
        ("REINSTATED", TemplateState.APPROVED),
        ("UNARCHIVED", TemplateState.APPROVED),
        ("PENDING", TemplateState.PENDING),
        ("IN_APPEAL", TemplateState.PENDING),
        ("REJECTED", TemplateState.REJECTED),
        ("LIMIT_EXCEEDED", TemplateState.REJECTED),
        ("PAUSED", TemplateState.PAUSED),
        ("DISABLED", TemplateState.DISABLED),
        ("LOCKED", TemplateState.DISABLED),
        ("PENDING_DELETION", TemplateState.GONE),
        ("DELETED", TemplateState.GONE),
        ("ARCHIVED", TemplateState.GONE),
    ],
)
def test_each_event_of_a_template_has_its_state(event: str, state: TemplateState) -> None:
    assert read("message_template_status_update", {**TEMPLATE, "event": event, "reason": "NONE"}) == [
        template(state=state)
    ]


def test_why_a_template_was_refused_is_told() -> None:
    value = {
        **TEMPLATE,
        "event": "REJECTED",
        "reason": "INVALID_FORMAT",
        "message_template_category": "UTILITY",
        "rejection_info": {"reason": "two variables", "recommendation": "add a word"},
        "disable_info": None,
    }

    [news] = read("message_template_status_update", value)

    assert news.category == "utility"
    assert news.detail == "INVALID_FORMAT; reason two variables; recommendation add a word"


@pytest.mark.parametrize("event", ["FLAGGED", "A_NEW_EVENT"])
def test_an_event_that_changes_no_state_is_told_in_its_own_words(event: str) -> None:
    assert read("message_template_status_update", {**TEMPLATE, "event": event}) == [template(detail=event)]


def test_a_templates_quality_falls() -> None:
    value = {**TEMPLATE, "previous_quality_score": "GREEN", "new_quality_score": "RED"}

    assert read("message_template_quality_update", value) == [template(quality="red", detail="was green")]


def test_a_template_becomes_marketing_tomorrow() -> None:
    value = {
        **TEMPLATE,
        "new_category": "UTILITY",
        "correct_category": "MARKETING",
        "category_update_timestamp": STAMP,
    }

    assert read("template_category_update", value) == [template(detail="becomes marketing on 2026-11-22 12:00 UTC")]


def test_a_template_is_marketing_now() -> None:
    value = {**TEMPLATE, "previous_category": "UTILITY", "new_category": "MARKETING"}

    assert read("template_category_update", value) == [template(category="marketing")]


def test_a_number_may_send_a_thousand_a_second() -> None:
    assert read("phone_number_quality_update", {**NUMBER, "event": "THROUGHPUT_UPGRADE"}) == [
        SenderNews(at=NOON, number="911140000000", per_second=1000, detail="throughput upgrade")
    ]


@pytest.mark.parametrize(
    ("limit", "per_day"),
    [
        (250, 250),
        ("2000", 2000),
        (-1, UNLIMITED),
        ("-1", UNLIMITED),
        ("TIER_250", 250),
        ("TIER_2K", 2000),
        ("TIER_10K", 10_000),
        ("TIER_100K", 100_000),
        ("TIER_UNLIMITED", UNLIMITED),
        ("UNLIMITED", UNLIMITED),
        ("unlimited", UNLIMITED),
        ("TIER_NOT_SET", None),
        (None, None),
        (True, None),
        (2.5, None),
        ([], None),
        (10**30, None),
    ],
)
@pytest.mark.parametrize("name", ["current_limit", "max_daily_conversations_per_business"])
@pytest.mark.parametrize("event", ["ONBOARDING", "UPGRADE", "DOWNGRADE"])
def test_a_days_limit_is_read_in_each_spelling(event: str, name: str, limit: Any, per_day: int | None) -> None:
    [news] = read("phone_number_quality_update", {**NUMBER, "event": event, name: limit})

    assert (news.per_day, news.per_second, news.detail) == (per_day, None, event.lower())


@pytest.mark.parametrize(("event", "quality"), [("FLAGGED", "red"), ("UNFLAGGED", "unknown")])
def test_a_number_is_flagged_and_freed(event: str, quality: str) -> None:
    [news] = read("phone_number_quality_update", {**NUMBER, "event": event})

    assert (news.number, news.quality) == ("911140000000", quality)


def test_news_of_no_number_raise_no_speed() -> None:
    [news] = read("phone_number_quality_update", {"event": "THROUGHPUT_UPGRADE"})

    assert (news.number, news.per_second) == ("", None)


def test_the_whole_portfolio_may_write_to_more_people() -> None:
    value = {"max_daily_conversations_per_business": "TIER_10K", "max_phone_numbers_per_business": 20}

    assert read("business_capability_update", value) == [SenderNews(at=NOON, per_day=10_000)]


ALERT = {
    "alert_severity": "WARNING",
    "alert_status": "ACTIVE",
    "alert_type": "OBA_APPROVED",
    "alert_description": "Sample alert for +911140000000",
}


@pytest.mark.parametrize("alert", [ALERT, {"alert_info": ALERT}])
def test_an_alert_is_read_in_both_shapes(alert: dict[str, Any]) -> None:
    assert read("account_alerts", {"entity_type": "WABA", "entity_id": 123456, **alert}) == [
        AccountNews(at=NOON, event="OBA_APPROVED", severity="warning", detail="ACTIVE; Sample alert for +…")
    ]


@pytest.mark.parametrize(
    ("value", "stopped"),
    [
        ({"event": "ACCOUNT_DELETED"}, True),
        ({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}, True),
        ({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "SCHEDULE_FOR_DISABLE"}}, None),
        ({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}}, False),
        ({"event": "DISABLED_UPDATE", "ban_info": []}, None),
        (
            {
                "event": "ACCOUNT_RESTRICTION",
                "restriction_info": [
                    {"restriction_type": "RESTRICTED_ADD_PHONE_NUMBER_ACTION"},
                    {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING"},
                ],
            },
            True,
        ),
        (
            {"event": "ACCOUNT_RESTRICTION", "restriction_info": [{"restriction_type": "RESTRICTED_CUSTOMER"}]},
            None,
        ),
        ({"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SCAM"}}, None),
        ({"event": "A_NEW_EVENT"}, None),
    ],
)
def test_the_account_is_stopped_only_where_no_template_passes(value: dict[str, Any], stopped: bool | None) -> None:
    [news] = read("account_update", value)

    assert (news.event, news.stopped) == (value["event"], stopped)


def test_the_particulars_of_an_update_are_told() -> None:
    tier = {"pricing_category": "UTILITY", "tier": "0:100000", "region": "India", "tier_update_time": 1743451903}

    [news] = read("account_update", {"event": "VOLUME_BASED_PRICING_TIER_UPDATE", "volume_tier_info": tier})

    assert news.detail == "pricing_category UTILITY; tier 0:100000; region India; tier_update_time …"


@pytest.mark.parametrize(("value", "marketing"), [("stop", False), ("resume", True)])
def test_a_person_stops_or_resumes_marketing(value: str, marketing: bool) -> None:
    wish = {"wa_id": 916000000001, "user_id": "IN.1", "category": "marketing_messages", "value": value}

    assert read("user_preferences", {"user_preferences": [{**wish, "timestamp": STAMP}]}) == [
        Preference(at=NOON, sender="916000000001", user_id="IN.1", marketing=marketing)
    ]


@pytest.mark.parametrize("odd", [{"value": "maybe"}, {"category": "utility"}, {"wa_id": None}, {"value": []}])
def test_a_wish_that_is_none_does_not_lose_the_next(odd: dict[str, Any]) -> None:
    wish = {"wa_id": "916000000001", "category": "marketing_messages", "value": "stop", "timestamp": STAMP}

    assert len(read("user_preferences", {"user_preferences": [{**wish, **odd}, None, wish]})) == 1


def test_an_error_of_no_message_is_news_of_the_account() -> None:
    errors = [{"code": 130429, "title": "Rate limit hit"}, {"title": "no code"}, {"code": "131042"}]

    slow, unpaid = read("messages", {"errors": errors})

    assert (slow.event, slow.stopped) == ("error 130429", None)
    assert (unpaid.event, unpaid.stopped) == ("error 131042", True)
    assert unpaid.detail.startswith("131042 problem with the payment method")


@pytest.mark.parametrize("stamp", [None, "soon", str(STAMP)])
def test_news_have_a_time_whatever_the_entry_says(stamp: Any) -> None:
    change = {"field": "account_update", "value": {"event": "ACCOUNT_DELETED"}}
    body = {"object": "whatsapp_business_account", "entry": [{"time": stamp, "changes": [change]}]}

    [news] = parse(json.dumps(body).encode())

    assert news.at.tzinfo is UTC
