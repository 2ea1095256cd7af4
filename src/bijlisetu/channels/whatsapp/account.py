"""What Meta tells of our templates, numbers and account, and of people's wishes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from bijlisetu.channels.letter import Halts, Reason
from bijlisetu.channels.news import UNLIMITED, AccountNews, News, Preference, SenderNews, TemplateNews
from bijlisetu.channels.outside import anonymous, identifier, moment, objects, sender_of, whole, words
from bijlisetu.channels.whatsapp.answer import read_fault
from bijlisetu.channels.whatsapp.templates.registered import STATES

UPGRADED_PER_SECOND = 1000
LARGEST_LIMIT = 2**31 - 1  #: more people than there are telephones in the country: no limit
TIER = re.compile(r"(?:TIER_)?(\d{1,6})(K?)")
LIMITS = ("max_daily_conversations_per_business", "current_limit")
#: Meta lifts a flag without saying how good the number is now.
QUALITIES = {"FLAGGED": "red", "UNFLAGGED": "unknown"}
STOPS_TEMPLATES = "RESTRICTED_BIZ_INITIATED_MESSAGING"
BANS = {"DISABLE": True, "REINSTATE": False}
PARTICULARS = ("restriction_info", "violation_info", "ban_info", "volume_tier_info", "disconnection_info")

Told = Iterator[News]


def template_state(value: dict[str, Any], at: datetime) -> Told:
    """Yield where a template stands now."""
    if name := words(value.get("message_template_name")):
        event = words(value.get("event"), longest=60).upper()
        reason = words(value.get("reason"), longest=200)
        state = STATES.get(event)
        more = _particulars(value, ("rejection_info", "disable_info", "other_info"))
        yield TemplateNews(
            at=at,
            name=name,
            language=_language(value),
            state=state,
            category=_lower(value.get("message_template_category")),
            detail=_line("" if state else event, "" if reason == "NONE" else reason, more),
        )


def template_quality(value: dict[str, Any], at: datetime) -> Told:
    """Yield how well a template is liked now."""
    if name := words(value.get("message_template_name")):
        quality = _lower(value.get("new_quality_score"))
        before = _lower(value.get("previous_quality_score"))
        yield TemplateNews(
            at=at, name=name, language=_language(value), quality=quality, detail=(before and f"was {before}") or ""
        )


def template_category(value: dict[str, Any], at: datetime) -> Told:
    """Yield the category that a template has now, or in a notice beforehand the one it will have."""
    if name := words(value.get("message_template_name")):
        coming = _lower(value.get("correct_category"))
        if not coming:
            yield TemplateNews(at=at, name=name, language=_language(value), category=_lower(value.get("new_category")))
            return
        since = whole(value.get("category_update_timestamp"))
        when = f" on {moment(since):%Y-%m-%d %H:%M} UTC" if since else ""
        yield TemplateNews(at=at, name=name, language=_language(value), detail=f"becomes {coming}{when}")


def number_quality(value: dict[str, Any], at: datetime) -> Told:
    """Yield what a number of ours may send now."""
    event = words(value.get("event"), longest=60).upper()
    number = "".join(filter(str.isdigit, identifier(value.get("display_phone_number"))))
    per_second = UPGRADED_PER_SECOND if event == "THROUGHPUT_UPGRADE" and number else None
    per_day = next((limit for name in LIMITS if (limit := limit_of(value.get(name))) is not None), None)
    quality = QUALITIES.get(event) if number else None
    if event or per_day is not None:
        yield SenderNews(
            at=at,
            number=number,
            per_second=per_second,
            per_day=per_day,
            quality=quality,
            detail=event.lower().replace("_", " "),
        )


def capability(value: dict[str, Any], at: datetime) -> Told:
    """Yield how many people a day the whole portfolio may write to."""
    per_day = next((limit for name in LIMITS if (limit := limit_of(value.get(name))) is not None), None)
    if per_day is not None:
        yield SenderNews(at=at, per_day=per_day)


def account_alert(value: dict[str, Any], at: datetime) -> Told:
    """Yield a warning of Meta's; older copies have its parts flat."""
    nested = value.get("alert_info")
    alert = nested if isinstance(nested, dict) else value
    if event := words(alert.get("alert_type"), longest=100):
        yield AccountNews(
            at=at,
            event=event,
            severity=_lower(alert.get("alert_severity")) or "",
            detail=_line(words(alert.get("alert_status"), longest=60), words(alert.get("alert_description"))),
        )


def account_update(value: dict[str, Any], at: datetime) -> Told:
    """Yield a change of our account."""
    if event := words(value.get("event"), longest=100):
        yield AccountNews(at=at, event=event, stopped=_stopped(event, value), detail=_particulars(value, PARTICULARS))


def preferences(value: dict[str, Any], _at: datetime) -> Told:
    """Yield who wants marketing no more, or again."""
    people = objects(value.get("contacts"))
    for wish in objects(value.get("user_preferences")):
        wanted = wish.get("value")
        # A wish that names nobody is of the one person whom the webhook names beside it.
        who = people[0] if len(people) == 1 and not (wish.get("wa_id") or wish.get("user_id")) else wish
        sender, user_id = sender_of(identifier(who.get("wa_id"))), identifier(who.get("user_id"))
        if wanted in ("stop", "resume") and wish.get("category") == "marketing_messages" and (sender or user_id):
            yield Preference(
                at=moment(wish.get("timestamp")), sender=sender, user_id=user_id, marketing=wanted == "resume"
            )


def account_faults(value: dict[str, Any], at: datetime) -> Told:
    """Yield the errors that belong to no message."""
    for error in objects(value.get("errors")):
        if fault := read_fault(error):
            meaning = fault.meaning()
            stopped = meaning.reason is Reason.CHANNEL_STOPPED and meaning.scope is Halts.CHANNEL
            yield AccountNews(
                at=at, event=f"error {fault.code}", stopped=stopped or None, detail=fault.told(meaning.english)
            )


READERS: dict[str, Callable[[dict[str, Any], datetime], Told]] = {
    "message_template_status_update": template_state,
    "message_template_quality_update": template_quality,
    "template_category_update": template_category,
    "phone_number_quality_update": number_quality,
    "business_capability_update": capability,
    "account_alerts": account_alert,
    "account_update": account_update,
    "user_preferences": preferences,
}


def limit_of(value: object) -> int | None:
    """Return a day's limit, which Meta writes as a number, as -1, or as TIER_10K."""
    number = whole(value)
    if number is not None:
        return number if 0 <= number < LARGEST_LIMIT else UNLIMITED
    word = words(value, longest=60).upper()
    if word in ("UNLIMITED", "TIER_UNLIMITED"):
        return UNLIMITED
    tier = TIER.fullmatch(word)
    return int(tier[1]) * (1000 if tier[2] else 1) if tier else None


def _stopped(event: str, value: dict[str, Any]) -> bool | None:
    if event == "ACCOUNT_DELETED":
        return True
    ban = value.get("ban_info")
    if event == "DISABLED_UPDATE" and isinstance(ban, dict):
        return BANS.get(words(ban.get("waba_ban_state")).upper())
    restrictions = (words(one.get("restriction_type")) for one in objects(value.get("restriction_info")))
    return True if event == "ACCOUNT_RESTRICTION" and STOPS_TEMPLATES in restrictions else None


def _particulars(value: dict[str, Any], names: tuple[str, ...]) -> str:
    """Return the parts of these names in one line, each of their plain values with its own name."""
    told = [
        f"{words(key, longest=60)} {text}"
        for name in names
        for part in objects(value.get(name))
        for key, one in part.items()
        if (text := identifier(one, longest=200))
    ]
    return anonymous("; ".join(told))[:500]


def _line(*parts: str) -> str:
    return anonymous("; ".join(filter(None, parts)))[:500]


def _language(value: dict[str, Any]) -> str:
    return words(value.get("message_template_language"), longest=20)


def _lower(value: object) -> str | None:
    return words(value, longest=60).lower() or None
