"""An order to cut that stands: from when may it be carried out, and why not now?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.arrears.cutting.ordering import hours_for
from bijlisetu.arrears.models import Order
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.web.office.arrears.words import CLOSED

LACKS_SECOND = _("a second officer has not agreed")
IS_PAUSED = _("something pauses this consumer")
TOO_EARLY = _("its first day has not come")


@dataclass(frozen=True, slots=True)
class Carrying:
    """When an order may be carried out."""

    moment: datetime | None  #: the next one, as far as hours and days go; none where the calendar leaves none
    not_now: tuple[Promise, ...]  #: every reason; empty: now


def carrying(order: Order, *, is_paused: bool, at: datetime) -> Carrying:
    """Return when the order may be carried out next, and all that stands in the way now."""
    moment, closed = hours_for(order, at=at)
    why = {
        LACKS_SECOND: order.needs_second and not order.seconded_by,
        IS_PAUSED: is_paused,
        TOO_EARLY: day_in_india(at) < order.from_on,
    }
    return Carrying(
        moment, (*(words for words, stands in why.items() if stands), *([CLOSED[closed]] if closed else []))
    )
