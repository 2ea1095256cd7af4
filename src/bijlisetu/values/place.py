"""From where somebody comes over the network."""

from __future__ import annotations

import ipaddress

HOUSE = 64  # bits of an IPv6 address that tell the house; those behind them the guest chooses


def place(text: str) -> str | None:
    """Return the address, of an IPv6 address the house's; none if it is no address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), HOUSE), strict=False).network_address)
