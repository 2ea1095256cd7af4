"""What goes of messages: to whom they went. That they were sent, when and with what end stays, and so do all counts."""

from __future__ import annotations

from bijlisetu.audit.sweeping import MESSAGES, Swept, masked, token

OF_CONSUMER = "row.notice_id = ANY(ARRAY(SELECT id FROM outbox_notice WHERE consumer_id = %(consumer)s))"
#: What was for such an address alone is not said any more.
CALLED_BACK = """
WITH ended AS (
    UPDATE outbox_notice SET state = 'withdrawn', reason = 'erased', settled_at = now()
    WHERE consumer_id = %(consumer)s AND state = 'open' AND "to" = ANY(%(values)s) RETURNING id
)
DELETE FROM outbox_turn WHERE notice_id = ANY(ARRAY(SELECT id FROM ended))
"""
#: Where anything went, for whoever gathers the addresses of a consumer.
SENT_TO = """SELECT "to" FROM outbox_notice WHERE consumer_id = %(consumer)s
    UNION SELECT address FROM outbox_attempt WHERE notice_id = ANY(ARRAY(
        SELECT id FROM outbox_notice WHERE consumer_id = %(consumer)s
    ))"""
#: WhatsApp's ids hold the number in base64.
NO_IDS = f"""
UPDATE outbox_attempt AS row SET carrier_id = '', detail = text_without(detail, %(written)s)
WHERE {OF_CONSUMER} AND (carrier_id <> '' OR detail <> '')
"""
NO_PARTS = f"""
DELETE FROM outbox_part WHERE attempt_id = ANY(ARRAY(SELECT id FROM outbox_attempt AS row WHERE {OF_CONSUMER}))
"""
SWEPT = (
    Swept(MESSAGES, "outbox_notice", ("to",), CALLED_BACK),
    Swept(MESSAGES, "outbox_part", ("carrier_id",), NO_PARTS),
    Swept(MESSAGES, "outbox_attempt", ("carrier_id", "detail"), NO_IDS),
    token(MESSAGES, "outbox_attempt", "address", which=OF_CONSUMER),
    token(MESSAGES, "outbox_notice", '"to"', which="row.consumer_id = %(consumer)s"),
    masked(MESSAGES, "outbox_notice", "facts", which="consumer_id = %(consumer)s", pattern="written"),
    masked(MESSAGES, "outbox_run", "findings"),
    masked(MESSAGES, "outbox_incident", "subject", "detail"),
)
