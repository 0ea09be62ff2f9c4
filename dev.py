#!/usr/bin/env python3
"""The one entry to the project: demo, test, check, bench and manage."""

import argparse
import collections
import contextlib
import hashlib
import importlib.util
import os
import re
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

# Whatever python3 there is reads this file, so its syntax stays that of Python 3.6:
# an older one gets as far as the next lines and can say what is missing.
OLDEST = (3, 11)
if sys.version_info[:2] < OLDEST:
    sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.")

ROOT = Path(__file__).resolve().parent
VAR = ROOT / "var"
# one environment per Python, so that changing the Python never breaks the other one
VENV = VAR / f"venv-{sys.version_info[0]}.{sys.version_info[1]}"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUNTIME = ROOT / "requirements.lock"
DEV = ROOT / "requirements-dev.lock"
PIP_OPTIONS = ["--disable-pip-version-check", "--no-input"]
PRACTICE_DATABASE = VAR / "practice.sqlite3"
PACKAGES = ["clusterallianz", "clusters", "impulses"]

USAGE = """python3 dev.py [--host HOST] [--port PORT] [--demo-review]
       python3 dev.py test [arguments of pytest]
       python3 dev.py check
       python3 dev.py bench [name]
       python3 dev.py manage COMMAND [arguments]
       python3 dev.py --help"""
COMMANDS = """commands:
  (none)       start the demo: with its data, its accounts and its own database;
               with --demo-review in another database, and with invented practice
               data in the ministry's work area
  test         run the tests; arguments go to pytest: dev.py test -k impulse
  check        run the checks of format, style, types, templates and migrations
  bench        measure the speed and the quality of the search
  manage       run Django's command line: dev.py manage createsuperuser

The first start installs the pinned packages into var/, which holds everything this
program writes; deleting var/ starts anew. .env.example explains the settings."""


class ExpectedError(Exception):
    """A problem that one sentence explains better than a traceback."""


# --- the environment


def prepare(lock):
    """Makes the environment and installs the lock, unless its stamp says it is there.

    The dev lock holds the same pins as the runtime lock and more, so both share one
    environment, and installing the dev lock fulfils the runtime lock too.
    """
    check_var()
    if PYTHON.exists() and stamp(lock).exists() and is_current(lock):
        return
    # without the stamp of an earlier installation a half-made environment is possible
    if not PYTHON.exists() or not stamp(RUNTIME).exists():
        say(f"Making the environment {VENV.relative_to(ROOT)} ...")
        run_or_explain(
            [sys.executable, "-m", "venv", "--without-pip", "--clear", str(VENV)],
            "The environment could not be made",
        )
    install(lock, pip_command())
    for fulfilled in {lock, RUNTIME}:
        stamp(fulfilled).write_text(digest(fulfilled), encoding="ascii")


def check_var():
    try:
        VAR.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=str(VAR)):
            pass
    except OSError as error:
        raise ExpectedError(
            f"The folder {VAR} must be writable: {error.strerror}."
        ) from error


def stamp(lock):
    return VENV / f"{lock.name}.sha256"


def digest(lock):
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def is_current(lock):
    return stamp(lock).read_text(encoding="ascii") == digest(lock)


def pip_command():
    """The host's pip, as Debian ships no ensurepip; pip knows --python since 22.3."""
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "--version"],
        capture_output=True,
        text=True,
        check=False,
    )
    version = re.match(r"pip (\d+)\.(\d+)", answer.stdout)
    if version and (int(version[1]), int(version[2])) >= (22, 3):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if importlib.util.find_spec("ensurepip") is None:
        raise ExpectedError(
            "pip 22.3 or newer is missing: install it (on Debian and Ubuntu with "
            "'apt install python3-venv') and start again."
        )
    run_or_explain([str(PYTHON), "-m", "ensurepip"], "pip could not be installed")
    return [str(PYTHON), "-m", "pip"]


def install(lock, pip):
    """Installs exactly what the lock pins; of pip's output remain a count and errors."""
    pins = lock.read_text(encoding="utf-8").splitlines()
    progress = Progress(sum(line[:1].isalnum() for line in pins))
    errors = collections.deque(maxlen=3)
    say(f"Installing {progress.total} packages from {lock.name} ...")
    options = [*PIP_OPTIONS, "--require-hashes", "-r", str(lock)]
    with subprocess.Popen(
        [*pip, "install", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout:
            progress.read(line)
            if line.startswith("ERROR") or "connection broken" in line:
                # of a broken connection, the reason after the object's address
                errors.append(re.sub(r"WARNING: .*>: (.*?)'\).*", r"\1", line.strip()))
    progress.end()
    if process.returncode:
        details = "\n  ".join(errors) or f"pip ended with {process.returncode}."
        raise ExpectedError(f"The packages could not be installed:\n  {details}")


class Progress:
    """Counts the packages pip names: in one line on a terminal, else every tenth."""

    NAMED = re.compile(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)")

    def __init__(self, total):
        self.total = total
        self.names = set()

    def read(self, line):
        named = self.NAMED.match(line)
        if named and named[1] not in self.names:
            self.names.add(named[1])
            count = min(len(self.names), self.total)
            self.show(f"{count} of {self.total} collected", count % 10 == 0)
        elif line.startswith("Installing collected packages"):
            self.show("all collected, unpacking ...", is_step=True)

    def show(self, text, is_step):
        if sys.stdout.isatty():
            print(f"\r  {text:<40}", end="", flush=True)
        elif is_step:
            say(f"  {text}")

    def end(self):
        if sys.stdout.isatty():
            print()


def run_or_explain(command, sentence):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise ExpectedError(f"{sentence}: {''.join(last) or 'no reason given'}")


# --- running things in the environment


def is_inside():
    return VENV.exists() and Path(sys.prefix).samefile(VENV)


def become(*arguments):
    """Goes on as another program: its signals and its exit code need no passing on."""
    sys.stdout.flush()
    os.execv(str(PYTHON), [str(PYTHON), *arguments])


def run_django(*arguments):
    """Runs a command of manage.py, in this process if it is the environment's Python.

    Otherwise this file starts again in the environment, which prepare() has made.
    """
    if not is_inside():
        become(str(ROOT / "dev.py"), "manage", *arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusterallianz.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    check_settings()
    try:
        execute_from_command_line(["manage.py", *arguments])
    except ImproperlyConfigured as error:
        raise ExpectedError(f"The settings are wrong: {one_line(error)}") from error
    except OperationalError as error:
        raise ExpectedError(
            f"The database cannot be used, see DATABASE_URL: {one_line(error)}"
        ) from error


def check_settings():
    """Reads the settings alone, where a lookup or a value can only fail by them."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        _ = settings.DATABASES
    except (ImproperlyConfigured, LookupError, ValueError) as error:
        raise ExpectedError(
            "The settings cannot be read, see .env.example for DATABASE_URL and the "
            f"others: {one_line(error)}"
        ) from error


def one_line(error):
    text = " ".join(str(error).split())
    # a KeyError's text is the bare key
    return f"no value for {text}" if isinstance(error, KeyError) else text


# --- the commands


def demo(arguments):
    options = parser().parse_args(arguments)
    check_port(options.host, options.port)
    more = []
    if options.demo_review:
        # what is invented never comes near the real directory
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{PRACTICE_DATABASE}")
        more = ["--review"]
    prepare(RUNTIME)
    run_django("serve_demo", "--host", options.host, "--port", str(options.port), *more)


def check_port(host, port):
    """Refuses a taken port before anything long starts."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            # as the server does: a connection that is just closing is no obstacle
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise ExpectedError(f"{host} is no address of this machine.") from error
    except OSError as error:
        raise ExpectedError(
            f"Port {port} of {host} cannot be used ({error.strerror}); choose another "
            f"one, for example with: python3 dev.py --port {other_port(port)}"
        ) from error


def other_port(port):
    return port + 1 if 1024 <= port < 65535 else 8001


def test(arguments):
    prepare(DEV)
    become("-m", "pytest", *arguments)


def bench(arguments):
    prepare(DEV)
    become("-m", "bench", *arguments)


def manage(arguments):
    if not is_inside():
        # what a command prints may be data for another program
        with contextlib.redirect_stdout(sys.stderr):
            prepare(RUNTIME)
    run_django(*arguments)


def check(arguments):
    """Runs every check even if one fails, so that one run shows all there is to do."""
    if arguments:
        parser().error("check takes no arguments")
    prepare(DEV)
    failed = []
    for title, command in checks():
        say(f"\n== {title}")
        if subprocess.run(command, check=False).returncode:
            failed.append(title)
    if failed:
        raise ExpectedError("\nFailed: " + "; ".join(failed))
    say("\nAll checks passed.")


def checks():
    """Titles and commands, in the order they run."""
    python = str(PYTHON)
    manage_py = [python, str(ROOT / "dev.py"), "manage"]
    templates = sorted(str(path) for path in (ROOT / "templates").rglob("*.html"))
    # a program of its own, not a Python module
    djade = [str(PYTHON.with_name("djade")), "--check", "--target-version", "5.2"]
    return [
        ("format: ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("style: ruff check", [python, "-m", "ruff", "check", "."]),
        ("types: mypy", [python, "-m", "mypy", *PACKAGES]),
        ("templates: djade", [*djade, *templates]),
        ("migrations", [*manage_py, "makemigrations", "--check", "--dry-run"]),
        ("translations", [*manage_py, "update_catalogue", "--check"]),
    ]


# --- the command line


def parser():
    made = argparse.ArgumentParser(
        usage=USAGE,
        description=__doc__,
        epilog=COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument(
        "--host", default="127.0.0.1", help="address of the demo (%(default)s)"
    )
    made.add_argument(
        "--port", default=8000, type=port_number, help="its port (%(default)s)"
    )
    made.add_argument(
        "--demo-review",
        action="store_true",
        help="with invented practice data in the ministry's work area",
    )
    return made


def port_number(text):
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port, 1 to 65535 are")
    return int(text)


def say(text):
    # piped output is buffered, and would else come after that of the programs run
    print(text, flush=True)


def main(arguments):
    os.chdir(str(ROOT))
    # here is where one develops; production sets DEBUG itself, or starts no dev.py
    os.environ.setdefault("DEBUG", "true")
    os.environ["PYTHONUTF8"] = "1"
    commands = {"test": test, "check": check, "bench": bench, "manage": manage}
    try:
        if arguments and arguments[0] in commands:
            commands[arguments[0]](arguments[1:])
        else:
            demo(arguments)
    except ExpectedError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
