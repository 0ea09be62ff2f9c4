from django.urls import path

from clusters.views import (
    compare,
    confirmations,
    directory,
    enquiries,
    feedback,
    guide,
    invitations,
    map,
    proposals,
    takeaway,
)

app_name = "clusters"
urlpatterns = [
    # /cluster/
    path("cluster/", directory.ClusterListView.as_view(), name="list"),
    path("cluster/vergleich/", compare.CompareView.as_view(), name="compare"),
    path("cluster/wegweiser/", guide.guide, name="guide"),
    path("cluster/<slug:slug>/", directory.ClusterDetailView.as_view(), name="detail"),
    path("cluster/<slug:slug>/kontakt.vcf", takeaway.vcard, name="vcard"),
    path("cluster/<slug:slug>/steckbrief.pdf", takeaway.profile, name="profile-pdf"),
    path("cluster/<slug:slug>/einbetten/", takeaway.embed, name="embed"),
    path("cluster/<slug:slug>/hinweis/", proposals.propose_change, name="propose"),
    path("cluster/<slug:slug>/hinweis/danke/", proposals.proposed, name="proposed"),
    # /bestaetigen/<token>/
    path("bestaetigen/<token>/", confirmations.CheckView.as_view(), name="confirm"),
    path(
        "bestaetigen/<token>/danke/",
        confirmations.ThanksView.as_view(),
        name="confirm-thanks",
    ),
    path(
        "bestaetigen/<token>/uebergabe/",
        confirmations.HandoverView.as_view(),
        name="confirm-handover",
    ),
    path(
        "bestaetigen/<token>/<slug:section>/",
        confirmations.ChangeView.as_view(),
        name="confirm-section",
    ),
    # /karte/, /orte/
    path("karte/", map.MapView.as_view(), name="map"),
    path("orte/", directory.place_options, name="place-options"),
    # /anfrage/
    path("anfrage/", enquiries.enquire, name="enquire"),
    path(
        "anfrage/beantwortet/<str:token>/", enquiries.answered, name="enquiry-answered"
    ),
    path("anfrage/<slug:key>/", enquiries.enquiry, name="enquiry"),
    path(
        "anfrage/<slug:key>/nachricht/<int:pk>/",
        enquiries.write,
        name="enquiry-message",
    ),
    path("anfrage/<slug:key>/erledigt/", enquiries.close, name="enquiry-close"),
    path("anfrage/<slug:key>/geholfen/", enquiries.helped, name="enquiry-helped"),
    # /rueckmeldung/
    path("rueckmeldung/", feedback.feedback, name="feedback"),
    path("rueckmeldung/danke/", feedback.feedback_thanks, name="feedback-thanks"),
    # /einladung/
    path("einladung/<str:token>/", invitations.invitation, name="invitation"),
]
