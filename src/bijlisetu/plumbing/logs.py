"""
What goes into the log: one line an event, in words or as JSON, and never a number, mailbox or key of a link.

Whoever writes to the log leaves personal data out. The filter here is the last net, for what a library's error quotes.
"""

from __future__ import annotations

import enum
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

import orjson

from bijlisetu.values import mask

#: Written as people write numbers: 98765 43210, +91-98765-43210, in Devanagari digits too.
MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?[9९][1१][ -]?|[0०])?[6-9६-९]\d{4}[ -]?\d{5}(?!\d)")
MAILBOX = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
#: A WhatsApp id holds the person's number in base64; a signed link opens a person's bill.
CARRIER_ID = re.compile(r"wamid\.[\w+/=-]+")
LINK = re.compile(r"(?i)(/[bcu]/)[\w-]{20,}")
#: Such a link's key begins with zeros, however the address around it, or a mark of it, is written.
KEY_OF_A_LINK = re.compile(r"(?i)(?:a|%41){2}(?:[\w\r\n-]|%[0-9a-f]{2}){20,}")
KEY = re.compile(r"(?i)\b(bearer\s+|access_token=|EAA(?=\w{20}))[\w.-]+")
#: Enough to tell a message from all others of its day.
SHOWN_OF_AN_ID = 8
HIDDEN = "wamid.…"


class Form(enum.StrEnum):
    """How lines are written."""

    PLAIN = "plain"
    JSON = "json"


def event(name: str, **fields: object) -> dict[str, Any]:
    """Return the extra of a log record: what happened, in one dotted word, and its figures."""
    return {"event": name, "fields": fields}


def place_of(fault: BaseException) -> str:
    """Return the sort of the fault and where it is: its words may quote what a person said."""
    place = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__}, {place.filename.rpartition('/')[2]}:{place.lineno}"


def masked(text: str) -> str:
    """Return the text without numbers, mailboxes and keys."""
    text = MAILBOX.sub(lambda found: mask(found[0]), text)
    text = without_id(text)
    text = KEY_OF_A_LINK.sub("…", LINK.sub(r"\1…", text))
    text = KEY.sub(r"\1…", text)
    return MOBILE.sub(lambda found: mask(re.sub(r"\D", "", found[0])), text)


def without_id(text: str) -> str:
    """Return the text with the end of each WhatsApp id alone; ids of other carriers hold nobody's number."""
    return CARRIER_ID.sub(lambda found: f"{HIDDEN}{found[0].removeprefix('wamid.')[-SHOWN_OF_AN_ID:]}", text)


class Masked(logging.Filter):
    """Masks message, arguments, fields, exception and stack of each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record, and let it pass."""
        record.msg, record.args = masked(_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = masked(record.exc_text)
        if record.stack_info:
            record.stack_info = masked(record.stack_info)
        if isinstance(fields := getattr(record, "fields", None), dict):
            record.fields = {name: _masked_value(value) for name, value in fields.items()}
        return True


class Json(logging.Formatter):
    """Writes a record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": getattr(record, "event", ""),
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            line["exception"] = record.exc_text
        return orjson.dumps(line, default=str).decode()


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit their text must not break the log
        return f"{record.msg} {record.args}"


def _masked_value(value: object) -> object:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, (list, tuple)):
        return [_masked_value(each) for each in value]
    if isinstance(value, dict):
        return {name: _masked_value(each) for name, each in value.items()}
    return value
