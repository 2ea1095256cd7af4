"""Who stands before me?"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.plumbing.india import day_in_india
from bijlisetu.reach.queries import FoundPerson, find
from bijlisetu.staff.deeds import Deed
from bijlisetu.tills.queries import open_till_of
from bijlisetu.web import proving, typed
from bijlisetu.web.desk import allowed_or_missing, person_of, seats_of, staff_page
from bijlisetu.web.office.frame import show

BOX = "office:counter"
SHORTEST = 3
#: So many are told apart by one key.
MOST = 9


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def counter(request: HttpRequest) -> HttpResponse:
    """Find the person: the end of the account or the name and Enter; of several, the digit and Enter."""
    allowed_or_missing(request, Deed.SERVE_COUNTER)
    if request.method == "POST":
        return _found_or_asked(request)
    text = typed.kept(request, BOX).get("q", "")
    context = {"q": text, "found": _found(request, text), "shortest": SHORTEST, "opens": _opens(request)}
    return show(request, "counter/search.html", context, page="counter")


def _found_or_asked(request: HttpRequest) -> HttpResponse:
    """Open the one that fits or whose digit was typed; else lead to the list."""
    written, among = _typed(request.POST.get("q", "")), request.POST.get("among", "")[:100]
    is_picked = bool(among) and len(written) < SHORTEST and written.isdigit()
    text = among if is_picked else written
    found = _found(request, text)
    picked = int(written) if is_picked else 1 if len(found) == 1 else 0
    if 0 < picked <= len(found):
        return redirect(_opens(request), consumer=found[picked - 1].consumer)
    if is_picked:
        told = gettext("There is no %(written)s in the list. Press a number from 1 to %(most)s.")
        messages.error(request, told % {"written": written, "most": len(found)})
    return typed.keep(request, BOX, {"q": text})


def _opens(request: HttpRequest) -> str:
    """Return which page a person opens at: who has a till open takes money, others mend numbers."""
    till = open_till_of(person_of(request).get_username())
    is_open = till is not None and till.day == day_in_india(timezone.now())
    return "office:counter_pay" if is_open else "office:counter_person"


def _found(request: HttpRequest, text: str) -> Sequence[FoundPerson]:
    offices = seats_of(request).offices_for(Deed.SERVE_COUNTER)
    return find(text, offices=offices)[:MOST] if len(text) >= SHORTEST else ()


def _typed(text: str) -> str:
    text = text.strip()
    return proving.digits_of(text) if text.isdecimal() else text[:100]
