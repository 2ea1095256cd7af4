"""Plain words for runs, their outcomes, and what can be stopped."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, Promise] = {
    "gathering": _("being made"),
    "held": _("held back by a check"),
    "ready": _("ready for the trial"),
    "canary": _("trial is out"),
    "released": _("going out to all"),
    "stopped": _("stopped"),
    "finished": _("finished"),
}
OUTCOMES: dict[str, Promise] = {
    "delivered": _("Delivered"),
    "pending": _("Pending"),
    "failed": _("Failed"),
    "withheld": _("Withheld"),
}
#: Why something is delivered, waits or was withheld; reasons of failure have words of their own.
WHY: dict[str, Promise] = {
    "read": _("read"),
    # The bar above it calls one part of these “delivered”: a word stands for one number on a page.
    "delivered": _("delivered, not known to be read"),
    "gate": _("not let out yet"),
    "after_canary": _("waits for the release after the trial"),
    "lane_stopped": _("everything of its kind is stopped"),
    "parked": _("waits until its channel has room"),
    "later": _("waits for its hour"),
    "queued": _("in the queue"),
    "in_hand": _("being handed to the carrier"),
    "entered": _("being entered in the ledger"),
    "awaiting_receipt": _("sent, the receipt is awaited"),
    "stopped": _("the run was stopped"),
    "expired": _("its time ran out"),
    "struck_out": _("its only number was struck out"),
    "withdrawn": _("taken back"),
    "corrected": _("taken back, a correction followed"),
    "paid": _("paid meanwhile"),
}
CERTIFICATE: dict[str, Promise] = {
    "title": _("End certificate"),
    "run": _("Run"),
    "state": _("State"),
    "as_of": _("As of"),
    "made": _("Made"),
    "sum": _("Sum"),
    "reason": _("Reason"),
    "messages": _("Messages"),
    "made_by": _("Made by"),
    "trial_by": _("Trial sent by"),
    "released_by": _("Released by"),
    "stopped_by": _("Stopped by"),
    "signature": _("Signature and date"),
    "exact": _("Every message made is accounted for, to the last one."),
    "not_exact": _("NOT EXACT: messages are missing from this account. Tell those who run the system."),
    "as_failed": _("Once all is over, people without a receipt and people without an address count as failed below."),
    "not_final": _("Some messages still wait: this account is not the last one."),
    "system": _("the system, as a small run"),
    "unexplained": _("Unexplained"),
}
#: Over each sort of what can be stopped: how the key begins, and what is one of the sort.
SCOPE_SORTS: dict[str, Promise] = {
    "all": _("All that is sent"),
    "lane": _("A whole lane, with all that goes in it"),
    "channel": _("A channel"),
    "kind": _("One kind of message alone"),
}
SCOPES: dict[str, Promise] = {
    "all": _("Everything"),
    "lane:otp": _("The lane of one-time passwords"),
    "lane:outage": _("The lane of outage news"),
    "lane:service": _("The lane of service messages"),
    "lane:bulk": _("The lane of bills and bulk"),
    "lane:staff": _("The lane of messages to people at work"),
    "channel:whatsapp": _("WhatsApp alone"),
    "channel:sms": _("SMS alone"),
    "channel:email": _("E-mail alone"),
}
