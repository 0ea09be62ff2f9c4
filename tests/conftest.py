"""Fixtures of all tests. No test reaches the network beyond this machine."""

import pytest
from django.core.cache import cache
from django.utils import translation
from pytest_socket import socket_allow_hosts

from tests.seed import load_seed


def pytest_runtest_setup():
    # the browser tests and PostgreSQL are on this machine
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def plain_files(settings, tmp_path):
    """Static files as they are, uploads in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
    }
    settings.SECURE_SSL_REDIRECT = False
    settings.REQUIRE_SECOND_FACTOR = False
    # limits of how often count in the cache
    cache.clear()


@pytest.fixture(autouse=True)
def german():
    """Start each test in German: a request leaves its language active."""
    with translation.override("de"):
        yield


@pytest.fixture
def seed(db):
    """The real directory, as the demo loads it."""
    load_seed()
