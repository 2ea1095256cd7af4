"""Which column of a utility's export holds which of our fields: a TOML file per utility that an expert can edit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from importlib.resources.abc import Traversable
from operator import itemgetter
from pathlib import Path
from typing import Any

from bijlisetu.plumbing.files.table import sheets_read
from bijlisetu.plumbing.refusal import Refusal

DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S")  # as Excel's real dates come out of a workbook
PARTS = {"columns", "required", "dates", "patterns", "defaults", "title"}


class NoSuchMapping(Refusal):
    """There is no mapping of that name."""


class BadMapping(Refusal):
    """The mapping cannot be used as it is written."""


class WrongColumns(Refusal):
    """The file lacks columns that the mapping needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a utility's file is laid out."""

    columns: Mapping[str, str]  #: the export's name for each field
    required: tuple[str, ...]
    source: str = ""  #: the mapping it comes from
    dates: tuple[str, ...] = ()
    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def places(self, header: Sequence[str], *, path: Path) -> dict[str, int]:
        """
        Return where each field stands in the rows below the header; an optional one may be missing.

        :raises WrongColumns: naming what is missing or twice there, and what was found
        """
        found = [column.upper() for column in header]
        wanted = {field: column.upper() for field, column in self.columns.items()}
        missing = [self.columns[field] for field in self.required if wanted[field] not in found]
        if missing:
            other = f", or name another --mapping than {self.source}" if self.source else ""
            raise WrongColumns(
                f"{path} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}; "
                f"found {_shown(header)}.{sheets_read(path)} Export it again{other}."
            )
        twice = [column for column in wanted.values() if found.count(column) > 1]
        if twice:
            raise WrongColumns(f"{path} has the column {twice[0]} more than once; leave one of them out.")
        return {field: found.index(column) for field, column in wanted.items() if column in found}

    def day_reader(self) -> Callable[[str], date | None]:
        """Return a function that reads a date as this utility writes it; what is none gives None."""

        @lru_cache(maxsize=10_000)
        def read(text: str) -> date | None:
            for form in (*self.dates, *DATES):
                try:
                    return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
                except ValueError:
                    continue
            return None

        return read


def picker(places: Mapping[str, int], fields: Sequence[str]) -> Callable[[list[str]], tuple[str, ...]]:
    """Return a function that picks two or more fields from a row's cells; a field without a column gives ""."""
    pick = itemgetter(*(places.get(field, -1) for field in fields))
    return lambda cells: pick([*cells, ""])


def read_layout(name: str, *, folder: Traversable, fields: Sequence[str]) -> Layout:
    """
    Return the layout of that name in the folder, or in the TOML file that the name is the path of.

    :raises Refusal: if there is none, or it names what we have no field for
    """
    file: Traversable = Path(name) if name.endswith(".toml") else folder / f"{name}.toml"
    if not file.is_file():
        known = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
        raise NoSuchMapping(f"there is no mapping {name!r}; choose {', '.join(known)}, or give a .toml file.")
    try:
        return _layout(tomllib.loads(file.read_text(encoding="utf-8")), name=name, fields=fields)
    except OSError as fault:
        raise BadMapping(f"mapping {name}: {fault.strerror}") from None
    except (ValueError, TypeError, AttributeError, re.error) as fault:
        raise BadMapping(f"mapping {name}: {fault}") from None


def _layout(text: dict[str, Any], *, name: str, fields: Sequence[str]) -> Layout:
    columns: dict[str, str] = text.get("columns", {})
    required = tuple(text.get("required", ()))
    unknown = sorted({*columns, *text.get("defaults", {})} - set(fields)) + sorted(set(text) - PARTS)
    if unknown:
        raise ValueError(f"{unknown[0]!r} is none of ours; [columns] may hold {', '.join(fields)}")
    homeless = [field for field in required if field not in columns]
    if homeless:
        raise ValueError(f"{homeless[0]!r} is required and has no column")
    return Layout(
        source=name,
        columns={name: str(column) for name, column in columns.items()},
        required=required,
        dates=tuple(text.get("dates", ())),
        # ASCII: an account in Devanagari digits would never be found again.
        patterns={field: re.compile(pattern, re.ASCII) for field, pattern in text.get("patterns", {}).items()},
        defaults=text.get("defaults", {}),
    )


def _shown(header: Sequence[str]) -> str:
    names = [column[:40] for column in header[:40] if column]
    return (", ".join(names) + (" …" if len(header) > 40 else "")) or "none"
