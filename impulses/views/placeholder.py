"""PLACEHOLDER: goes when every part is built."""

from django.shortcuts import render

from impulses.views.access import review_page


@review_page()
def page(request, number=None):
    return render(request, "impulses/review/frame.html")
