"""Files to and from WhatsApp: a bill uploaded once, a photograph fetched within minutes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.channels.outside import identifier, words
from bijlisetu.channels.whatsapp import answer as whatsapp_answer
from bijlisetu.channels.whatsapp.codes import INVALID_PARAMETER, NO_SUCH_OBJECT

#: A file takes longer than a letter.
TIMEOUT = aiohttp.ClientTimeout(total=120, connect=10)
LARGEST = 20 * 1024 * 1024  #: of what people send us: WhatsApp's own pictures end at 5 MB, its videos at 16
CHUNK = 64 * 1024
MOST_REDIRECTS = 3
AGAIN_AFTER = 5.0  #: seconds


class MediaFailed(Exception):
    """The file did not pass; the verdict says why, and whether it may be tried again."""

    def __init__(self, verdict: Verdict) -> None:
        """Keep the verdict; its detail holds no address and no token."""
        super().__init__(verdict.detail)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Medium:
    """A file that a person sent."""

    content: bytes
    mime_type: str
    sha256: str


async def upload(
    session: aiohttp.ClientSession, number_url: str, content: bytes, *, mime_type: str, filename: str
) -> str:
    """
    Return the id of the file, good for 30 days.

    :raises MediaFailed: if it was not taken
    """
    form = aiohttp.FormData()
    form.add_field("messaging_product", "whatsapp")
    form.add_field("type", mime_type)
    # A part without a type counts as application/octet-stream and is refused.
    form.add_field("file", content, filename=filename, content_type=mime_type)
    try:
        async with session.post(f"{number_url}/media", data=form, timeout=TIMEOUT, allow_redirects=False) as response:
            status, answer = response.status, await response.read()
            if status < 300 and (media_id := identifier(_object(answer).get("id"))):
                return media_id
            raise MediaFailed(whatsapp_answer.verdict(status, answer, response.headers))
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise _lost(error) from None


async def download(
    session: aiohttp.ClientSession, version_url: str, media_id: str, *, phone_number_id: str, largest: int = LARGEST
) -> Medium:
    """
    Return the file of an id that a webhook gave within the last 7 days.

    :raises MediaFailed: if it cannot be had, is larger than that, or is not what was announced
    """
    if not media_id.isascii() or not media_id.isalnum():
        raise _failed("no id of a file")
    try:
        about = await _about(session, f"{version_url}/{media_id}", phone_number_id)
        if isinstance(size := about.get("file_size"), int) and size > largest:
            raise _failed(f"the file has {size} bytes, we take {largest}")
        content = await _fetch(session, _where(about, version_url), largest)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise _lost(error) from None
    digest = hashlib.sha256(content)
    announced = words(about.get("sha256"))
    # The hash is in hexadecimal here and in base64 in webhooks: either will do.
    spelled = (digest.hexdigest(), base64.b64encode(digest.digest()).decode())
    if announced and not any(hmac.compare_digest(announced.encode(), form.encode()) for form in spelled):
        raise _failed("the file is not the one announced", outcome=Outcome.TRY_LATER)
    return Medium(content, words(about.get("mime_type"), longest=100), digest.hexdigest())


async def _about(session: aiohttp.ClientSession, url: str, phone_number_id: str) -> dict[str, Any]:
    asked = {"phone_number_id": phone_number_id}
    async with session.get(url, params=asked, timeout=TIMEOUT, allow_redirects=False) as response:
        body = await response.read()
        about = _object(body)
        if response.status < 300 and "url" in about:
            return about
        fault = whatsapp_answer.fault_of(about)
        if fault and fault.code in (INVALID_PARAMETER, NO_SUCH_OBJECT):  # the fault is the file's, not our number's
            raise _failed(fault.told("no such file, or no longer"))
        raise MediaFailed(whatsapp_answer.verdict(response.status, body, response.headers))


def _where(about: Mapping[str, Any], version_url: str) -> URL:
    url = URL(words(about.get("url"), longest=4000))
    # Our token goes to this address: never in the clear, unless all we do is, as on a test bench.
    if not url.host or url.scheme != URL(version_url).scheme:
        raise _failed("the file's address is not one to send our token to")
    return url


async def _fetch(session: aiohttp.ClientSession, url: URL, largest: int) -> bytes:
    content = bytearray()
    async with session.get(url, timeout=TIMEOUT, max_redirects=MOST_REDIRECTS) as response:
        if response.status != 200:
            # An address older than five minutes answers so; the next look at the id brings a new one.
            raise _failed(f"HTTP {response.status} in place of the file", outcome=Outcome.TRY_LATER)
        async for chunk in response.content.iter_chunked(CHUNK):
            content += chunk
            if len(content) > largest:
                raise _failed(f"the file is larger than the {largest} bytes we take")
    return bytes(content)


def _failed(detail: str, *, outcome: Outcome = Outcome.REFUSED) -> MediaFailed:
    wait = AGAIN_AFTER if outcome is Outcome.TRY_LATER else 0
    return MediaFailed(Verdict(outcome=outcome, reason=Reason.MEDIA_UNREACHABLE, detail=detail, wait=wait))


def _lost(error: Exception) -> MediaFailed:
    # A file may come twice without harm, so it may always be tried again, unlike a letter.
    return MediaFailed(
        Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_DOWN, detail=type(error).__name__, wait=AGAIN_AFTER)
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
