"""Our templates, put before Meta for approval."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from bijlisetu.channels.letter import ChannelRefused
from bijlisetu.channels.whatsapp_answer import fault_of
from bijlisetu.channels.whatsapp_codes import meaning_of
from bijlisetu.values import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateText:
    """A template as it is registered: its text with {{1}}, {{2}} and an example for each."""

    name: str
    language: Language
    body_text: str
    examples: Sequence[str] = ()
    category: str = "UTILITY"
    document_handle: str | None = None  #: of an uploaded sample, where the header is a document
    footer: str = ""
    quick_replies: Sequence[str] = ()  #: label of each button, in order
    valid_for: int | None = None  #: seconds; utility takes 30 to 43,200. Unset, Meta tries for 30 days

    def body(self) -> dict[str, Any]:
        """Return the JSON that creates the template."""
        body = {
            "name": self.name,
            "language": self.language.value,
            "category": self.category,
            "parameter_format": "POSITIONAL",
            "components": [*self._header(), self._body(), *self._footer(), *self._buttons()],
        }
        return body if self.valid_for is None else {**body, "message_send_ttl_seconds": self.valid_for}

    def _header(self) -> list[dict[str, Any]]:
        if self.document_handle is None:
            return []
        example = {"header_handle": [self.document_handle]}
        return [{"type": "HEADER", "format": "DOCUMENT", "example": example}]

    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"type": "BODY", "text": self.body_text}
        return {**body, "example": {"body_text": [list(self.examples)]}} if self.examples else body

    def _footer(self) -> list[dict[str, Any]]:
        return [{"type": "FOOTER", "text": self.footer}] if self.footer else []

    def _buttons(self) -> list[dict[str, Any]]:
        if not self.quick_replies:
            return []
        return [{"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": text} for text in self.quick_replies]}]


async def push_templates(
    templates: Iterable[TemplateText], *, base_url: str, token: str, waba_id: str, version: str = "v25.0"
) -> list[str]:
    """
    Create the templates and return the names of those that were new; one that exists already is left as it is.

    :raises ChannelRefused: if one is refused and does not exist either
    """
    url = f"{base_url.rstrip('/')}/{version}/{waba_id}/message_templates"
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=30)) as session:
            return [template.name for template in templates if await _create(session, url, template)]
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise ChannelRefused(
            f"WhatsApp cannot be reached at {base_url} ({type(error).__name__}); no template is sure to be there"
        ) from None


async def _create(session: aiohttp.ClientSession, url: str, template: TemplateText) -> bool:
    async with session.post(url, json=template.body()) as response:
        status, answer = response.status, await _read(response)
    fault = fault_of(answer)
    if fault is None and status < 300:
        return True
    if await _exists(session, url, template):
        return False
    why = fault.told(meaning_of(fault.code, status=status).english) if fault else f"HTTP {status}"
    raise ChannelRefused(f"WhatsApp refuses the template {template.name} ({template.language}): {why}")


async def _exists(session: aiohttp.ClientSession, url: str, template: TemplateText) -> bool:
    # Asked rather than read off the refusal: Meta has several subcodes for it, and changes them.
    async with session.get(url, params={"name": template.name, "fields": "name,language,status"}) as response:
        found = (await _read(response)).get("data")
    return any(
        isinstance(row, dict) and row.get("name") == template.name and row.get("language") == template.language.value
        for row in (found if isinstance(found, list) else [])
    )


async def _read(response: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        answer = json.loads(await response.read())
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
