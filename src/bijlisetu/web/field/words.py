"""What the page at the door says by itself: how the line is, what became of a visit, what is wrong with an answer."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: How the last round with the office ended.
LINES: dict[str, Promise] = {
    "": _("Opening…"),
    "sending": _("Sending…"),
    "done": _("The office has everything"),
    "refused": _("Some visits are to be mended"),
    "waiting": _("Not everything is sent yet"),
    "offline": _("No network: go on working, nothing is lost"),
    "silent": _("The office did not answer: nothing is lost, it is tried again"),
    "login": _("Log in to send: nothing is lost"),
    "no_post": _("No beat is yours at present"),
    "fault": _("The office cannot take it just now: nothing is lost, it is tried again"),
    "full": _("The storage of this phone is full: free some room"),
    "elsewhere": _("Another window of this page is sending"),
}
STATES: dict[str, Promise] = {
    "kept": _("kept on this phone"),
    "sending": _("being sent"),
    "taken": _("the office has it"),
    "proved": _("the office has it, and it is proved"),
    "photo": _("the office has it, the photo is still to go"),
    "refused": _("refused by the office"),
}
#: When to go once more to a door that visits have left open.
HOURS: dict[str, Promise] = {
    "evening": _("Nobody opened by day: go in the evening, after 5"),
    "day": _("Nobody opened in the evening: go by day"),
}
FAULTS: dict[str, Promise] = {
    "required": _("Choose one or write it."),
    "needs": _("Write the mobile number or e-mail."),
    "mobile": _("This cannot be a mobile number: it begins with 6, 7, 8 or 9, and 9999999999 stands for none."),
    "digits": _("A mobile number has ten digits. Digits here:"),
    "email": _("This is not an e-mail address. It looks like name@example.in."),
    "nobody": _("Nobody reads this mailbox. Ask the consumer for one that they read."),
    "mistyped": _("This looks mistyped. Is this meant?"),
}
