"""Addresses where no request tells them, and the one that a request comes from."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def full_address(path: str) -> str:
    """SITE_URL and a path that begins with a slash, for mails and files."""
    return f"{settings.SITE_URL}{path}"


def source_host(url: str) -> str:
    """The host of a source's address, as its short name: "bio.nrw.de"."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        # brackets without an IPv6 address
        host = None
    return (host or url).removeprefix("www.").rstrip(".")


def client_address(request: HttpRequest) -> str:
    """Where a login comes from: behind a trusted proxy, what that one has seen."""
    direct = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXY:
        return place_of(direct)
    # a visitor may send the first addresses of the list, the proxy adds the last one
    seen = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return place_of(seen or direct)


def place_of(address: str) -> str:
    """One place on the net. Of IPv6 every connection has a /64, from which it may take
    another address for each request."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False).network_address)
