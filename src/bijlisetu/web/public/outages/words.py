"""What outages are called where everybody reads it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {"planned": _("Planned work"), "breakdown": _("Breakdown")}
STATES: dict[str, Promise] = {
    "entered": _("planned"),
    "announced": _("planned"),
    "on": _("off"),
    "unknown": _("The promised time has passed. We are asking the crew."),
    "partly": _("back at some places"),
    "back": _("is back"),
    "cancelled": _("was cancelled"),
}
SORTS: dict[str, Promise] = {
    "substation": _("Substation"),
    "feeder": _("Feeder"),
    "transformer": _("Transformer"),
}
