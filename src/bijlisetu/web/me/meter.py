"""What is left on my prepaid meter, and how long does it last? Behind the link of a message that names the account."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.metering.queries import card_of
from bijlisetu.metering.windows.rules import windows_of
from bijlisetu.network.companies import company_of, utility_of_feeder
from bijlisetu.web.me.frame import asked_or_missing, attempt_of, by_link, show, speak
from bijlisetu.web.private import private
from bijlisetu.web.use import use_chart


@require_safe
@private
@by_link
def meter(request: HttpRequest, token: str) -> HttpResponse:
    """Show the balance, the days it lasts, the last recharge, and thirty days of use."""
    receiver, sent, _ = asked_or_missing(attempt_of(token, purpose="bill"))
    card = card_of(receiver.consumer)
    if card is None:
        raise Http404
    speak(request, receiver.language)
    context = {
        "token": token, "account": sent.account, "card": card, "chart": use_chart(card.used),
        "windows": windows_of(utility_of_feeder(sent.feeder), on=timezone.localdate()),
    }  # fmt: skip
    return show(request, "meter/page.html", context, company=company_of(sent.feeder))
