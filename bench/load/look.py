"""Let the rules of hygiene look, and one of them act; print the seconds of both, and how much was found."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from bijlisetu.plumbing import startup


def main() -> None:
    """Look and act."""
    startup.set_up()
    from bijlisetu.contact.hygiene import rules
    from bijlisetu.contact.hygiene.acting import act
    from bijlisetu.contact.hygiene.inspecting import inspect
    from bijlisetu.contact.hygiene.models import Finding

    began = time.monotonic()
    seen = inspect(rules=rules.read(rules.shipped()), at=datetime.now(UTC), by="bench")
    looked = time.monotonic()
    act(rule="revoked", inspection=seen.pk, rules=rules.read(rules.shipped()), at=datetime.now(UTC), by="bench")
    print(looked - began, time.monotonic() - looked, Finding.objects.count())  # noqa: T201


if __name__ == "__main__":
    main()
