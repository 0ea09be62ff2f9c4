"""Asking clusters to check their entry, and what the link in that mail may do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clusterallianz.addresses import full_address
from clusters.actions.confirmations import confirm_sections
from clusters.actions.proposals import propose
from clusters.mail.queue import queue_mail
from clusters.models import (
    Cluster,
    Confirmation,
    ConfirmationRequest,
    Proposal,
    Section,
)
from clusters.roles import MANAGEMENT

# the language of the mails: whoever gets one changes it on the page
LANGUAGE = "de"
# neither may stand in a signature, so that the link can be split again
signer = Signer(salt="clusters.confirmation", sep=".")


class RequestOverError(ValueError):
    """The link was used up, handed over or ran out: it changes nothing any more."""


def token_of(request: ConfirmationRequest) -> str:
    return signer.sign(str(request.pk))


def request_of(token: str) -> ConfirmationRequest | None:
    """The request of a link, whatever its state; None if nobody signed the link."""
    try:
        key = signer.unsign(token)
    except BadSignature:
        return None
    return ConfirmationRequest.objects.select_related("cluster").filter(pk=key).first()


def answered_sections(request: ConfirmationRequest) -> set[str]:
    """What the link of a request confirmed, or proposed to change."""
    return request.confirmations.sections() | request.proposals.sections()


def mailboxes_of(cluster: Cluster) -> list[str]:
    """Whom to ask: the role mailbox that the public knows, else all leading managers.

    A mailbox outlives the people who read it; a deputy is not asked first.
    """
    public = cluster.contacts.public().exclude(email="")
    role = public.filter(name="").values_list("email", flat=True).first()
    if role:
        return [role]
    leading = cluster.managements.leading().exclude(user__email="")
    return list(dict.fromkeys(leading.values_list("user__email", flat=True)))


@transaction.atomic
def ask_cluster(cluster: Cluster) -> list[ConfirmationRequest]:
    """Ask for a check of the entry; nobody, if another run has done it meanwhile."""
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    if not Cluster.objects.to_be_asked().filter(pk=cluster.pk).exists():
        return []
    return [_ask(cluster, mailbox) for mailbox in mailboxes_of(cluster)]


def tell_office_of_unreachable(clusters: list[Cluster]) -> None:
    """Name the clusters that nobody can be asked about, once for the same ones.

    As sent mails are deleted after a while, the office hears of them again then.
    """
    if not clusters or not settings.OFFICE_EMAIL:
        return
    keys = "-".join(str(key) for key in sorted(cluster.pk for cluster in clusters))
    occasion = signer.signature(f"unreachable {keys}")
    context = {
        "clusters": clusters,
        "address": full_address(reverse("admin:clusters_cluster_changelist")),
    }
    queue_mail(
        "confirmation-unreachable",
        settings.OFFICE_EMAIL,
        context,
        key=f"unreachable:{occasion}",
    )


@transaction.atomic
def confirm_by_link(request: ConfirmationRequest, sections: Iterable[str]) -> None:
    """Confirm sections for the cluster. Raises RequestOverError."""
    request = _locked(request)
    confirm_sections(
        request.cluster,
        sections,
        request=request,
        way=Confirmation.Way.LINK,
        role=MANAGEMENT,
    )
    _finish_if_answered(request)


@transaction.atomic
def change_by_link(
    request: ConfirmationRequest, section: str, changes: dict[str, str]
) -> None:
    """Propose other values of facts of a section; each waits for somebody's decision.

    A section that this link has answered already stays as it is, so that a form sent
    twice counts once. Raises RequestOverError.
    """
    request = _locked(request)
    if section in answered_sections(request):
        return
    for key, value in changes.items():
        _propose(request, section, key, value)
    _finish_if_answered(request)


@transaction.atomic
def hand_over(request: ConfirmationRequest, email: str) -> ConfirmationRequest:
    """Ask the mailbox of a successor instead, end this link, and tell old and office.

    Raises RequestOverError.
    """
    request = _locked(request)
    successor = _ask(request.cluster, email)
    request.handed_over_to = successor
    request.save(update_fields=["handed_over_to"])
    _propose_mailbox(request, email)
    path = reverse("admin:clusters_cluster_change", args=[request.cluster_id])
    context = {
        "cluster": request.cluster,
        "old": request.email,
        "new": email,
        "office": settings.OFFICE_EMAIL,
        "address": full_address(path),
    }
    queue_mail("confirmation-handed-over", request.email, context)
    if settings.OFFICE_EMAIL:
        queue_mail("confirmation-handover-office", settings.OFFICE_EMAIL, context)
    return successor


def _ask(cluster: Cluster, email: str) -> ConfirmationRequest:
    until = timezone.now() + timedelta(days=settings.CONFIRMATION_LINK_DAYS)
    request = ConfirmationRequest.objects.create(
        cluster=cluster, email=email, expires_at=until
    )
    with translation.override(LANGUAGE):
        path = reverse("clusters:confirm", args=[token_of(request)])
    context = {
        "cluster": cluster,
        "address": full_address(path),
        "until": until,
        "office": settings.OFFICE_EMAIL,
    }
    queue_mail("confirmation-request", email, context, language=LANGUAGE)
    return request


def _propose(
    request: ConfirmationRequest, section: str, key: str, value: str
) -> Proposal:
    return propose(
        request.cluster,
        section,
        key,
        value,
        origin=Proposal.Origin.LINK,
        request=request,
        language=translation.get_language() or LANGUAGE,
    )


def _propose_mailbox(request: ConfirmationRequest, email: str) -> None:
    """As the role mailbox of the entry, instead of the old one if that was public."""
    contacts = request.cluster.contacts.public()
    if contacts.filter(email__iexact=email).exists():
        return
    old = contacts.filter(email__iexact=request.email, name="").first()
    if old:
        _propose(request, Section.CONTACTS, f"contact:{old.pk}:email", email)
        return
    with translation.override(LANGUAGE):
        words = _("New role mailbox: %(email)s") % {"email": email}
    _propose(request, Section.CONTACTS, "", words)


def _locked(request: ConfirmationRequest) -> ConfirmationRequest:
    # the entry first, as everywhere: two changes at once must not wait for each other
    cluster = Cluster.objects.select_for_update().get(pk=request.cluster_id)
    request = ConfirmationRequest.objects.select_for_update().get(pk=request.pk)
    request.cluster = cluster
    if not request.is_open:
        raise RequestOverError(request)
    return request


def _finish_if_answered(request: ConfirmationRequest) -> None:
    if answered_sections(request) >= set(Section.values):
        request.finished_at = timezone.now()
        request.save(update_fields=["finished_at"])
