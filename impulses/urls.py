from django.urls import path

from impulses import feeds
from impulses.views import (
    answer_list,
    answers,
    assessments,
    brief,
    changes,
    corrections,
    criteria,
    dashboard,
    following,
    matrix,
    paper,
    progress,
    public,
    units,
    voices,
    work,
)

app_name = "impulses"
urlpatterns = [
    # /impulse/
    path("impulse/", public.ImpulseListView.as_view(), name="list"),
    path("impulse/<int:number>/", public.ImpulseDetailView.as_view(), name="detail"),
    # /matrix/
    path("matrix/", matrix.MatrixView.as_view(), name="matrix"),
    # /impulse/…: what changed, and the state of all (public)
    path("impulse/aenderungen/", changes.changes, name="changes"),
    path(
        "impulse/<int:number>/aenderungen.atom",
        feeds.ImpulseFeed(),
        name="feed",
    ),
    path(
        "impulse/treiber/<slug:slug>/aenderungen.atom",
        feeds.DriverFeed(),
        name="driver-feed",
    ),
    path("impulse/stand/", dashboard.DashboardView.as_view(), name="dashboard"),
    # /impulse/bericht.…: the brief (public)
    path("impulse/bericht.<str:suffix>", brief.public_brief, name="brief"),
    # /folgen/…: following by mail
    path("folgen/impuls/<int:number>/", following.follow_impulse, name="follow"),
    path("folgen/treiber/<slug:slug>/", following.follow_driver, name="follow-driver"),
    path("folgen/danke/", following.follow_asked, name="follow-asked"),
    path("folgen/<uuid:key>/", following.following, name="following"),
    path("folgen/<uuid:key>/abbestellen/", following.unfollow, name="unfollow"),
    # /stimmen/…: voices of a manager's cluster
    path("stimmen/", voices.voices_home, name="voices-home"),
    path("stimmen/<slug:slug>/", voices.VoicesView.as_view(), name="voices"),
    path("stimmen/<slug:slug>/<int:number>/", voices.VoiceView.as_view(), name="voice"),
    # /pruefung/: my work, all impulses, one impulse, absences, notes
    path("pruefung/", work.WorkView.as_view(), name="work"),
    path("pruefung/impulse/", work.ReviewListView.as_view(), name="review-list"),
    path("pruefung/impulse/<int:number>/", work.impulse_page, name="review"),
    path("pruefung/impulse/<int:number>/zuweisen/", work.assign_one, name="assign"),
    path("pruefung/impulse/<int:number>/notiz/", work.note, name="note"),
    path(
        "pruefung/impulse/<int:number>/schritt/aufnehmen/",
        work.take_up_step,
        name="take-up",
    ),
    path("pruefung/abwesenheit/", work.absences, name="absences"),
    path("pruefung/abwesenheit/<int:pk>/ende/", work.absence_end, name="absence-end"),
    # /pruefung/…/votum/: assessments, and their criteria
    path("pruefung/impulse/<int:number>/votum/", assessments.assess, name="assess"),
    path("pruefung/voten.csv", assessments.assessments_csv, name="assessments-csv"),
    path("pruefung/kriterien/", criteria.criteria, name="criteria"),
    path("pruefung/kriterien/neu/", criteria.criterion_new, name="criterion-new"),
    path(
        "pruefung/kriterien/<slug:slug>/bearbeiten/",
        criteria.criterion_edit,
        name="criterion",
    ),
    # /pruefung/…/antwort/: answers, from the draft to the publication
    path("pruefung/impulse/<int:number>/antwort/", answers.answer_form, name="answer"),
    path(
        "pruefung/impulse/<int:number>/antwort/vorschau/",
        answers.preview,
        name="answer-preview",
    ),
    path(
        "pruefung/impulse/<int:number>/schritt/veroeffentlichen/",
        answers.publish,
        name="answer-publish",
    ),
    path(
        "pruefung/impulse/<int:number>/schritt/planen/",
        answers.schedule,
        name="answer-schedule",
    ),
    path(
        "pruefung/impulse/<int:number>/schritt/zurueckholen/",
        answers.recall,
        name="answer-recall",
    ),
    path(
        "pruefung/impulse/<int:number>/schritt/verwerfen/",
        answers.discard,
        name="answer-discard",
    ),
    path("pruefung/antworten/", answer_list.answers, name="answers"),
    path("pruefung/antworten/auswahl/", answer_list.check, name="answers-check"),
    path(
        "pruefung/antworten/veroeffentlichen/",
        answer_list.publish,
        name="answers-publish",
    ),
    path("pruefung/antworten/planen/", answer_list.schedule, name="answers-schedule"),
    # /pruefung/…/umsetzung/: implementation, parts, links, units
    path(
        "pruefung/impulse/<int:number>/umsetzung/", progress.progress, name="progress"
    ),
    path(
        "pruefung/impulse/<int:number>/teile/neu/", progress.part_add, name="part-add"
    ),
    path("pruefung/impulse/<int:number>/teile/<int:pk>/", progress.part, name="part"),
    path(
        "pruefung/impulse/<int:number>/teile/<int:pk>/hoch/",
        progress.part_up,
        name="part-up",
    ),
    path("pruefung/impulse/<int:number>/verknuepfung/", progress.link, name="link"),
    path(
        "pruefung/impulse/<int:number>/verknuepfung/<int:other>/loesen/",
        progress.unlink,
        name="unlink",
    ),
    path(
        "pruefung/eintrag/<int:pk>/berichtigen/",
        corrections.correction,
        name="correct",
    ),
    path("pruefung/stellen/", units.units, name="units"),
    path("pruefung/stellen/<int:pk>/", units.units, name="unit"),
    # /pruefung/uebersicht/: where the work stands
    path(
        "pruefung/uebersicht/",
        dashboard.ReviewDashboardView.as_view(),
        name="review-dashboard",
    ),
    # /pruefung/bericht/: the internal brief
    path("pruefung/bericht/", brief.review_brief, name="review-brief"),
    # /pruefung/papier/: entering the paper
    path("pruefung/papier/", paper.paper, name="paper"),
    path("pruefung/papier/eintragen/", paper.enter_paper, name="paper-enter"),
    path("pruefung/papier/tabelle.csv", paper.paper_table, name="paper-table"),
]
