"""The totals of ledgers by section and month. Triggers keep them as ledgers are counted."""

from __future__ import annotations

from bijlisetu.plumbing.database.totals import Totals

NEWS = Totals(
    table="outages_newstotal", keys=("section", "month", "fate"), number="people", view="outages_news_counted"
)
ALL = (NEWS,)
