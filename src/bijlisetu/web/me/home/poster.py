"""The poster that leads to the entrance: a QR code and three steps, for bill counters and substations."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bijlisetu.billing.page.qr import picture
from bijlisetu.network.companies import company_at_work, utility_at_work
from bijlisetu.plumbing.typefaces.typesetter import Typesetter, inputs

TEMPLATE = Path(__file__).parent / "poster.typ"
TITLE = {"hi": "बिल और कटौती की सूचना अपने फ़ोन पर", "en": "Bills and news of power cuts on your phone"}
STEPS = (
    {"hi": "फ़ोन के कैमरे से यह चौकोर कोड देखें", "en": "Point your phone's camera at the code"},
    {"hi": "खाता संख्या, बिल संख्या और मोबाइल नंबर लिखें", "en": "Write account number, bill number and mobile number"},
    {"hi": "फ़ोन पर आया छह अंकों का कोड लिखें", "en": "Write the code of six digits that comes"},
)
FOOT = {
    "hi": "कोई पैसा नहीं लगता। मदद: {helpline}। हम फ़ोन पर कभी OTP नहीं पूछते।",
    "en": "It costs nothing. Help: {helpline}. We never ask for an OTP on the phone.",
}
#: Where companies share one house.
NAMELESS = {"hi": "बिजली विभाग", "en": "Electricity department"}


@require_safe
def poster(request: HttpRequest) -> HttpResponse:
    """Send the poster; it holds nothing of anybody, so that everybody may print it."""
    response = HttpResponse(content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="poster.pdf"'
    response.write(render(settings.PUBLIC_URL))
    return response


def render(link: str) -> bytes:
    """Return the poster that leads to the address, as a PDF of one page."""
    company, utility = company_at_work(), utility_at_work()
    helpline = utility.helpline
    told = {
        "title_hi": TITLE["hi"],
        "title_en": TITLE["en"],
        "steps": STEPS,
        "link": link,
        "qr": picture(f"{link}/"),
        "utility_hi": company.hi if company else NAMELESS["hi"],
        "utility_en": company.en if company else NAMELESS["en"],
        "foot_hi": FOOT["hi"].format(helpline=helpline),
        "foot_en": FOOT["en"].format(helpline=helpline),
        "typefaces": ["Noto Sans Devanagari"],
    }
    return _typesetter().pdf(inputs("poster", told))


@cache
def _typesetter() -> Typesetter:
    return Typesetter(TEMPLATE, fonts=settings.HOME / "fonts")
