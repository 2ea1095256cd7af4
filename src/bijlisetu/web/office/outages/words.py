"""What states, reasons and refusals of outages are called on pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.outages.desk import Unclear
from bijlisetu.outages.realistic import Like
from bijlisetu.outages.rules import Fault
from bijlisetu.plumbing.refusal import Refusal

KINDS: dict[str, Promise] = {"planned": _("Planned work"), "breakdown": _("Breakdown")}
STATES: dict[str, Promise] = {
    "entered": _("nobody has been told yet"),
    "arranged": _("will be told some days ahead"),
    "announced": _("told, not begun"),
    "on": _("off"),
    "unknown": _("until when is not known: say a time"),
    "partly": _("partly back"),
    "back": _("is back"),
    "cancelled": _("was cancelled"),
}
EVENTS: dict[str, Promise] = {
    "entered": _("entered"),
    "arranged": _("will be told some days ahead"),
    "announced": _("people told"),
    "reminded": _("people reminded"),
    "also": _("told who had been spared"),
    "moved": _("others touched after a switching"),
    "began": _("the planned hour came"),
    "promised": _("another time promised"),
    "passed": _("the promised time passed"),
    "partly": _("part of it is back"),
    "back": _("the light is back"),
    "cancelled": _("cancelled"),
}
FATES: dict[str, Promise] = {
    "no_address": _("no number or mailbox"),
    "failed": _("no address took it"),
    "expired": _("too late"),
    "withdrawn": _("taken back before it left"),
    "never_told": _("not told"),
    "dead_band": _("a short cut soon after another: told together"),
    "night": _("night: told in the morning if it lasts"),
}
#: Whose past a realistic time rests on.
LIKE: dict[Like, Promise] = {
    Like.FEEDER_AND_REASON: _("on this feeder for this reason"),
    Like.SECTION_AND_REASON: _("of this office for this reason"),
    Like.FEEDER: _("on this feeder"),
    Like.DIVISION_AND_REASON: _("of the division for this reason"),
    Like.SECTION: _("of this office"),
}
ACCOUNT, FEEDER, WHY = _("Account"), _("Feeder"), _("Why")
#: The columns of a month's outages as a spreadsheet has them.
LEDGER: tuple[Promise, ...] = (
    _("Outage"), _("What is it?"), _("Off from"), _("told less than a day ahead"), _("People touched"),
    _("told in time"), _("told late"), _("not known to have arrived"), _("on the way"), _("not told"),
)  # fmt: skip
FAULTS: dict[str, Promise] = {
    Fault.RETURN_BEFORE_START: _("It would be back before it began. Correct the times."),
    Fault.BEGINS_AHEAD: _("A breakdown has happened already. Enter what is to come as planned work."),
    Fault.TOO_LONG_AGO: _("It began more than a week ago. Correct the time."),
    Fault.TOO_FAR: _("It would begin more than a year from now. Correct the year."),
    Fault.RETURN_PASSED: _("This time has passed. Say a later one, or leave it empty while nobody knows."),
    Fault.TOO_LONG: _("It would last more than 60 days. Correct the times."),
    Fault.NO_RETURN: _("Planned work needs an end."),
    Fault.BACK_AHEAD: _("This time has not come yet. Say it is back when it is."),
}
REFUSALS: dict[str, Promise] = {
    "AlreadyArranged": _("People are told by themselves some days before it begins."),
    "AlreadyTold": _("People have been told already. Promise another time, or end it."),
    "IsOver": _("It is over already."),
    "NotBegun": _("It has not begun. Cancel it instead."),
    "NotAPart": _("Choose some parts that are still off, but not all. If all is back, press “All is back”."),
    "HangsThereAnyway": _("Its own line feeds it anyway. Choose another line."),
    "FedInARing": _("That line is fed by this one then. Choose another line."),
    "HangsElsewhere": _("It hangs on another line in that time. End that first."),
    "TimesDoNotFit": _("It would end before it begins, or in a year far away. Correct the times."),
    "TimeNotRead": _("This is no time. Write it as 31-12-2026 18:30."),
    "WhyNeeded": _("Write why."),
    "NothingToEnd": _("It hangs on its own line again already."),
    "NotTheirs": _("Your post does not cover all of these places."),
    "UnknownReason": _("Choose a reason that fits the kind of outage."),
    "HasEnded": _("Somebody else has decided it, or a larger part stands for it now."),
    "NothingNamed": _("Write a substation, a feeder or a transformer."),
}


SORTS: dict[str, Promise] = {
    "substation": _("Substation"), "feeder": _("Feeder"), "transformer": _("Transformer"),
}  # fmt: skip
MOST_NAMED = 4  #: of places of one name


def not_one(place: Unclear) -> str:
    """Return what is wrong with a place that was written, and what to write instead."""
    if not place.may_be:
        said = gettext("%(place)s is no place of this office. Choose one from the list, or write its code.")
        return said % {"place": place.text}
    several = ", ".join(f"{SORTS[one.sort]} {one.label}" for one in place.may_be[:MOST_NAMED])
    said = gettext("%(place)s may be several places: %(several)s. Write the code of the one you mean.")
    return said % {"place": place.text, "several": several}


def in_words(refusal: Refusal) -> str:
    """Return why a deed was refused, and what to do, for the person at the desk."""
    if fault := getattr(refusal, "fault", None):
        return str(FAULTS[fault])
    if number := getattr(refusal, "number", None):
        link = format_html('<a href="{}">{}</a>', reverse("office:outage", args=[number]), number)
        return format_html(str(_("All of this is off with outage {number} already. Open that one.")), number=link)
    return str(REFUSALS[type(refusal).__name__])
