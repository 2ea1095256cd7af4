"""Who speaks in what other systems read: our own address, and whether all this is only practice."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from bijlisetu.outages.public.cap import Source


def source() -> Source:
    """Return it; on the simulator everything is a test."""
    host = str(urlsplit(settings.PUBLIC_URL).hostname)
    return Source(sender=host, pages=settings.PUBLIC_URL, is_practice=bool(settings.SIMULATOR_URL))
