"""Who wants no marketing."""

from __future__ import annotations

from bijlisetu.simulator.log.store import Store

NAME = "stopped "


class Wishes:
    """The people who told WhatsApp that the department shall send them no marketing."""

    def __init__(self, store: Store) -> None:
        """Know the wishes of an earlier life."""
        self._store = store
        rows = store.read("SELECT name FROM controls WHERE name LIKE ?", f"{NAME}%")
        self._stopped = {row["name"].removeprefix(NAME) for row in rows}

    def has_stopped(self, number: str) -> bool:
        """Return whether the person wants none."""
        return number in self._stopped

    def change(self, number: str, *, stop: bool) -> None:
        """Note what the person wants now."""
        if stop:
            self._stopped.add(number)
            self._store.write("INSERT OR REPLACE INTO controls VALUES (?, 'true')", NAME + number)
        else:
            self._stopped.discard(number)
            self._store.write("DELETE FROM controls WHERE name = ?", NAME + number)
