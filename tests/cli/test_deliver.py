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


#: Each carrier, with what it needs and not one setting more; {port} has nobody listening.
ALONE = {
    "whatsapp": {
        "CHANNELS": "whatsapp", "WHATSAPP_TOKEN": "not-real", "WHATSAPP_PHONE_NUMBER_IDS": "100000000000001",
        "WHATSAPP_BASE_URL": "http://127.0.0.1:{port}",
    },
    "smpp": {"CHANNELS": "sms", "SMPP_URL": "smpp://bijli:s3cret@127.0.0.1:{port}"},
    "mobile_seva": {
        "CHANNELS": "sms", "SMS_CARRIER": "mobile_seva", "MOBILE_SEVA_URL": "http://127.0.0.1:{port}/esms",
        "MOBILE_SEVA_USER": "bijli", "MOBILE_SEVA_PASSWORD": "not-real", "MOBILE_SEVA_KEY": "not-real",
    },
    "email": {
        "CHANNELS": "email", "SMTP_URL": "smtp://bijli:s3cret@127.0.0.1:{port}", "MAIL_FROM": "bill@example.in",
        "BOUNCES_AT": "127.0.0.1:0",
    },
}  # fmt: skip
NAMES = {
    "whatsapp": "whatsapp:100000000000001", "smpp": "sms:bijli@127.0.0.1", "mobile_seva": "sms:bijli@127.0.0.1",
    "email": "email:127.0.0.1",
}  # fmt: skip


def plain_environment() -> dict[str, str]:
    """Return what the machine gives a process, without any setting of a carrier."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("BIJLISETU_") or name == "BIJLISETU_HOME"
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("carrier", ALONE)
def test_an_engine_starts_with_one_carriers_settings_alone_and_ends_though_it_cannot_be_reached(carrier: str) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings = {
            "DATABASE_URL": database_url(), "PUBLIC_URL": "https://bill.example.in",
            **{name: value.format(port=nobody.getsockname()[1]) for name, value in ALONE[carrier].items()},
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "bijlisetu", "deliver"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**plain_environment(), **{f"BIJLISETU_{name}": value for name, value in settings.items()}},
        )  # fmt: skip
        ends_by = time.monotonic() + MOST_SECONDS
        while not (Incident.objects.exists() and Engine.objects.exists()) and process.poll() is None:
            assert time.monotonic() < ends_by
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        said, log = process.communicate(timeout=MOST_SECONDS)

    assert (process.returncode, said) == (0, f"delivering by {settings['CHANNELS']}\n"), log
    told = Incident.objects.get(kind="sender", ended_at=None)
    assert told.subject == NAMES[carrier]
    assert "cannot be reached" in told.detail
    assert not Engine.objects.exists()
