"""Refusals in Meta's shape: {"error": {"message", "type", "code", "error_data", "fbtrace_id"}}."""

from __future__ import annotations

import secrets

OAUTH = 190
MALFORMED = 100
PARAMETER_COUNT = 132000
NO_TEMPLATE = 132001
PARAMETER_FORMAT = 132012
TOO_FAST = 130429

TITLES = {
    OAUTH: "Error validating access token",
    MALFORMED: "(#100) Invalid parameter",
    PARAMETER_COUNT: "(#132000) Number of parameters does not match the expected number of params",
    NO_TEMPLATE: "(#132001) Template name does not exist in the translation",
    PARAMETER_FORMAT: "(#132012) Parameter format does not match format in the created template",
    TOO_FAST: "(#130429) Rate limit hit",
}
STATUSES = {OAUTH: 401, NO_TEMPLATE: 404, TOO_FAST: 429}
NO_SUCH_OBJECT = 33  #: subcode of 100
ALREADY_THERE = 2388024  #: subcode of 100: a template of this name and language exists


class GraphRefused(Exception):
    """The Graph API refuses a request."""

    def __init__(self, code: int, details: str, *, subcode: int | None = None) -> None:
        """Take Meta's code and the words that say what is wrong."""
        super().__init__(details)
        self.code = code
        self.details = details
        self.subcode = subcode

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return STATUSES.get(self.code, 400)

    @property
    def body(self) -> dict[str, object]:
        """The error as Meta writes it."""
        error: dict[str, object] = {
            "message": TITLES[self.code],
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": secrets.token_urlsafe(8),
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": error}


def malformed(details: str) -> GraphRefused:
    """Return the refusal of a request with a missing or wrong parameter."""
    return GraphRefused(MALFORMED, details)
