"""How a utility's export of consumers is laid out: one file in `mappings/`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from bijlisetu.plumbing.files.mapping import Layout, layout, mapping_file, names_in

FOLDER = resources.files("bijlisetu.consumers") / "mappings"
TEXTS = ("address", "book", "pole", "tariff", "supply_type", "load_unit", "meter_number", "need", "transformer")
FIGURES = ("load", "latitude", "longitude")
#: What the registry takes from a row, in the order it is read.
FIELDS = ("account", "name", "feeder", *TEXTS, *FIGURES)


def layout_of(mapping: str, *, beside: Sequence[str]) -> Layout:
    """
    Return the layout of a utility's export, by the name of its mapping or the path of a file.

    The fields beside the registry's own are those that another room takes from the same rows.

    :raises Refusal: if there is no such mapping, or it cannot be used as it is written
    """
    with mapping_file(mapping, folder=FOLDER) as text:
        return layout(text, name=mapping, fields=(*FIELDS, "language", *beside))


def consumer_mappings() -> list[str]:
    """Return the names of the mappings that come with us."""
    return names_in(FOLDER)
