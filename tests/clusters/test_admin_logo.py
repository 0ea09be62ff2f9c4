"""Uploads of a logo: what is refused, and what becomes of the file."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.clusters.adminforms import change_url, errors, form_data


def picture(image_format="PNG", size=(8, 8), **options):
    buffer = BytesIO()
    Image.new("RGB", size, "green").save(buffer, image_format, **options)
    return buffer.getvalue()


def upload(client, cluster, name, content, kind="image/png"):
    data = form_data(client, change_url(cluster))
    file = SimpleUploadedFile(name, content, content_type=kind)
    return client.post(change_url(cluster), data | {"logo": file})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
        ("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
        ("logo.png", b"only text"),
        ("logo.png", picture() + b"\0" * 1_000_001),
        ("logo.png", picture(size=(4001, 2))),
        ("logo.gif", picture("GIF")),
    ],
    ids=["svg", "svg as png", "text as png", "too heavy", "too wide", "gif"],
)
def test_bad_logo_is_refused(as_manager, own, name, content):
    answer = upload(as_manager, own, name, content)
    own.refresh_from_db()
    assert (answer.status_code, own.logo.name) == (200, "")
    assert len(errors(answer)) == 1


def test_logo_loses_its_metadata_and_its_name(as_manager, own):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    content = picture("JPEG", exif=exif)
    assert b"secret place" in content
    answer = upload(as_manager, own, "Max Mustermann.jpg", content, "image/jpeg")
    own.refresh_from_db()
    assert answer.status_code == 302
    assert own.logo.name.startswith(f"logos/{own.slug}-")
    assert b"secret place" not in own.logo.read()
    own.logo.close()


@pytest.mark.parametrize(
    "changed", [{"logo": "new"}, {"logo-clear": "on"}], ids=["replaced", "removed"]
)
def test_logo_that_is_no_longer_shown_is_deleted(
    as_manager, own, changed, django_capture_on_commit_callbacks
):
    upload(as_manager, own, "a.png", picture())
    own.refresh_from_db()
    storage, before = own.logo.storage, own.logo.name
    data = form_data(as_manager, change_url(own)) | changed
    if "logo" in changed:
        data["logo"] = SimpleUploadedFile("b.png", picture(size=(9, 9)), "image/png")
    with django_capture_on_commit_callbacks() as callbacks:
        assert as_manager.post(change_url(own), data).status_code == 302
    # not before the transaction is through
    assert storage.exists(before)
    for callback in callbacks:
        callback()
    own.refresh_from_db()
    files = [own.logo.name.removeprefix("logos/")] if "logo" in changed else []
    assert (storage.exists(before), storage.listdir("logos")[1]) == (False, files)


def test_logo_stays_when_something_else_changes(
    as_manager, own, django_capture_on_commit_callbacks
):
    upload(as_manager, own, "a.png", picture())
    own.refresh_from_db()
    data = form_data(as_manager, change_url(own)) | {"short_name": "Neu"}
    with django_capture_on_commit_callbacks(execute=True):
        assert as_manager.post(change_url(own), data).status_code == 302
    assert own.logo.storage.listdir("logos")[1] == [
        own.logo.name.removeprefix("logos/")
    ]
