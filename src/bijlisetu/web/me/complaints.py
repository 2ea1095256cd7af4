"""What became of my complaints, and how do I make one? Behind the link of a message that names the account."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.complaints.actions.enclosing import File, NotEnclosable
from bijlisetu.complaints.actions.registering import Said, register
from bijlisetu.complaints.categories import for_people
from bijlisetu.complaints.lists import Way
from bijlisetu.complaints.queries import of_consumer
from bijlisetu.network.companies import company_of
from bijlisetu.staff.levels import Level
from bijlisetu.web.language import spoken
from bijlisetu.web.me.frame import BY, asked_or_missing, attempt_of, by_link, show, speak
from bijlisetu.web.middleware import NUL, no_text
from bijlisetu.web.private import private

MOST = 10


class ComplaintForm(forms.Form):
    """What the consumer complains of."""

    category = forms.ChoiceField(label=_("What is it about?"))
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    level = forms.TypedChoiceField(
        label=_("Whom do you address?"), coerce=int, required=False, empty_value="0",
        choices=[
            (int(Level.JE), _("the junior engineer of the substation")),
            (int(Level.EE), _("the executive engineer")),
            (int(Level.SE), _("the superintending engineer")),
        ],
    )  # fmt: skip
    photo = forms.FileField(label=_("A photo, if it helps"), required=False)

    def __init__(self, *given: object) -> None:
        """Offer every category."""
        super().__init__(*given)  # type: ignore[arg-type]
        titles = [(code, one.title[spoken()]) for code, one in for_people().items()]
        self.fields["category"].choices = [("", _("Choose")), *titles]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@private
@by_link
def complaints(request: HttpRequest, token: str) -> HttpResponse:
    """Show the account's complaints with their time, and take one more."""
    receiver, sent, _ = asked_or_missing(attempt_of(token, purpose="bill"))
    if any(NUL in value for value in request.POST.values()):
        return no_text()
    speak(request, receiver.language)
    form = ComplaintForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _take(form, receiver.consumer):
        return redirect(f"{request.path}?made")
    context = {
        "token": token, "account": sent.account, "form": form, "now": timezone.now(), "is_made": "made" in request.GET,
        "ones": of_consumer(receiver.consumer, most=MOST),
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return show(request, "complaints.html", context, company=company_of(sent.feeder), status=status)


def _take(form: ComplaintForm, consumer: int) -> bool:
    told, now = form.cleaned_data, timezone.now()
    files = [File(told["photo"].read())] if told["photo"] else []
    said = Said(
        category=told["category"], way=Way.WEB, said_at=now, words=told["words"], consumer=consumer,
        level=Level(int(told["level"])), files=files,
    )  # fmt: skip
    try:
        register(said, at=now, by=BY)
    except NotEnclosable:
        form.add_error("photo", _("This is no photo or voice note, or larger than 8 MB."))
        return False
    return True
