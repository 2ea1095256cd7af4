"""A beat sheet as a PDF: the paper's own words, and its answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext

from bijlisetu.contact.law.current import versions
from bijlisetu.fieldwork.paper.render import render
from bijlisetu.fieldwork.queries.sheets import PrintedSheet
from bijlisetu.values import Language
from bijlisetu.web.law.notice import words_of


def words() -> dict[str, str]:
    """Return what stands on every sheet."""
    return {
        "title": gettext("Beat sheet"),
        "beat": gettext("Beat"),
        "worker": gettext("Worker"),
        "walked": gettext("Walked on"),
        "printed": gettext("printed on"),
        "serial": gettext("Sheet number"),
        "outcome": gettext("Outcome"),
        "door": gettext("Consumer, account, place"),
        "read_out": gettext("Read this out before you ask for a number:"),
        "keep": gettext("Bring this sheet back to your office. It names people: leave it nowhere."),
    }


def pdf(sheets: Sequence[PrintedSheet]) -> HttpResponse:
    """Return the sheets as one file to print."""
    texts = {name: words_of(one, Language.HINDI) for name, one in versions().items()}
    made = render(sheets, words=words(), texts=texts, fonts=settings.HOME / "fonts")
    response = HttpResponse(made, content_type="application/pdf")
    name = sheets[0].serial if len(sheets) == 1 else "sheets"
    response["Content-Disposition"] = f'inline; filename="beat-{name}.pdf"'
    return response
