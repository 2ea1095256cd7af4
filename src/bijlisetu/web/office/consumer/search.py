"""
Find a consumer: by account, bill, meter, name, feeder, or by a number or mailbox of theirs.

Numbers are personal data and an address stays in browsers and logs. So the box sends what is written in it as a form,
and an address finds nobody by a number.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bijlisetu.reach.queries import feeders, find, holders
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import Email, NotAMobile, NotAnEmail
from bijlisetu.values.digits import ascii_digits
from bijlisetu.values.numbering import ten_digits
from bijlisetu.web.desk import seats_of, staff_page
from bijlisetu.web.office.frame import show

SHORTEST, LONGEST = 3, 100


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def search(request: HttpRequest) -> HttpResponse:
    """Show the consumers found; a whole account or number of one opens at once, for a name may be somebody else's."""
    is_form = request.method == "POST"
    text = ascii_digits((request.POST if is_form else request.GET).get("q", "").strip())[:LONGEST]
    if len(text) < SHORTEST:
        return show(request, "consumer/search.html", {"q": text, "is_short": True})
    offices, address = seats_of(request).offices_for(Deed.SEE_PEOPLE), _address_in(text)
    found = () if "@" in text else find(text, offices=offices)
    if address and is_form:
        found = tuple(dict.fromkeys((*found, *holders(address, offices=offices))))
    if len(found) == 1 and (found[0].account == text or (address and is_form)):
        return redirect("office:consumer", consumer=found[0].consumer)
    is_number_in_address = bool(address) and not (is_form or found)
    context = {
        "q": "" if is_number_in_address else text,
        "found": found,
        "feeders": feeders(text, offices=offices),
        "is_number_in_address": is_number_in_address,
    }
    return show(request, "consumer/search.html", context)


def _address_in(text: str) -> str:
    """Return the number or mailbox that the text is, as they are kept; empty if it is neither."""
    try:
        return Email.written(text).mailbox if "@" in text else f"91{ten_digits(text)}"
    except (NotAMobile, NotAnEmail):
        return ""
