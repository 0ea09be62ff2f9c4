"""Asking an address: what an answer means, and where this machine never asks."""

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from clusters import linkcheck
from clusters.linkcheck import Asker, Pace, Verdict, is_public


class Handler(BaseHTTPRequestHandler):
    """`/404` answers 404; `/to?…` redirects; the others are named below."""

    seen: list[tuple[str, str, str]]

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        self.seen.append((self.command, self.path, self.headers["User-Agent"]))
        name = self.path.strip("/")
        if name.startswith("to?"):
            self.reply(302, location=name.removeprefix("to?"))
        elif name == "no-head":
            self.reply(405 if self.command == "HEAD" else 200)
        elif name == "endless":
            self.reply(302, location="/endless")
        elif name == "silent":
            self.server.released.wait(5)
        elif name == "big":
            self.reply(200, length=10**12)
        else:
            self.reply(int(name or 200))

    def reply(self, status, location="", length=0):
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    Handler.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.released = Event()
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.released.set()
    server.shutdown()
    server.server_close()


def quick(**options):
    options = {"timeout": 0.5, "pace": Pace(sleep=lambda seconds: None)} | options
    return Asker(allow_local=True, **options)


@pytest.mark.parametrize(
    ("path", "verdict", "words"),
    [
        ("/", Verdict.ALIVE, "antwortet"),
        ("/no-head", Verdict.ALIVE, "antwortet"),
        ("/big", Verdict.ALIVE, "antwortet"),
        ("/to?/200", Verdict.ALIVE, "antwortet"),
        ("/404", Verdict.FAILED, "Seite nicht gefunden (404)"),
        ("/to?/404", Verdict.FAILED, "Seite nicht gefunden (404)"),
        ("/410", Verdict.FAILED, "Seite gibt es nicht mehr (410)"),
        ("/500", Verdict.FAILED, "Fehler des Servers (500)"),
        ("/418", Verdict.FAILED, "I'm a Teapot (418)"),
        ("/599", Verdict.FAILED, "Fehler des Servers (599)"),
        ("/403", Verdict.UNCLEAR, "lässt Programme nicht herein (403)"),
        ("/429", Verdict.UNCLEAR, "zu oft gefragt (429)"),
        ("/503", Verdict.UNCLEAR, "zurzeit nicht erreichbar (503)"),
        ("/endless", Verdict.FAILED, "führt endlos von Seite zu Seite"),
        ("/silent", Verdict.UNREACHED, "keine Antwort in der Zeit"),
        (
            "/to?file:///etc/passwd",
            Verdict.FAILED,
            "keine Adresse des öffentlichen Netzes",
        ),
    ],
)
def test_answer_is_understood(server, path, verdict, words):
    answer = quick().ask(server + path)
    assert (answer.verdict, answer.words) == (verdict, words)


def test_asking_is_polite(server, settings):
    settings.SITE_URL = "https://cluster.example.org"
    quick().ask(server + "/no-head")
    agent = "ClusterAllianz-Linkcheck (+https://cluster.example.org/)"
    assert Handler.seen == [("HEAD", "/no-head", agent), ("GET", "/no-head", agent)]


def test_too_many_questions_are_not_repeated(server):
    quick().ask(server + "/429")
    assert len(Handler.seen) == 1


def test_redirects_are_bounded(server):
    quick().ask(server + "/endless")
    assert len(Handler.seen) == linkcheck.REDIRECTS + 1


def test_one_host_is_asked_once_a_second():
    pauses = []
    pace = Pace(sleep=pauses.append)
    for host in ["a", "b", "a"]:
        pace.wait(host)
    assert [round(pause, 1) for pause in pauses] == [1.0]


def test_closed_port_is_no_connection():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    answer = quick().ask(f"http://127.0.0.1:{port}/")
    assert (answer.verdict, answer.words) == (Verdict.UNREACHED, "keine Verbindung")


def test_plain_server_has_no_certificate(server):
    answer = quick().ask(server.replace("http:", "https:"))
    assert answer.words == "das Zertifikat ist nicht gültig"


def test_unknown_name_is_said(monkeypatch):
    def fail(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    answer = Asker(timeout=1).ask("http://nirgends.example/")
    assert answer.verdict is Verdict.UNREACHED
    assert answer.words == "der Name des Servers ist unbekannt"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://",
        "ftp://example.org/",
        "javascript:alert(1)",
        "http://[::1",
        "http://exa mple/",
        "http://.../",
        "http://" + "a" * 300 + "/",
        "http://example.org:99999/",
    ],
)
def test_what_is_no_address_is_never_an_exception(url):
    assert quick().ask(url).verdict is not Verdict.ALIVE


# never inside


@pytest.mark.parametrize(
    "address",
    [
        *["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"],
        *[
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "fe80::1%eth0",
        ],
        *["fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "ff02::1", "::"],
    ],
)
def test_inner_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4001:80b::2003"])
def test_outer_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
def test_this_machine_is_never_asked(server, host):
    answer = Asker(timeout=1).ask(server.replace("127.0.0.1", host))
    assert answer.words == "keine Adresse des öffentlichen Netzes"
    assert Handler.seen == []


def test_redirect_to_the_inside_is_not_followed(server, monkeypatch):
    """This server counts as one outside, what it leads to does not."""
    monkeypatch.setattr(linkcheck, "is_public", lambda address: address == "127.0.0.1")
    path = "/to?" + server.replace("127.0.0.1", "127.0.0.2")
    answer = Asker(timeout=1).ask(server + path)
    assert answer.words == "keine Adresse des öffentlichen Netzes"
    assert {seen[1] for seen in Handler.seen} == {path}


def test_name_that_changes_its_address_is_caught(server, monkeypatch):
    """The first question is answered with a public address, the second is not."""
    real, calls = socket.getaddrinfo, []

    def lie(host, port, *args, **kwargs):
        calls.append(host)
        shown = "8.8.8.8" if len(calls) == 1 else "127.0.0.1"
        return real(shown, port, type=socket.SOCK_STREAM)

    monkeypatch.setattr(socket, "getaddrinfo", lie)
    port = server.rpartition(":")[2]
    answer = Asker(timeout=1).ask(f"http://rebind.example:{port}/")
    assert answer.words == "keine Adresse des öffentlichen Netzes"
    assert Handler.seen == []
