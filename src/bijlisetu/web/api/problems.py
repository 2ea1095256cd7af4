"""Why something was not done, as RFC 9457 writes it; every answer of 400 and above is one of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus

from django.http import HttpResponse
from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"
#: A type is a name, not an address: it is the same wherever we are installed.
TYPE = "urn:bijlisetu:problem:"
PLAIN: Mapping[int, str] = {
    400: "not-understood", 401: "no-key", 403: "not-allowed", 404: "not-found", 405: "no-such-deed", 408: "too-slow",
    413: "too-large", 415: "not-json", 422: "not-valid", 429: "too-many", 500: "our-fault", 503: "come-again",
}  # fmt: skip


class Fault(BaseModel):
    """One thing that is wrong with what was sent, and where."""

    model_config = ConfigDict(extra="forbid")

    detail: str
    pointer: str | None = Field(default=None, description="JSON pointer into the body, as a fragment: #/until_at")
    parameter: str | None = Field(default=None, description="of the address")
    header: str | None = None


class Problem(BaseModel):
    """Why it was not done, and what to do."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="urn:bijlisetu:problem: and a name that stays")
    title: str
    status: int
    detail: str
    errors: list[Fault] = []
    number: str | None = Field(default=None, description="of the record that stands in the way")


class Refused(Exception):
    """The request is answered with a problem."""

    def __init__(
        self, status: int, detail: str, *, name: str = "", errors: Iterable[Fault] = (), number: str | None = None
    ) -> None:
        super().__init__(detail)
        self.problem = problem(status, detail, name=name, errors=errors, number=number)


def problem(
    status: int, detail: str = "", *, name: str = "", errors: Iterable[Fault] = (), number: str | None = None
) -> Problem:
    """Return the problem with the status; its name is that of its status where no other is given."""
    title = HTTPStatus(status).phrase
    told = name or PLAIN.get(status, "refused")
    return Problem(
        type=f"{TYPE}{told}", title=title, status=status, detail=detail or title, errors=list(errors), number=number
    )


def written(said: Problem) -> str:
    """Return the problem as JSON: what it does not say is left out."""
    return said.model_dump_json(exclude_none=True)


def answer(said: Problem) -> HttpResponse:
    """Return the problem as an answer."""
    return HttpResponse(written(said), status=said.status, content_type=MEDIA_TYPE)


def pointer(steps: Sequence[object]) -> str:
    """Return where in a body the steps lead, as a fragment (RFC 6901)."""
    return "#" + "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
