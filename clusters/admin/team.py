"""The page on which those who keep an entry invite, hand over and leave."""

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clusters.actions import invitations, managers
from clusters.models import Cluster, Invitation

LAST = gettext_lazy(
    "Nobody but deputies would be left. Invite a successor first, or tick “takes over"
    " from me” when you invite one."
)
REFUSALS: dict = {
    managers.LastManagerError: LAST,
    invitations.InvitationOverError: gettext_lazy(
        "This invitation was accepted or withdrawn already."
    ),
    invitations.AlreadyInvitedError: gettext_lazy(
        "This mailbox is invited already; below you can send it again."
    ),
    invitations.AlreadyManagerError: gettext_lazy(
        "The account of this mailbox keeps the entry already."
    ),
    invitations.TooManyInvitationsError: gettext_lazy(
        "Ten invitations are open. Withdraw some before you send more."
    ),
    invitations.TooManyMailsError: gettext_lazy(
        "This mailbox got five invitations today; please wait until tomorrow."
    ),
    invitations.DeputySuccessorError: gettext_lazy(
        "Who takes over from you cannot be a deputy: somebody must lead."
    ),
}


class InviteForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "is_deputy", "replaces_inviter"]

    def __init__(self, *args, is_manager: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = gettext_lazy(
            "The mailbox that gets the link; best one of a role, not of a person."
        )
        if not is_manager:
            del self.fields["replaces_inviter"]


class AppointForm(forms.Form):
    """For the office: an account that is there already."""

    username = forms.CharField(
        label=gettext_lazy("User name of the account"), max_length=150
    )
    is_deputy = forms.BooleanField(label=gettext_lazy("deputy"), required=False)

    def clean_username(self):
        users = get_user_model().objects.filter(is_active=True)
        user = users.filter(username=self.cleaned_data["username"]).first()
        if user is None:
            raise ValidationError(_("There is no open account of this name."))
        return user


def team_page(request: HttpRequest, cluster: Cluster, context: dict) -> HttpResponse:
    """Who keeps the entry and who is invited; POST invites, or appoints an account."""
    rows = list(cluster.managements.select_related("user"))
    is_manager = request.user.pk in {row.user_id for row in rows}
    wants_appointment = "appoint" in request.POST
    data = request.POST or None
    invite_form = InviteForm(
        None if wants_appointment else data, is_manager=is_manager, prefix="invite"
    )
    appoint_form = AppointForm(data if wants_appointment else None, prefix="appoint")
    form = appoint_form if wants_appointment else invite_form
    if request.method == "POST" and form.is_valid() and done(request, cluster, form):
        return redirect("admin:clusters_cluster_team", cluster.pk)
    leading = [row for row in rows if row.user.is_active and not row.is_deputy]
    context |= {
        "title": _("Managers of %(name)s") % {"name": cluster.short_name},
        "cluster": cluster,
        "managements": rows,
        "last": leading[0] if len(leading) == 1 else None,
        "is_manager": is_manager,
        "invitations": cluster.invitations.filter(accepted_at=None, withdrawn_at=None),
        "form": form,
        "invite_form": invite_form,
        "may_appoint": request.user.has_perm("clusters.publish_cluster"),
        "appoint_form": appoint_form,
    }
    return TemplateResponse(request, "admin/clusters/cluster/team.html", context)


def done(request: HttpRequest, cluster: Cluster, form) -> bool:
    """Invite or appoint; a refusal becomes an error of the form."""
    values = form.cleaned_data
    try:
        if isinstance(form, AppointForm):
            managers.appoint(
                cluster,
                values["username"],
                is_deputy=values["is_deputy"],
                by=request.user,
            )
            messages.success(request, _("The account keeps the entry from now on."))
        else:
            invitations.invite(cluster, by=request.user, **values)
            text = _("The invitation to %(email)s is on its way.")
            messages.success(request, text % {"email": values["email"]})
    except tuple(REFUSALS) as error:
        form.add_error(None, REFUSALS[type(error)])
        return False
    return True


# POSTs that do one thing


def change_manager(request, cluster: Cluster, key: int, step: str) -> HttpResponse:
    management = get_object_or_404(cluster.managements, pk=key)
    steps = {
        "leitung": lambda: managers.set_deputy(management, False, by=request.user),
        "vertretung": lambda: managers.set_deputy(management, True, by=request.user),
        "entfernen": lambda: managers.remove(management, by=request.user),
    }
    texts = {
        "leitung": _("%(name)s leads from now on."),
        "vertretung": _("%(name)s is a deputy from now on."),
        "entfernen": _("%(name)s no longer keeps the entry."),
    }
    if step not in steps:
        raise Http404(step)
    if attempt(request, steps[step]):
        messages.success(request, texts[step] % {"name": management.user})
    return redirect("admin:clusters_cluster_team", cluster.pk)


def change_invitation(request, cluster: Cluster, key: int, step: str) -> HttpResponse:
    invitation = get_object_or_404(cluster.invitations, pk=key)
    steps = {
        "erneut": lambda: invitations.send_again(invitation, by=request.user),
        "zurueck": lambda: invitations.withdraw(invitation, by=request.user),
    }
    texts = {
        "erneut": _("The invitation to %(email)s is on its way again."),
        "zurueck": _("The invitation to %(email)s is withdrawn."),
    }
    if step not in steps:
        raise Http404(step)
    if attempt(request, steps[step]):
        messages.success(request, texts[step] % {"email": invitation.email})
    return redirect("admin:clusters_cluster_team", cluster.pk)


def leave_entry(request, cluster: Cluster) -> HttpResponse:
    if not attempt(request, lambda: managers.leave(cluster, by=request.user)):
        return redirect("admin:clusters_cluster_team", cluster.pk)
    text = _("You no longer keep the entry of %(name)s.")
    messages.success(request, text % {"name": cluster.short_name})
    return redirect("admin:index")


def attempt(request, change) -> bool:
    """Whether it was done; else the reason is said at the top of the page."""
    try:
        change()
    except tuple(REFUSALS) as error:
        messages.error(request, REFUSALS[type(error)])
        return False
    return True


def team_urls(model_admin) -> list:
    """Addresses below that of an entry, for those who may change it."""

    def guarded(view):
        def answer(request, object_id, **kwargs):
            cluster = model_admin.find_or_404(request, object_id)
            return view(request, cluster, **kwargs)

        return model_admin.admin_site.admin_view(answer)

    def page(request, cluster):
        context = model_admin.admin_site.each_context(request)
        return team_page(request, cluster, context | {"opts": model_admin.opts})

    base, name = "<int:object_id>/team/", "clusters_cluster_team"
    return [
        path(base, guarded(page), name=name),
        path(
            f"{base}verlassen/",
            guarded(require_POST(leave_entry)),
            name=f"{name}_leave",
        ),
        path(
            f"{base}einladung/<int:key>/<str:step>/",
            guarded(require_POST(change_invitation)),
            name=f"{name}_invitation",
        ),
        path(
            f"{base}<int:key>/<str:step>/",
            guarded(require_POST(change_manager)),
            name=f"{name}_manager",
        ),
    ]
