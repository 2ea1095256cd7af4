"""Receipts as files: for the counter that prints them, the consumer who keeps one, and everybody who doubts one."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from bijlisetu.payments.models import Payment
from bijlisetu.payments.paper.facts import Paper, ReceiptFacts
from bijlisetu.payments.paper.printing import Printer
from bijlisetu.payments.paper.queries import verify_link
from bijlisetu.tills.paper import facts_of

SHEET, PICTURE, DOTS = "pdf", "png", "bin"
TYPES = {SHEET: "application/pdf", PICTURE: "image/png", DOTS: "application/octet-stream"}


@cache
def printer() -> Printer:
    """Return the one printer of this process."""
    return Printer(settings.HOME / "fonts")


def facts(payment: Payment) -> ReceiptFacts:
    """Return what the receipt of a credited payment says."""
    link = verify_link(payment.pk, public_url=settings.PUBLIC_URL, secret=settings.SECRET_KEY)
    return facts_of(payment, verify=link)


def file(request: HttpRequest, paper: Paper, *, form: str, name: str) -> HttpResponse:
    """Send the paper as an A6 page, as a picture 384 dots wide, or as the dots that a printer takes (ESC/POS)."""
    if form not in TYPES:
        raise Http404
    response = HttpResponse(content_type=TYPES[form])
    shown = "attachment" if form == DOTS else "inline"
    response["Content-Disposition"] = f'{shown}; filename="{name}.{form}"'
    if request.method == "GET":
        response.write(_written(paper, form))
    return response


def _written(paper: Paper, form: str) -> bytes:
    if form == SHEET:
        return printer().pdf(paper)
    slip = printer().slip(paper)
    return slip.png() if form == PICTURE else slip.escpos()
