"""
Find a consumer: by account, bill, meter, name, feeder, or by a number or mailbox of theirs.

Names and numbers are personal data, and an address stays in browsers and logs: the box sends what is written in it as a
form, and no address finds anybody.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bijlisetu.reach.queries import FoundPerson, feeders, find, holders
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import Email, NotAMobile, NotAnEmail
from bijlisetu.values.digits import ascii_digits
from bijlisetu.values.numbering import ten_digits
from bijlisetu.web import typed
from bijlisetu.web.desk import seats_of, staff_page
from bijlisetu.web.office.frame import show

SHORTEST, LONGEST = 3, 100
BOX = "office:search"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def search(request: HttpRequest) -> HttpResponse:
    """Show the consumers found; a whole account or number of one opens at once, for a name may be somebody else's."""
    if request.method == "POST":
        text = _plain(request.POST.get("q", ""))
        found = _found(request, text)
        if len(found) == 1 and (found[0].account == text or _address_in(text)):
            return redirect("office:consumer", consumer=found[0].consumer)
        return typed.keep(request, BOX, {"q": text})
    text = typed.kept(request, BOX).get("q", "")
    context = {
        "q": text,
        "found": _found(request, text),
        "feeders": feeders(text, offices=_offices(request)) if len(text) >= SHORTEST else (),
        "is_short": len(text) < SHORTEST,
    }
    return show(request, "consumer/search.html", context)


def _found(request: HttpRequest, text: str) -> tuple[FoundPerson, ...]:
    if len(text) < SHORTEST:
        return ()
    offices, address = _offices(request), _address_in(text)
    found = () if "@" in text else find(text, offices=offices)
    return tuple(dict.fromkeys((*found, *holders(address, offices=offices)))) if address else tuple(found)


def _offices(request: HttpRequest) -> Sequence[int]:
    return seats_of(request).offices_for(Deed.SEE_PEOPLE)


def _plain(text: str) -> str:
    return ascii_digits(text.strip())[:LONGEST]


def _address_in(text: str) -> str:
    """Return the number or mailbox that the text is, as they are kept; empty if it is neither."""
    try:
        return Email.written(text).mailbox if "@" in text else f"91{ten_digits(text)}"
    except (NotAMobile, NotAnEmail):
        return ""
