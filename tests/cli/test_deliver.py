"""`bijlisetu deliver` as a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.db import connection

from bijlisetu.outbox.models import Engine, Incident

MOST_SECONDS = 60


def database_url() -> str:
    """Return where the tests' own database is."""
    at = connection.settings_dict
    host, port = quote(at["HOST"], safe="/"), at["PORT"] or 5432
    return f"postgresql://{at['USER']}:{at['PASSWORD']}@/{at['NAME']}?host={host}&port={port}"


@pytest.mark.django_db(transaction=True)
def test_an_engine_starts_and_ends_in_order_though_its_carrier_cannot_be_reached() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings = {
            "DATABASE_URL": database_url(), "CHANNELS": "sms", "PUBLIC_URL": "https://bill.example.in",
            "SMPP_URL": f"smpp://bijli:s3cret@127.0.0.1:{nobody.getsockname()[1]}",
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "bijlisetu", "deliver"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **{f"BIJLISETU_{name}": value for name, value in settings.items()}},
        )  # fmt: skip
        ends_by = time.monotonic() + MOST_SECONDS
        while not (Incident.objects.exists() and Engine.objects.exists()) and process.poll() is None:
            assert time.monotonic() < ends_by
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        said, log = process.communicate(timeout=MOST_SECONDS)

    assert (process.returncode, said) == (0, "delivering by sms\n"), log
    assert "cannot be reached" in Incident.objects.get(kind="sender", ended_at=None).detail
    assert not Engine.objects.exists()
