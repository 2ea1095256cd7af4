"""Who opens a link: a person with a browser, or a program that looks at it before, or instead of, a person."""

from __future__ import annotations

import re

from django.http import HttpRequest

#: Browsers say so when they only look ahead; the older ones by names of their own.
AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
LOOKING_AHEAD = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
#: Programs that show a preview of a link in a chat, look for harm in a mail, or gather pages. Browsers inside apps
#: (FBAN, Instagram, Telegram-Android, Slack_SSB) are a person's; Cubot makes telephones.
PROGRAMS = re.compile(
    r"(?<!cu)bot(\b|[/;_-])|crawl|spider|slurp|preview|externalhit|facebookcatalog|meta-external|^whatsapp/|\bviber/|imgproxy"
    r"|imageproxy|mailproxy|linkexpanding|embedly|iframely|vkshare|pinterest/|mediapartners|read-aloud|inspectiontool"
    r"|favicon|lighthouse|headless|phantomjs|safelinks|safebrowsing|barracuda|mimecast|proofpoint|symantec|messagelabs"
    r"|ironport|fireeye|trendmicro|sophos|urlscan|virustotal|validator",
    re.IGNORECASE,
)
#: Programs that speak HTTP by a library begin with its name; browsers begin with "Mozilla".
LIBRARIES = re.compile(
    r"(curl|wget|python|aiohttp|httpx|go-http-client|java/|okhttp|apache-http|axios|node|undici|got |ruby|perl|libwww"
    r"|lwp|php|guzzle|dart|reqwest|winhttp|powershell|cfnetwork)",
    re.IGNORECASE,
)


def is_a_person(request: HttpRequest) -> bool:
    """Return whether a person seems to ask: for the page itself, now, by no program that names itself."""
    ahead = any(LOOKING_AHEAD.search(request.headers.get(name, "")) for name in AHEAD)
    agent = request.headers.get("User-Agent", "")[:1000]
    return request.method == "GET" and not ahead and not PROGRAMS.search(agent) and not LIBRARIES.match(agent)
