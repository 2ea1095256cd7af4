"""What is still missing of a person's numbers, in the order in which one asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from bijlisetu.contact.models import Address
from bijlisetu.contact.queries import Held


def missing(held: Sequence[Held]) -> list[str]:
    """Return what to ask for; nothing where all is there."""
    usable = [one for one in held if one.owner != Address.Owner.NOT_OWNER]
    mobiles = [one for one in usable if "whatsapp" in one.channels]
    asked = []
    if not mobiles:
        asked.append(gettext("There is no mobile number: ask for one."))
    elif not any(one.owner == Address.Owner.PROVED for one in mobiles):
        asked.append(gettext("No mobile number is proved: ask whether the one on file is right, and send a code."))
    if not any("email" in one.channels for one in usable):
        asked.append(gettext("There is no e-mail: ask whether they have one."))
    return asked
