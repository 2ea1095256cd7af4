"""Who complains of what? The desk at the phone and the counter takes it, and says the number aloud."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.complaints.actions.enclosing import File, NotEnclosable
from bijlisetu.complaints.actions.registering import Said, register
from bijlisetu.complaints.categories import for_people
from bijlisetu.complaints.lists import Way
from bijlisetu.complaints.numbers import as_written
from bijlisetu.complaints.queries import of_consumer
from bijlisetu.consumers.models import Consumer
from bijlisetu.reach.queries import FoundPerson, find
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.levels import Level
from bijlisetu.web.desk import may_for, path_or_missing, person_of, seats_of, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.office.complaints.words import AT_DESK, LEVELS, WAYS
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in

SHORTEST = 3
MOST = 9


class ComplaintForm(forms.Form):
    """What somebody complains of."""

    category = forms.ChoiceField(label=_("About what"))
    words = forms.CharField(
        label=_("In their own words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    place = forms.CharField(label=_("Where, if it is of no account"), required=False, max_length=300)
    way = forms.ChoiceField(label=_("How it came"), choices=[(way, WAYS[way]) for way in AT_DESK])
    link = forms.URLField(label=_("Link of the post"), required=False, assume_scheme="https", max_length=500)
    level = forms.TypedChoiceField(
        label=_("Addressed to"), coerce=int, choices=[(int(level), LEVELS[level]) for level in Level]
    )
    photo = forms.FileField(label=_("Photo or voice note"), required=False)

    def __init__(self, *given: object, has_person: bool, **named: object) -> None:
        """Offer the categories; a place is asked for where there is no account."""
        super().__init__(*given, **named)  # type: ignore[arg-type]
        titles = [(code, one.title[spoken()]) for code, one in for_people().items()]
        self.fields["category"].choices = titles  # type: ignore[attr-defined]
        self.has_person = has_person

    def clean(self) -> dict[str, object]:
        """See to it that somebody or some place is named, and a link for a post."""
        told = super().clean() or {}
        if not self.has_person and not told.get("place"):
            self.add_error("place", _("Choose the person above, or say where it is."))
        if told.get("way") in (Way.X, Way.FACEBOOK, Way.PORTAL) and not told.get("link") and "link" not in self.errors:
            self.add_error("link", _("Paste the link of the post, so that it can be found again."))
        return told


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def new(request: HttpRequest, office: int) -> HttpResponse:
    """Find the person, take the complaint, say the number; what they complained of before stands beside it."""
    path = path_or_missing(request, office, Deed.SERVE_COUNTER)
    person = _person(request)
    initial = {"way": Way.PHONE, "category": "SUP-OFF", "level": int(Level.JE)}
    # Whom one looks for is sent as a form, for a name does not belong in an address.
    is_search = "q" in request.POST
    given = (None, None) if is_search or request.method != "POST" else (request.POST, request.FILES)
    form = ComplaintForm(*given, has_person=person is not None, initial=initial)
    if form.is_bound and form.is_valid() and (number := _take(request, form, person, office)):
        return redirect("office:complaint", complaint=number)
    text = request.POST.get("q", "").strip()
    context = {
        "path": path, "office": path[-1], "form": form, "person": person, "q": text, "shortest": SHORTEST,
        "found": _found(request, text) if person is None else [],
        "before": of_consumer(person.pk, most=5) if person else [],
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return show(request, "complaints/new.html", context, page="complaint_new", status=status)


def _take(request: HttpRequest, form: ComplaintForm, person: Consumer | None, office: int) -> str:
    """Return the complaint's number; nothing if what came with it cannot be kept."""
    told, now = form.cleaned_data, timezone.now()
    photo = told["photo"]
    said = Said(
        category=told["category"], way=Way(told["way"]), said_at=now, words=told["words"], place=told["place"],
        link=told["link"], level=Level(told["level"]), office=office, consumer=person.pk if person else None,
        files=[File(photo.read())] if photo else [],
    )  # fmt: skip
    try:
        taken = register(said, at=now, by=person_of(request).get_username())
    except NotEnclosable:
        form.add_error("photo", _("This is no photo or voice note, or larger than 8 MB."))
        return ""
    number = as_written(taken.complaint.number)
    if taken.is_new:
        messages.success(request, gettext("Registered. Say this number: %(number)s") % {"number": number})
    else:
        messages.warning(
            request, gettext("They have complained of this already. Say this number: %(number)s") % {"number": number}
        )
    return taken.complaint.number


def _person(request: HttpRequest) -> Consumer | None:
    chosen = number_in(request.POST.get("consumer", "") or request.GET.get("consumer", ""))
    person = Consumer.objects.filter(pk=chosen).select_related("feeder").first() if chosen is not None else None
    if person is None or not may_for(request, [person.feeder_id], Deed.SERVE_COUNTER):
        return None
    return person


def _found(request: HttpRequest, text: str) -> list[FoundPerson]:
    if len(text) < SHORTEST:
        return []
    return list(find(text, offices=seats_of(request).offices_for(Deed.SERVE_COUNTER), limit=MOST))
