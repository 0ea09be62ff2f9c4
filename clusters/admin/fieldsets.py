"""What stands where on the form of an entry; each section with a sentence."""

from django.utils.translation import gettext_lazy as _

from clusters.models import Section

from .sections import REST, css_class

STANDING = (
    None,
    {
        "description": _("How complete the entry is, and who acts next."),
        "fields": (
            ("present_state", "next_step", "who_acts"),
            "gaps",
            ("confirmed", "updated_at"),
        ),
    },
)
PUBLICATION = (
    _("Publication"),
    {
        "description": _("Kept by the office."),
        "fields": (("state", "membership"), "slug"),
    },
)
# for those who can only read it there
PUBLICATION_LAST = (PUBLICATION[0], PUBLICATION[1] | {"classes": [css_class(REST)]})
FACTS = [
    (
        None,
        {
            "description": _("Leave empty what you cannot prove by a source."),
            "classes": [css_class(Section.MASTER)],
            "fields": (
                ("name", "short_name"),
                "innovation_field",
                "website",
                ("legal_form", "carrier"),
                ("founding_year", "staff_fte"),
                ("members_count", "members_firms"),
                ("members_research", "members_other"),
            ),
        },
    ),
    (
        _("Logo"),
        {
            "description": _(
                "PNG, JPEG or WebP, at most 1 MB. Hidden details of the picture,"
                " such as where it was taken, are removed."
            ),
            "classes": [css_class(Section.MASTER)],
            "fields": ("logo", ("logo_alt", "logo_rights")),
        },
    ),
    (
        None,
        {
            "description": _(
                "The first thing firms read: one plain sentence in both languages."
            ),
            "classes": [css_class(Section.TEXT)],
            "fields": (
                ("summary_de", "summary_en"),
                ("description_de", "description_en"),
            ),
        },
    ),
    (
        _("How firms find it"),
        {
            "description": _(
                "Topics are shown on the page; search keywords only help to find it."
            ),
            "classes": [css_class(Section.TEXT)],
            "fields": ("topics", "search_keywords"),
        },
    ),
]
