"""The door as programs of others find it, on a socket: told exactly by its description, and usable by their clients."""

from __future__ import annotations

import http.client
import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
import pytest
from django.utils import timezone

from bijlisetu.channels.webhook.sending import signature
from bijlisetu.complaints.models import Complaint
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder
from bijlisetu.outages.models import Outage
from tests import build
from tests.web.api.asking import Asker, asker, breakdown, network
from tests.web.serving import served

pytestmark = pytest.mark.django_db(transaction=True)
GUIDE = (Path(__file__).parents[3] / "docs" / "how-to" / "connect-a-system.md").read_text()
PROGRAMS = Path(sys.executable).parent
#: What is refused for what it means, though the description allows how it is written.
CONFIGURATION = """
[parameters]
"path.number" = "{number}"
"query.feeder" = "{feeder}"
[checks.positive_data_acceptance]
expected-statuses = [200, 201, 304, 403, 404, 409, 422]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 413, 415, 422]
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 415, 422]
[[operations]]
include-path = "/api/complaints/{{number}}"
parameters = {{ "path.number" = "{complaint}" }}
"""


@pytest.fixture
def port() -> Iterator[int]:
    with served() as port:
        yield port


@pytest.fixture
def scada() -> Asker:
    net = network()
    build.consumer(on=net.feeders[0], mobile="916000000001")
    return asker(net.division, name="scada")


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    finally:
        line.close()


def run(*words: str, cwd: Path, **more: str) -> str:
    """Run a program of others, and return what it says; it fails if the program does."""
    done = subprocess.run(
        [PROGRAMS / words[0], *words[1:]], cwd=cwd, env={**os.environ, **more}, capture_output=True, text=True,
        check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def test_whatever_is_asked_is_answered_as_the_description_says(scada: Asker, port: int, tmp_path: Path) -> None:
    feeder = Feeder.objects.order_by("pk")[0].code
    number = scada.post("/outages", breakdown({"feeder": feeder})).json()["number"]
    complaint = build.complaint(Consumer.objects.get(), at=timezone.now()).number
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION.format(number=number, feeder=feeder, complaint=complaint))

    said = run(
        "st", "run", f"http://127.0.0.1:{port}/api/openapi.json", "-H", f"Authorization: Bearer {scada.key}",
        "--max-examples", "12", "--seed", "1", "--phases", "examples,coverage,fuzzing", "--workers", "1",
        cwd=tmp_path, HYPOTHESIS_STORAGE_DIRECTORY=str(tmp_path / "hypothesis"),
    )  # fmt: skip

    assert "passed" in said
    assert "Missing test data" not in said, "no address answered but for what there is not"


def test_a_client_that_others_generate_enters_and_ends_an_outage(scada: Asker, port: int, tmp_path: Path) -> None:
    feeder = Feeder.objects.order_by("pk")[0]
    url = f"http://127.0.0.1:{port}"
    run("openapi-python-client", "generate", "--url", f"{url}/api/openapi.json", "--meta", "none",
        "--output-path", str(tmp_path / "generated"), cwd=tmp_path)  # fmt: skip
    made = load(tmp_path / "generated")
    api, models = made["api.outages"], made["models"]
    now = timezone.now().replace(microsecond=0)
    cut = models.NewOutage(
        kind=models.Kind.BREAKDOWN, elements=[models.Element(feeder=feeder.code)], reason="line_fault", from_at=now
    )

    with made["client"].AuthenticatedClient(base_url=url, token=scada.key) as client:
        entered = api.enter_outage.sync(client=client, idempotency_key="one", body=cut)
        back = api.all_is_back.sync_detailed(entered.number, client=client, idempotency_key="two", body=models.Back())
        refused = api.show_outage.sync("4242420", client=client)

    assert (entered.number, entered.from_at) == (Outage.objects.get().number, now)
    assert (back.status_code, back.parsed.state) == (200, models.State.BACK)
    assert (type(refused).__name__, refused.status) == ("Problem", 404)


def test_what_the_guide_says_is_so(scada: Asker, port: int, tmp_path: Path) -> None:
    """Every command of the guide does what it says, and the receiver in it tells our news from others'."""
    feeder = Feeder.objects.order_by("pk")[0]
    account = build.consumer(on=feeder).account
    more = {"AT": f"http://127.0.0.1:{port}", "KEY": scada.key, "FEEDER": feeder.code, "ACCOUNT": account}
    script = "\n".join(["set -euo pipefail", *re.findall(r"```bash\n(.*?)```", GUIDE, re.DOTALL)])
    known: dict[str, Any] = {}
    exec("".join(re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)), known)  # noqa: S102 - our own guide

    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env={**os.environ, **more}, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert [one.state for one in Outage.objects.all()] == ["back"]
    assert Complaint.objects.get().words == "फ़्यूज़ उड़ा है"
    now = datetime.now(UTC)
    body = orjson.dumps({"id": "1", "sent_at": now})
    signed = signature(body, "secret")
    assert known["is_theirs"](body, signed, "secret", now)
    assert not known["is_theirs"](body, signed, "another", now)
    assert not known["is_theirs"](body + b" ", signed, "secret", now)
    assert not known["is_theirs"](body, signed, "secret", now + timedelta(hours=1))


def load(package: Path) -> dict[str, ModuleType]:
    """Import what was generated, and return its parts by name."""
    sys.path.insert(0, str(package.parent))
    try:
        names = ("client", "models", *(f"api.outages.{one}" for one in ("enter_outage", "all_is_back", "show_outage")))
        parts = {name: importlib.import_module(f"generated.{name}") for name in names}
        return {**parts, "api.outages": importlib.import_module("generated.api.outages")}
    finally:
        sys.path.remove(str(package.parent))


def test_a_body_too_large_is_refused_before_it_is_read(scada: Asker, port: int) -> None:
    status, media_type, said = ask(port, "POST", "/api/outages", b" " * (300 * 1024), **scada.header)

    assert (status, media_type) == (413, "application/problem+json")
    assert orjson.loads(said)["type"] == "urn:bijlisetu:problem:too-large"


def test_a_body_in_pieces_is_read_whole(scada: Asker, port: int) -> None:
    said = orjson.dumps(breakdown({"feeder": Feeder.objects.order_by("pk")[0].code}))
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {**scada.header, "Content-Type": "application/json", "Idempotency-Key": "one"}

    line.request("POST", "/api/outages", iter([said[:20], said[20:]]), headers, encode_chunked=True)

    assert line.getresponse().status == 201
    line.close()


def test_a_moment_is_written_with_its_zone(scada: Asker, port: int) -> None:
    net = Feeder.objects.order_by("pk")[0]
    scada.post("/outages", breakdown({"feeder": net.code}, at=datetime.now(UTC).replace(microsecond=0)))

    _, _, said = ask(port, "GET", "/api/outages", **scada.header)

    assert orjson.loads(said)["items"][0]["from_at"].endswith("Z")
