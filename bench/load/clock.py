"""
What a minute of the clock costs while a storm's outages are on: `python -m bench.load.clock`, after the filling.

Prints as JSON how many are on, and the seconds to see which of them the clock has brought something.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime

from bijlisetu.plumbing import startup

#: What lay below each when it was told.
BELOW = """
ALTER TABLE outages_outageevent DISABLE TRIGGER USER;
UPDATE outages_outageevent event SET detail = jsonb_build_object('below', (
    SELECT md5(string_agg(element, ',' ORDER BY element)) FROM (
        SELECT coalesce('f' || below.feeder_id, 't' || below.transformer_id) AS element
        FROM outages_outagepart part, LATERAL network_below(
            array_remove(ARRAY[part.substation_id], NULL), array_remove(ARRAY[part.feeder_id], NULL),
            array_remove(ARRAY[part.transformer_id], NULL), now()
        ) AS below WHERE part.outage_id = outage.id
    ) AS elements
)) FROM outages_outage outage
WHERE outage.id = event.outage_id AND outage.state = 'on' AND event.what = 'announced';
ALTER TABLE outages_outageevent ENABLE TRIGGER USER
"""


def main() -> None:
    """Look once at all, as each minute does."""
    startup.set_up()
    from django.db import connection

    from bijlisetu.outages.models import Outage
    from bijlisetu.outages.timing.due import due

    with connection.cursor() as cursor:
        cursor.execute(BELOW)
    began = time.monotonic()
    found = due(at=datetime.now(UTC))
    told = {"seconds": time.monotonic() - began, "on": Outage.objects.filter(state="on").count(), "due": len(found)}
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
