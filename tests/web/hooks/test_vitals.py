"""Signs of life: there without a database, shut to strangers, and readable by Prometheus."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from bijlisetu.outbox.models import Attempt, Engine, Incident, RegisteredTemplate, Sender, Turn
from bijlisetu.tracking.models import Inbound
from bijlisetu.web.hooks.vitals import Vitals, VitalsAnswer, _refusal
from tests import build

HERE, ELSEWHERE = ("127.0.0.1", 5000), ("192.0.2.7", 5000)
TOKEN = "synthetic-metrics-token"
PHONE = "916000000001"


@pytest.fixture(autouse=True)
def _named(settings: Any) -> None:
    settings.METRICS_FROM = ("127.0.0.1",)


def ask(path: str, *, method: str = "GET", client: Any = HERE, app: Vitals | None = None, **headers: str) -> Any:
    """Return status, headers and body of what is answered."""

    async def talk() -> tuple[int, dict[bytes, bytes], str]:
        vitals = app or Vitals()
        scope = {
            "type": "http", "method": method, "path": path, "query_string": b"", "client": client,
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        caller = ApplicationCommunicator(vitals, scope)
        await caller.send_input({"type": "http.request", "body": b""})
        start, body = [await caller.receive_output(timeout=10) for _ in range(2)]
        await caller.wait()
        await asyncio.to_thread(vitals.close)
        return start["status"], dict(start["headers"]), body["body"].decode()

    return asyncio.run(talk())


@pytest.fixture
def gone(transactional_db: None) -> Iterator[None]:
    """A database that nobody finds."""
    settings = connections["default"].settings_dict
    kept = settings["HOST"], settings["PORT"]
    connection.close()
    settings["HOST"], settings["PORT"] = "/nowhere", "1"
    yield
    settings["HOST"], settings["PORT"] = kept


def test_a_process_that_is_up_says_so_even_without_a_database(gone: None) -> None:
    assert ask("/healthz")[0] == 200


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_without_a_database_it_is_not_ready_and_says_why(gone: None, path: str) -> None:
    status, _, words = ask(path)

    assert (status, words) == (503, "not ready: the database does not answer\n")


@pytest.mark.django_db(transaction=True)
def test_with_the_database_and_its_tables_it_is_ready() -> None:
    assert ask("/readyz", client=ELSEWHERE)[::2] == (200, "ready\n")


@pytest.mark.django_db(transaction=True)
def test_with_older_tables_it_is_not_ready() -> None:
    latest = MigrationRecorder.Migration.objects.filter(app="outbox").latest("name")
    latest.delete()
    try:
        status, _, words = ask("/readyz")
    finally:
        MigrationRecorder(connection).record_applied("outbox", latest.name)

    assert status == 503
    assert "the tables lack 1 changes" in words


def test_a_database_that_thinks_too_long_is_not_waited_for() -> None:
    app = Vitals(within=0.05)
    released = threading.Event()
    app._thread.submit(released.wait)
    began = time.monotonic()

    async def talk() -> Any:
        return await app._answer({"method": "GET", "path": "/readyz", "headers": []})

    answer = asyncio.run(talk())
    took = time.monotonic() - began
    released.set()
    app.close()

    assert (answer.status, answer.words) == (503, "not ready: the database takes too long to answer\n")
    assert took < 5


def test_other_methods_are_refused() -> None:
    assert ask("/healthz", method="POST")[0] == 405


def test_a_head_has_no_body() -> None:
    status, headers, body = ask("/healthz", method="HEAD")

    assert (status, headers[b"content-length"], body) == (200, b"6", "")


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        (ELSEWHERE, {}, 404),
        (None, {}, 404),
        (HERE, {"x_forwarded_for": "192.0.2.7"}, 404),
        (HERE, {"forwarded": "for=192.0.2.7"}, 404),
        (ELSEWHERE, {"authorization": "Bearer wrong"}, 403),
        (ELSEWHERE, {"authorization": f"Basic {TOKEN}"}, 403),
        (ELSEWHERE, {"authorization": f"Bearer {TOKEN}"}, 200),
        (HERE, {"x_forwarded_for": "192.0.2.7", "authorization": f"Bearer {TOKEN}"}, 200),
        (HERE, {}, 404),  # who stands here may be a proxy that speaks for the whole world
        (("::1", 5000), {}, 404),
        (("10.1.2.3", 5000), {}, 200),
        (("::ffff:10.1.2.3", 5000), {}, 200),
        (("10.1.3.3", 5000), {}, 404),
        (("10.1.2.3", 5000), {"x_forwarded_for": "192.0.2.7"}, 404),
        (("10.1.2.3", 5000), {"authorization": "Bearer wrong"}, 403),
        (("192.0.2.9", 5000), {}, 200),
    ],
)
def test_figures_are_for_named_addresses_and_for_who_has_the_token(
    client: Any, headers: dict[str, str], status: int, settings: Any
) -> None:
    settings.METRICS_TOKEN, settings.METRICS_FROM = TOKEN, ("10.1.2.0/24", "192.0.2.9")
    written = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]

    refused = _refusal({"client": client, "headers": written})

    assert (refused.status if refused else 200) == status


def test_by_itself_nobody_is_named(settings: Any) -> None:
    settings.METRICS_FROM = ()

    assert ask("/metrics")[0] == 404


def test_a_proxy_of_ours_has_told_who_asks(settings: Any) -> None:
    settings.TRUSTED_PROXIES, settings.METRICS_FROM = ("10.0.0.1",), ("192.0.2.7",)
    headers = [(b"x-forwarded-for", b"192.0.2.7")]

    assert _refusal({"client": ELSEWHERE, "headers": headers}) is None


@pytest.mark.parametrize("token", ["", " "])
def test_without_a_token_in_the_settings_none_fits(token: str, settings: Any) -> None:
    settings.METRICS_TOKEN = ""

    assert ask("/metrics", client=ELSEWHERE, authorization=f"Bearer {token}")[0] == 403


def figures() -> dict[str, dict[frozenset[tuple[str, str]], float]]:
    """Return every sample as Prometheus's own parser reads it."""
    status, headers, text = ask("/metrics")
    assert status == 200
    assert headers[b"content-type"].startswith(b"text/plain; version=0.0.4")
    return {
        family.name: {frozenset(sample.labels.items()): sample.value for sample in family.samples}
        for family in text_string_to_metric_families(text)
    }


def labels(**named: str) -> frozenset[tuple[str, str]]:
    return frozenset(named.items())


@pytest.mark.django_db(transaction=True)
def test_an_empty_house_has_figures_already() -> None:
    found = figures()

    assert found["bijlisetu_queue_size"][labels(lane="otp", state="due")] == 0
    assert found["bijlisetu_engines_alive"][labels()] == 0
    assert found["bijlisetu_engine_silent_seconds"][labels()] == float("inf")
    assert found["bijlisetu_table_bytes"][labels(table="outbox_attempt")] > 0


@pytest.mark.django_db(transaction=True)
def test_what_waits_moves_fails_and_lags_is_told() -> None:
    now = timezone.now()
    notice = build.notice(build.consumer(mobile=PHONE), at=now - timedelta(hours=1))
    Turn.objects.update(at=now - timedelta(seconds=90))
    Attempt.objects.create(
        notice=notice, channel="whatsapp", address=PHONE, sender='whatsapp:"1"', state=50, reason="number_dead",
        engine="e", claimed_at=now - timedelta(seconds=20), accepted_at=now - timedelta(seconds=10),
    )  # fmt: skip
    Attempt.objects.create(
        notice=notice, channel="pigeon", address=PHONE, sender="nobody", state=40, reason="new", engine="e",
        claimed_at=now - timedelta(seconds=20), accepted_at=now - timedelta(seconds=10),
    )  # fmt: skip
    Sender.objects.create(
        name='whatsapp:"1"', channel="whatsapp", per_second=80, per_day=-1, stopped_at=now, changed_at=now
    )
    Inbound.objects.create(source="sms", body=b"{}", received_at=now - timedelta(minutes=5))
    Engine.objects.create(
        name="one", host="h", pid=1, channels=[], senders=[], letters_a_minute=1, started_at=now, seen_at=now
    )
    Incident.objects.create(kind="comet", subject="s", at=now, last_at=now)
    RegisteredTemplate.objects.create(name="bill", language="hi", state="paused", changed_at=now)

    found = figures()

    assert found["bijlisetu_queue_size"][labels(lane="bulk", state="due")] == 1
    assert 90 <= found["bijlisetu_queue_oldest_due_seconds"][labels(lane="bulk")] < 150
    ours, others = labels(channel="whatsapp", sender='whatsapp:"1"'), labels(channel="other", sender="other")
    assert found["bijlisetu_letters_per_second"] == {ours: pytest.approx(1 / 60), others: pytest.approx(1 / 60)}
    assert found["bijlisetu_attempts_last_hour"] == {
        labels(channel="whatsapp", state="failed", reason="number_dead"): 1,
        labels(channel="other", state="sent", reason="other"): 1,
    }
    assert 300 <= found["bijlisetu_reports_lag_seconds"][labels()] < 360
    assert found["bijlisetu_reports_unfolded"][labels()] == 1
    assert found["bijlisetu_engines_alive"][labels()] == 1
    assert found["bijlisetu_sender_stopped"][ours] == 1
    assert found["bijlisetu_sender_limit_per_day"][ours] == float("inf")
    assert found["bijlisetu_incidents_open"][labels(kind="other")] == 1
    assert found["bijlisetu_templates_not_approved"][labels(state="paused")] == 1


@pytest.mark.django_db(transaction=True)
def test_no_figure_names_a_person() -> None:
    notice = build.notice(build.consumer(account="9900001234", mobile=PHONE), at=timezone.now())
    Attempt.objects.create(
        notice=notice, channel="sms", address=PHONE, sender=PHONE, state=30, reason=PHONE, engine=PHONE, detail=PHONE,
        claimed_at=timezone.now(), accepted_at=timezone.now(),
    )  # fmt: skip

    text = ask("/metrics")[2]

    assert "6000000001" not in text
    assert "9900001234" not in text


@pytest.mark.django_db(transaction=True)
def test_however_many_ask_the_database_is_asked_once() -> None:
    app = Vitals(kept_for=60)
    asked: list[int] = []
    scope = {"method": "GET", "path": "/readyz", "headers": []}

    def question() -> Any:
        asked.append(1)
        return VitalsAnswer(200, "ready\n")

    async def talk() -> None:
        await asyncio.gather(*(app._ask(str(scope["path"]), question) for _ in range(20)))

    asyncio.run(talk())
    app.close()

    assert asked == [1]
