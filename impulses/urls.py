from django.urls import path

from impulses.views import (
    assessments,
    bulk,
    criteria,
    paper,
    placeholder,
    public,
    work,
)

app_name = "impulses"
urlpatterns = [
    # /impulse/
    path("impulse/", public.ImpulseListView.as_view(), name="list"),
    path("impulse/<int:number>/", public.ImpulseDetailView.as_view(), name="detail"),
    # /matrix/
    path("matrix/", public.MatrixView.as_view(), name="matrix"),
    # /impulse/…: what changed, and the state of all (public)
    # /impulse/bericht/…: the brief (public)
    # /folgen/…: following by mail
    # /stimmen/…: voices of a manager's cluster
    # /pruefung/: my work, all impulses, one impulse, absences, notes
    path("pruefung/", work.work, name="work"),
    path("pruefung/impulse/", work.ReviewListView.as_view(), name="review-list"),
    path("pruefung/impulse/auswahl/", bulk.bulk, name="bulk"),
    path("pruefung/impulse/<int:number>/", work.impulse_page, name="review"),
    path("pruefung/impulse/<int:number>/notiz/", work.note, name="note"),
    path(
        "pruefung/impulse/<int:number>/schritt/aufnehmen/",
        work.take_up_step,
        name="take-up",
    ),
    path("pruefung/abwesenheit/", work.absences, name="absences"),
    path("pruefung/abwesenheit/<int:pk>/ende/", work.absence_end, name="absence-end"),
    # /pruefung/…/votum/: assessments, and their criteria
    path(
        "pruefung/impulse/<int:number>/votum/", assessments.assess, name="assess"
    ),
    path("pruefung/voten.csv", assessments.assessments_csv, name="assessments-csv"),
    path("pruefung/kriterien/", criteria.criteria, name="criteria"),
    path("pruefung/kriterien/neu/", criteria.criterion_new, name="criterion-new"),
    path(
        "pruefung/kriterien/<slug:slug>/bearbeiten/",
        criteria.criterion_edit,
        name="criterion",
    ),
    # /pruefung/…/antwort/: answers, from the draft to the publication
    path("pruefung/antworten/", placeholder.page, name="answers"),
    # /pruefung/…/umsetzung/: implementation, parts, links, units
    path("pruefung/stellen/", placeholder.page, name="units"),
    # /pruefung/uebersicht/: the coordinators' dashboard
    path("pruefung/uebersicht/", placeholder.page, name="review-dashboard"),
    # /pruefung/bericht/: the internal brief
    # /pruefung/papier/: entering the paper
    path("pruefung/papier/", paper.paper, name="paper"),
    path("pruefung/papier/eintragen/", paper.enter_paper, name="paper-enter"),
]
