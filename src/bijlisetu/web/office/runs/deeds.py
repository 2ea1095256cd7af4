"""What an officer does to a run from its page, and what a refusal means in words."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.runs import actions as runs
from bijlisetu.runs import correcting
from bijlisetu.runs.queries import RunCard
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import in_indian_groups
from bijlisetu.web import desk
from bijlisetu.web.desk import person_of

REFUSED: dict[type[Refusal], Promise] = {
    runs.SecondOfficerNeeded: _("You made this run. Another officer must look at it and release it."),
    runs.HandInIt: _(
        "You sent the trial of this run, or answered for a finding. Another officer must look at it and release it."
    ),
    runs.NotAnOfficerOfTheRun: _("Your post does not cover all offices of this run."),
    runs.GateNotPassed: _("A check found a fault. Mend it, or answer for it in words below."),
    runs.NoTrial: _("So small a run has no trial: another officer looks at it and releases it."),
    runs.CanaryNotOutLongEnough: _("The trial has not been out long enough. Please wait for its time."),
    runs.WordsNeeded: _("Please say why, in words: others must understand it later."),
    runs.NotNow: _("The run has moved on meanwhile. This page shows how it stands now."),
    correcting.StopItFirst: _("Stop the run first: a correction is for what can no longer change."),
    correcting.LettersInHand: _("The last letters are just leaving. Please try again in ten seconds."),
}
#: What the table of deeds calls what a form names.
OF_THE_TABLE = {
    "canary": Deed.LET_RUN_OUT, "waive": Deed.LET_RUN_OUT, "release": Deed.LET_RUN_OUT, "go_on": Deed.LET_RUN_OUT,
    "stop": Deed.STOP_RUN, "correct": Deed.CORRECT_RUN,
}  # fmt: skip
WORDS = ("what_hi", "what_en", "holds_hi", "holds_en")


def do(request: HttpRequest, card: RunCard) -> int:
    """Do the deed that the form names, tell what it did, and return the run to show next."""
    deed = {
        "canary": _canary, "waive": _waive, "release": _release, "stop": _stop, "go_on": _go_on, "correct": _correct,
    }.get(request.POST.get("deed", ""))  # fmt: skip
    if deed is None:
        raise Http404
    return deed(request, card, person_of(request).get_username())


def lacks_second_factor(request: HttpRequest) -> bool:
    """Return whether the deed that the form names needs the code of the person's app first; to stop never does."""
    deed = OF_THE_TABLE.get(request.POST.get("deed", ""))
    return deed is not None and desk.lacks_second_factor(request, deed)


def words_of(form: QueryDict) -> dict[str, str]:
    """Return the words of a correction as they were written."""
    return {name: form.get(name, "").strip() for name in WORDS}


def in_words(refusal: Refusal) -> str:
    """Return why a deed was refused, for whoever wanted to do it."""
    return str(REFUSED.get(type(refusal), refusal))


def barred(card: RunCard, by: str) -> str:
    """Return why this officer may not release the run; nothing if they may."""
    if by in card.makers:
        return str(REFUSED[runs.SecondOfficerNeeded])
    return str(REFUSED[runs.HandInIt]) if by in card.hands else ""


def _canary(request: HttpRequest, card: RunCard, by: str) -> int:
    size = runs.send_canary(run=card.id, at=timezone.now(), by=by)
    told = ngettext("The trial goes to %(n)s person now.", "The trial goes to %(n)s people now.", size)
    messages.success(request, told % {"n": in_indian_groups(size)})
    return card.id


def _waive(request: HttpRequest, card: RunCard, by: str) -> int:
    gate, words = request.POST.get("gate", ""), request.POST.get("words", "")[:500]
    runs.waive(run=card.id, gate=gate, words=words, at=timezone.now(), by=by)
    messages.success(request, gettext("Your answer is kept with the run."))
    return card.id


def _release(request: HttpRequest, card: RunCard, by: str) -> int:
    runs.release(run=card.id, at=timezone.now(), by=by, factor=settings.CLOCK_FACTOR)
    messages.success(request, gettext("Released. It goes out to all now."))
    return card.id


def _stop(request: HttpRequest, card: RunCard, by: str) -> int:
    runs.stop(run=card.id, why=request.POST.get("why", "")[:500], at=timezone.now(), by=by)
    messages.success(request, gettext("Stopped. Within a second nothing more of it leaves."))
    return card.id


def _go_on(request: HttpRequest, card: RunCard, by: str) -> int:
    runs.go_on(run=card.id, at=timezone.now(), by=by)
    messages.success(request, gettext("The run goes on from where it was."))
    return card.id


def _correct(request: HttpRequest, card: RunCard, by: str) -> int:
    done = correcting.correct(run=card.id, words=words_of(request.POST), at=timezone.now(), by=by)
    numbers = {"told": in_indian_groups(done.told), "withdrawn": in_indian_groups(done.withdrawn)}
    messages.success(
        request, gettext("Messages taken back: %(withdrawn)s. People who get the correction: %(told)s.") % numbers
    )
    return done.run or card.id
