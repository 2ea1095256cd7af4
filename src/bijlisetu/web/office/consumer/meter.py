"""What stands on this person's meter, how is it used, and what have we told them of it?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bijlisetu.metering.queries import card_of, corrected_of, modes_of, reads_of, warnings_of
from bijlisetu.metering.states import TO_SEE_TO
from bijlisetu.web.desk import staff_page
from bijlisetu.web.office.consumer.page import person_or_missing
from bijlisetu.web.office.frame import show
from bijlisetu.web.use import use_chart


@require_safe
@staff_page
def meter(request: HttpRequest, consumer: int) -> HttpResponse:
    """Show the balance, thirty days of use, reads, modes, warnings, and figures that were corrected."""
    person = person_or_missing(request, consumer)
    card = card_of(consumer)
    context = {
        "person": person,
        "card": card,
        "is_to_see_to": card is not None and card.stands.state in TO_SEE_TO,
        "chart": use_chart(card.used) if card else None,
        "modes": modes_of(consumer),
        "reads": reads_of(consumer),
        "warnings": warnings_of(consumer),
        "corrected": corrected_of(consumer),
    }
    return show(request, "meters/consumer.html", context)
