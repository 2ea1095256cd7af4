"""
A Celery task for each message, as most Django projects send: read by the ORM, post, save by the ORM.

`python -m bench.yardstick.usual_tasks COUNT` makes the table anew and queues the tasks; the worker is Celery's own.
"""

from __future__ import annotations

import os
import sys

import django
import requests
from celery import Celery
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

if not settings.configured:
    parts = conninfo_to_dict(os.environ["BIJLISETU_DATABASE_URL"])
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql", "NAME": parts["dbname"], "USER": parts.get("user", ""),
                "PASSWORD": parts.get("password", ""), "HOST": parts.get("host", ""), "PORT": parts.get("port", ""),
                "CONN_MAX_AGE": 600,
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )  # fmt: skip
    django.setup()

from django.db import connection, models
from django.utils import timezone

from bench.yardstick.letter import PATH, body

celery = Celery("bench.yardstick.usual_tasks", broker=os.environ.get("BROKER", "memory://"))
celery.conf.update(
    task_ignore_result=True,
    broker_transport_options={
        "data_folder_in": os.environ.get("QUEUE"), "data_folder_out": os.environ.get("QUEUE"),
    } if os.environ.get("QUEUE") else {},
)  # fmt: skip
session = requests.Session()


class Message(models.Model):
    """A message to be sent, or sent."""

    address = models.TextField()
    status = models.TextField(default="queued")
    wamid = models.TextField(default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "usual"
        db_table = "usual_task_message"


@celery.task(name="send")
def send(number: int) -> None:
    """Send one message and note what became of it."""
    message = Message.objects.get(pk=number)
    url, headers = os.environ["GRAPH"] + PATH, {"Authorization": "Bearer token"}
    answer = session.post(url, json=body(message.pk), headers=headers, timeout=20)
    answer.raise_for_status()
    message.wamid, message.status = answer.json()["messages"][0]["id"], "accepted"
    message.sent_at = timezone.now()
    message.save()


def queue(count: int) -> None:
    """Make the messages and a task for each."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS usual_task_message")
    with connection.schema_editor() as editor:
        editor.create_model(Message)
    Message.objects.bulk_create([Message(address=f"91{6_000_000_000 + number}") for number in range(1, count + 1)])
    with celery.producer_or_acquire() as producer:
        for number in range(1, count + 1):
            celery.send_task("send", (number,), producer=producer)


if __name__ == "__main__":
    queue(int(sys.argv[1]))
