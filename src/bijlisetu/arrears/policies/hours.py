"""
Hold the hours of a policy against the windows of every cut: where both allow no hour, nobody could ever be cut.

Pure. Files of both sorts are dated: each rule is held against whatever stands beside it on any day.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date

from bijlisetu.arrears.policies.reading import FILES, policy_of
from bijlisetu.editions.faults import Fault, fault_at
from bijlisetu.ledger.dated import COMMON, BadFile, Dated
from bijlisetu.metering.windows.rules import FILES as WINDOWS
from bijlisetu.metering.windows.rules import windows_of


def of_file(name: str) -> tuple[Dated, ...]:
    """
    Return the rules of the file of policies, the oldest first.

    :raises BadFile: naming each line and what is wrong, also where a rule has no hour in common with windows beside it
    """
    rules, text = FILES.of_file(name), (FILES.folder / f"{name}.toml").read_text(encoding="utf-8")
    try:
        found = list(dict.fromkeys(_faults(name, text)))
    except BadFile:  # another file cannot be read: its own check says so
        return rules
    if found:
        raise BadFile("\n".join(f"{FILES.folder.name}/{name}, {fault}" for fault in found))
    return rules


def _faults(name: str, text: str) -> Iterator[Fault]:
    places = {one["begins_on"]: place for place, one in enumerate(tomllib.loads(text)["rules"], start=1)}
    for utility, on in _beside(name):
        policy, windows = policy_of(utility, on=on), windows_of(utility, on=on)
        both = windows.narrowed(opens=policy.cuts_from, closes=policy.cuts_until)
        if both.opens >= both.closes:
            place = places[FILES.of_utility(utility, on=on).begins_on]
            yield fault_at(
                text, f"rules.{place}.cuts_from_hour",
                f"Nobody could ever be cut from {policy.cuts_from:%H:%M} to {policy.cuts_until:%H:%M}: "
                f"windows/{windows.name} allow it from {windows.opens:%H:%M} to {windows.closes:%H:%M} alone.",
            )  # fmt: skip


def _beside(name: str) -> Iterator[tuple[str, date]]:
    """Yield the utilities that go by the file, each with the days from which something else holds there."""
    files = {*FILES.names(), *WINDOWS.names()}
    for utility in sorted({COMMON, *files}):
        begun = {
            one.begins_on
            for sort in (FILES, WINDOWS)
            for file in {COMMON, utility} & {*sort.names()}
            for one in sort.of_file(file)
        }
        for on in sorted(begun):
            if FILES.of_utility(utility, on=on).file == name:
                yield utility, on
