"""The stored index of the search; `clusters.search` alone reads and writes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.localized import localized

from .vocabulary import SlugManager


class SearchTerm(models.Model):
    """A stem that entries or phrases hold, or a concept such as `topic:robotik`."""

    text = models.CharField(max_length=100, unique=True)

    def __str__(self):
        return self.text


class SearchForm(models.Model):
    """A folded word, its term, and the terms of its parts, if any; `spelling`: how an
    entry or the vocabulary writes it."""

    text = models.CharField(max_length=80)
    spelling = models.CharField(max_length=80, blank=True)
    term = models.ForeignKey(SearchTerm, on_delete=models.CASCADE, related_name="forms")
    parts = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["text", "term"], name="clusters_searchform_once"
            )
        ]

    def __str__(self):
        return self.text


class SearchPosting(models.Model):
    """How much a term says about a document.

    `key`: the document's primary key in the rows that `corpus` names.
    `impact`: thousandths, saturated over all fields, so it stays below 2000.
    `fields`: where the term stands, the weightiest field first, separated by spaces;
    `forms`: the words as they stand there, separated by spaces, as far as they fit.
    """

    pk = models.CompositePrimaryKey("corpus", "key", "term")
    corpus = models.CharField(max_length=20)
    key = models.BigIntegerField()
    # the index below finds postings by their term
    term = models.ForeignKey(
        SearchTerm, on_delete=models.CASCADE, related_name="postings", db_index=False
    )
    impact = models.PositiveIntegerField()
    fields = models.CharField(max_length=80, blank=True)
    forms = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            # with the impact, so that sifting reads the index alone
            models.Index(
                fields=["term", "corpus", "key", "impact"],
                name="clusters_searchposting_by_term",
            )
        ]

    def __str__(self):
        return f"{self.term_id} in {self.corpus} {self.key}"


class SearchFrequency(models.Model):
    """How many documents of a corpus have a term."""

    corpus = models.CharField(max_length=20)
    term = models.ForeignKey(
        SearchTerm, on_delete=models.CASCADE, related_name="frequencies", db_index=False
    )
    documents = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["term", "corpus"], name="clusters_searchfrequency_once"
            )
        ]

    def __str__(self):
        return f"{self.term_id} in {self.documents} of {self.corpus}"


class SearchPhrase(models.Model):
    """A word or phrase that means a concept: a vocabulary entry or what is outside.

    `stems`: its stems, sorted, separated by spaces; `head`: the longest of them.
    """

    concept = models.CharField(max_length=100, db_index=True)
    text = models.CharField(max_length=120)
    stems = models.CharField(max_length=200)
    head = models.CharField(max_length=80, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "stems"], name="clusters_searchphrase_once"
            )
        ]

    def __str__(self):
        return self.text


class SupportBody(models.Model):
    """A body or programme outside the directory that helps where no cluster does."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    does_de = models.CharField(_("what it does (German)"), max_length=300)
    does_en = models.CharField(_("what it does (English)"), max_length=300, blank=True)
    website = models.URLField(_("website"), blank=True)
    source_url = models.URLField(_("source"), max_length=500)
    synonyms = models.TextField(
        _("synonyms"), blank=True, help_text=_("One word or phrase per line.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: models.Manager = SlugManager()

    does = localized("does")

    class Meta:
        verbose_name = _("other body")
        verbose_name_plural = _("other bodies")
        ordering = ["position", "slug"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)


class OutsideSubject(models.Model):
    """A subject that is no cluster's business, with the words that mean it."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name_de = models.CharField(_("name (German)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    synonyms = models.TextField(
        _("synonyms"), blank=True, help_text=_("One word or phrase per line.")
    )
    bodies = models.ManyToManyField(
        SupportBody,
        related_name="subjects",
        blank=True,
        verbose_name=_("responsible bodies"),
    )

    objects: models.Manager = SlugManager()

    name = localized("name")

    class Meta:
        verbose_name = _("subject outside the clusters' work")
        verbose_name_plural = _("subjects outside the clusters' work")
        ordering = ["slug"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    natural_key.dependencies = ["clusters.supportbody"]
