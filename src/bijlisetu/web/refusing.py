"""Why something is not taken, as whoever stands at a door needs it said: what to do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.fieldwork.forms.files import forms
from bijlisetu.fieldwork.telling import Refused, Why
from bijlisetu.web.language import spoken

WHYS: dict[Why, Promise] = {
    Why.UNKNOWN_DOOR: _("This door is not on your list. Fetch the list again."),
    Why.UNKNOWN_CONSUMER: _("There is no such account. Fetch the list again."),
    Why.NOT_YOUR_ROUND: _("You were never given this beat. Ask your office."),
    Why.CHANGED: _(
        "The office has this visit already, with other answers. Those stay; make a new visit for what is new."
    ),
    Why.BAD_ANSWER: _("An answer cannot be right. Look at the visit again."),
    Why.OUTCOME_UNLISTED: _("The office does not know this outcome. Fetch the newest version of this page."),
    Why.CLOCK_YEARS_OFF: _("The clock of the phone is years wrong. Set it right, then note the visit again."),
    Why.TOO_LARGE: _("This is too large to be taken."),
}


def say(why: Why) -> str:
    """Return the reason in the person's language."""
    return str(WHYS[why])


def say_of(refused: Refused) -> str:
    """Return why the visit is not taken; of a bad answer, to which question."""
    form = forms().get(refused.form)
    field = form.fields.get(refused.field) if form else None
    if field is None:
        return say(refused.why)
    told = gettext("“%(field)s”: this answer cannot be right. Look at it again.")
    return told % {"field": field.label[spoken()]}
