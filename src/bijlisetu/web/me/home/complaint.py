"""A complaint without a link: make one for an account, or see how one stands. Nothing says which accounts there are."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.complaints.actions.enclosing import File, NotEnclosable
from bijlisetu.complaints.actions.registering import NoOffice, Said
from bijlisetu.complaints.lists import Way
from bijlisetu.complaints.numbers import as_written, number_in
from bijlisetu.complaints.taking import unproved
from bijlisetu.contact.proof.allowances import spend
from bijlisetu.plumbing.database.wake import ask_for
from bijlisetu.staff.levels import Level
from bijlisetu.values import Mobile
from bijlisetu.values.digits import ascii_digits
from bijlisetu.web.guessing.often import Often
from bijlisetu.web.guessing.place import place_of
from bijlisetu.web.language import spoken
from bijlisetu.web.me.complaints import ComplaintForm
from bijlisetu.web.me.frame import show
from bijlisetu.web.me.home.forms import CalledForm, WorkForm
from bijlisetu.web.me.home.puzzle import puzzle
from bijlisetu.web.middleware import NUL, no_text
from bijlisetu.web.private import private

HOUR = timedelta(hours=1)
#: The page with a number is sealed as one that we gave, and opens for so long.
GIVEN, SHOWN_FOR = "complaint given", timedelta(days=7)
#: Of one mobile number, and from one place: behind that of a mobile carrier stand many people after a storm.
MADE = Often("complaint of", most=10, within=HOUR)
MADE_THERE = Often("complaint from", most=60, within=HOUR)
#: At one complaint's number: from one place, so that whoever guesses keeps no other from looking, and from all of them.
LOOKED_THERE = Often("complaint look from", most=5, within=HOUR)
LOOKED = Often("complaint look", most=30, within=HOUR)
LOOKED_FROM = Often("complaint looks", most=30, within=HOUR)


class OpenComplaintForm(CalledForm, ComplaintForm):
    """What somebody complains of who has no link: for which account, and where we call them."""

    field_order = ("account", "mobile", "category", "words", "level", "photo", "altcha")


class LookForm(WorkForm):
    """By which one sees how a complaint stands."""

    number = forms.CharField(max_length=40, label=_("Complaint number"))
    ending = forms.CharField(max_length=8, label=_("Last four digits of your mobile number"))
    field_order = ("number", "ending", "altcha")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def complaint(request: HttpRequest) -> HttpResponse:
    """Take a complaint; its number is given to whoever makes it, its news go to a number of the account alone."""
    if any(NUL in value for value in request.POST.values()):
        return no_text()
    form = OpenComplaintForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (number := _take(request, form, at=timezone.now())):
        return redirect("me:complaint_made", token=signing.dumps(number, salt=GIVEN))
    context = {"form": form, "puzzle": puzzle(at=timezone.now())}
    return show(request, "home/complaint.html", context, status=422 if form.is_bound else 200)


@require_safe
@private
def made(request: HttpRequest, token: str) -> HttpResponse:
    """Show the number again to who was given it: a phone loads a page anew, and it must not be lost."""
    try:
        number = signing.loads(token, salt=GIVEN, max_age=SHOWN_FOR)
    except signing.BadSignature:
        return redirect("me:complaint_look")
    return show(request, "home/complaint_made.html", {"number": number})


@require_http_methods(["GET", "HEAD", "POST"])
@private
def look(request: HttpRequest) -> HttpResponse:
    """Show how a complaint stands to who knows its number and the end of its mobile number; a few tries an hour."""
    if any(NUL in value for value in request.POST.values()):
        return no_text()
    now, form, found, status = timezone.now(), LookForm(request.POST or None), None, 200
    if request.method == "POST":
        status = 422
    if request.method == "POST" and form.is_valid():
        number = number_in(form.cleaned_data["number"])
        ending = ascii_digits(form.cleaned_data["ending"]).strip()
        place = place_of(request) or ""
        tried = [LOOKED_FROM.use(place, at=now)]
        if number:  # of what is no number, nobody keeps anybody from another
            tried += [LOOKED.use(number, at=now), LOOKED_THERE.use(f"{number} {place}", at=now)]
        if spend(tried) is not None:
            form.add_error(None, gettext("Too many tries. Try again in an hour, or call the helpline."))
            status = 429
        elif found := unproved.looked_up(number, ending):
            status = 200
        else:
            form.add_error(None, gettext("No complaint of this number goes with these digits. Look at both once more."))
    context = {"form": form, "puzzle": puzzle(at=now), "one": found, "now": now}
    return show(request, "home/complaint_look.html", context, status=status)


def _take(request: HttpRequest, form: OpenComplaintForm, *, at: datetime) -> str:
    """Return the complaint's number as it is said; nothing where it was not taken, and the form says why."""
    told = form.cleaned_data
    mobile: Mobile = told["mobile"]
    said = Said(
        category=told["category"], way=Way.WEB, said_at=at, words=told["words"], language=str(spoken()),
        level=Level(int(told["level"])), files=[File(told["photo"].read())] if told["photo"] else [],
    )  # fmt: skip
    try:
        if spend([MADE.use(mobile.e164, at=at), MADE_THERE.use(place_of(request) or "", at=at)]) is not None:
            form.add_error(None, gettext("Too many tries. Try again in an hour, or call the helpline."))
            return ""
        made = unproved.take(said, account=told["account"], mobile=mobile, at=at, secret=settings.SECRET_KEY)
    except NotEnclosable:
        form.add_error("photo", _("This is no photo or voice note, or larger than 8 MB."))
        return ""
    except NoOffice:
        form.add_error(None, gettext("Nobody could answer yet. Call the helpline."))
        return ""
    ask_for(unproved.OWN)
    return as_written(made.number)
