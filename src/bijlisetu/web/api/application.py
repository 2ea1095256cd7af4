"""All addresses of the door for systems, and how its answers are written."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from bijlisetu.web.api import changes, complaints, openapi, outages, problems, touched
from bijlisetu.web.api.problems import Fault, Refused

ABOUT = """
Outages and complaints of the department, in and out. A system shows its key as `Authorization: Bearer bs_…`.
Every deed is asked for under an `Idempotency-Key` of the caller's own. Moments have their offset.
"""
#: What a value of the address is called in an error.
PLACES = {"query": "parameter", "path": "parameter", "header": "header"}


class Reader(Parser):
    """Reads bodies strictly: no NaN, no depth without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what the body says."""
        return orjson.loads(request.body)


class Api(NinjaAPI):
    """The door, with answers that say whether anything has changed, and a description that is exact."""

    def create_response(
        self, request: HttpRequest, data: Any, *, status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:  # fmt: skip
        """Return the answer; 304 to whoever has it already."""
        made = super().create_response(request, data, status=status, temporal_response=temporal_response)
        if request.method != "GET" or made.status_code != 200:
            return made
        made["ETag"] = f'"{hashlib.sha256(made.content).hexdigest()[:32]}"'
        return get_conditional_response(request, etag=made["ETag"], response=made) or made

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Return why it was not done; what is a fault of ours is left to the boundary that logs it."""
        match exc:
            case Refused():
                return problems.answer(exc.problem)
            case AuthenticationError():
                return _problem(401, "show a key of this system: Authorization: Bearer bs_…")
            case ValidationError():
                return _problem(422, "what was sent cannot be so", *map(_fault, exc.errors))
            case HttpError(status_code=400):
                return _problem(400, "the body is no JSON")
            case Http404():
                return _problem(404)
        raise exc

    def get_openapi_schema(self, **named: Any) -> Any:
        """Return the description, with what the library does not know of."""
        return openapi.exact(super().get_openapi_schema(**named))


api = Api(
    title="Bijli Setu", version="1", description=" ".join(ABOUT.split()), docs_url=None, openapi_url="/openapi.json",
    urls_namespace="api", parser=Reader(),
)  # fmt: skip
api.add_router("/outages", outages.router)
api.add_router("/touched", touched.router)
api.add_router("/complaints", complaints.router)
api.add_router("/changes", changes.router)


def _problem(status: int, detail: str = "", *faults: Fault) -> HttpResponse:
    return problems.answer(problems.problem(status, detail, errors=faults))


def _fault(told: dict[str, Any]) -> Fault:
    """Return where a value is wrong, and why; never the value itself, which may be a person's."""
    source, *steps = told["loc"]
    detail = str(told["msg"])
    if source == "body":
        return Fault(detail=detail, pointer=problems.pointer(steps[1:]))  # the first names our own argument
    place = {PLACES[source]: str(steps[0]) if steps else ""}
    return Fault(detail=detail, **place)
