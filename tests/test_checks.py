"""What `manage.py check --deploy` says about addresses."""

import pytest

from clusters.checks import mails_can_be_followed


def found(settings, site, office):
    settings.SITE_URL, settings.OFFICE_EMAIL = site, office
    return [message.id for message in mails_can_be_followed(None)]


def test_full_addresses_are_fine(settings):
    assert found(settings, "https://example.org", "post@example.org") == []


@pytest.mark.parametrize("site", ["", "example.org", "ftp://example.org", "https://"])
def test_site_needs_a_full_address(settings, site):
    assert found(settings, site, "post@example.org") == ["clusters.E003"]


def test_office_should_have_a_mailbox(settings):
    assert found(settings, "https://example.org", "") == ["clusters.W001"]
