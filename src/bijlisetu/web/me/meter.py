"""What is left on my prepaid meter, and how long does it last? Behind the link of a message that names the account."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.kinds.files import kinds
from bijlisetu.metering.queries import card_of
from bijlisetu.metering.windows.rules import windows_of
from bijlisetu.network.companies import company_of, utilities_of_feeders
from bijlisetu.outbox.queries import message_of
from bijlisetu.reach.queries import Owner, owner_of
from bijlisetu.tracking.subscriptions import receiver_of
from bijlisetu.web.me.frame import attempt_of, by_link, may_see, show, speak
from bijlisetu.web.private import private
from bijlisetu.web.use import use_chart


@require_safe
@private
@by_link
def meter(request: HttpRequest, token: str) -> HttpResponse:
    """Show the balance, the days it lasts, the last recharge, and thirty days of use."""
    attempt = attempt_of(token, purpose="bill")
    receiver, sent, owner = receiver_of(attempt), message_of(attempt), owner_of(attempt)
    if receiver is None or sent is None or owner == Owner.NOT_OWNER or sent.kind not in kinds():
        raise Http404
    card = card_of(receiver.consumer)
    if card is None or not may_see(sent.kind, owner):
        raise Http404
    speak(request, receiver.language)
    context = {
        "token": token, "account": sent.account, "card": card, "chart": use_chart(card.used),
        "windows": windows_of(utilities_of_feeders()[sent.feeder], on=timezone.localdate()),
    }  # fmt: skip
    return show(request, "meter/page.html", context, company=company_of(sent.feeder))
