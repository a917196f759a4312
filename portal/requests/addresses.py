"""Whose request is it? The network address, as our own proxies saw it."""

import ipaddress

from django.http import HttpRequest

from portal import conf

UNKNOWN = "0.0.0.0"  # noqa: S104  # no address to listen on, but the word for "none"


def client_address(request: HttpRequest) -> str:
    """The address of the browser; of IPv6 the network, because one household has many addresses there.

    Of `X-Forwarded-For` counts only what our own proxies have added at its end (setting PROXIES): the rest anybody can write.
    """
    proxies = int(conf.get("PROXIES"))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    # Counted from the end: each proxy appends whom it saw, and what stands before that was sent by the browser.
    seen = hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
    return network(seen) or network(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def network(text: str) -> str:
    """In one notation; empty for what is no address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        # A dual-stack socket names IPv4 addresses so; they must count as one with the plain ones.
        mapped = address.ipv4_mapped
        address = mapped or ipaddress.ip_network((int(address), 64), strict=False).network_address
    return str(address)
