"""The description of the door, exact: every answer that may come is in it, with its media type and its headers."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from bijlisetu.web.api.problems import MEDIA_TYPE, Problem

#: What may come whatever was asked; below each what it means here.
EVERYWHERE = {
    400: "what was sent cannot be read",
    401: "no key, or one that opens nothing",
    403: "the system was not let in for this, or not for this place",
    404: "there is no such thing at the office of the system",
    405: "this address does nothing of the sort",
    422: "what was sent cannot be so; `errors` says where",
    429: "more requests than the system has in a minute; Retry-After says when",
    500: "a fault of ours; ask again under the same key",
    503: "too much at once; ask again under the same key",
}
OF_DEEDS = {
    408: "the body came too slowly",
    409: "it cannot be done as things stand; `type` says why",
    413: "the body is too large",
    415: "what is posted is application/json",
}
SECONDS = {"schema": {"type": "integer", "minimum": 0}, "description": "seconds until the next minute"}
LEFT = {
    "RateLimit-Policy": {"schema": {"type": "string"}, "description": "requests of the minute: q, in w seconds"},
    "RateLimit": {"schema": {"type": "string"}, "description": "r of them are left, for t seconds"},
}


def shows(body: type[BaseModel]) -> dict[int, Any]:
    """Return all that an address may answer at which something is read."""
    return {200: body, **dict.fromkeys(EVERYWHERE, Problem)}


def does(status: int, body: type[BaseModel]) -> dict[int, Any]:
    """Return all that an address may answer at which something is done."""
    return {status: body, **dict.fromkeys(sorted({*EVERYWHERE, *OF_DEEDS}), Problem)}


def exact(described: dict[str, Any]) -> dict[str, Any]:
    """Return the description with media types, headers and words that the library does not know of."""
    for methods in described["paths"].values():
        for method, operation in methods.items():
            for status, said in operation["responses"].items():
                _describe(int(status), said)
            for parameter in operation["parameters"]:
                _without_null(parameter["schema"])
            if method == "get":
                operation["responses"][304] = {"description": "nothing has changed since the ETag in If-None-Match"}
    return described


def _without_null(schema: dict[str, Any]) -> None:
    """Let nothing be left out of an address but by leaving it out: no word there means null."""
    if "anyOf" in schema:
        (said,) = [one for one in schema.pop("anyOf") if one.get("type") != "null"]
        schema.update(said)


def _describe(status: int, said: dict[str, Any]) -> None:
    if status < 400:
        said["headers"] = dict(LEFT)
        if status == 201:
            said["headers"]["Location"] = {"schema": {"type": "string"}, "description": "where it is found"}
        return
    said["description"] = {**EVERYWHERE, **OF_DEEDS}[status]
    said["content"] = {MEDIA_TYPE: next(iter(said["content"].values()))}
    if status == 429:
        said["headers"] = {**LEFT, "Retry-After": SECONDS}
    if status == 401:
        said["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
