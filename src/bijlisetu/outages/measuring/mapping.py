"""How a list of interruptions, or a return of months, is laid out: one file in `mappings/`."""

from __future__ import annotations

from importlib import resources

from bijlisetu.plumbing.files.mapping import Layout, layout, mapping_file, names_in

FOLDER = resources.files("bijlisetu.outages.measuring") / "mappings"
#: What a row may say, in the order it is read.
FIELDS = (
    "feeder_code", "office", "category", "kind", "from", "until", "month", "served", "affected", "interruptions",
    "duration", "customer_interruptions", "customer_duration", "momentary", "customer_momentary", "unit",
)  # fmt: skip
USUAL = "interruptions"


def layout_of(mapping: str) -> Layout:
    """
    Return the layout of that name, or of the TOML file that the name is the path of.

    :raises Refusal: if there is no such mapping, or it cannot be used as it is written
    """
    with mapping_file(mapping, folder=FOLDER) as text:
        return layout(text, name=mapping, fields=FIELDS)


def interruption_mappings() -> list[str]:
    """Return the names of the mappings that come with us."""
    return names_in(FOLDER)
