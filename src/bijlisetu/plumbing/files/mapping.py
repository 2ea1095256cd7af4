"""Which column of a utility's export holds which of our fields: a TOML file per utility that an expert can edit."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from operator import itemgetter
from pathlib import Path
from typing import Any

from bijlisetu.plumbing.refusal import Refusal

PARTS = {"columns", "required", "dates", "patterns", "defaults", "title"}
#: MOBILE NO, Mobile.No., mobile-no and MOBILENO are MOBILE_NO.
BETWEEN = re.compile(r"[\s_.:/-]+")
JOINT = "-"  #: between the parts of a field that stands in several columns

#: Where a field stands in a row: in one cell, or in several that are joined.
Cells = int | tuple[int, ...]


class NoSuchMapping(Refusal):
    """There is no mapping of that name."""


class BadMapping(Refusal):
    """The mapping cannot be used as it is written."""


#: No heading has so many digits, or the sign of a mailbox.
DATA = re.compile(r"\d{5}|@")


class WrongColumns(Refusal):
    """
    The file lacks columns that the mapping needs, or has one twice, or one whose name is not clear.

    :ivar lacks: the columns, as the mapping calls them
    :ivar unclear: those of the file that may be meant by them
    :ivar found: those that the file has, the first ones; none where its first line is people's data
    """

    def __init__(
        self, words: str, *, lacks: Sequence[str] = (), twice: str = "", unclear: Sequence[str] = (),
        found: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(words)
        self.lacks, self.twice, self.unclear = tuple(lacks), twice, tuple(column[:40] for column in unclear)
        self.found = _headings(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a utility's file is laid out."""

    columns: Mapping[str, str | tuple[str, ...]]  #: the export's name for each field, or the names of its parts
    required: tuple[str, ...]
    source: str = ""  #: the mapping it comes from
    dates: tuple[str, ...] = ()
    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def places(self, header: Sequence[str], *, path: Path) -> dict[str, Cells]:
        """
        Return where each field stands in the rows below the header; an optional one may be missing.

        :raises WrongColumns: naming what is missing or twice there, and what was found
        """
        found = self._as_we_name_them(header, path=path)
        missing = [column for name in self.required for column in self.parts(name) if column.upper() not in found]
        if missing:
            other = f", or name another --mapping than {self.source}" if self.source else ""
            raise WrongColumns(
                f"{path} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}; "
                f"found {_shown(header)}. Export it again{other}.",
                lacks=missing, found=header,
            )  # fmt: skip
        places: dict[str, Cells] = {}
        for name in self.columns:
            parts = [column.upper() for column in self.parts(name)]
            twice = [column for column in parts if found.count(column) > 1]
            if twice:
                raise WrongColumns(
                    f"{path} has the column {twice[0]} more than once; leave one of them out.", twice=twice[0]
                )
            if all(column in found for column in parts):
                at = tuple(map(found.index, parts))
                places[name] = at if len(at) > 1 else at[0]
        return places

    def absent(self, header: Sequence[str], fields: Sequence[str], *, path: Path) -> dict[str, str]:
        """Return which of the fields have no column in the file, with the names that their columns should have."""
        places = self.places(header, path=path)
        return {one: JOINT.join(self.parts(one)) for one in fields if one in self.columns and one not in places}

    def _as_we_name_them(self, header: Sequence[str], *, path: Path) -> list[str]:
        """
        Return the names of the columns, each in capitals as the mapping has it where only its marks are others.

        :raises WrongColumns: if two columns may be meant by one name
        """
        found = [column.upper() for column in header]
        ours = [column.upper() for field in self.columns for column in self.parts(field)]
        near: dict[str, list[str]] = {}
        for column in dict.fromkeys(ours):
            near.setdefault(_letters(column), []).append(column)
        for letters, names in near.items():
            alike = [at for at, column in enumerate(found) if column not in ours and _letters(column) == letters]
            if not alike or any(name in found for name in names):
                continue
            if len(alike) > 1 or len(names) > 1:
                shown = ", ".join(header[at] for at in alike)
                raise WrongColumns(
                    f"{path} has no column {' or '.join(names)}, and it is not clear what {shown} stands for; "
                    f"name the one that is meant {names[0]}.",
                    lacks=names[:1], unclear=[header[at] for at in alike], found=header,
                )  # fmt: skip
            found[alike[0]] = names[0]
        return found

    def parts(self, field: str) -> tuple[str, ...]:
        """Return the columns in which the field stands: one, or several that are joined."""
        column = self.columns[field]
        return (column,) if isinstance(column, str) else column


def picker(places: Mapping[str, Cells], fields: Sequence[str]) -> Callable[[list[str]], Sequence[str]]:
    """Return a function that picks two or more fields from a row's cells; a field without a column gives ""."""
    found = [places.get(field, -1) for field in fields]
    pick = itemgetter(*(place if isinstance(place, int) else -1 for place in found))
    joined = [(at, place) for at, place in enumerate(found) if not isinstance(place, int)]
    if not joined and -1 not in found:
        return pick
    if not joined:
        return lambda cells: pick([*cells, ""])

    def pick_and_join(cells: list[str]) -> list[str]:
        picked = list(pick([*cells, ""]))
        for at, place in joined:
            parts = [cells[part].strip() for part in place]
            picked[at] = JOINT.join(parts) if any(parts) else ""
        return picked

    return pick_and_join


@contextmanager
def mapping_file(name: str, *, folder: Traversable) -> Iterator[dict[str, Any]]:
    """
    Give the mapping of that name in the folder, or in the TOML file that the name is the path of.

    What is found wrong while it is understood is told as a fault of that mapping.

    :raises Refusal: if there is none, or it cannot be used as it is written
    """
    file: Traversable = Path(name) if name.endswith(".toml") else folder / f"{name}.toml"
    if not file.is_file():
        known = ", ".join(names_in(folder))
        raise NoSuchMapping(f"there is no mapping {name!r}; choose {known}, or give a .toml file.")
    try:
        yield tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as fault:
        raise BadMapping(f"mapping {name}: {fault.strerror}") from None
    except KeyError as fault:
        raise BadMapping(f"mapping {name}: {fault} is missing") from None
    except (ValueError, TypeError, AttributeError, re.error) as fault:
        raise BadMapping(f"mapping {name}: {fault}") from None


def names_in(folder: Traversable) -> list[str]:
    """Return the names of the mappings in the folder."""
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def layout(text: Mapping[str, Any], *, name: str, fields: Sequence[str]) -> Layout:
    """Return the layout that a mapping file holds; :raises ValueError: if it names what we have no field for."""
    columns: dict[str, str | list[str]] = text.get("columns", {})
    required = tuple(text.get("required", ()))
    unknown = sorted({*columns, *text.get("defaults", {})} - set(fields)) + sorted(set(text) - PARTS)
    if unknown:
        raise ValueError(f"{unknown[0]!r} is none of ours; [columns] may hold {', '.join(fields)}")
    homeless = [field for field in required if field not in columns]
    if homeless:
        raise ValueError(f"{homeless[0]!r} is required and has no column")
    return Layout(
        source=name,
        columns={field: _column(column) for field, column in columns.items()},
        required=required,
        dates=tuple(text.get("dates", ())),
        # ASCII: an account in Devanagari digits would never be found again.
        patterns={field: re.compile(pattern, re.ASCII) for field, pattern in text.get("patterns", {}).items()},
        defaults=text.get("defaults", {}),
    )


def _letters(column: str) -> str:
    """Return a column's name without the marks that programs and people put between its words: mobileno."""
    return BETWEEN.sub("", unicodedata.normalize("NFKC", column).casefold())


def _column(column: str | list[str]) -> str | tuple[str, ...]:
    return tuple(map(str, column)) if isinstance(column, list) else str(column)


def _shown(header: Sequence[str]) -> str:
    return (", ".join(_headings(header)) + (" …" if len(header) > 40 else "")) or "none"


def _headings(header: Sequence[str]) -> tuple[str, ...]:
    """Return the first headings; none where the first line holds people's data."""
    is_data = any(DATA.search(column) for column in header)
    return () if is_data else tuple(column[:40] for column in header[:40] if column)
