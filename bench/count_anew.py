"""Count all totals from the rows: `python -m bench.count_anew`."""

from __future__ import annotations

from datetime import UTC, datetime

from bijlisetu.plumbing import startup


def main() -> None:
    """Count them, one after the other."""
    startup.set_up()
    from bijlisetu.plumbing.database.totals import count_anew
    from bijlisetu.reports.books import BOOKS

    for totals in BOOKS:
        count_anew(totals, at=datetime.now(UTC))


if __name__ == "__main__":
    main()
