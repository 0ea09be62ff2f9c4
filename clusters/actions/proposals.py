"""Proposals: what somebody would change, and what those who keep the entry decide."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clusterallianz.addresses import full_address
from clusters.actions.confirmations import confirm_sections
from clusters.actions.entries import EntryNotAllowedError
from clusters.actions.facts import UnknownFactError, apply_fact
from clusters.facts.entry import Fact, find_fact
from clusters.facts.values import clean_value
from clusters.mail.queue import queue_mail
from clusters.models import Cluster, Confirmation, ConfirmationRequest, Proposal
from clusters.roles import MANAGEMENT


class ProposalDecidedError(ValueError):
    """Somebody else has decided already."""


class ValueChangedError(ValueError):
    """Something else stands there than when the proposal was made."""

    def __init__(self, present: str):
        super().__init__(present)
        self.present = present


@transaction.atomic
def propose(
    cluster: Cluster,
    section: str,
    key: str,
    new_value: str,
    *,
    reason: str = "",
    email: str = "",
    origin: str = Proposal.Origin.PUBLIC,
    request: ConfirmationRequest | None = None,
    language: str = "de",
) -> Proposal:
    """Keep a proposal until somebody decides, and tell those who can.

    `key`: of `clusters.facts.entry`, or empty for the section as a whole, in words. The same
    proposal twice is one. Raises UnknownFactError or ValidationError.
    """
    fact = fact_to_propose(cluster, section, key, is_own=origin == Proposal.Origin.LINK)
    proposal, is_new = Proposal.objects.get_or_create(
        cluster=cluster,
        section=section,
        fact=key,
        new_value=something_new(fact, new_value),
        reason=reason,
        email=email,
        origin=origin,
        request=request,
        state=Proposal.State.NEW,
        defaults={
            "label": german_label(cluster, key, fact),
            "old_value": fact.stored if fact else "",
            "language": language,
        },
    )
    if is_new:
        tell_deciders(proposal)
        tell_reporter(proposal, "proposal-receipt")
    return proposal


@transaction.atomic
def accept_proposal(
    proposal: Proposal,
    *,
    by,
    value: str | None = None,
    over: str | None = None,
    note: str = "",
) -> Proposal:
    """Make the change, with the account in the history, and tell the reporter.

    `value`: what is taken over instead of the proposed value. `over`: the stored value
    that was seen and may be replaced although it is not the one of the proposal. A
    section as a whole, or a fact that is gone, is changed by hand: `note` says what was
    done. Raises EntryNotAllowedError, ProposalDecidedError, ValueChangedError or
    ValidationError.
    """
    proposal = locked(proposal, by=by)
    cluster = Cluster.objects.for_detail().get(pk=proposal.cluster_id)
    fact = find_fact(cluster, proposal.fact, own=True) if proposal.fact else None
    is_own_word = says_the_cluster(proposal, by=by)
    if fact is None:
        require(note, _("Say what was done."))
    else:
        wanted = clean_value(fact, proposal.new_value if value is None else value)
        refuse_changed(proposal, fact, wanted, over)
        proposal.accepted_value = apply_fact(
            cluster, fact.key, wanted, by=by, is_own_word=is_own_word
        )
    decide(proposal, Proposal.State.ACCEPTED, by=by, note=note)
    if is_own_word:
        confirm_section(proposal, by=by)
    tell_reporter(proposal, "proposal-accepted")
    return proposal


@transaction.atomic
def decline_proposal(proposal: Proposal, *, by, note: str) -> Proposal:
    """Change nothing, and say why. Raises EntryNotAllowedError, ProposalDecidedError or
    ValidationError without a reason."""
    proposal = locked(proposal, by=by)
    require(note, _("Say why the proposal is declined."))
    decide(proposal, Proposal.State.DECLINED, by=by, note=note)
    tell_reporter(proposal, "proposal-declined")
    return proposal


def fact_to_propose(
    cluster: Cluster, section: str, key: str, *, is_own: bool
) -> Fact | None:
    if not key:
        return None
    cluster = Cluster.objects.for_detail().get(pk=cluster.pk)
    fact = find_fact(cluster, key, own=is_own)
    if fact is None or fact.section != section:
        raise UnknownFactError(key)
    return fact


def something_new(fact: Fact | None, text: str) -> str:
    """The proposed value as it is stored."""
    if fact is None:
        if not text.strip():
            raise ValidationError(_("Say what should be different."))
        return text
    value = clean_value(fact, text)
    if value == fact.stored:
        raise ValidationError(_("That is what stands there already."))
    return value


def german_label(cluster: Cluster, key: str, fact: Fact | None) -> str:
    """For those who decide; the reporter may have read the page in English."""
    if fact is None:
        return ""
    with translation.override("de"):
        german = find_fact(
            Cluster.objects.for_detail().get(pk=cluster.pk), key, own=True
        )
    longest = Proposal._meta.get_field("label").max_length
    return (german or fact).full_label[:longest]


def locked(proposal: Proposal, *, by) -> Proposal:
    # the entry first, as everywhere: two decisions at once must not wait for each other
    Cluster.objects.select_for_update().get(pk=proposal.cluster_id)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if not by.has_perm("clusters.decide_proposal", proposal.cluster):
        raise EntryNotAllowedError(proposal)
    if proposal.state != Proposal.State.NEW:
        raise ProposalDecidedError(proposal)
    return proposal


def refuse_changed(
    proposal: Proposal, fact: Fact, wanted: str, over: str | None
) -> None:
    """Unless the value is the expected one, or the wanted one already."""
    expected = [proposal.old_value, wanted, *([] if over is None else [over])]
    if fact.stored not in expected:
        raise ValueChangedError(fact.stored)


def require(note: str, message: str) -> None:
    if not note.strip():
        raise ValidationError({"note": message})


def decide(proposal: Proposal, state: str, *, by, note: str) -> None:
    proposal.state = state
    proposal.decided_by = by
    proposal.decided_at = timezone.now()
    proposal.decision_note = note.strip()
    names = ["state", "decided_by", "decided_at", "decision_note", "accepted_value"]
    proposal.save(update_fields=names)


def says_the_cluster(proposal: Proposal, *, by) -> bool:
    """Whether the accepted fact is the cluster's own word, so that it counts as
    confirmed."""
    is_by_link = proposal.origin == Proposal.Origin.LINK
    return is_by_link or by.managed_clusters.filter(pk=proposal.cluster_id).exists()


def confirm_section(proposal: Proposal, *, by) -> None:
    way = Confirmation.Way.PROPOSAL
    sections = [proposal.section]
    confirm_sections(proposal.cluster, sections, by=by, way=way, role=MANAGEMENT)


def tell_deciders(proposal: Proposal) -> None:
    """The leading managers, or the office where there is none.

    Without the words of a stranger: a mail of ours must not carry somebody's message.
    All changes of one section by one link are one mail.
    """
    leading = proposal.cluster.managements.leading().select_related("user")
    addresses = {m.user.email for m in leading if m.user.email}
    if not addresses and settings.OFFICE_EMAIL:
        addresses = {settings.OFFICE_EMAIL}
    occasion = str(proposal.pk)
    if proposal.request_id:
        occasion = f"link-{proposal.request_id}-{proposal.section}"
    path = reverse("admin:clusters_proposal_change", args=[proposal.pk])
    context = {"proposal": proposal, "address": full_address(path)}
    for number, address in enumerate(sorted(addresses)):
        key = f"proposal-waits-{occasion}-{number}"
        queue_mail("proposal-waits", address, context, key=key)


def tell_reporter(proposal: Proposal, kind: str) -> None:
    """To the address that was given, if any, in the language of the page."""
    if not proposal.email:
        return
    with translation.override(proposal.language):
        cluster = Cluster.objects.for_detail().get(pk=proposal.cluster_id)
        fact = find_fact(cluster, proposal.fact) if proposal.fact else None
        context = {
            "proposal": proposal,
            "label": fact.full_label if fact else proposal.label,
            "address": full_address(cluster.get_absolute_url()),
            "days": settings.PROPOSAL_KEEP_DAYS,
        }
    key = f"{kind}-{proposal.pk}"
    queue_mail(kind, proposal.email, context, language=proposal.language, key=key)
