"""The action register: who is asked why the work stands still, what they answer, what is decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.drives.models import Matter
from bijlisetu.drives.queries import offices_walked, register_of, walkers_at
from bijlisetu.drives.register.actions import FOR_OTHERS, NobodyElse, NotOpen, NoWords, answer, decide
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may_at, path_or_missing, person_of, seats_of, staff_page
from bijlisetu.web.office.drive.asked import drive_asked, no_drive, show_drive
from bijlisetu.web.office.drive.words import DECISIONS
from bijlisetu.web.paging import number_in

MOST = 200


class WalksElsewhere(Refusal):
    """The person walks for offices, too, that are not under whoever decides."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def register(request: HttpRequest, office: int) -> HttpResponse:
    """Show the matters under the office, take answers and decisions."""
    path = path_or_missing(request, office, Deed.SEE_DRIVE)
    drive = drive_asked(request, office)
    if drive is None:
        return no_drive(request, path)
    if request.method == "POST":
        _take(request, drive.pk)
        return redirect(request.get_full_path())
    context = {
        "lines": register_of(drive, office, most=MOST),
        "decisions": DECISIONS.items(),
        "may_decide": may_at(request, office, Deed.ANSWER_REGISTER),
        "me": person_of(request).get_username(),
    }
    return show_drive(request, "register.html", context, drive=drive, path=path)


def _take(request: HttpRequest, drive: int) -> None:
    matter = Matter.objects.filter(pk=number_in(request.POST.get("matter", "")) or 0, drive=drive).first()
    if matter is None:
        raise Http404
    by, at, words = person_of(request).get_username(), timezone.now(), request.POST.get("words", "")
    is_theirs = matter.person_id == person_of(request).pk
    may_decide = may_at(request, matter.office_id, Deed.ANSWER_REGISTER)
    try:
        if "decision" in request.POST:
            # Nobody decides about themselves.
            if is_theirs or not may_decide or request.POST["decision"] not in Matter.Decision.values:
                raise Http404
            decision = Matter.Decision(request.POST["decision"])
            among = _sent_by(request, matter) if decision in FOR_OTHERS else None
            decide(matter.pk, decision=decision, note=words, at=at, by=by, among=among)
            messages.success(request, gettext("The decision is kept."))
        elif is_theirs or may_decide:
            answer(matter.pk, words=words, at=at, by=by)
            messages.success(request, gettext("The explanation is kept."))
        else:
            raise Http404
    except NoWords:
        messages.error(request, gettext("Please say it in a few words."))
    except NobodyElse:
        messages.error(request, gettext("Nobody else walks in this drive. Give beats to somebody first."))
    except WalksElsewhere:
        told = gettext("They walk for other offices too. Whoever is over all of these can have others walk.")
        messages.error(request, told)
    except NotOpen:
        messages.error(request, gettext("This was decided already."))


def _sent_by(request: HttpRequest, matter: Matter) -> set[int]:
    """
    Return whom the officer may send in this person's place.

    :raises WalksElsewhere: if beats of offices would change hands that are not the officer's
    """
    if not all(may_at(request, office, Deed.RUN_DRIVE) for office in offices_walked(matter.drive, matter.person_id)):
        raise WalksElsewhere("the person walks for other offices too")
    today = timezone.localdate()
    offices = seats_of(request).offices_for(Deed.RUN_DRIVE)
    return {one.id for office in offices for one in walkers_at(office, on=today)}
