"""Words of arrears, as pages say them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.arrears import pausing
from bijlisetu.arrears.cutting import issuing, ordering, serving
from bijlisetu.arrears.visiting import results
from bijlisetu.plumbing.refusal import Refusal

AGES: dict[str, Promise] = {
    "not_due": _("not due yet"),
    "to_30": _("0–30 days"),
    "to_90": _("31–90 days"),
    "to_180": _("91–180 days"),
    "to_365": _("181–365 days"),
    "older": _("over a year"),
}
OUTCOMES: dict[str, Promise] = {
    "promise": _("They will pay by a day"),
    "paid": _("They say it is paid"),
    "dispute": _("They dispute the bill"),
    "not_found": _("Nobody was found"),
    "cut": _("Notice of disconnection proposed"),
}
#: Why nobody chases somebody.
PAUSES: dict[str, Promise] = {
    "dispute": _("the consumer disputes the bill"),
    "review": _("the office looks at the bill"),
    "protest": _("deposited under protest"),
    "closed": _("the connection is closed"),
}
#: What an officer reads where a deed is refused.
FAULTS: dict[type[Refusal], Promise] = {
    results.NotOpen: _("This has ended meanwhile: it is paid, or somebody entered its end."),
    results.NoDayOfPromise: _("Say by which day they will pay: from today on, within thirty days."),
    results.NoWords: _("Say what is disputed."),
    pausing.SaysNotWhy: _("Say in words why nobody chases this consumer."),
    pausing.NotPaused: _("Nothing pauses this consumer for that reason."),
    issuing.NotToBeAsked: _(
        "No notice can be issued: too little is overdue or it is older than two years, or a dispute, a review, a "
        "deposit under protest or a kept plan stands in the way."
    ),
    serving.NotToBeServed: _("This notice has ended, or was served already."),
    serving.NotThatDay: _("It was handed over between the day of its issue and today."),
    serving.NobodyTookIt: _("Say who took it."),
    ordering.NotToBeCut: _(
        "The supply may not be cut now: the notice has ended or was not served, its clear days are not over, a second "
        "officer has not agreed, or something pauses this consumer."
    ),
    ordering.BeyondThePost: _("The amount is more than your post may order: the next higher officer does."),
    ordering.SaysNotWhy: _("Say why the order is withdrawn."),
    ordering.OwnOrder: _("Another officer agrees to what you ordered."),
    ordering.NotAtThisHour: _("Nobody is cut in the evening, at night, or on a day on which offices are closed."),
}
