"""The list of clusters and a cluster's profile."""

import json
from operator import attrgetter

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import DetailView, ListView

from clusterallianz.listing import ListingMixin, printable
from clusterallianz.text import sort_key
from clusters.actions.counting import count
from clusters.answertimes import answer_band
from clusters.filters import ClusterFilterSet
from clusters.jsonld import organization
from clusters.models import Cluster, DailyCount, FormerSlug, Page, Place
from clusters.references import number_sources, statements
from clusters.search.ranking import Hit
from clusters.search.reasons import found_words, reasons_for

RADII_KM = [10, 25, 50, 100]
MAX_OTHERS = 60
MAX_NEAREST = 3
MAX_CHOSEN = 4
COUNT = attrgetter("count")


class ClusterListView(ListingMixin, ListView):
    template_name = "clusters/list.html"
    context_object_name = "clusters"
    filterset_class = ClusterFilterSet
    queryset = Cluster.objects.published().for_list()

    def paginate_queryset(self, queryset, page_size):
        paginator, page, rows, is_paged = super().paginate_queryset(queryset, page_size)
        if self.filterset.answer:
            rows = explained(rows, self.filterset.answer, page.start_index())
            page.object_list = rows
        return paginator, page, rows, is_paged

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        answer = self.filterset.answer
        if answer:
            hits = [hit.key for hit in answer.hits]
            others = self.filterset.qs.exclude(pk__in=hits).names_only()
            context["others"] = list(others[:MAX_OTHERS])
        elif not context["paginator"].count:
            context |= nearest(self.filterset)
        others = len(context.get("others", []))
        return context | {
            "radii": RADII_KM,
            "chosen": self.request.GET.getlist("c")[:MAX_CHOSEN],
            "summary": summary(answer, context["paginator"].count, others),
            "answer": answer,
            "suggestions": self.filterset.suggestions(),
        }


def nearest(filterset: ClusterFilterSet) -> dict:
    """What comes nearest to filters that nobody meets: those who meet all but one."""
    relaxations = filterset.relaxations()
    closest = min((r for r in relaxations if r.count), key=COUNT, default=None)
    rows = closest.rows.order_by("sort_key") if closest else Cluster.objects.none()
    return {"relaxations": relaxations, "nearest": rows[:MAX_NEAREST]}


def summary(answer, count: int, others: int) -> str:
    """The number of hits in a sentence, as it is shown and spoken.

    `count`: hits; `others`: clusters that the need does not touch.
    """
    if answer is None:
        return ngettext("%(n)d cluster", "%(n)d clusters", count) % {"n": count}
    fitting = len(answer.fitting)
    fits = ngettext("%(n)d cluster fits", "%(n)d clusters fit", fitting)
    guesses = ngettext("%(n)d may fit", "%(n)d may fit", count - fitting)
    rest = ngettext("%(n)d other", "%(n)d others", others)
    none = _("No cluster clearly fits") if count else _("No cluster fits")
    said = [fits % {"n": fitting}] if fitting else [none]
    if count > fitting:
        said.append(guesses % {"n": count - fitting})
    if others:
        said.append(rest % {"n": others})
    return ", ".join(said)


def explained(rows, answer, first: int) -> list[Cluster]:
    """The clusters of one page of hits, each with `rank`, `reasons` and `is_distant`.

    `rows`: hits, or clusters in another order, which then have no rank.
    """
    is_ranked = bool(rows) and isinstance(rows[0], Hit)
    hits = {hit.key: hit for hit in answer.hits}
    if is_ranked:
        keys = [hit.key for hit in rows]
        # the index may not know yet that an entry was withdrawn past the admin
        rows = Cluster.objects.published().for_list().with_can_receive()
        found = rows.in_bulk(keys)
        clusters = [found[key] for key in keys if key in found]
    else:
        clusters = list(rows)
    for place, cluster in enumerate(clusters, start=first):
        hit = hits[cluster.pk]
        cluster.rank = place if is_ranked else None
        cluster.is_distant = answer.is_distant(hit)
        cluster.reasons = reasons_for(hit, cluster, answer.need)
        cluster.found_words = found_words(hit)
        cluster.distance = next(
            (p.km for p in hit.contributions if p.kind == "distance"),
            getattr(cluster, "distance", None),
        )
    return clusters


class ClusterDetailView(DetailView):
    template_name = "clusters/detail.html"
    context_object_name = "cluster"

    def get(self, request, *args, **kwargs):
        slug = kwargs["slug"]
        former = FormerSlug.objects.select_related("cluster").filter(slug=slug).first()
        # a draft's new address is as hidden as the draft
        if (
            former
            and self.get_queryset().filter(pk=former.cluster_id).exists()
            and not Cluster.objects.filter(slug=slug).exists()
        ):
            return redirect(former.cluster, permanent=True)
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        archived = Cluster.objects.filter(state=Cluster.State.ARCHIVED)
        visible = Cluster.objects.visible_to(self.request.user) | archived
        return visible.for_detail().with_can_receive()

    def render_to_response(self, context, **kwargs):
        if self.object.state == Cluster.State.ARCHIVED:
            return render(self.request, "410.html", context, status=410)
        count(self.object, DailyCount.Kind.VIEW, self.request)
        response = super().render_to_response(context, **kwargs)
        if not self.object.is_public:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def get_context_data(self, **kwargs):
        address = self.request.build_absolute_uri(self.object.get_absolute_url())
        jsonld = json.dumps(organization(self.object, address), ensure_ascii=False)
        contacts = [c for c in self.object.contacts.all() if c.is_public]
        return super().get_context_data(**kwargs) | {
            # "<" inside the data block could otherwise end it
            "jsonld": jsonld.replace("<", "\\u003c"),
            "contacts": contacts,
            "is_public": self.object.is_public,
            "confirmed": self.object.confirmations.by_section(),
            "is_reachable": any(contact.is_reachable for contact in contacts),
            "answer_band": answer_band(self.object),
            "statements": statements(self.object),
            "references": number_sources(self.object, contacts),
        }


def place_options(request):
    """Names for the datalist of the place field: at most eight, the largest first."""
    key = sort_key(printable(request.GET.get("ort", ""))[:80])
    places = Place.objects.named_like(key)[:8] if key else []
    return render(request, "clusters/partials/place_options.html", {"places": places})


def page(request, slug):
    """An editable page: legal notice, privacy, accessibility, easy language, data."""
    return render(request, "page.html", {"page": get_object_or_404(Page, slug=slug)})
