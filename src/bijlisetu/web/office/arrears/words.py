"""Words of arrears, as pages say them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.arrears import pausing
from bijlisetu.arrears.cutting import issuing, ordering, serving
from bijlisetu.arrears.cutting.queries import Step
from bijlisetu.arrears.visiting import results
from bijlisetu.ledger.plans.rules import State
from bijlisetu.metering.windows.rules import Closed
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
#: The same, and what pauses without an officer.
PAUSED: dict[str, Promise] = {**PAUSES, pausing.COMPLAINT: _("a complaint of a wrong bill is open")}
#: Why nobody is cut at a moment.
CLOSED: dict[Closed, Promise] = {
    Closed.GRACE: _("the connection became prepaid only days ago"),
    Closed.SUNDAY: _("nobody is cut on a Sunday"),
    Closed.HOLIDAY: _("nobody is cut on a holiday"),
    Closed.OFFICE: _("offices are closed on this day"),
    Closed.HOURS: _("nobody is cut at this hour"),
}
#: Where a notice of disconnection stands, in the order in which a page lists them.
STEPS: dict[Step, Promise] = {
    Step.TO_SERVE: _("to be served"),
    Step.CLEAR_DAYS: _("served, the clear days run"),
    Step.TO_ORDER: _("the clear days are over"),
    Step.SECOND: _("ordered, a second officer is needed"),
    Step.ORDERED: _("ordered, the supply may be cut"),
    Step.PAUSED: _("paused"),
    Step.CUT: _("cut"),
    Step.PAID: _("paid (90 days)"),
    Step.WITHDRAWN: _("withdrawn (90 days)"),
}
#: How a plan of instalments stands.
PLAN_STATES: dict[State | None, Promise] = {
    State.KEPT: _("kept"),
    State.BROKEN: _("broken"),
    State.DONE: _("all is paid"),
}
#: What an officer reads where a deed is refused.
FAULTS: dict[type[Refusal], Promise] = {
    results.NotOpen: _("This has ended meanwhile: it is paid, or somebody entered its end."),
    results.NoDayOfPromise: _("Say by which day they will pay: from today on, within thirty days."),
    results.NoWords: _("Say what is disputed."),
    pausing.SaysNotWhy: _("Say in words why nobody chases this consumer."),
    pausing.NotPaused: _("Nothing pauses this consumer for that reason."),
    issuing.TooLittle: _("No notice can be issued: less is overdue than a notice is issued for."),
    issuing.TooOld: _("No notice can be issued: what is overdue is older than two years, but for too small a part."),
    issuing.Paused: _("No notice can be issued: a pause stands in the way. It stands below on this page."),
    issuing.KeepsPlan: _("No notice can be issued: they pay in instalments, and keep to them."),
    serving.NotToBeServed: _("This notice has ended, or was served already."),
    serving.NotThatDay: _("It was handed over between the day of its issue and today."),
    serving.NobodyTookIt: _("Say who took it."),
    ordering.NotToBeCut: _("This has ended meanwhile: it is paid, withdrawn, or the supply is cut."),
    ordering.NotServed: _("The supply may not be cut: the notice was not served."),
    ordering.Paused: _("The supply may not be cut: a pause stands in the way. It stands below on this page."),
    ordering.DaysNotOver: _(
        "The supply may not be cut yet: its clear days are not over. The first day stands on this page."
    ),
    ordering.LacksSecond: _("The supply may not be cut yet: a second officer has not agreed."),
    ordering.BeyondThePost: _("The amount is more than your post may order: the next higher officer does."),
    ordering.OwnOrder: _("Another officer agrees to what you ordered."),
    ordering.NotOnThisDay: _("Nobody is cut at this moment. The page says from when on the order may be carried out."),
    ordering.NotAtThisHour: _("Nobody is cut at this moment. The page says from when on the order may be carried out."),
    ordering.SaysNotWhy: _("Say in words why it is withdrawn."),
}
