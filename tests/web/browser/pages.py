"""Every page there is: whatever stands in the lists of addresses is one, so that a new page is never left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import URLResolver

#: Addresses that show no page of their own: files, parts of an open page, and what only a press means.
NO_PAGES = frozenset({
    "office:counter_undo", "office:consumer_undo", "field:worker", "field:manifest",
    "office:forged_table", "public:outages_json", "public:outages_embed", "public:outages_feed", "public:bulletins",
    "public:bulletin",
    "set_language", "font", "me:pdf", "me:poster", "me:carrier_pdf", "me:answer", "office:home",
    "office:logout", "office:bill", "office:reach_table", "office:certificate_table", "office:consumer_live",
    "office:consumer_number", "office:consumer_account_table", "office:arrears_table", "office:demand_pdf",
    "office:saved_table", "office:bbps_bills", "office:dues_slip", "office:receipt_file", "me:receipt",
    "office:meters_table", "office:notices_table",
    "office:campaign_live", "office:campaign_table",
    "office:run_live", "office:run_seen_pdf", "office:run_asked_live", "office:delivery_live", "office:incident",
    "office:stops", "office:complaint_file", "office:complaint_return", "office:outage_sheet",
    "office:outage_report_table", "office:outage_untold_table",
    "office:evening_file", "office:deeds_table", "office:breach_step", "office:consumer_kyc", "office:consumer_need",
    "me:data_file", "office:import_live", "office:import_piece", "office:import_part",
    "office:sheet_pdf", "office:sheet_attach", "office:sheet_scan", "office:visit_photo",
})  # fmt: skip
#: How addresses begin at which programs knock, and never a browser that shows a page.
FOR_PROGRAMS = ("field:api", "missed_call", "bbps", "api:")
WIDTHS = (360, 1366)
SCHEMES = ("light", "dark")
LANGUAGES = ("hi", "en")


def names(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each address for people by its name, with what stands in it."""
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            if not f"{space}{each.name}".startswith(FOR_PROGRAMS):
                yield f"{space}{each.name}", tuple(sorted(each.pattern.converters))
        elif isinstance(each, URLResolver):
            yield from names(each, f"{each.namespace}:" if each.namespace else "")


def addresses(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the addresses of all pages that can be named by the values."""
    return {
        name: reverse(name, kwargs={part: values[part] for part in parts})
        for name, parts in sorted(set(names(get_resolver())))
        if name not in NO_PAGES and set(parts) <= values.keys()
    }
