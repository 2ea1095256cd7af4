"""Whatever cannot be is said as RFC 9457 has it, whichever part of us says so."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from bijlisetu.outages import actions
from tests.web.api.asking import Asker, Network, breakdown

pytestmark = pytest.mark.django_db


def is_a_problem(answer: HttpResponse, status: int, name: str) -> None:
    said = answer.json()  # type: ignore[attr-defined]
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    assert (said["type"], said["status"]) == (f"urn:bijlisetu:problem:{name}", status)
    assert said["title"]
    assert said["detail"]


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/outages/", "/outages/1/2/3", "/docs", "/outages/%00", "/outages/%ff"]
)
def test_an_address_that_there_is_not(scada: Asker, path: str) -> None:
    answer = scada.get(path)

    assert answer.status_code in (400, 404)
    is_a_problem(answer, answer.status_code, {400: "not-understood", 404: "not-found"}[answer.status_code])


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head"])
def test_a_method_that_there_is_not_names_those_there_are(scada: Asker, method: str) -> None:
    answer = getattr(Client(), method)("/api/outages", headers=scada.header)

    assert (answer.status_code, set(answer["Allow"].split(", "))) == (405, {"GET", "POST"})
    if method != "head":
        is_a_problem(answer, 405, "no-such-deed")


@pytest.mark.parametrize("body", [b"{", b"NaN", b"\xff\xfe", b"[" * 5000, b'{"kind": "breakdown",}', b'"\\ud800"'])
def test_a_body_that_is_no_json(scada: Asker, body: bytes) -> None:
    is_a_problem(scada.post("/outages", body), 400, "not-understood")


def test_no_body_where_one_is_asked(scada: Asker) -> None:
    is_a_problem(scada.post("/outages", b""), 422, "not-valid")


@pytest.mark.parametrize("body", [b"null", b"[]", b"7", b'"x"', b"{}"])
def test_a_body_of_another_shape(scada: Asker, body: bytes) -> None:
    is_a_problem(scada.post("/outages", body), 422, "not-valid")


@pytest.mark.parametrize("content_type", [
    "text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data; boundary=x", "",
])  # fmt: skip
def test_a_body_of_another_kind(scada: Asker, content_type: str) -> None:
    answer = scada.post("/outages", b"a=b", content_type=content_type)

    if answer.status_code == 400:  # a form that cannot be read even as one
        is_a_problem(answer, 400, "not-understood")
    else:
        is_a_problem(answer, 415, "not-json")


@pytest.mark.parametrize(("query", "parameter"), [
    ({"limit": 0}, "limit"), ({"limit": 201}, "limit"), ({"limit": "many"}, "limit"), ({"after": "x"}, "after"),
    ({"after": "9" * 19}, "after"), ({"is_open": "perhaps"}, "is_open"),
])  # fmt: skip
def test_a_wrong_parameter_is_named(scada: Asker, query: dict[str, str], parameter: str) -> None:
    answer = scada.get("/outages", **query)

    is_a_problem(answer, 422, "not-valid")
    assert [one["parameter"] for one in answer.json()["errors"]] == [parameter]  # type: ignore[attr-defined]


def test_a_deed_without_its_key_is_not_done(scada: Asker, net: Network) -> None:
    said = breakdown({"feeder": net.feeders[0].code})
    answer = Client().post("/api/outages", said, content_type="application/json", headers=scada.header)

    is_a_problem(answer, 422, "not-valid")  # type: ignore[arg-type]
    assert answer.json()["errors"][0]["header"] == "Idempotency-Key"


def test_a_fault_of_ours_says_so_and_no_more(scada: Asker, net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("9811122233 is a secret")

    monkeypatch.setattr(actions, "enter", broken)

    answer = scada.post("/outages", breakdown({"feeder": net.feeders[0].code}), once="again")

    is_a_problem(answer, 500, "our-fault")
    assert b"9811122233" not in answer.content
    monkeypatch.undo()
    assert scada.post("/outages", breakdown({"feeder": net.feeders[0].code}), once="again").status_code == 201


def test_what_was_wrong_is_not_said_back(scada: Asker) -> None:
    answer = scada.post("/outages", {"kind": "9811122233", "9811122234": 1})

    assert b"9811122233" not in answer.content
