from django.urls import path

from impulses import views

app_name = "impulses"
urlpatterns = [
    # /impulse/
    path("impulse/", views.ImpulseListView.as_view(), name="list"),
    path("impulse/<int:number>/", views.ImpulseDetailView.as_view(), name="detail"),
    # /matrix/
    path("matrix/", views.MatrixView.as_view(), name="matrix"),
]
