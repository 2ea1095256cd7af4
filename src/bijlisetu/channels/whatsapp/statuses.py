"""Meta's word on messages we sent: one status, one report."""

from __future__ import annotations

from typing import Any

from bijlisetu.channels.letter import Outcome, Reason, Report, ReportState
from bijlisetu.channels.meaning import Meaning
from bijlisetu.channels.outside import attempt_of, identifier, moment, objects, words
from bijlisetu.channels.whatsapp.answer import read_fault
from bijlisetu.channels.whatsapp.codes import meaning_in_table
from bijlisetu.values import ChannelKind

STATES = {
    "sent": ReportState.SENT,
    "delivered": ReportState.DELIVERED,
    "read": ReportState.READ,
    "played": ReportState.READ,  # a voice message listened to
    "failed": ReportState.FAILED,
}
WITHOUT_CODE = Meaning(Outcome.REFUSED, Reason.OTHER, "failed without a code")


def report_of(status: dict[str, Any]) -> Report | None:
    """Return what the status says; nothing if it says nothing of one person's message."""
    word = status.get("status")
    state = STATES.get(word) if isinstance(word, str) else None
    carrier_id, attempt = identifier(status.get("id")), attempt_of(status.get("biz_opaque_callback_data"))
    # The state of a message to a group is one member's, and says nothing of a consumer.
    if state is None or not (carrier_id or attempt) or status.get("recipient_type") == "group":
        return None
    if state is ReportState.FAILED:
        return _failed(status, carrier_id, attempt)
    billable, category = _price(status.get("pricing"))
    return Report(
        channel=ChannelKind.WHATSAPP,
        state=state,
        at=moment(status.get("timestamp")),
        carrier_id=carrier_id,
        attempt=attempt,
        user_id=identifier(status.get("recipient_user_id")),
        billable=billable,
        category=category,
    )


def _price(pricing: object) -> tuple[bool | None, str]:
    if not isinstance(pricing, dict):
        return None, ""
    billable = pricing.get("billable")
    return billable if isinstance(billable, bool) else None, words(pricing.get("category"), longest=60)


def _failed(status: dict[str, Any], carrier_id: str, attempt: int | None) -> Report:
    meaning, detail = _failure(status)
    billable, category = _price(status.get("pricing"))
    return Report(
        channel=ChannelKind.WHATSAPP,
        state=ReportState.FAILED,
        at=moment(status.get("timestamp")),
        carrier_id=carrier_id,
        attempt=attempt,
        reason=meaning.reason,
        detail=detail,
        user_id=identifier(status.get("recipient_user_id")),
        billable=billable,
        category=category,
        scope=meaning.scope,
        wait=meaning.wait,
        remedy=meaning.remedy,
    )


def _failure(status: dict[str, Any]) -> tuple[Meaning, str]:
    """Return what the errors mean: of several the first one we know, and beside it the codes of the others."""
    faults = [fault for error in objects(status.get("errors")) if (fault := read_fault(error))]
    if not faults:
        return WITHOUT_CODE, WITHOUT_CODE.english
    told = next((fault for fault in faults if meaning_in_table(fault.code)), faults[0])
    meaning = told.meaning()
    others = [str(fault.code) for fault in faults if fault is not told][:5]
    return meaning, told.told(meaning.english) + (f"; also {', '.join(others)}" if others else "")
