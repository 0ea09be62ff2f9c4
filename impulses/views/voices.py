"""Where managers say what their clusters think of the impulses."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView

from clusters.models import Cluster
from clusters.private import private_page
from clusters.rules import managed_by
from impulses.forms.voice import VoiceForm, initial_of, typed
from impulses.lookup import impulse_or_404
from impulses.models import Voice
from impulses.reviews.errors import ConflictError, ReviewError
from impulses.voices import lines_of, next_silent, own_voices

# the parameter of the list, and its value for impulses without a voice
STATE, SILENT = "stimme", "offen"
# the name of the button that takes a voice back
WITHDRAW = "zurueckziehen"


def own_page(view):
    """For whoever is signed in; kept by no cache."""
    return private_page(login_required(view))


def own_cluster(user, slug: str) -> Cluster:
    """Another's cluster is as unknown as one that does not exist."""
    return get_object_or_404(Cluster.objects.filter(pk__in=managed_by(user)), slug=slug)


@require_safe
@own_page
def voices_home(request):
    """The clusters of a manager; whoever has one goes there at once."""
    rows = own_voices(request.user)
    if not rows:
        raise PermissionDenied
    if len(rows) == 1:
        return redirect(rows[0].url)
    return render(request, "impulses/voices/home.html", {"rows": rows})


@method_decorator(own_page, name="dispatch")
class VoicesView(TemplateView):
    """All impulses, and what a cluster has said to each."""

    template_name = "impulses/voices/list.html"

    def get_context_data(self, **kwargs):
        cluster = own_cluster(self.request.user, self.kwargs["slug"])
        lines = lines_of(cluster)
        silent = [line for line in lines if line.voice is None]
        only_silent = self.request.GET.get(STATE) == SILENT
        return super().get_context_data(**kwargs) | {
            "cluster": cluster,
            "can_speak": cluster.is_public,
            "lines": silent if only_silent else lines,
            "total": len(lines),
            "silent": len(silent),
            "only_silent": only_silent,
        }


@method_decorator(own_page, name="dispatch")
class VoiceView(FormView):
    """What a cluster says to one impulse; also a preview, which saves nothing."""

    template_name = "impulses/voices/form.html"
    form_class = VoiceForm

    def dispatch(self, request, *args, slug, number, **kwargs):
        self.cluster = own_cluster(request.user, slug)
        self.impulse = impulse_or_404(number)
        if not self.cluster.is_public:
            context = {"cluster": self.cluster}
            return render(request, "impulses/voices/not_yet.html", context, status=409)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def voice(self) -> Voice | None:
        rows = self.impulse.voices.current().select_related("stated_by")
        return rows.filter(cluster=self.cluster).first()

    def get_initial(self):
        return initial_of(self.voice)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if WITHDRAW in self.request.POST:
            # whatever else the form holds
            kwargs["data"] = {"ersetzt": self.request.POST.get("ersetzt")}
        return kwargs

    def post(self, request, *args, **kwargs):
        if "vorschau" in request.POST:
            form = VoiceForm(initial=typed(request.POST))
            response = self.render_to_response(self.get_context_data(form=form))
            response.changes_nothing = True  # type: ignore[attr-defined]
            return response
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        before = self.voice
        try:
            voice = form.save(self.impulse, self.cluster, by=self.request.user)
        except ConflictError:
            return self.conflict()
        except ReviewError as error:
            # archived, or taken from this account, while it was typed
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        number = None
        if self.request.POST.get("dann") == "weiter":
            number = next_silent(self.cluster, self.impulse.number)
        if voice == before:
            messages.info(self.request, _("Nothing was changed."))
        else:
            messages.success(self.request, self.thanks(voice))
        if number is None:
            return redirect("impulses:voices", self.cluster.slug)
        return redirect("impulses:voice", self.cluster.slug, number)

    def form_invalid(self, form):
        if WITHDRAW in self.request.POST:
            # only what it replaces was looked at
            return self.conflict()
        return super().form_invalid(form)

    def thanks(self, voice: Voice) -> str:
        said = _("Saved: impulse %(number)s.")
        if voice.is_withdrawn:
            said = _("The voice on impulse %(number)s is withdrawn.")
        return said % {"number": self.impulse.number}

    def conflict(self):
        """What was typed stays; saving it once more replaces what came in between."""
        # it was read before the other one was saved
        self.__dict__.pop("voice", None)
        data = self.request.POST.copy()
        data["ersetzt"] = str(self.voice.pk) if self.voice else ""
        # whoever withdraws is not told what is wrong with the rest
        is_checked = WITHDRAW not in data
        form = VoiceForm(data) if is_checked else VoiceForm(initial=typed(data))
        context = self.get_context_data(form=form, is_conflict=True)
        return self.render_to_response(context, status=409)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        shown = typed(form.data) if form.is_bound else form.initial
        return context | {
            "cluster": self.cluster,
            "impulse": self.impulse,
            "voice": self.voice,
            "withdraw": WITHDRAW,
            "shown": Voice(
                stance=shown.get("haltung", ""),
                can_deliver=shown.get("liefern", False),
                text=shown.get("text", ""),
            ),
        }
