"""The list of web addresses that no longer answer."""

from collections import defaultdict

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clusters.actions.links import check_link, mute_link, unmute_link
from clusters.models import Cluster, LinkCheck
from clusters.querysets.links import named_addresses

from .base import ReadOnlyList

# each may last five seconds, and somebody waits
AT_ONCE = 5


class StateFilter(admin.SimpleListFilter):
    """Dead addresses unless somebody asks for others."""

    title = _("state")
    parameter_name = "zustand"

    def lookups(self, request, model_admin):
        return [
            ("unklar", _("unclear")),
            ("fehlalarm", _("false alarms")),
            ("alle", _("all")),
        ]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": _("dead")}, *others]

    def queryset(self, request, queryset):
        chosen = {
            "unklar": queryset.filter(state=LinkCheck.State.UNCLEAR, is_muted=False),
            "fehlalarm": queryset.filter(is_muted=True),
            "alle": queryset,
        }
        return chosen.get(self.value() or "", queryset.dead())


class LinkList(ChangeList):
    """Says of the addresses on the page which entries name them, in six queries."""

    def get_results(self, request):
        super().get_results(request)
        links = {link.url: link for link in self.result_list}
        clusters = Cluster.objects.editable_by(request.user)
        keys = defaultdict(set)
        for rows, field, key in named_addresses(clusters):
            found = rows.filter(**{f"{field}__in": list(links)})
            for url, cluster in found.values_list(field, key):
                keys[url].add(cluster)
        named = clusters.names_only().in_bulk(set().union(*keys.values()))
        for url, link in links.items():
            link.entries = sorted((named[key] for key in keys[url]), key=in_german)


def in_german(cluster: Cluster) -> str:
    return cluster.sort_key


@admin.register(LinkCheck)
class LinkAdmin(ReadOnlyList):
    """Managers see the addresses of their entries, the office all."""

    read_permission = "clusters.mute_link"
    list_display = ["address", "entries", "outcome", "checked"]
    list_filter = [StateFilter]
    list_per_page = 50
    list_display_links = None
    search_fields = ["url"]
    actions = ["check_again", "mute", "unmute"]

    class Media:
        css = {"all": ["clusterallianz/css/office.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_changelist(self, request, **kwargs):
        return LinkList

    def has_mute_permission(self, request) -> bool:
        return self.has_view_permission(request)

    @admin.display(description=_("address"), ordering="url")
    def address(self, obj) -> str:
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', obj.url)

    @admin.display(description=_("entries"))
    def entries(self, obj) -> str:
        return ", ".join(map(str, obj.entries))

    @admin.display(description=_("answer"), ordering="state")
    def outcome(self, obj) -> str:
        if obj.is_muted:
            return str(_("false alarm"))
        if obj.state == LinkCheck.State.UNCLEAR:
            return f"{obj.get_state_display()}: {obj.answer}"
        return obj.answer or obj.get_state_display()

    @admin.display(description=_("asked on"), ordering="checked_at")
    def checked(self, obj) -> str:
        return (
            date_format(obj.checked_at, "SHORT_DATE_FORMAT") if obj.checked_at else "–"
        )

    @admin.action(description=_("Ask again now"), permissions=["mute"])
    def check_again(self, request, queryset):
        links = list(queryset[: AT_ONCE + 1])
        for link in links[:AT_ONCE]:
            check_link(link, by=request.user)
            self.message_user(request, f"{link.url} – {self.outcome(link)}")
        if len(links) > AT_ONCE:
            text = _(
                "At most %(n)s addresses are asked at once; choose the others again."
            )
            self.message_user(request, text % {"n": AT_ONCE}, messages.WARNING)

    @admin.action(description=_("False alarm: do not report"), permissions=["mute"])
    def mute(self, request, queryset):
        self.apply(request, queryset, mute_link)

    @admin.action(description=_("Watch again"), permissions=["mute"])
    def unmute(self, request, queryset):
        self.apply(request, queryset, unmute_link)

    def apply(self, request, queryset, change) -> None:
        links = list(queryset)
        for link in links:
            change(link, by=request.user)
        text = ngettext(
            "%(n)s address changed.", "%(n)s addresses changed.", len(links)
        )
        self.message_user(request, text % {"n": len(links)}, messages.SUCCESS)
