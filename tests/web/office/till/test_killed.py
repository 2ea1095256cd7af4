"""A machine that stops between the commit and the answer leaves one receipt, which the same form finds again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from psycopg.conninfo import make_conninfo

import bijlisetu.ledger.queries as ledger
from bijlisetu.consumers.models import Consumer
from bijlisetu.payments.models import Payment
from bijlisetu.tills.models import Receipt, Till

#: It serves one form, and is killed when the receipt is committed, before the answer leaves.
SERVER = """
import os, signal, sys
from bijlisetu.plumbing import startup
startup.set_up(check=False)
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
client = Client()
client.force_login(User.objects.get(username="asha"))
with transaction.atomic():
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    answer = client.post(sys.argv[1], {"key": sys.argv[2], "amount": "200", "mode": "cash"})
    assert answer.status_code == 302, (answer.status_code, answer.content.decode()[-3000:])
"""


def database_of_the_test() -> str:
    known = connection.settings_dict
    parts = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], "password": known["PASSWORD"]}
    return make_conninfo(dbname=known["NAME"], **{name: value for name, value in parts.items() if value})


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_again_after_the_kill_gives_the_same_receipt(consumer: Consumer, clerk: Client, till: Till) -> None:
    address, key = f"/office/counter/{consumer.pk}/pay/", str(uuid.uuid4())
    killed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVER, address, key], check=False, capture_output=True, text=True,
        env={**os.environ, "BIJLISETU_DATABASE_URL": database_of_the_test()},
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    (receipt,) = Receipt.objects.all()

    answer = clerk.post(address, {"key": key, "amount": "200", "mode": "cash"})

    assert answer["Location"] == f"/office/receipt/{receipt.pk}/"
    assert (Receipt.objects.count(), Payment.objects.count()) == (1, 1)
    assert ledger.balances([consumer.pk])[consumer.pk] == Decimal("300.00")
