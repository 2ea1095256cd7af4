"""
The light of a cut that nobody heard of is taken back.

As the desk says that it is back, an engine may hold a letter of the cut. Its person is to hear of the light then, a few
minutes later. Where the carrier did not take the letter after all, they know of no cut, and hear of no light.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import bijlisetu.outbox.actions as outbox
from bijlisetu.outages.models import Told
from bijlisetu.outages.telling import UNTELL
from bijlisetu.outbox.months import of_notice
from bijlisetu.outbox.states import LEFT_US
from bijlisetu.plumbing.database.sql import execute, rows

#: Open ends before which no word left us: neither of that cut since it ended last, nor of one whose end is owed.
UNHEARD = f"""
SELECT ended.id, ended.notice FROM outages_told ended
JOIN outbox_notice light ON light.id = ended.notice AND light.state = 'open'
WHERE ended.stage IN ('back', 'cancelled')
  AND ended.consumer_id = ANY(ARRAY(SELECT consumer_id FROM outbox_notice WHERE id = ANY(%(notices)s)))
  AND NOT EXISTS (
    SELECT FROM outages_told word
    JOIN outbox_attempt attempt ON attempt.notice_id = word.notice AND {of_notice("attempt", "word.notice")}
    WHERE word.consumer_id = ended.consumer_id AND word.id < ended.id AND word.stage IN ('cut', 'soon', 'time')
      AND {LEFT_US} AND CASE WHEN word.outage_id = ended.outage_id THEN NOT EXISTS (
          SELECT FROM outages_told before
          WHERE before.outage_id = word.outage_id AND before.consumer_id = word.consumer_id
            AND before.id BETWEEN word.id AND ended.id - 1 AND before.stage IN ('back', 'cancelled')
      ) ELSE EXISTS (
          SELECT FROM outages_told owed
          WHERE owed.outage_id = word.outage_id AND owed.consumer_id = word.consumer_id
            AND owed.id BETWEEN word.id AND ended.id AND owed.why = '{Told.Why.DARK_BY_ANOTHER}'
      ) END
  )
ORDER BY ended.notice
"""


def take_back(notices: Sequence[int], at: datetime) -> None:
    """Take back the ends whose people heard of no cut after all: letters of these notices, held now, came back."""
    ends = rows(UNHEARD, notices=list(notices))
    if ends:
        outbox.withdraw_notices(notices=[notice for _, notice in ends], at=at, reason=Told.Why.NEVER_TOLD)
        execute(UNTELL, told=[told for told, _ in ends], why=Told.Why.NEVER_TOLD)
