"""What WhatsApp's commonest refusals of ours mean, for an officer; its own words stand beneath as a detail."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CODE = re.compile(r"\(?#?(\d{1,7})\b")
_ACCESS = _("WhatsApp does not let us in. Check the access token and its permissions.")
_LOCKED = _("WhatsApp has locked or restricted our account. Read why in WhatsApp Manager.")
_PAYMENT = _("WhatsApp is not paid. Mend the payment method in WhatsApp Manager.")
_PLACES = _("What we fill in does not fit the text that WhatsApp has registered. Compare the two.")
MEANINGS: dict[str, Promise] = {
    **dict.fromkeys(("0", "3", "10", "190", "131005"), _ACCESS),
    **dict.fromkeys(("368", "131031"), _LOCKED),
    **dict.fromkeys(("131042", "131044"), _PAYMENT),
    **dict.fromkeys(("132000", "132008", "132012", "132018"), _PLACES),
    "131047": _("More than 24 hours have passed since the person wrote: WhatsApp lets only registered texts pass."),
    "131048": _("WhatsApp limits our number because too many people block it. Look at its quality."),
    "131053": _("WhatsApp could not fetch our bill. Check that our address opens from outside."),
    "132001": _("WhatsApp has no text of this name in this language, or has not approved it."),
    "132005": _("The text is too long once it is filled in."),
    "132007": _("The text goes against a rule of WhatsApp’s."),
    "132015": _("WhatsApp has paused this text because many people block it."),
    "132016": _("WhatsApp has closed this text for good. A new one must be registered."),
}


def meaning(channel: str, detail: str) -> Promise | None:
    """Return what the code means that the carrier's words begin with; nothing if it is none of these."""
    code = CODE.match(detail) if channel == "whatsapp" else None
    return MEANINGS.get(code[1]) if code else None
