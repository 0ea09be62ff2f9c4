"""Invented data: made once, marked for good, and sound."""

from io import StringIO

import pytest
from django.core.management import call_command

from clusters.models import OutgoingMail, current_versions
from impulses.models import Answer, Assessment, Impulse, ImpulsePart, PublicEntry
from impulses.practice import make_practice_data

NOTICE = "Übungsdaten"


@pytest.fixture
def practice(seed, settings):
    settings.DEBUG = True
    call_command("make_demo_accounts", stdout=StringIO())
    settings.DEBUG = False
    assert make_practice_data() is True


def test_practice_data_is_made_once(practice):
    counts = PublicEntry.objects.count(), Assessment.objects.count()
    assert make_practice_data() is False
    assert (PublicEntry.objects.count(), Assessment.objects.count()) == counts


def test_practice_data_is_sound(practice):
    for model in (Impulse, Answer, Assessment, ImpulsePart, PublicEntry):
        for row in model.objects.all():
            row.full_clean()


def test_practice_data_sends_no_mail(practice):
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("address", ["/", "/impulse/", "/impulse/14/", "/cluster/"])
def test_every_page_says_that_it_is_invented(client, practice, address):
    assert current_versions().is_practice
    assert NOTICE in client.get(address).content.decode()


def test_feeds_and_mails_say_so_too(client, practice):
    for feed in ("", "impulse/14/", "impulse/treiber/demografie/"):
        german = client.get(f"/{feed}aenderungen.atom").content.decode()
        english = client.get(f"/en/{feed}aenderungen.atom").content.decode()
        assert f"<title>[{NOTICE}] " in german
        assert "<title>[Practice data] " in english
    client.post("/folgen/impuls/14/", {"email": "jemand@example.org"})
    assert OutgoingMail.objects.get().subject.startswith(f"[{NOTICE}] ")


@pytest.mark.parametrize("address", ["/", "/impulse/", "/impulse/14/"])
def test_the_real_directory_says_nothing_of_it(client, seed, address):
    assert NOTICE not in client.get(address).content.decode()
