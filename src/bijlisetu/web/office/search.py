"""Find a consumer by account or name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from bijlisetu.reach.queries import find
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import Mobile, NotAMobile
from bijlisetu.web.desk import seats_of, staff_page
from bijlisetu.web.office.frame import show

SHORTEST = 3


@require_safe
@staff_page
def search(request: HttpRequest) -> HttpResponse:
    """Show the consumers found; only a whole account opens at once, for a name may be somebody else's."""
    text = request.GET.get("q", "").strip()
    # Devanagari digits are typed too; int() reads both.
    text = "".join(str(int(mark)) for mark in text) if text.isdecimal() else text[:100]
    offices = seats_of(request).offices_for(Deed.SEE_PEOPLE)
    found = find(text, offices=offices) if len(text) >= SHORTEST else ()
    if [one.account for one in found] == [text]:
        return redirect("office:consumer", consumer=found[0].consumer)
    context = {"q": text, "found": found, "is_short": len(text) < SHORTEST, "is_mobile": _is_mobile(text)}
    return show(request, "search.html", context)


def _is_mobile(text: str) -> bool:
    try:
        Mobile.parse(text)
    except NotAMobile:
        return False
    return True
