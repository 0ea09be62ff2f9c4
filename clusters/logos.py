"""Checks an uploaded logo by its content, and writes it anew without metadata."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
MAX_BYTES = 1_000_000
MAX_SIDE = 4000


def _open(upload):
    upload.seek(0)
    image = Image.open(upload, formats=list(FORMATS))
    if max(image.size) > MAX_SIDE:
        raise ValidationError(
            _("The picture may be at most %(side)s pixels wide and high."),
            params={"side": MAX_SIDE},
        )
    image.load()
    return image


def validate_logo(upload) -> None:
    """Refuse what is not a PNG, JPEG or WebP by its content, or is too large.

    Raises ValidationError. SVG is refused because it can carry scripts.
    """
    # an entry that is saved again reads its logo from the disk
    was_closed = upload.closed
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The picture may be at most 1 MB."))
    try:
        _open(upload)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            _("Only PNG, JPEG or WebP pictures can be a logo.")
        ) from error
    except Image.DecompressionBombError as error:
        raise ValidationError(_("The picture is too large.")) from error
    finally:
        upload.close() if was_closed else upload.seek(0)


def without_metadata(upload, slug: str) -> ContentFile:
    """The picture written anew: no EXIF, no comments, a name that says nothing else."""
    image = _open(upload)
    # phones write several pictures into one JPEG file; the first is the picture
    image_format = "JPEG" if image.format == "MPO" else image.format
    clean = image.copy()
    # `info` is where Pillow keeps EXIF, comments and the like; transparency stays
    clean.info = {k: v for k, v in image.info.items() if k == "transparency"}
    buffer = BytesIO()
    clean.save(buffer, format=image_format)
    return ContentFile(buffer.getvalue(), name=f"{slug}.{FORMATS[image_format]}")


def delete_after_commit(storage: Storage, name: str) -> None:
    """Delete a file that no entry shows any more, once that is certain."""
    if name:
        # the entry is saved by then: a file that stays is no reason for an error page
        transaction.on_commit(lambda: storage.delete(name), robust=True)
