"""One bill in the form of the Cloud API, as all yardsticks send it."""

from __future__ import annotations

import json
from typing import Any

NUMBER_ID = "100000000000001"
PATH = f"/v25.0/{NUMBER_ID}/messages"
VALUES = ("Test Power", "1234", "नवम्बर 2026", "153", "1,253.00", "07-12-2026")
LINK = "https://bill.example.in/c/aBcDeFgHiJkLmNoPqRsTuVwXyZ0.pdf"


def body(number: int) -> dict[str, Any]:
    """Return the message to the person with the number."""
    components: list[dict[str, Any]] = [
        {
            "type": "header",
            "parameters": [{"type": "document", "document": {"link": LINK, "filename": "bill-1234.pdf"}}],
        },
        {"type": "body", "parameters": [{"type": "text", "text": value} for value in VALUES]},
    ]
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": f"91{6_000_000_000 + number}",
        "type": "template",
        "template": {"name": "bill_issued", "language": {"code": "hi"}, "components": components},
        "biz_opaque_callback_data": str(number),
    }


def told(sent: int, seconds: float, cpu: float) -> str:
    """Return what was found as JSON: messages a second, and microseconds of processor time for each."""
    return json.dumps({"rate": sent / seconds, "cpu": cpu / max(sent, 1) * 1e6})
