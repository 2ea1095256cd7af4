"""What purposes of systems are called on pages, and why something about a system was refused."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.actions import systems
from bijlisetu.staff.purposes import Purpose
from bijlisetu.systems.hooks.subscribing import AddressNotTaken, NotTheirsToFollow
from bijlisetu.systems.models import Subject

PURPOSES: dict[str, Promise] = {
    Purpose.OUTAGES_READ: _("See outages"),
    Purpose.OUTAGES_WRITE: _("Enter outages, and say what became of them"),
    Purpose.OUTAGES_ANNOUNCE: _("Have people told at once, without an officer"),
    Purpose.COMPLAINTS_READ: _("See how complaints stand"),
    Purpose.COMPLAINTS_WRITE: _("Bring complaints"),
    Purpose.TOUCHED_READ: _("Count the people on a part of the network"),
    Purpose.TOUCHED_LIST: _("List these people, masked"),
}
SUBJECTS: dict[str, Promise] = {Subject.OUTAGE: _("Outages"), Subject.COMPLAINT: _("Complaints")}
#: Why nothing is sent to an address, or it took nothing.
FAULTS: dict[str, Promise] = {
    "not_an_address": _("This is no address of the web."),
    "not_https": _("The address must begin with https://, so that nobody else can read or answer."),
    "inside": _("The address leads inside our own network. Who runs the system can open a network for it."),
    "no_answer": _("nobody answered in time"),
    "no_connection": _("no connection"),
}
REFUSALS: dict[type[Refusal], Promise] = {
    systems.NotAName: _("A system’s name is 2 to 40 small English letters, digits and dashes."),
    systems.NameTaken: _("A system has, or had, this name. Take another, so that the book of deeds tells them apart."),
    systems.NoPurpose: _("Choose at least one thing that it may do."),
    systems.NoSuchLife: _("Choose a day to come, within two years."),
    systems.SystemEnded: _("This system is let in no more."),
    NotTheirsToFollow: _("The system may not see this. Choose what it may see."),
}


def in_words(refusal: Refusal) -> str:
    """Return why a deed was refused, for whoever manages systems."""
    if isinstance(refusal, AddressNotTaken):
        return str(FAULTS[refusal.fault])
    return str(REFUSALS[type(refusal)])


def why_in_words(why: str) -> str:
    """Return why a message was not taken the last time."""
    if why.startswith("answered_"):
        return gettext("the answer was %(status)s") % {"status": why.removeprefix("answered_")}
    return str(FAULTS[why])
