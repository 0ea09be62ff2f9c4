"""The admin: managers keep their own entries, the office keeps everything else."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from .accounts import AccountAdmin
from .audit import AuditEntryAdmin
from .cluster import ClusterAdmin
from .enquiries import EnquiryThreadAdmin
from .feedback import FeedbackAdmin
from .links import LinkAdmin
from .mails import MailAdmin
from .proposals import ProposalAdmin
from .vocabulary import PageAdmin, PlaceAdmin, TermAdmin, TopicAdmin

admin.site.site_header = _("ClusterAllianz.NRW – Administration")
admin.site.site_title = _("ClusterAllianz.NRW – Administration")
admin.site.index_title = _("What would you like to keep up to date?")

__all__ = [
    "AccountAdmin",
    "AuditEntryAdmin",
    "ClusterAdmin",
    "EnquiryThreadAdmin",
    "FeedbackAdmin",
    "LinkAdmin",
    "MailAdmin",
    "PageAdmin",
    "PlaceAdmin",
    "ProposalAdmin",
    "TermAdmin",
    "TopicAdmin",
]
