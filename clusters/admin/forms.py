"""The form of an entry."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clusterallianz.text import german_slug
from clusters.actions.entries import may_become
from clusters.models import Cluster, Topic

SENTENCES = ["summary_de", "summary_en"]
# pages of their own beside the entries
TAKEN = ("vergleich", "wegweiser")


class TopicsField(forms.CharField):
    """Names of topics, one per line: some of them have commas."""

    widget = AdminTextareaWidget(attrs={"rows": 6})

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return "\n".join(topic.name for topic in value)

    def clean(self, value) -> list[str]:
        lines = super().clean(value).splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial, data) -> bool:
        return [topic.name for topic in initial or []] != self.clean(data)


class ClusterForm(forms.ModelForm):
    """An empty address is made from the short name; topics come from the vocabulary."""

    may_add_topics = False
    topics = TopicsField(
        label=_("Topics"),
        required=False,
        help_text=_("Keywords that clusters share; one per line."),
    )

    class Meta:
        widgets = dict.fromkeys(SENTENCES, AdminTextareaWidget(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "The last part of the public address. Empty: made from the short name."
            )

    def clean_topics(self) -> list[str]:
        lines = self.cleaned_data["topics"]
        # commas separate too, unless they belong to the name of a topic
        parts = {line: line.replace(",", "\n").splitlines() for line in lines}
        wanted = [german_slug(name) for line in lines for name in [line, *parts[line]]]
        known = dict(Topic.objects.filter(slug__in=wanted).values_list("slug", "name"))
        names = {
            german_slug(name): name.strip()
            for line in lines
            for name in ([line] if german_slug(line) in known else parts[line])
            if name.strip()
        }
        unknown = sorted(set(names) - set(known))
        if unknown and not self.may_add_topics:
            raise ValidationError(
                _("Not among the topics yet: %(names)s. The office can add them."),
                params={"names": ", ".join(names[slug] for slug in unknown)},
            )
        longest = Topic._meta.get_field("name").max_length
        if any(len(name) > longest for name in names.values()):
            raise ValidationError(
                _("A topic may have at most %(number)s characters."),
                params={"number": longest},
            )
        return [known.get(slug, name) for slug, name in names.items()]

    def clean(self):
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str):
                # else every line would count as changed after it was sent
                cleaned[name] = value.replace("\r\n", "\n")
        for name in cleaned.keys() & SENTENCES:
            # a sentence is one line, however it was typed
            cleaned[name] = " ".join(cleaned[name].split())
        if "slug" in self.fields and not cleaned.get("slug"):
            cleaned["slug"] = german_slug(cleaned.get("short_name", ""))
        if cleaned.get("slug", "-") in (*TAKEN, ""):
            self.add_error("slug", _("Give an address that no other page has."))
        before = self.initial.get("state", Cluster.State.DRAFT)
        if not may_become(before, cleaned.get("state", before)):
            self.add_error("state", _("An entry in its present state cannot be that."))
        return cleaned
