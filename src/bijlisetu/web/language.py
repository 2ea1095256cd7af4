"""Hindi first: another language only for those who chose it here, whatever their browser was installed in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from bijlisetu.values import Language


class HindiFirst(LocaleMiddleware):
    """Sets the language of the cookie, or Hindi."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language for this request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


def spoken() -> Language:
    """Return the language of the page at hand."""
    return Language.ENGLISH if (translation.get_language() or "").startswith("en") else Language.HINDI
