"""Our templates: put before Meta for approval, and read back as they stand there."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from yarl import URL

from bijlisetu.channels.letter import ChannelRefused
from bijlisetu.channels.outside import words
from bijlisetu.channels.whatsapp.answer import fault_of
from bijlisetu.channels.whatsapp.templates.registered import Registered, registered
from bijlisetu.channels.whatsapp.templates.text import Sample, TemplateText

FIELDS = "name,language,status,category,quality_score,parameter_format,components,id"
PAGE = 100
MOST_PAGES = 200  #: more than the templates an account may have


async def push_templates(
    templates: Iterable[TemplateText],
    *,
    base_url: str,
    token: str,
    waba_id: str,
    app_id: str = "",
    version: str = "v25.0",
) -> list[str]:
    """
    Create the templates and return the names of those that were new; one that exists already is left as it is.

    The sample of a document or image header is uploaded first, for which Meta wants the id of our app.

    :raises ChannelRefused: if one is refused and does not exist either
    """
    account = _Account(base_url=base_url, token=token, waba_id=waba_id, app_id=app_id, version=version)
    async with account.session() as session:
        there = {(one.name, one.language) async for one in account.listed(session)}
        wanted = [one for one in templates if (one.name, one.language.value) not in there]
        handles = await account.upload_samples(session, wanted)
        return [one.name for one in wanted if await account.create(session, one, handles)]


async def registered_templates(*, base_url: str, token: str, waba_id: str, version: str = "v25.0") -> list[Registered]:
    """
    Return every template of the account, in every language.

    :raises ChannelRefused: if WhatsApp cannot be reached or does not show them
    """
    account = _Account(base_url=base_url, token=token, waba_id=waba_id, app_id="", version=version)
    async with account.session() as session:
        return [one async for one in account.listed(session)]


class _Account:
    """Our WhatsApp Business account, as far as its templates go."""

    def __init__(self, *, base_url: str, token: str, waba_id: str, app_id: str, version: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._root = f"{self._base_url}/{version}"
        self._url = f"{self._root}/{waba_id}/message_templates"
        self._token = token
        self._app_id = app_id

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """Be at the API for some requests; what fails there is said in one line."""
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=60)) as session:
                yield session
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ChannelRefused(
                f"WhatsApp cannot be reached at {self._base_url} ({type(error).__name__}); "
                "no template is sure to be there"
            ) from None

    async def listed(self, session: aiohttp.ClientSession) -> AsyncIterator[Registered]:
        """Yield the templates, page by page."""
        asked = {"fields": FIELDS, "limit": str(PAGE)}
        for _ in range(MOST_PAGES):
            async with session.get(self._url, params=asked, allow_redirects=False) as response:
                answer = await _read(response, "the list of templates")
            rows = answer.get("data")
            for row in rows if isinstance(rows, list) else []:
                if isinstance(row, dict) and (one := registered(row)):
                    yield one
            if not (after := _next_page(answer)) or after == asked.get("after"):
                return
            asked["after"] = after

    async def upload_samples(
        self, session: aiohttp.ClientSession, templates: Sequence[TemplateText]
    ) -> dict[Sample, str]:
        """Return the handle of each sample that the templates need."""
        samples = {one.header for one in templates if isinstance(one.header, Sample)}
        if samples and not self._app_id:
            raise ChannelRefused("a template with a document or image needs a sample, and its upload the id of our app")
        return {sample: await self._upload(session, sample) for sample in samples}

    async def create(self, session: aiohttp.ClientSession, template: TemplateText, handles: dict[Sample, str]) -> bool:
        """Create the template; return whether it is new."""
        what = f"the template {template.name} ({template.language})"
        async with session.post(self._url, json=template.body(handles), allow_redirects=False) as response:
            try:
                await _read(response, what)
            except ChannelRefused:
                # Somebody else may have been quicker. Asked rather than read off the refusal: Meta has several
                # subcodes for it, and changes them.
                there = {(one.name, one.language) async for one in self.listed(session)}
                if (template.name, template.language.value) not in there:
                    raise
                return False
        return True

    async def _upload(self, session: aiohttp.ClientSession, sample: Sample) -> str:
        about = {"file_name": sample.name, "file_length": str(len(sample.content)), "file_type": sample.mime_type}
        async with session.post(f"{self._root}/{self._app_id}/uploads", params=about) as response:
            upload = words((await _read(response, "an upload for our app")).get("id"), longest=4000)
        # Only this call wants its token as OAuth; the id may hold a signature behind a question mark.
        headers = {"Authorization": f"OAuth {self._token}", "file_offset": "0"}
        url = URL(f"{self._root}/{upload}", encoded=True)
        async with session.post(url, data=sample.content, headers=headers, allow_redirects=False) as response:
            handle = words((await _read(response, f"the sample {sample.name}")).get("h"), longest=4000)
        if not handle:
            raise ChannelRefused(f"WhatsApp refuses the sample {sample.name}: it gave no handle for it")
        return handle


def _next_page(answer: dict[str, Any]) -> str:
    paging = answer.get("paging")
    cursors = paging.get("cursors") if isinstance(paging, dict) and paging.get("next") else None
    return words(cursors.get("after"), longest=2000) if isinstance(cursors, dict) else ""


async def _read(response: aiohttp.ClientResponse, what: str) -> dict[str, Any]:
    """Return the answer; :raises ChannelRefused: if it is a refusal of what was asked."""
    try:
        answer = json.loads(await response.read())
    except (ValueError, RecursionError):
        answer = None
    answer = answer if isinstance(answer, dict) else {}
    fault = fault_of(answer)
    if fault is None and response.status < 300:
        return answer
    why = fault.told(fault.meaning(response.status).english) if fault else f"HTTP {response.status}"
    raise ChannelRefused(f"WhatsApp refuses {what}: {why}")
