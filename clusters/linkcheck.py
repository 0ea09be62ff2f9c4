"""Asking a web address whether it still answers: politely, briefly, and never inside.

Addresses are typed in by people, so this machine must not be led to its own network:
every connection is checked by the address it was really made to, redirects too.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import requests
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from clusterallianz.addresses import full_address

REDIRECTS = 5
# seconds between two requests to the same host
PACE = 1.0
# what a server says to programs, whatever it shows to people
UNCLEAR = {401, 403, 407, 408, 425, 429, 451, 503, 999}


class Verdict(Enum):
    ALIVE = "alive"
    UNCLEAR = "unclear"
    # the server, or what stands in its place, says no
    FAILED = "failed"
    # nobody answered at all: it may be our own network
    UNREACHED = "unreached"


@dataclass(frozen=True)
class Answer:
    """A verdict, and in a few words why."""

    verdict: Verdict
    words: str


class ForbiddenAddressError(ValueError):
    """An address of this machine or of its own network, or none that is asked."""


class Pace:
    """At most one request a second to one host."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep):
        self.sleep = sleep
        self.last: dict[str, float] = {}

    def wait(self, host: str) -> None:
        pause = self.last.get(host, -PACE) + PACE - time.monotonic()
        if pause > 0:
            self.sleep(pause)
        self.last[host] = time.monotonic()


class Asker:
    """Asks addresses one after the other. `allow_local`: also on this machine."""

    def __init__(
        self,
        *,
        timeout: float = 10,
        allow_local: bool = False,
        pace: Pace | None = None,
    ):
        self.timeout = timeout
        self.pace = pace or Pace()
        self.session = requests.Session()
        # a proxy would hide where a connection goes
        self.session.trust_env = False
        self.session.headers["User-Agent"] = user_agent()
        self.session.headers["Accept"] = "text/html,*/*;q=0.5"
        if not allow_local:
            for scheme in ("http://", "https://"):
                self.session.mount(scheme, GuardedAdapter())

    def ask(self, url: str) -> Answer:
        """Never raises for what the other side does."""
        try:
            status = self.status_of(url)
        except ForbiddenAddressError:
            return Answer(Verdict.FAILED, _("no address of the public web"))
        except (requests.RequestException, ValueError, OSError) as error:
            return answer_to_error(error)
        return answer_to_status(status)

    def status_of(self, url: str) -> int:
        """HEAD first; a server that does not like it gets a GET."""
        status = self.follow("HEAD", url)
        return status if status < 400 or status == 429 else self.follow("GET", url)

    def follow(self, method: str, url: str) -> int:
        """The status behind at most five redirects; the body is never read."""
        for _number in range(REDIRECTS + 1):
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ForbiddenAddressError(url)
            self.pace.wait(parts.hostname)
            with self.session.request(
                method, url, timeout=self.timeout, allow_redirects=False, stream=True
            ) as response:
                # a site's cookies are none of our business
                self.session.cookies.clear()
                target = response.headers.get("Location")
                if not response.is_redirect or not target:
                    return response.status_code
            url = urljoin(url, target)
        raise requests.TooManyRedirects


def user_agent() -> str:
    return f"ClusterAllianz-Linkcheck (+{full_address('/')})"


def answer_to_status(status: int) -> Answer:
    if status < 400:
        return Answer(Verdict.ALIVE, _("answers"))
    words = {
        404: _("page not found"),
        410: _("page no longer there"),
        429: _("asked too often"),
        503: _("not available at the moment"),
    }.get(status)
    if words is None and status in UNCLEAR:
        words = _("does not let programs in")
    elif words is None:
        words = _("error of the server") if status >= 500 else standard_name(status)
    verdict = Verdict.UNCLEAR if status in UNCLEAR else Verdict.FAILED
    return Answer(verdict, f"{words} ({status})")


def standard_name(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return _("unknown answer")


def answer_to_error(error: Exception) -> Answer:
    """In words, what kept us from an answer."""
    if isinstance(error, requests.exceptions.SSLError):
        return Answer(Verdict.FAILED, _("the certificate is not valid"))
    if isinstance(error, requests.TooManyRedirects):
        return Answer(Verdict.FAILED, _("leads from page to page without end"))
    if isinstance(error, requests.Timeout):
        return Answer(Verdict.UNREACHED, _("no answer in time"))
    if "NameResolutionError" in repr(error):
        return Answer(Verdict.UNREACHED, _("the name of the server is unknown"))
    if isinstance(error, requests.ConnectionError):
        return Answer(Verdict.UNREACHED, _("no connection"))
    return Answer(Verdict.FAILED, _("no valid address"))


# --- never inside


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return inner.is_global and not inner.is_multicast and ip.is_global


def guarded(host: str, port: int, connect: Callable[[], socket.socket]):
    """Look up where a connection would go, and look again where it went: a name may
    have another address at the second question."""
    for *_rest, address in resolved(host, port):
        refuse_inside(address[0])
    connection = connect()
    try:
        refuse_inside(connection.getpeername()[0])
    except ForbiddenAddressError:
        connection.close()
        raise
    return connection


def resolved(host: str, port: int) -> list:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        # connecting will say so in its own words
        return []


def refuse_inside(address: str) -> None:
    if not is_public(address):
        raise ForbiddenAddressError(address)


class GuardedHTTPConnection(HTTPConnection):
    def _new_conn(self):
        return guarded(self.host, self.port, super()._new_conn)


class GuardedHTTPSConnection(HTTPSConnection):
    def _new_conn(self):
        return guarded(self.host, self.port, super()._new_conn)


class GuardedHTTPPool(HTTPConnectionPool):
    ConnectionCls = GuardedHTTPConnection


class GuardedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = GuardedHTTPSConnection


class GuardedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {
            "http": GuardedHTTPPool,
            "https": GuardedHTTPSPool,
        }
