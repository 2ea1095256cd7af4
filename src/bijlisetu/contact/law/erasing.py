"""
What goes of addresses: each is struck off, and what was claimed of it stays without it.

So what was counted stays what it was: who mended how many, how many were proved. What is known of a number itself goes
only where it stands on no other account.
"""

from __future__ import annotations

from bijlisetu.audit.sweeping import ADDRESSES, HISTORY, Swept, gone, masked, token

OF_CONSUMER = "row.consumer_id = %(consumer)s"
OWN = "value = ANY(%(own)s)"
#: A change that waits is not made any more, and a code that was asked for fits no more.
STOPPED = (
    Swept(ADDRESSES, "contact_change", (), """
        UPDATE contact_change SET state = 'undone', undone_at = now(), undone_by = 'clock'
        WHERE consumer_id = %(consumer)s AND state = 'waiting'
    """),
    Swept(ADDRESSES, "contact_challenge", ("place", "device"), """
        UPDATE contact_challenge SET state = CASE state WHEN 'open' THEN 'over' ELSE state END, place = '', device = ''
        WHERE consumer_id = %(consumer)s
    """),
)  # fmt: skip
STRUCK_OFF = (
    gone(ADDRESSES, "contact_address", "value", which="consumer_id = %(consumer)s"),
    gone(HISTORY, "contact_correction", "words", "answer", which="consumer_id = %(consumer)s"),
    gone(ADDRESSES, "contact_detail", which="consumer_id = %(consumer)s"),
    gone(ADDRESSES, "contact_untaken", "text", which="consumer_id = %(consumer)s"),
    gone(ADDRESSES, "contact_importedfact", "before", "after", which="consumer_id = %(consumer)s"),
    gone(ADDRESSES, "contact_wished", "value", which=f"consumer_id = %(consumer)s OR consumer_id IS NULL AND {OWN}"),
    gone(ADDRESSES, "contact_unsubscribed", "value",
         which=f"consumer_id = %(consumer)s OR consumer_id IS NULL AND {OWN}"),
)  # fmt: skip
MARKED = (
    token(ADDRESSES, "contact_claim", "value", which=OF_CONSUMER, also=", device = ''"),
    token(ADDRESSES, "contact_informed", "value", which=OF_CONSUMER),
    token(ADDRESSES, "contact_change", "old", which=OF_CONSUMER),
    token(ADDRESSES, "contact_change", "new", which=OF_CONSUMER),
    token(ADDRESSES, "contact_challenge", "value",
          which="(row.consumer_id = %(consumer)s OR row.consumer_id IS NULL AND row.value = ANY(%(own)s))"),
)  # fmt: skip
#: Of a number itself.
KNOWN = tuple(
    gone(ADDRESSES, f"contact_{table}", "value", which=OWN)
    for table in (
        "sign", "life", "health", "finding", "suspect", "trusted", "revoked", "validated", "heldback",
    )
)  # fmt: skip
ELSEWHERE = (
    gone(ADDRESSES, "contact_asking", "value", which=f"consumer_id = %(consumer)s OR {OWN}"),
    gone(ADDRESSES, "contact_userid", "value", "user_id", which=OWN),
    gone(ADDRESSES, "contact_allowance", "subject", which="split_part(subject, ':', 2) = ANY(%(own)s)"),
    masked(
        ADDRESSES,
        "contact_import",
        "rejects",
        "incomplete",
        "words",
        "reasons",
        "counts",
        "taken_back",
        "lines",
        "fault",
    ),
    masked(ADDRESSES, "contact_importpiece", "content"),
)
SWEPT = (*STOPPED, *STRUCK_OFF, *MARKED, *KNOWN, *ELSEWHERE)
