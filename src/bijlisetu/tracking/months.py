"""Raw records lie in months, by when they came."""

from __future__ import annotations

from bijlisetu.audit.holds import ANY
from bijlisetu.outbox.months import HELD_NOTICES
from bijlisetu.plumbing.database.months import Parted

PARTED = (
    Parted(
        table="tracking_inbound",
        past="row.received_at < %(before)s AND row.folded_at IS NOT NULL",
        # A record names the message by its carrier's id or ours, and the person by the address; a receipt by SMS is
        # kept as its octets in hexadecimal.
        held=f"""{ANY} AND EXISTS (
            SELECT FROM unnest(ARRAY(
                SELECT convert_to(CASE WHEN is_hex THEN encode(convert_to(told, 'UTF8'), 'hex') ELSE told END, 'UTF8')
                FROM outbox_attempt attempt,
                     unnest(ARRAY[attempt.carrier_id, attempt.address, '+' || attempt.id || '-']) AS told,
                     unnest(ARRAY[true, false]) AS is_hex
                WHERE attempt.notice_id = ANY(ARRAY({HELD_NOTICES})) AND told <> ''
            )) AS needle
            WHERE position(needle IN row.body) > 0
        )""",
    ),
)
