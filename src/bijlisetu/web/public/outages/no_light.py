"""My light is off: one account number and one press. The answer is the same whether there is such an account or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bijlisetu.outages.learning import pressing
from bijlisetu.plumbing.database.wake import ask_for
from bijlisetu.values.accounts import account_in
from bijlisetu.web.guessing.often import Often
from bijlisetu.web.guessing.place import place_of
from bijlisetu.web.middleware import NUL, no_text
from bijlisetu.web.public.frame import open_to_all, show
from bijlisetu.web.public.outages.known import board_now
from bijlisetu.web.public.outages.pages import lists
from bijlisetu.web.public.outages.search import ACCOUNT_DIGITS, TooOften, asked

#: A family presses for two or three houses; who presses for many makes up a darkness.
PRESSES = Often("no_light", most=6, within=timedelta(hours=1))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def no_light(request: HttpRequest) -> HttpResponse:
    """Take the press as evidence; show what everybody may know of outages at the account."""
    if request.method != "POST":
        return show(request, "outages/no_light.html", {})
    text = request.POST.get("account", "")
    if NUL in text:
        return no_text()
    account, place = account_in(text, fewest=ACCOUNT_DIGITS), place_of(request) or ""
    if not account:
        fault = gettext("An account number stands on the bill; it has at least seven digits.")
        return show(request, "outages/no_light.html", {"fault": fault}, status=422)
    if PRESSES.is_too_often(place, at=timezone.now()):
        return _too_often(request)
    board = board_now()
    try:
        found = asked(account, board, place=place)
    except TooOften:
        return _too_often(request)
    pressing.press(account=account, at=timezone.now())
    ask_for(pressing.HEAR)
    known = lists(board, [one for one in found.outages if not one.is_over])
    context: dict[str, Any] = {"is_taken": True, "off": known.off, "planned": known.planned}
    return show(request, "outages/no_light.html", context)


def _too_often(request: HttpRequest) -> HttpResponse:
    fault = gettext("So much was told from here. Tell us more in an hour, or call the helpline.")
    return show(request, "outages/no_light.html", {"fault": fault}, status=429)
