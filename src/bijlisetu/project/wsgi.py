"""The WSGI application, for servers that want one."""

from __future__ import annotations

import logging
import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from bijlisetu.plumbing.logs import event

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bijlisetu.project.settings")
django.setup(set_prefix=False)
logger = logging.getLogger(__name__)

NO_ANSWER = (
    "यह अभी नहीं हो सका। थोड़ी देर में फिर कोशिश करें।\nThis could not be done now. Please try again in a minute.\n".encode()
)
UNREAD = {"charset": "unread"}


class Request(WSGIRequest):
    """A request that exists whatever its content type says: the first middleware refuses what cannot be read."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except Exception:  # noqa: BLE001 - Python's parser of mail headers, given a stranger's words
            self.content_type, self.content_params = "", UNREAD


class Pages(WSGIHandler):
    """Django, with an answer of ours also where it fails outside a page: one line in the log, whoever asked."""

    request_class = Request

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer."""
        try:
            return super().__call__(environ, start_response)
        except Exception as error:  # noqa: BLE001 - the last net
            logger.error("no answer: %s", type(error).__name__, extra=event("web.no_answer"))
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
        start_response("500 Internal Server Error", [*headers, ("Content-Length", str(len(NO_ANSWER)))])
        return [NO_ANSWER]


application = Pages()
