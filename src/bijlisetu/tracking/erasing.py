"""What goes of what was sent back: the person's words and where they came from. What they meant stays."""

from __future__ import annotations

from bijlisetu.audit.sweeping import MESSAGES, Swept, gone, masked

#: Before the tries lose their addresses, though by their numbers alone.
WORDS = """
UPDATE tracking_reply
SET sender = '', text = '', payload = '', user_id = '', media_id = '', carrier_id = '', in_reply_to = '',
    latitude = NULL, longitude = NULL
WHERE sender = ANY(%(own)s) OR attempt = ANY(ARRAY(
    SELECT attempt.id FROM outbox_notice notice JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
    WHERE notice.consumer_id = %(consumer)s
))
"""
SWEPT = (
    Swept(MESSAGES, "tracking_reply",
          ("sender", "text", "payload", "user_id", "media_id", "carrier_id", "in_reply_to"), WORDS),
    masked(MESSAGES, "tracking_reply", "text", "payload", "fault"),
    masked(MESSAGES, "tracking_inbound", "body", "fault"),
    # Who told of it is not kept; whoever it named in its words is a person all the same.
    masked(MESSAGES, "tracking_forged", "text", "sender"),
    gone(MESSAGES, "tracking_earlyreport", "only_of", which="only_of = ANY(%(own)s)"),
    masked(MESSAGES, "tracking_earlyreport", "detail"),
)  # fmt: skip
