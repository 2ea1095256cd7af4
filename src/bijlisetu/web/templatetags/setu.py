"""How numbers, days and keys are written on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from bijlisetu.contact.queries import Kept
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.reach.queries.at_doors import without_a_number
from bijlisetu.reports import carrier_codes, words
from bijlisetu.reports.story.deeds import DEEDS
from bijlisetu.values import dates, in_figures, in_indian_groups, mask, rupees
from bijlisetu.watch.pulse import Trouble
from bijlisetu.web import bars
from bijlisetu.web.language import spoken
from bijlisetu.web.who import post_of, who

register = template.Library()
register.filter("who", who)
register.filter("post_of", post_of)
VOCABULARY = {
    "degree": words.DEGREES,
    "list": words.LISTS,
    "standing": words.STANDINGS,
    "reason": words.REASONS,
    "finding": words.FINDINGS,
    "role": words.ROLES,
    "matter": words.MATTERS,
    "sign": words.SIGNS,
    "incident": words.INCIDENTS,
    "alarm": words.ALARMS,
    "template": words.TEMPLATE_STATES,
    "quality": words.QUALITIES,
    "scheme": words.SCHEMES,
    "lane": words.LANES_BY_WORD,
    "channel": words.CHANNELS,
    "step": words.STEPS,
    "proof": words.PROOFS,
    "deed": DEEDS,
    "wished_by": words.WISHED_BY,
    "visit": words.OUTCOMES,
    "source": words.SOURCES,
    "fact": words.FACTS,
    "claim": words.CLAIMS,
    "owner": words.OWNERS,
    "sort": words.SORTS,
    "part": words.PARTS,
    "correction": words.CORRECTIONS,
    "need": words.NEEDS,
    "entry": words.ENTRIES,
    "meter": words.METERS,
    "read": words.READS,
    "payment_why": words.PAYMENT_WHYS,
    "payment_mode": words.PAYMENT_MODES,
    "payment_state": words.PAYMENT_STATES,
    "payment_source": words.PAYMENT_SOURCES,
}


@register.filter
def groups(number: int) -> str:
    """Write 275000 as 2,75,000."""
    return in_indian_groups(int(number))


@register.filter
def a_second(letters: float | None) -> str:
    """Write how many letters a second: 1,000 or 0.5."""
    return "" if not letters else groups(round(letters)) if letters >= 10 else f"{letters:g}"


@register.filter
def rupee(amount: Decimal) -> str:
    """Write an amount as ₹ 1,253.00, of which no line parts the sign from the figure."""
    return rupees(amount).replace(" ", bars.NO_BREAK)


@register.filter
def unsigned(amount: Decimal) -> Decimal:
    """Return an amount of which the words beside it say the sign."""
    return abs(amount)


@register.filter
def plain(number: Decimal) -> str:
    """Write a reading or units as 12,345.5."""
    return in_figures(number)


@register.filter
def phone(number: str) -> str:
    """Write a number as a link to call it has it: digits alone."""
    return "".join(mark for mark in number if mark.isdecimal() or mark == "+")


@register.filter
def masked(address: str) -> str:
    """Hide the middle of a number or mailbox."""
    return mask(address) if address else ""


@register.filter
def in_groups(address: str) -> str:
    """Write a number in full as people read it out: 98765 43210; a mailbox as it is."""
    return address if "@" in address else f"{address[-10:-5]} {address[-5:]}"


@register.filter
def in_language(said: Mapping[str, str]) -> str:
    """Write what a file says in both languages in that of the page."""
    return said[spoken()]


@register.filter
def tail(account: str) -> str:
    """Write an account by its last four digits, as messages do."""
    return f"..{account[-4:]}"


@register.filter
def share(part: int, whole: int) -> str:
    """Write a part as per cent, never rounded up to a whole that is not there."""
    return bars.percent(part, whole)


@register.filter
def say(key: str, vocabulary: str) -> str:
    """Write a key in plain words of the vocabulary."""
    return words.say(VOCABULARY[vocabulary], key)


@register.filter
def all_who(logins: Iterable[str]) -> str:
    """Name several who did something together."""
    return ", ".join(map(who, logins))


@register.filter
def listed(key: str, occasion: Occasion) -> str:
    """Name a list of people, as one speaks of the occasion."""
    return words.listed(key, occasion.ledger)


@register.filter
def width(part: int, whole: int) -> str:
    """Write a part as a width in per cent for a picture."""
    return f"{100 * part / whole:.2f}" if whole else "0"


@register.filter
def lane(number: int) -> str:
    """Name a lane."""
    return str(words.LANES.get(number, number))


@register.filter
def day(on: date | None) -> str:
    """Write 22 नवम्बर 2026."""
    return dates.day_in_words(_here(on), spoken()) if on else ""


@register.filter
def month(on: date | None) -> str:
    """Write नवम्बर 2026."""
    return dates.month_in_words(on, spoken()) if on else ""


@register.filter
def occasion(on: Occasion | None) -> str:
    """Write the occasion as its kind does: नवम्बर 2026."""
    return on.in_words(spoken()) if on else ""


@register.filter
def what(on: Occasion | None) -> str:
    """Write what was to reach people on the occasion: बिल."""
    return on.title(spoken()) if on else ""


@register.filter
def kind(name: str) -> str:
    """Name a kind by its file's title; one whose file is gone by its name."""
    found = kinds().get(name)
    return found.title[spoken()] if found else name


@register.filter
def answer(meaning: str, of: str) -> str:
    """Write what a person answered to a kind."""
    return words.answered(of, meaning, spoken())


@register.filter
def decision(word: str, of: str) -> str:
    """Write what a clerk made of an answer to a kind."""
    return words.decided(of, word, spoken())


@register.filter
def wish(said: Kept) -> str:
    """Write what somebody wished of our messages."""
    return words.say(words.WISHES[said.is_wanted], said.purpose)


@register.filter
def moment(at: datetime | None) -> str:
    """Write 22 नवम्बर 2026, सुबह 10:02 बजे."""
    return dates.moment_in_words(timezone.localtime(at), spoken()) if at else ""


@register.filter
def clock(at: datetime | None) -> str:
    """Write सुबह 10:02 बजे."""
    return dates.hour_in_words(timezone.localtime(at), spoken()) if at else ""


@register.filter
def hour(at: time) -> str:
    """Write an hour of every day: सुबह 8:00 बजे."""
    return dates.hour_in_words(at, spoken())


@register.filter
def after(at: datetime, earlier: datetime) -> str:
    """Write the hour, and the day too where it is not the day of the earlier moment."""
    here, there = timezone.localtime(at), timezone.localtime(earlier)
    hour = dates.hour_in_words(here, spoken())
    return hour if here.date() == there.date() else f"{dates.short_day(here, spoken())}, {hour}"


@register.filter
def axis(at: datetime, is_daily: bool) -> str:
    """Write the end of a day by the day that ended, the end of an hour or minute by the clock."""
    here = timezone.localtime(at)
    if is_daily:
        return dates.short_day(here - timedelta(minutes=1), spoken())
    return dates.hour_in_words(here, spoken())


@register.filter
def age(seconds: int | None) -> str:
    """Write how long ago in the largest unit that says enough."""
    if seconds is None:
        return "–"
    if seconds < 120:
        return gettext("%(n)s s") % {"n": seconds}
    if seconds < 2 * 3600:
        return gettext("%(n)s min") % {"n": seconds // 60}
    return gettext("%(n)s h") % {"n": in_indian_groups(seconds // 3600)}


@register.simple_tag
def door_address(request: HttpRequest, consumer: int) -> str:
    """Write the address of the same list with this door open."""
    query = request.GET.copy()
    query.pop("done", None)
    query["door"] = str(consumer)
    return f"?{query.urlencode()}#open"


@register.filter
def cause(trouble: Trouble) -> str:
    """Say what is wrong with a channel: what the carrier's code means, or else the reason of its kind."""
    told = carrier_codes.meaning(trouble.channel, trouble.detail)
    return str(told) if told else say(trouble.reason, "incident")


@register.inclusion_tag("web/parts/outcomes.html")
def outcomes() -> dict[str, object]:
    """Offer what a visit may have found where no number was to be had."""
    return {"outcomes": {outcome: words.OUTCOMES[outcome] for outcome in without_a_number()}}


@register.inclusion_tag("web/parts/bar.html")
def reach_bar(counts: bars.Counts, *, href: str = "", small: bool = False, waiting: str = "") -> dict[str, object]:
    """Draw the reach bar; with href, each part leads to its people; waiting: what more is known of those."""
    parts = bars.reach_bar(counts)
    called = {part.key: say(part.key, "degree") for part in parts}
    if waiting:
        called["waiting"] = words.say(words.WAITING, waiting)
    label = ", ".join(f"{called[part.key]} {groups(part.people)}" for part in parts if part.people)
    return {"bar": [(part, called[part.key]) for part in parts], "label": label, "href": href, "small": small}


def _here(on: date) -> date:
    return timezone.localtime(on).date() if isinstance(on, datetime) else on
