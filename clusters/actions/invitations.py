"""Invitations to keep an entry: a signed link by mail, as functions with `by=`."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy

from clusterallianz.addresses import full_address
from clusters.actions.audit import record
from clusters.actions.managers import (
    ManagerNotAllowedError,
    allowed,
    give,
    locked,
    log,
    others_lead,
    take_keys_back,
)
from clusters.mail.queue import queue_mail
from clusters.models import AuditEntry, Cluster, Invitation, Management, Throttle

SIGNER = Signer(salt="clusters.invitation")
# an entry needs no more, and nobody can write to the whole world by it
MOST_OPEN = 10
MAILS_A_DAY = 5


class InvitationOverError(ValueError):
    """The link was used or withdrawn, or is too old."""


class OtherMailboxError(PermissionDenied):
    """The invitation is for another account than this one."""


class AlreadyInvitedError(ValueError):
    """That mailbox has an open invitation: it can be sent again."""


class AlreadyManagerError(ValueError):
    """The account of that mailbox keeps the entry already."""


class TooManyInvitationsError(ValueError):
    """So many are open that some should be withdrawn first."""


class TooManyMailsError(ValueError):
    """That mailbox got enough mails for one day."""


class DeputySuccessorError(ValueError):
    """Who takes over from somebody who leads cannot be a deputy."""


def token_of(invitation: Invitation) -> str:
    """The secret part of the link. It says which invitation, and is signed."""
    return SIGNER.sign(str(invitation.pk))


def invitation_of(token: str) -> Invitation | None:
    """What a link is for; None if it was made up or cut."""
    try:
        key = int(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
    found = Invitation.objects.select_related("cluster", "invited_by")
    return found.filter(pk=key).first()


@transaction.atomic
def invite(
    cluster: Cluster,
    email: str,
    *,
    by,
    is_deputy: bool = False,
    replaces_inviter: bool = False,
) -> Invitation:
    """Write to a mailbox. Raises one of the errors above, or ManagerNotAllowedError."""
    cluster = allowed(cluster, by=by)
    refuse_invitation(cluster, email)
    own = cluster.managements.filter(user=by).first()
    if replaces_inviter and own is None:
        raise ManagerNotAllowedError(cluster)
    if replaces_inviter and is_deputy and own is not None and not own.is_deputy:
        raise DeputySuccessorError(cluster)
    now = timezone.now()
    # what ran out makes room for the new one
    waiting = cluster.invitations.filter(accepted_at=None, withdrawn_at=None)
    waiting.filter(email__iexact=email).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        cluster=cluster,
        email=email,
        is_deputy=is_deputy,
        replaces_inviter=replaces_inviter,
        invited_by=by,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    log(cluster, email, pgettext_lazy("log", "invited"), by=by)
    send(invitation)
    return invitation


def refuse_invitation(cluster: Cluster, email: str) -> None:
    still_open = cluster.invitations.still_open()
    if still_open.filter(email__iexact=email).exists():
        raise AlreadyInvitedError(email)
    if cluster.managements.filter(user__email__iexact=email).exists():
        raise AlreadyManagerError(email)
    if still_open.count() >= MOST_OPEN:
        raise TooManyInvitationsError(cluster)


@transaction.atomic
def send_again(invitation: Invitation, *, by) -> Invitation:
    """The same link once more, valid anew. Raises InvitationOverError and others."""
    cluster = allowed(invitation.cluster, by=by)
    invitation = cluster.invitations.get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationOverError(invitation)
    invitation.expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    invitation.save(update_fields=["expires_at"])
    send(invitation)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by) -> Invitation:
    """The link no longer works. Raises InvitationOverError if it was used."""
    cluster = allowed(invitation.cluster, by=by)
    invitation = cluster.invitations.get(pk=invitation.pk)
    if invitation.accepted_at:
        raise InvitationOverError(invitation)
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        log(
            cluster,
            invitation.email,
            pgettext_lazy("log", "invitation withdrawn"),
            by=by,
        )
    return invitation


@transaction.atomic
def accept(invitation: Invitation, user) -> Management:
    """Make the account of the invited mailbox a manager of the entry.

    Raises InvitationOverError, or OtherMailboxError for another account: who passes a
    link on does not pass on the entry.
    """
    # the entry first, as everywhere: two acceptances wait for each other
    cluster = locked(invitation.cluster)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not is_valid(invitation):
        raise InvitationOverError(invitation)
    if not user.is_active or user.email.lower() != invitation.email.lower():
        raise OtherMailboxError(invitation)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    management = give(cluster, user, is_deputy=invitation.is_deputy, by=user)
    has_handed_over = hand_over(invitation, user)
    tell_inviter(invitation, user, has_handed_over)
    return management


@transaction.atomic
def accept_with_new_account(invitation: Invitation, username: str, password: str):
    """Make the account for the invited mailbox, and accept; returns the account.

    Raises InvitationOverError, or OtherMailboxError if the mailbox has an account.
    """
    locked(invitation.cluster)
    if accounts_of(invitation).exists():
        raise OtherMailboxError(invitation)
    user = get_user_model().objects.create_user(
        username, email=invitation.email, password=password, is_staff=True
    )
    # whoever has the link has the mailbox
    EmailAddress.objects.create(
        user=user, email=invitation.email.lower(), verified=True, primary=True
    )
    record(
        AuditEntry.Action.ACCOUNT,
        by=user,
        about=format_lazy(
            "{}: {}", username, pgettext_lazy("log", "made by invitation")
        ),
    )
    accept(invitation, user)
    return user


def is_valid(invitation: Invitation) -> bool:
    """Whether the link still works: who may not invite any more invites nobody."""
    by = invitation.invited_by
    may_invite = by.is_active and by.has_perm(
        "clusters.invite_manager", invitation.cluster
    )
    return invitation.is_open and may_invite


def accounts_of(invitation: Invitation):
    """Accounts, closed ones too, that have the invited mailbox."""
    return get_user_model().objects.filter(email__iexact=invitation.email)


def hand_over(invitation: Invitation, user) -> bool:
    """The inviter leaves, if that was the wish and somebody who leads is left."""
    if not invitation.replaces_inviter or invitation.invited_by == user:
        return False
    old = Management.objects.filter(
        cluster=invitation.cluster, user=invitation.invited_by
    ).first()
    if old is None or not (old.is_deputy or others_lead(old)):
        return False
    old.delete()
    take_keys_back(old)
    what = format_lazy("{} {}", pgettext_lazy("log", "handed over to"), user.username)
    log(invitation.cluster, old.user.username, what, by=user)
    return True


def send(invitation: Invitation) -> None:
    """Raises TooManyMailsError: a stranger's mailbox is not ours to fill."""
    if not Throttle.objects.allows(
        "invitation-mail",
        invitation.email.lower(),
        limit=MAILS_A_DAY,
        per=timedelta(days=1),
    ):
        raise TooManyMailsError(invitation)
    path = reverse("clusters:invitation", args=[token_of(invitation)])
    queue_mail(
        "invitation",
        invitation.email,
        {"invitation": invitation, "url": full_address(path)},
        reply_to=invitation.invited_by.email,
    )


def tell_inviter(invitation: Invitation, user, has_handed_over: bool) -> None:
    inviter = invitation.invited_by
    if inviter.email and inviter != user:
        facts = {"invitation": invitation, "user": user}
        facts |= {"has_handed_over": has_handed_over}
        queue_mail("invitation-accepted", inviter.email, facts)
