"""Voices of the clusters: stated, replaced, withdrawn; each in public."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from clusterallianz.addresses import full_address
from clusters.mail.queue import queue_mail
from clusters.models import Cluster
from clusters.validators import no_control_characters
from impulses.facts import public_facts
from impulses.models import Impulse, InternalEntry, PublicEntry, Voice
from impulses.reviews.errors import ConflictError, NotAllowedError, StepError
from impulses.reviews.recipients import coordinators
from impulses.reviews.timeline import locked, record_internal, record_public

# characters; concerns without a word help nobody
CONCERN_LENGTH = 20
TEXT_LENGTH = 2000


class Position(NamedTuple):
    """What a voice says, however it is stored. Nothing at all withdraws it."""

    stance: str = ""
    can_deliver: bool = False
    text: str = ""

    @classmethod
    def of(cls, voice: Voice | None) -> Position:
        if voice is None:
            return cls()
        return cls(voice.stance, voice.can_deliver, voice.text)


@transaction.atomic
def state_voice(
    impulse: Impulse,
    cluster: Cluster,
    *,
    by,
    stance: str,
    can_deliver: bool,
    text: str = "",
    replaces: int | None = None,
) -> Voice | None:
    """What a cluster says from now on; nothing at all withdraws its voice.

    `replaces`: primary key of the voice that was seen. The same again changes nothing;
    None if there is nothing to withdraw. Raises NotAllowedError, StepError,
    ConflictError or ValidationError.
    """
    impulse = locked(impulse)
    cluster = Cluster.objects.get(pk=cluster.pk)
    require_speaker(cluster, by)
    position = cleaned(stance, can_deliver=can_deliver, text=text)
    before = impulse.voices.current().filter(cluster=cluster).first()
    if Position.of(before) == position:
        return before
    if (before.pk if before else None) != replaces:
        raise ConflictError
    voice = Voice.objects.create(
        impulse=impulse,
        cluster=cluster,
        stated_by=by,
        replaces=before,
        **position._asdict(),
    )
    record(voice, before, by=by)
    tell_coordinators(voice)
    return voice


def require_speaker(cluster: Cluster, by) -> None:
    if not by.has_perm("impulses.state_voice", cluster):
        raise NotAllowedError
    if not cluster.is_public:
        raise StepError(
            _("Only a cluster whose entry is published can take a position.")
        )


def cleaned(stance: str, *, can_deliver: bool, text: str) -> Position:
    """Raises ValidationError, with the name of the field that is wrong."""
    if stance and stance not in Voice.Stance.values:
        raise ValidationError({"stance": _("Please choose one of the positions.")})
    text = text.replace("\r\n", "\n").strip()
    if not stance and not can_deliver:
        if text:
            # nobody would read it
            message = _("Please choose a position too, or say that you can deliver.")
            raise ValidationError({"stance": message})
        return Position()
    try:
        no_control_characters(text)
    except ValidationError as error:
        raise ValidationError({"text": error}) from error
    if len(text) > TEXT_LENGTH:
        message = _("Please use at most %(n)s characters.")
        raise ValidationError({"text": message % {"n": TEXT_LENGTH}})
    if stance == Voice.Stance.CONCERNS and len(text) < CONCERN_LENGTH:
        message = _("Please say what your concerns are, in at least %(n)s characters.")
        raise ValidationError({"text": message % {"n": CONCERN_LENGTH}})
    return Position(stance, bool(can_deliver), text)


def record(voice: Voice, before: Voice | None, *, by) -> None:
    words: dict[str, Any] = {}
    for language in ("de", "en"):
        with translation.override(language):
            words[f"text_{language}"] = sentence(voice, before)
    kind = InternalEntry.Kind.VOICE
    record_internal(voice.impulse, kind, by=by, text=words["text_de"])
    record_public(
        voice.impulse,
        PublicEntry.Kind.VOICE,
        by=by,
        before=public_facts(voice.impulse),
        role=PublicEntry.Role.CLUSTER,
        **words,
    )


def sentence(voice: Voice, before: Voice | None = None) -> str:
    """What the timeline says, in the active language; earlier voices stand there only."""
    parts = [f"{voice.cluster.short_name} {voice.says}."]
    if voice.text:
        parts.append(_("“%(text)s”") % {"text": voice.text})
    if before is not None and not before.is_withdrawn:
        parts.append(_("Before: %(words)s.") % {"words": before.says})
    return " ".join(parts)


def tell_coordinators(voice: Voice) -> None:
    """Each of them once a voice."""
    path = reverse("impulses:review", args=[voice.impulse.number])
    context = {"voice": voice, "address": full_address(path)}
    for account in coordinators():
        key = f"voice-stated-{voice.pk}-{account.pk}"
        queue_mail("voice-stated", account.email, context, key=key)
