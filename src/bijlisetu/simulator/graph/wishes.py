"""Who wants no marketing, and who has had enough of it for the day."""

from __future__ import annotations

from bijlisetu.simulator.log.store import Store

STOPPED, SATED = "stopped ", "sated "


class Wishes:
    """The people who told WhatsApp that they want no marketing, and those whom WhatsApp spares more for a day."""

    def __init__(self, store: Store) -> None:
        """Know the wishes of an earlier life."""
        self._store = store
        self._listed = {
            row["name"]
            for kind in (STOPPED, SATED)
            for row in store.read("SELECT name FROM controls WHERE name LIKE ?", f"{kind}%")
        }

    def has_stopped(self, number: str) -> bool:
        """Return whether the person wants none."""
        return STOPPED + number in self._listed

    def has_enough(self, number: str) -> bool:
        """Return whether WhatsApp holds marketing back from the person."""
        return SATED + number in self._listed

    def change(self, number: str, *, stop: bool) -> None:
        """Note what the person wants now."""
        self._list(STOPPED + number, stop)

    def spare(self, number: str, *, is_sated: bool) -> None:
        """Hold marketing back from the person, or let it through again."""
        self._list(SATED + number, is_sated)

    def _list(self, name: str, is_so: bool) -> None:
        if is_so:
            self._listed.add(name)
            self._store.write("INSERT OR REPLACE INTO controls VALUES (?, 'true')", name)
        else:
            self._listed.discard(name)
            self._store.write("DELETE FROM controls WHERE name = ?", name)
