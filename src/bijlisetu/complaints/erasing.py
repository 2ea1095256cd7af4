"""What goes of what people said when they complained; that they did, and how it ended, stays."""

from __future__ import annotations

from bijlisetu.audit.sweeping import MESSAGES, gone, masked

OF_THEM = "complaint_id IN (SELECT id FROM complaints_complaint WHERE consumer_id = %(consumer)s)"
SWEPT = (
    masked(MESSAGES, "complaints_complaint", "words", "place", "link"),
    masked(MESSAGES, "complaints_complaintevent", "words"),
    gone(MESSAGES, "complaints_awaited", which=OF_THEM),
    gone(MESSAGES, "complaints_enclosed", which=OF_THEM),
    gone(MESSAGES, "complaints_enclosure", "content", which="""NOT EXISTS (
        SELECT FROM complaints_enclosed mention WHERE mention.enclosure_id = complaints_enclosure.sha256
    )"""),
)  # fmt: skip
