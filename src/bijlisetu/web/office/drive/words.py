"""The words of the drive's pages: what is found, its innocent explanation, who is to see to it, what was decided."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHY: dict[str, Promise] = {
    "no_work": _("no visit for two working days or more"),
    "signals": _("visits that need a look"),
}
LEVELS: dict[int, Promise] = {
    1: _("sub-divisional officer"),
    2: _("executive engineer"),
    3: _("superintending engineer"),
}
DECISIONS: dict[str, Promise] = {
    "not_at_fault": _("Not at fault"),
    "explained": _("The explanation is accepted"),
    "handed_over": _("Others walk the beat"),
    "walked_again": _("Others walk the beat, and its doors once more; what was brought from there counts no more"),
    "admonished": _("Admonished"),
}
#: What was seen, and what may have caused it without anybody's fault.
SIGNALS: dict[str, tuple[Promise, Promise]] = {
    "one_number": (
        _("One number stands on many doors"),
        _("It may be the caretaker of a large house, a shop that takes messages, or the head of a village."),
    ),
    "few_numbers": (
        _("A few numbers stand on many doors"),
        _("Families of one house may share telephones, or one person looks after several houses."),
    ),
    "impossible_speed": (
        _("Doors were visited faster than anybody walks"),
        _("The visits may have been written on paper first and typed in together."),
    ),
    "far_away": (
        _("The phone was far from the doors"),
        _("The phone may not have found its place between houses, or the map has the houses in the wrong place."),
    ),
    "one_hand": (
        _("Codes came from a few phones, or faster than they can be read"),
        _("Several families may share a phone, or the worker read the code from a phone handed over."),
    ),
    "always_locked": (
        _("Far more doors were locked than others find"),
        _("It may be a colony where everybody works, or the worker could walk only at noon."),
    ),
    "no_answers": (
        _("People at the numbers say no, or nobody has the number"),
        _("The tenants may have left, or the digits were read wrongly in bad light."),
    ),
    "called_back": (
        _("People who were called tell it otherwise"),
        _("Somebody else of the house may have picked up, who knew nothing of the visit."),
    ),
}
