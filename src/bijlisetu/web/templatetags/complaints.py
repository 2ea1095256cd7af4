"""How complaints are written: their number, the time that is left, the words of their lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from django import template
from django.utils.translation import gettext, ngettext

from bijlisetu.complaints.categories import categories
from bijlisetu.complaints.lists import State
from bijlisetu.complaints.numbers import as_written
from bijlisetu.complaints.steps import STOPPED
from bijlisetu.values import in_indian_groups
from bijlisetu.web.language import spoken
from bijlisetu.web.office.complaints.words import EVERY

register = template.Library()


class Timed(Protocol):
    """A complaint, or a line of one, as far as its clock is shown."""

    state: str
    due_at: datetime | None


@register.filter
def numbered(number: str) -> str:
    """Write the number as it is said: 2026-00001-7."""
    return as_written(number)


@register.filter
def category(code: str) -> str:
    """Name what is complained of."""
    known = categories().get(code)
    return known.title[spoken()] if known else code


@register.filter
def complaint_word(key: str | int, vocabulary: str) -> str:
    """Write a key of one of the lists in words."""
    listed: Mapping[str | int, object] = EVERY[vocabulary]  # type: ignore[assignment]
    return str(listed.get(key, key))


@register.filter
def clock(one: Timed, now: datetime) -> str:
    """Write how much time is left, or by how much it is late; where no work is left to do, that the clock stands."""
    if one.state == State.RESOLVED:
        return gettext("the clock has stopped, the consumer has the word")
    if one.state in STOPPED:
        return gettext("the clock has stopped")
    if one.state == State.AWAITING_CONSUMER or one.due_at is None:
        return gettext("the clock stands")
    time = for_so_long(abs(one.due_at - now))
    return (gettext("%(time)s left") if one.due_at >= now else gettext("%(time)s late")) % {"time": time}


@register.filter
def is_running(one: Timed) -> bool:
    """Say whether the complaint has a clock that its consumer may still watch."""
    return one.state not in STOPPED


@register.filter
def lasting(seconds: float | None) -> str:
    """Write seconds as a time that lasts; a dash where there are none."""
    return "–" if seconds is None else for_so_long(timedelta(seconds=float(seconds)))


def for_so_long(time: timedelta) -> str:
    """Write a time as people say it: 3 days, 5 hours 10 minutes, 7 minutes."""
    minutes = int(time.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": in_indian_groups(days)}
    hours, rest = divmod(minutes, 60)
    said = [ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}] if hours else []
    if rest or not hours:
        said.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(said)
