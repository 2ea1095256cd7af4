"""What people answer when they are asked whether their complaint is mended: each word is taken once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bijlisetu.complaints.actions.resolving import hear_go_on, hear_no, hear_yes
from bijlisetu.complaints.actions.writing import locked
from bijlisetu.complaints.lists import Way
from bijlisetu.complaints.models import Complaint
from bijlisetu.complaints.numbers import number_in
from bijlisetu.plumbing.database.keyed import rows
from bijlisetu.tracking.replies.taking import Taker, Word

SOLVED, NOT_SOLVED, CAN_GO_ON = "solved", "not_solved", "can_go_on"
ASKED = """
SELECT attempt.id, notice.facts ->> 'number' FROM outbox_attempt attempt
JOIN outbox_notice notice ON notice.id = attempt.notice_id WHERE attempt.id = ANY(%(attempts)s)
"""
HEARS = {SOLVED: hear_yes, NOT_SOLVED: hear_no, CAN_GO_ON: hear_go_on}
WAYS = {"whatsapp": Way.CHAT, "sms": Way.SMS, "email": Way.EMAIL, "web": Way.WEB}


def take(words: Sequence[Word], at: datetime) -> None:
    """Confirm or reopen the complaints that these words are about, in the order in which they were said."""
    asked = dict(rows(ASKED, attempts=sorted({one for word in words for one in word.attempts})))
    for word in sorted(words, key=lambda one: (one.at, one.reply)):
        for number in sorted({number_in(asked.get(one) or "") for one in word.attempts} - {""}):
            found = Complaint.objects.filter(number=number).values_list("pk", flat=True).first()
            if found is None:
                continue
            hear = HEARS[word.meaning]
            hear(locked(found), way=WAYS[word.channel], reply=word.reply, words=word.text, said_at=word.at, at=at)


TAKER = Taker(room="complaints", meanings=frozenset(HEARS), take=take)
