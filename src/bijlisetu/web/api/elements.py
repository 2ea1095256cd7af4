"""Parts of the network as other systems name them: by the codes of the registry."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from bijlisetu.network.switching.queries import Elements
from bijlisetu.staff.deeds import Deed
from bijlisetu.systems import seeing
from bijlisetu.web.api.keys import Caller
from bijlisetu.web.api.problems import Fault, Refused, pointer
from bijlisetu.web.api.words import Code, Strict


class Element(Strict):
    """A substation, a feeder, or a transformer on a feeder: {"feeder": "100100112111", "transformer": "DT 7"}."""

    substation: Code | None = Field(default=None, description="code of the section that stands there")
    feeder: Code | None = Field(default=None, description="code")
    transformer: Code | None = Field(default=None, description="name; its feeder is named beside it")


def elements_named(named: Sequence[Element], *, caller: Caller, deed: Deed, in_body: bool = True) -> Elements:
    """
    Return the elements that are named.

    :raises Refused: if one is none or unknown, or not all are the caller's for the deed
    """
    sections: list[int] = []
    feeders: list[int] = []
    low: list[int] = []
    faults = []
    for place, one in enumerate(named):
        kept, found, why = _found(one, sections, feeders, low)
        if found is None:
            where = {"pointer": pointer(("elements", place))} if in_body else {"parameter": _parameter(one)}
            faults.append(Fault(detail=why, **where))
        else:
            kept.append(found)
    if faults:
        raise Refused(422, "not every element is known", name="unknown-element", errors=faults)
    told = Elements(tuple(dict.fromkeys(sections)), tuple(dict.fromkeys(feeders)), tuple(dict.fromkeys(low)))
    if not caller.may_at(told, deed):
        raise Refused(403, "not all of these elements are of the office at which this system was let in",
                      name="not-theirs")  # fmt: skip
    return told


def _parameter(one: Element) -> str:
    return "transformer" if one.transformer else "feeder" if one.feeder else "substation"


def _found(one: Element, sections: list[int], feeders: list[int], low: list[int]) -> tuple[list[int], int | None, str]:
    """Return where the element belongs, its number, and what is said where it has none."""
    match one.substation, one.feeder, one.transformer:
        case str(code), None, None:
            return sections, seeing.substation(code), f"no substation has the code {code}"
        case None, str(code), None:
            return feeders, seeing.feeder(code), f"no feeder has the code {code}"
        case None, str(code), str(name):
            return low, seeing.transformer(code, name), f"no transformer {name} is on a feeder with the code {code}"
    return sections, None, "name a substation, or a feeder, or a feeder and a transformer on it"
