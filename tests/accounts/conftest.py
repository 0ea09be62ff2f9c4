"""A visitor who signs in as one does: through the page."""

import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from tests.factories import UserFactory

PASSWORD = "long-enough-for-tests"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = "/konto/anmelden/"


@pytest.fixture
def user(db):
    return UserFactory(username="demo-person", email="person@example.org")


def sign_in(client, login, password=PASSWORD, **data):
    return client.post(LOGIN, {"login": login, "password": password} | data)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def totp_code(secret=SECRET, periods=0) -> str:
    """What the app shows, now or some periods of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def with_second_factor(user) -> list[str]:
    """Sets up app and recovery codes; returns those."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()
