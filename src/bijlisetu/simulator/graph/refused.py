"""Refusals in Meta's shape: {"error": {"message", "type", "code", "error_data", "fbtrace_id"}}."""

from __future__ import annotations

import secrets

UNKNOWN = 1
DOWN = 2
OAUTH = 190
MALFORMED = 100
PARAMETER_MISSING = 131008
VALUE_INVALID = 131009
SPAM_LIMIT = 131048
PAIR_TOO_FAST = 131056
MAINTENANCE = 131057
NEEDS_PHONE = 131062
PARAMETER_COUNT = 132000
NO_TEMPLATE = 132001
TOO_LONG = 132005
PARAMETER_FORMAT = 132012
TEMPLATE_PAUSED = 132015
TEMPLATE_DISABLED = 132016
TOO_FAST = 130429

TITLES = {
    UNKNOWN: "An unknown error occurred",
    DOWN: "Service temporarily unavailable",
    OAUTH: "Error validating access token",
    MALFORMED: "(#100) Invalid parameter",
    PARAMETER_MISSING: "(#131008) Required parameter is missing",
    VALUE_INVALID: "(#131009) Parameter value is not valid",
    SPAM_LIMIT: "(#131048) Spam rate limit hit",
    PAIR_TOO_FAST: "(#131056) (Business Account, Consumer Account) pair rate limit hit",
    MAINTENANCE: "(#131057) Account in maintenance mode",
    NEEDS_PHONE: "(#131062) Business-scoped user IDs are not supported for this message",
    PARAMETER_COUNT: "(#132000) Number of parameters does not match the expected number of params",
    NO_TEMPLATE: "(#132001) Template name does not exist in the translation",
    TOO_LONG: "(#132005) Translated text too long",
    PARAMETER_FORMAT: "(#132012) Parameter format does not match format in the created template",
    TEMPLATE_PAUSED: "(#132015) Template is paused",
    TEMPLATE_DISABLED: "(#132016) Template is disabled",
    TOO_FAST: "(#130429) Rate limit hit",
}
STATUSES = {UNKNOWN: 500, DOWN: 503, OAUTH: 401, NO_TEMPLATE: 404, TOO_FAST: 429}
TRANSIENT = frozenset({UNKNOWN, DOWN})
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
        if self.code in TRANSIENT:
            error["is_transient"] = True
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": error}


def malformed(details: str) -> GraphRefused:
    """Return the refusal of a request with a missing or wrong parameter."""
    return GraphRefused(MALFORMED, details)


def no_object(name: str) -> GraphRefused:
    """Return the refusal of a request about something that is not there."""
    words = f"Unsupported request. Object with ID '{name}' does not exist."
    return GraphRefused(MALFORMED, words, subcode=NO_SUCH_OBJECT)
