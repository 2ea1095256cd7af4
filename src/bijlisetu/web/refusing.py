"""Why something is not taken, as whoever stands at a door needs it said: what to do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.fieldwork.forms.answers import Lack
from bijlisetu.fieldwork.forms.files import forms
from bijlisetu.fieldwork.forms.form import FieldType
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

LOOK_AGAIN = _("“%(field)s”: this answer cannot be right. Look at it again.")
#: What is amiss with an answer, whatever its type …
LACKS: dict[Lack | None, Promise] = {
    Lack.MISSING: _("“%(field)s”: this is missing. Write it."),
    Lack.NEEDED: _("“%(field)s”: this is missing. Write it."),
    Lack.NOT_ASKED: _("“%(field)s” is not asked with the other answers. Leave it empty, or correct those."),
}
#: … and where its type says more.
ANSWERS: dict[tuple[Lack | None, FieldType], Promise] = {
    (Lack.MISSING, FieldType.CHOICE): _("“%(field)s”: choose an answer."),
    (Lack.UNFIT, FieldType.CHOICE): _("“%(field)s”: choose one of the answers."),
    (Lack.UNFIT, FieldType.MOBILE): _(
        "“%(field)s”: a mobile number has ten digits and begins with 6, 7, 8 or 9; 9999999999 stands for none."
    ),
    (Lack.UNFIT, FieldType.EMAIL): _("“%(field)s”: an e-mail address looks like name@example.in."),
    (Lack.UNFIT, FieldType.TEXT): _("“%(field)s”: this is too long, or holds signs that cannot be kept."),
}


def say(why: Why) -> str:
    """Return the reason in the person's language."""
    return str(WHYS[why])


def say_of(refused: Refused) -> str:
    """Return why the visit is not taken; of a bad answer, to which question, and what to do about it."""
    form = forms().get(refused.form)
    field = form.fields.get(refused.field) if form else None
    if field is None:
        return say(refused.why)
    words = ANSWERS.get((refused.lack, field.type)) or LACKS.get(refused.lack, LOOK_AGAIN)
    return str(words) % {"field": field.label[spoken()]}
