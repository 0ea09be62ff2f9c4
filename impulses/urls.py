from django.urls import URLPattern

app_name = "impulses"
urlpatterns: list[URLPattern] = []
