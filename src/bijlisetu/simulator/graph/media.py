"""Media: uploaded by the sender, kept in a folder, served back to who holds the token."""

from __future__ import annotations

import hashlib
import json
import secrets
from pathlib import Path

from aiohttp import BodyPartReader, web

from bijlisetu.simulator.graph.refused import malformed, no_object

TYPES = (
    "application/pdf",
    "text/plain",
    "image/jpeg",
    "image/png",
    "image/webp",
    "video/mp4",
    "audio/ogg",
    "audio/mpeg",
)
LARGEST = 100 * 1024 * 1024


class Media:
    """The uploaded files, each with a note of its type."""

    def __init__(self, folder: Path) -> None:
        """Keep the files in the folder."""
        self._folder = folder
        self._seen: set[str] = set()

    async def upload(self, request: web.Request) -> web.Response:
        """Take a file: multipart with messaging_product, type and file."""
        if not request.content_type.startswith("multipart/"):
            raise malformed("The request is no multipart form.")
        fields: dict[str, str] = {}
        content, content_type = b"", ""
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                content_type = part.headers.get("Content-Type", "application/octet-stream")
                content = bytes(await part.read(decode=True))
            elif isinstance(part, BodyPartReader):
                fields[part.name or ""] = await part.text()
        if fields.get("messaging_product") != "whatsapp":
            raise malformed("The parameter messaging_product is required.")
        if content_type not in TYPES:
            raise malformed(f"Param file must be a file with one of the types {TYPES}; received {content_type}")
        return web.json_response({"id": self._keep(content, content_type)})

    def has(self, media_id: str) -> bool:
        """Return whether there is such a medium."""
        # One bill's picture may go out with lakhs of messages.
        if media_id in self._seen:
            return True
        is_there = media_id.isdecimal() and (self._folder / f"{media_id}.json").exists()
        if is_there:
            self._seen.add(media_id)
        return is_there

    def find(self, media_id: str, *, base: str) -> dict[str, object] | None:
        """Return what the API says of the medium, with an address below base to get it from."""
        note = self._folder / f"{media_id}.json"
        if not media_id.isdecimal() or not note.exists():
            return None
        said: dict[str, object] = json.loads(note.read_text())
        return said | {"url": f"{base}/media/{media_id}", "id": media_id, "messaging_product": "whatsapp"}

    def content(self, media_id: str) -> web.Response:
        """Return the medium itself."""
        said = self.find(media_id, base="")
        if not said:
            raise no_object(media_id)
        return web.Response(body=(self._folder / media_id).read_bytes(), content_type=str(said["mime_type"]))

    def delete(self, media_id: str) -> bool:
        """Forget the medium; return whether there was one."""
        if not self.find(media_id, base=""):
            return False
        self._seen.discard(media_id)
        (self._folder / media_id).unlink()
        (self._folder / f"{media_id}.json").unlink()
        return True

    def _keep(self, content: bytes, content_type: str) -> str:
        media_id = str(secrets.randbelow(9 * 10**14) + 10**14)
        said = {"mime_type": content_type, "sha256": hashlib.sha256(content).hexdigest(), "file_size": len(content)}
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / media_id).write_bytes(content)
        (self._folder / f"{media_id}.json").write_text(json.dumps(said))
        return media_id
