"""What states, reasons and refusals of notices to all are called on pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.campaigns.models import Meant
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.web.office.runs.words import STATES as OF_RUNS

STATES: dict[str, Promise] = {
    **OF_RUNS,
    "making": _("messages are being made"),
    "failed": _("could not be made"),
    "cancelling": _("being taken back"),
    "cancelled": _("was cancelled"),
    "nobody": _("nobody can be told"),
}
#: What became of people without a message of their own.
WHY: dict[str, Promise] = {
    Meant.Why.SHARED: _("told on the number that another account has too"),
    Meant.Why.NO_ADDRESS: _("no number or mailbox"),
    Meant.Why.SHUT: _("none that works and is theirs"),
    Meant.Why.STRANGER: _("somebody at the number says it is not theirs"),
    Meant.Why.REFUSED: _("they want no such messages, or have not agreed to them"),
}
ACCOUNT, FEEDER, WHAT, REASON = _("Account"), _("Feeder"), _("How far"), _("Why")
REFUSALS: dict[str, Promise] = {
    "NobodyMeant": _("None of these places is of this office."),
    "OfSeveralCompanies": _("This office is over several companies. Choose one of them: a message says whose it is."),
    "NotAChoice": _("Choose one of what is offered."),
    "NotAMessageForMany": _("This message is not meant to be told to all."),
    "NoNamedOfficer": _("Your post does not tell people by the thousand."),
    "AlreadyCancelled": _("Somebody has cancelled it already."),
    "WordsNeeded": _("Write why."),
}
OTHERWISE = _("It could not be made. Please tell those who run the system.")


def in_words(refusal: Refusal | str) -> str:
    """Return why it was refused, or could not be made, as one tells it to the officer."""
    name = refusal if isinstance(refusal, str) else type(refusal).__name__
    return str(REFUSALS.get(name, OTHERWISE))
