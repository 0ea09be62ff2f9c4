"""The tables: which columns they have, and what a row of them may change.

A row is found by its key and never deleted; what a file does not hold stays as it is.
The names of the columns are stable: files that somebody keeps must stay readable.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from import_export.resources import ModelResource

from clusterallianz.text import sort_key
from clusters.actions.entries import may_become
from clusters.exchange.cells import (
    NO,
    Column,
    NumberCell,
    SlugsCell,
    choice,
    column,
    plain,
)
from clusters.exchange.changes import Changes
from clusters.models import (
    Certainty,
    Cluster,
    ClusterDriver,
    Contact,
    Driver,
    FormerSlug,
    Location,
    ServiceOffer,
    ServiceType,
    Topic,
)

KEY = "kuerzel"
NUMBER = "nr"


class TermsColumn(Column):
    """Terms that a cluster has. Those with a note and a source of their own
    (`link` is their model) can be added by a table, but not taken away."""

    def __init__(self, attribute: str, name: str, model, link=None):
        super().__init__(attribute, name, SlugsCell(model))
        self.link = link

    def get_value(self, instance) -> list:
        for terms in ("wanted_terms", "present_terms"):
            if self.attribute in getattr(instance, terms, {}):
                return getattr(instance, terms)[self.attribute]
        if instance.pk is None:
            return []
        return sorted(getattr(instance, self.attribute).all(), key=by_slug)

    def save(self, instance, row, is_m2m=False, **kwargs):
        terms = self.clean(row)
        lost = set(self.get_value(instance)) - set(terms)
        if self.link and lost:
            names = ", ".join(sorted(term.slug for term in lost))
            raise ValueError(
                _(
                    "%(names)s is missing; a table takes nothing away. Delete it in the"
                    " entry itself, where its note and source are."
                )
                % {"names": names}
            )
        instance.wanted_terms = getattr(instance, "wanted_terms", {}) | {
            self.attribute: terms
        }

    def store(self, instance, by) -> None:
        """Make what is wanted and not there yet."""
        wanted = getattr(instance, "wanted_terms", {}).get(self.attribute)
        if wanted is None:
            return
        if self.link is None:
            getattr(instance, self.attribute).set(wanted)
            return
        term = self.link.TERM
        links = self.link.objects.filter(cluster=instance)
        present = set(links.values_list(f"{term}__slug", flat=True))
        for row in wanted:
            if row.slug not in present:
                link = self.link(cluster=instance, **{term: row})
                link._history_user = by
                link.save()


def by_slug(row) -> str:
    return row.slug


class Exchange(ModelResource):
    """What all tables share. `by` and `reason` stand in the history of each row."""

    # the column that a row is found by, and what the table is called in a file's name
    key = ""
    name = ""

    def __init__(self, *, by=None, reason: str = ""):
        super().__init__()
        self.by, self.reason = by, reason
        self.known: dict[str, Any] = {}
        self.repeated: set[str] = set()
        self.touched: dict[int, Cluster] = {}

    @classmethod
    def get_diff_class(cls):
        return Changes

    @classmethod
    def columns(cls) -> list[str]:
        return [cls.fields[name].column_name for name in cls._meta.fields]

    @classmethod
    def rank(cls, row: dict[str, Any]) -> int:
        """Rows of a lower rank are imported first."""
        return 0

    def table_rows(self, rows: QuerySet):
        """Every row as a list of values, in a stable order."""
        fields = self.get_export_fields()
        for row in rows:
            yield [field.export(row) for field in fields]

    def before_import(self, dataset, **kwargs):
        keys = Counter(plain(row[self.key]) for row in dataset.dict)
        self.repeated = {key for key, count in keys.items() if key and count > 1}
        found = self.get_queryset().select_for_update(of=("self",))
        self.known = {str(getattr(row, self.key_field)): row for row in found}

    def before_import_row(self, row, **kwargs):
        if plain(row[self.key]) in self.repeated:
            raise ValidationError({self.key_field: _("stands in several rows")})

    def get_instance(self, instance_loader, row):
        return self.known.get(plain(row[self.key]))

    def before_save_instance(self, instance, row, **kwargs):
        instance._history_user = self.by
        instance._change_reason = self.reason

    def column_of(self, attribute: str) -> str:
        """The name of a field's column; empty for what concerns the whole row."""
        fields = self.fields.values()
        return next((f.column_name for f in fields if f.attribute == attribute), "")


class ClusterTable(Exchange):
    key, key_field, name = KEY, "slug", "cluster"

    slug = column(Cluster, "slug", KEY)
    state = choice("state", "zustand", Cluster.State)
    membership = choice("membership", "mitgliedschaft", Cluster.Membership)
    cluster_name = column(Cluster, "name", "name")
    short_name = column(Cluster, "short_name", "kurzname")
    summary_de = column(Cluster, "summary_de", "zweck_de")
    summary_en = column(Cluster, "summary_en", "zweck_en")
    description_de = column(Cluster, "description_de", "beschreibung_de")
    description_en = column(Cluster, "description_en", "beschreibung_en")
    innovation_field = column(Cluster, "innovation_field", "feld")
    service_types = TermsColumn(
        "service_types", "leistungen", ServiceType, ServiceOffer
    )
    drivers = TermsColumn("drivers", "treiber", Driver, ClusterDriver)
    topics = TermsColumn("topics", "themen", Topic)
    search_keywords = column(Cluster, "search_keywords", "stichwoerter")
    website = column(Cluster, "website", "website")
    legal_form = column(Cluster, "legal_form", "rechtsform")
    carrier = column(Cluster, "carrier", "traeger")
    founding_year = column(Cluster, "founding_year", "gruendungsjahr")
    members_count = column(Cluster, "members_count", "mitglieder")
    members_firms = column(Cluster, "members_firms", "mitglieder_firmen")
    members_research = column(Cluster, "members_research", "mitglieder_forschung")
    members_other = column(Cluster, "members_other", "mitglieder_andere")
    staff_fte = column(Cluster, "staff_fte", "vollzeitstellen")
    logo_alt = column(Cluster, "logo_alt", "logo_in_worten")
    logo_rights = column(Cluster, "logo_rights", "logo_rechte")

    class Meta:
        model = Cluster
        fields = [
            *["slug", "state", "membership", "cluster_name", "short_name"],
            *["summary_de", "summary_en", "description_de", "description_en"],
            *["innovation_field", "service_types", "drivers", "topics"],
            *["search_keywords", "website", "legal_form", "carrier", "founding_year"],
            *["members_count", "members_firms", "members_research", "members_other"],
            *["staff_fte", "logo_alt", "logo_rights"],
        ]
        import_id_fields = ["slug"]
        clean_model_instances = skip_unchanged = report_skipped = True

    def get_queryset(self) -> QuerySet:
        parts: list[Any] = ["innovation_field", "service_types", "drivers", "topics"]
        return Cluster.objects.order_by("sort_key", "slug").prefetch_related(*parts)

    def after_init_instance(self, instance, new, row, **kwargs):
        instance.state_before = instance.state
        # a copy of the row, as the package makes one, would ask for them again
        instance.present_terms = {
            field.attribute: field.get_value(instance)
            for field in self.fields.values()
            if isinstance(field, TermsColumn)
        }

    def validate_instance(self, instance, import_validation_errors=None, **kwargs):
        errors = dict(import_validation_errors or {})
        # no field of a form, but needed by the row
        instance.sort_key = sort_key(instance.short_name)
        if not may_become(instance.state_before, instance.state):
            errors["state"] = _("An entry in its present state cannot be that.")
        if instance.pk is None and "slug" not in errors:
            errors |= self.errors_of_address(instance.slug)
        errors = {name: ValidationError(error) for name, error in errors.items()}
        super().validate_instance(instance, errors, **kwargs)

    def errors_of_address(self, slug: str) -> dict[str, Any]:
        """What is wrong with the address of a new entry."""
        former = FormerSlug.objects.filter(slug=slug).select_related("cluster").first()
        if former:
            present = {"slug": former.cluster.slug}
            return {"slug": _("is an earlier address of %(slug)s") % present}
        try:
            is_free = resolve(f"/cluster/{slug}/").url_name == "detail"
        except Resolver404:
            is_free = False
        # an empty or broken one is told by the field itself
        return {} if is_free else {"slug": _("Give an address that no other page has.")}

    def save_m2m(self, instance, row, **kwargs):
        for field in self.fields.values():
            if isinstance(field, TermsColumn):
                field.store(instance, self.by)
        self.touched[instance.pk] = instance


class PartTable(Exchange):
    """Locations or contacts: found by their number, new without one."""

    key, key_field = NUMBER, "pk"

    def get_queryset(self) -> QuerySet:
        rows = self._meta.model.objects.select_related("cluster")
        return rows.order_by("cluster__sort_key", "cluster__slug", "pk")

    def get_instance(self, instance_loader, row):
        number = plain(row[NUMBER])
        found = self.known.get(number)
        if number and found is None:
            raise ValidationError(
                {"pk": _("There is no row with this number; a new one has none.")}
            )
        if found and found.cluster.slug != plain(row[KEY]):
            raise ValidationError(
                {"cluster": _("The row with this number belongs to another entry.")}
            )
        return found

    def save_m2m(self, instance, row, **kwargs):
        self.touched[instance.cluster_id] = instance.cluster


def number_column() -> Column:
    made = Column("pk", NUMBER, NumberCell(int))
    made.readonly = True
    return made


class LocationTable(PartTable):
    name = "standorte"

    pk = number_column()
    cluster = column(Location, "cluster", KEY)
    is_seat = column(Location, "is_seat", "sitz")
    street = column(Location, "street", "strasse")
    postcode = column(Location, "postcode", "plz")
    place = column(Location, "place", "ort")
    region = column(Location, "region", "region")
    latitude = column(Location, "latitude", "breite")
    longitude = column(Location, "longitude", "laenge")
    is_address_public = column(Location, "is_address_public", "adresse_zeigen")
    note_de = column(Location, "note_de", "bemerkung_de")
    note_en = column(Location, "note_en", "bemerkung_en")
    source_url = column(Location, "source_url", "quelle")
    certainty = choice("certainty", "sicherheit", Certainty)
    retrieved_on = column(Location, "retrieved_on", "abgerufen_am")

    class Meta:
        model = Location
        fields = [
            *["pk", "cluster", "is_seat", "street", "postcode", "place", "region"],
            *["latitude", "longitude", "is_address_public", "note_de", "note_en"],
            *["source_url", "certainty", "retrieved_on"],
        ]
        import_id_fields = ["pk"]
        clean_model_instances = skip_unchanged = report_skipped = True

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("place", "region")

    @classmethod
    def rank(cls, row) -> int:
        # the old seat must be none any more before another one can be
        return 0 if plain(row.get("sitz")).lower() in NO else 1


class ContactTable(PartTable):
    name = "ansprechpersonen"

    pk = number_column()
    cluster = column(Contact, "cluster", KEY)
    role_de = column(Contact, "role_de", "funktion_de")
    role_en = column(Contact, "role_en", "funktion_en")
    person = column(Contact, "name", "person")
    as_of = column(Contact, "as_of", "stand")
    email = column(Contact, "email", "email")
    phone = column(Contact, "phone", "telefon")
    is_public = column(Contact, "is_public", "oeffentlich")
    is_deputy = column(Contact, "is_deputy", "vertretung")
    position = column(Contact, "position", "reihenfolge")
    source_url = column(Contact, "source_url", "quelle")
    certainty = choice("certainty", "sicherheit", Certainty)
    retrieved_on = column(Contact, "retrieved_on", "abgerufen_am")

    class Meta:
        model = Contact
        fields = [
            *["pk", "cluster", "role_de", "role_en", "person", "as_of", "email"],
            *["phone", "is_public", "is_deputy", "position", "source_url"],
            *["certainty", "retrieved_on"],
        ]
        import_id_fields = ["pk"]
        clean_model_instances = skip_unchanged = report_skipped = True


TABLES: dict[str, type[Exchange]] = {
    table.name: table for table in (ClusterTable, LocationTable, ContactTable)
}
