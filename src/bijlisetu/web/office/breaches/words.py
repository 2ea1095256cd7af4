"""Plain words for what is to be done about a breach."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What is written above the form, and what it says once it is done.
STEPS: dict[str, tuple[Promise, Promise]] = {
    "told_board": (_("Tell the Data Protection Board at once"), _("The Data Protection Board was told")),
    "told_people": (_("Tell the people whom it concerns at once"), _("The people whom it concerns were told")),
    "reported": (_("Give the Board the whole account within 72 hours"), _("The Board has the whole account")),
    "closed": (_("Close it: what was mended?"), _("Closed")),
}
REFUSALS: dict[str, Promise] = {
    "NothingSaid": _(
        "Write how it was done, and under which number: it stays as it is written, and is asked for later."
    ),
    "StepDone": _("That was written down before, and stays as it was."),
    "StepsMissing": _("It cannot be closed yet: tell the Board and the people, and give the account first."),
    "NotYetFound": _("It cannot be found at a time to come."),
}
