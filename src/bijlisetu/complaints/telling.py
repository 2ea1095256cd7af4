"""Tell consumers of their complaints, and officers of those that come to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User

import bijlisetu.memos.actions as memos
import bijlisetu.outbox.actions as outbox
from bijlisetu.complaints.categories import categories
from bijlisetu.complaints.lists import State
from bijlisetu.complaints.models import Complaint, ComplaintEvent, Escalation
from bijlisetu.complaints.numbers import as_written
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.quiet import quiet_until
from bijlisetu.memos import strangers
from bijlisetu.memos.strangers import Answering
from bijlisetu.network.companies import company_of, company_over
from bijlisetu.network.utilities import Company
from bijlisetu.outages.models import Outage
from bijlisetu.outages.rules import State as OutageState
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.levels import Level
from bijlisetu.staff.queries import seats
from bijlisetu.tracking.replies.questions import answered_until
from bijlisetu.values import ChannelKind, Language

REGISTERED, RESOLVED, WAITS = "complaint_registered", "complaint_resolved", "complaint_waits"
LATELY, NOTED = "complaint_late", "complaint_noted"
RISES, EMERGENCY, NIGHT = "complaint_rises", "complaint_emergency", "complaints_of_the_night"
#: So many of what came at night are named by their numbers.
MOST_NAMED = 3
#: Words that were so long under way came late.
LATE = timedelta(hours=1)
#: Words longer than this stand on the page.
LONGEST_NEED = 60
WHY = {
    "time": {Language.HINDI: "समय बीत रहा है", Language.ENGLISH: "its time runs out"},
    "reopened": {Language.HINDI: "उपभोक्ता ने कहा: ठीक नहीं हुआ", Language.ENGLISH: "the consumer says: not mended"},
    "emergency": {Language.HINDI: "जान का ख़तरा", Language.ENGLISH: "danger to life"},
    "asked": {Language.HINDI: "उपभोक्ता ने सीधे आपको लिखा", Language.ENGLISH: "the consumer turned to you"},
}


def registered(
    complaint: Complaint, *, at: datetime, turn: int | None = None, companies: Mapping[int, Company] | None = None
) -> None:
    """
    Tell the person the number and by when it is to be mended: as the first, if it is joined to one.

    :param turn: how much has happened to it; asked for where it is not given, as companies by feeder are
    """
    is_joined = complaint.state == State.JOINED
    first = complaint.primary if is_joined else None
    # What goes on by itself is mended by its own time, whatever is promised of the outage.
    due = (_back_by(complaint.outage, at=at) if is_joined else None) or (first or complaint).due_at
    if due is None:  # it is waited for, and the person was told what for
        return
    turns = f"{complaint.events.count() if turn is None else turn}"
    if due <= at and is_late(complaint):  # a time is not promised that has passed
        _say(LATELY, complaint, turns, {"said": complaint.said_at.isoformat()}, at=at, companies=companies)
        return
    _say(REGISTERED, complaint, turns, {"until": due.isoformat()}, at=at, companies=companies)


def noted(complaint: Complaint, *, to: str, channel: str, at: datetime) -> None:
    """Tell somebody whose number is on no account the number of the complaint, by the way by which they wrote; once."""
    way = ChannelKind(channel)
    if not to or way not in (ChannelKind.WHATSAPP, ChannelKind.SMS):
        return
    kind, company = kinds()[NOTED], company_over(complaint.office_id)
    facts = {
        "utility_hi": company.short_hi, "utility_en": company.short_en, "number": as_written(complaint.number),
    }  # fmt: skip
    said_at = min(complaint.said_at, at)
    until = answered_until(said_at) if way is ChannelKind.WHATSAPP else said_at + kind.valid_for
    answering = Answering(
        key=f"{NOTED}:{complaint.number}", to=to, channel=way, facts=facts, until=until,
        language=Language(complaint.language),
    )  # fmt: skip
    strangers.answer(kind=kind, answering=answering, at=at)


def is_late(complaint: Complaint) -> bool:
    """Return whether the person's words were long under way to us."""
    return bool(complaint.at - complaint.said_at >= LATE)


def resolved(complaint: Complaint, event: ComplaintEvent, *, at: datetime) -> None:
    """Ask the person whether it is mended."""
    _say(RESOLVED, complaint, str(event.pk), {}, at=at)


def waits(complaint: Complaint, event: ComplaintEvent, *, at: datetime) -> None:
    """Tell the person what is needed of them, and that the clock stands until then."""
    need = " ".join(event.words.split())
    need = need if len(need) <= LONGEST_NEED else f"{need[: LONGEST_NEED - 1]}…"
    _say(WAITS, complaint, str(event.pk), {"need": need}, at=at)


def is_told_now(complaint: Complaint, *, at: datetime) -> bool:
    """Return whether officers hear of the complaint at this hour: at night of danger to life alone."""
    return categories()[complaint.category].is_emergency or quiet_until(kinds()[RISES].quiet, at=at) is None


def of_the_night(person: int, ones: Sequence[Escalation], *, at: datetime) -> None:
    """Tell the officer in one message of all that came to them while it was quiet."""
    sits = seats(User.objects.get(pk=person), on=day_in_india(at)).offices
    numbers = [as_written(one.complaint.number) for one in ones]
    facts = {
        "count": str(len(ones)),
        "reopened": str(sum(one.why == "reopened" for one in ones)),
        "numbers": ", ".join(numbers[:MOST_NAMED]) + (" …" if len(numbers) > MOST_NAMED else ""),
        "page": f"/office/complaints/{sits[0].id if sits else ones[0].complaint.office_id}/?list=mine",
    }
    posting = memos.Posting(key=f"{NIGHT}:{day_in_india(at)}:{ones[-1].pk}", person=person, facts=facts)
    memos.post(kind=kinds()[NIGHT], postings=[posting], at=at)


def risen(complaint: Complaint, level: Level, *, person: int, why: str, at: datetime) -> None:
    """Tell the officer that the complaint is theirs now."""
    is_emergency = categories()[complaint.category].is_emergency
    kind = kinds()[EMERGENCY if is_emergency else RISES]
    facts = {
        **_what(complaint),
        "why_hi": WHY[why][Language.HINDI],
        "why_en": WHY[why][Language.ENGLISH],
        "number": as_written(complaint.number),
        "office": complaint.office.name,
        "said": complaint.said_at.isoformat(),
        "until": (complaint.due_at or at).isoformat(),
        "page": f"/office/complaint/{complaint.number}/",
    }
    key = f"{kind.name}:{complaint.number}:{int(level)}"
    memos.post(kind=kind, postings=[memos.Posting(key=key, person=person, facts=facts)], at=at)


def _back_by(outage: str, *, at: datetime) -> datetime | None:
    """Return when the light is promised to be back; none where no outage is known, or its end is not."""
    found = Outage.objects.filter(number=outage).exclude(state=OutageState.UNKNOWN).first() if outage else None
    return found.until_at if found and found.until_at and found.until_at > at else None


def _say(
    name: str, complaint: Complaint, turn: str, more: dict[str, str], *, at: datetime,
    companies: Mapping[int, Company] | None = None,
) -> None:  # fmt: skip
    consumer = complaint.consumer
    if consumer is None:
        return
    company = companies[consumer.feeder_id] if companies is not None else company_of(consumer.feeder_id)
    facts = {
        **_what(complaint),
        "utility_hi": company.short_hi,
        "utility_en": company.short_en,
        "account_end": consumer.account[-4:],
        "number": as_written(complaint.number),
        **more,
    }
    # The key's month is that of the notice, so that it is found where its attempts are.
    key = f"{name}:{day_in_india(at):%Y-%m}:{complaint.number}:{turn}"
    outbox.post(kind=kinds()[name], postings=[Posting(key=key, consumer=consumer.pk, facts=facts)], at=at)


def _what(complaint: Complaint) -> dict[str, str]:
    title = categories()[complaint.category].title
    return {"what_hi": title[Language.HINDI], "what_en": title[Language.ENGLISH]}
