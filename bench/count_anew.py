"""Count all totals from the rows, and leave them as `work` does: `python -m bench.count_anew`."""

from __future__ import annotations

from datetime import UTC, datetime

from bijlisetu.plumbing import startup


def main() -> None:
    """Count them, one after the other; hours and minutes long past are put together by days."""
    startup.set_up()
    from bijlisetu.plumbing.database.totals import count_anew, gather, tidy
    from bijlisetu.reports.books import BOOKS

    now = datetime.now(UTC)
    for totals in BOOKS:
        count_anew(totals)
        tidy(totals, at=now)
        while gather(totals, at=now):
            pass


if __name__ == "__main__":
    main()
