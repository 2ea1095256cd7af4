"""The day by which an office is to have reached everybody, as its page sets it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from bijlisetu.kinds.occasion import Occasion
from bijlisetu.reach import deadlines
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, person_of


def set_deadline(request: HttpRequest, office: int, occasion: Occasion) -> None:
    """Set the day that the form names, or take the office's own back where it names none."""
    path_or_missing(request, office, Deed.SET_DEADLINE)
    typed = request.POST.get("deadline", "").strip()
    try:
        on = date.fromisoformat(typed) if typed else None
    except ValueError:
        messages.error(request, gettext("This is no day. Choose the target date from the calendar."))
        return
    if on and on < timezone.localdate():
        messages.error(request, gettext("This day has passed. Choose one that is still to come."))
        return
    deadlines.set_deadline(
        office=office, occasion=occasion, on=on, at=timezone.now(), by=person_of(request).get_username()
    )
    messages.success(request, gettext("The target date is set.") if on else gettext("The target date is taken back."))
