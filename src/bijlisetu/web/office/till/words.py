"""What is said at the cash desk."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.tills.rules import Fault

FAULTS: Mapping[Fault, Promise] = {
    Fault.MISSING: _("Write the amount."),
    Fault.NO_NUMBER: _("Write the amount in digits, as 1253.50."),
    Fault.NOT_POSITIVE: _("The amount is more than nothing."),
    Fault.PARTS_OF_A_PAISA: _("There is nothing smaller than a paisa: write two digits behind the point."),
    Fault.TOO_LARGE: _("So much nobody owes. Was the account written where the amount stands?"),
}
