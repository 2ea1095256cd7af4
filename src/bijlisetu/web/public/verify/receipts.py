"""Is this receipt genuine? What its code opens, without a name, for whoever holds the paper."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bijlisetu.payments.paper.queries import PURPOSE, credited
from bijlisetu.plumbing import links
from bijlisetu.web.public.frame import open_to_all, show
from bijlisetu.web.receipts import facts


@require_safe
@open_to_all
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the receipt of the code should say, so that it can be held against the paper."""
    try:
        number = links.read(token, purpose=PURPOSE, today=timezone.localdate(), secret=settings.SECRET_KEY)
    except links.LinkNotValid:
        number = 0
    payment = credited(number)
    return show(request, "verify/receipt.html", {"receipt": facts(payment) if payment else None})
