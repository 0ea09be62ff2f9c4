"""All answers on their way: chosen, looked at together, and released together."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from impulses.desk.answers import previews_of
from impulses.forms.answers import TimeForm
from impulses.lookup import whole_number
from impulses.models import Answer
from impulses.reviews.answers import publish_answers
from impulses.views.access import posted_only, review_page


@review_page("impulses.coordinate")
def answers(request):
    previews = previews_of(Answer.objects.for_release(), request.user)
    context = {
        "previews": previews,
        "may_tick": not all(preview.why_not for preview in previews),
        "is_all_ticked": "alle" in request.GET,
    }
    return render(request, "impulses/review/answers.html", context)


@review_page("impulses.publish_answer")
def check(request):
    """All chosen answers as the public will see them, before they are released."""
    keys = map(whole_number, request.GET.getlist("antwort"))
    return check_page(request, [key for key in keys if key is not None])


@posted_only("impulses:answers")
@review_page("impulses.publish_answer")
def publish(request):
    return release(request)


@posted_only("impulses:answers")
@review_page("impulses.publish_answer")
def schedule(request):
    form = TimeForm(request.POST)
    if not form.is_valid():
        return check_page(request, [key for key, _version in seen_in(request)], form)
    return release(request, form.cleaned_data["publish_at"])


def check_page(request, keys: list[int], form: TimeForm | None = None):
    chosen = Answer.objects.for_release().filter(pk__in=keys)
    previews = previews_of(chosen, request.user)
    if not previews:
        messages.error(request, _("Please tick at least one answer."))
        return redirect("impulses:answers")
    open_to = [preview for preview in previews if not preview.why_not]
    context = {
        "previews": open_to,
        "seen": [preview.seen for preview in open_to],
        "left_out": [p for p in previews if p.why_not],
        "form": form or TimeForm(),
    }
    status = 400 if form else 200
    return render(request, "impulses/review/answers_check.html", context, status=status)


def release(request, publish_at=None):
    """Release what was seen, and say what went and what did not."""
    versions = dict(seen_in(request))
    found = Answer.objects.select_related("impulse").filter(pk__in=versions)
    seen = [(a, versions[a.pk]) for a in found.order_by("impulse__number")]
    if not seen:
        messages.error(request, _("Please tick at least one answer."))
    done, refused = publish_answers(seen, by=request.user, publish_at=publish_at)
    if done:
        messages.success(request, words_for(done, publish_at))
    for answer, reason in refused:
        values = {"number": answer.impulse.number, "reason": reason}
        text = _("Impulse %(number)s was not released: %(reason)s") % values
        messages.error(request, text)
    return redirect("impulses:answers")


def words_for(done: list[Answer], publish_at) -> str:
    numbers = ", ".join(str(answer.impulse.number) for answer in done)
    if publish_at is None:
        text = ngettext(
            "One answer is published: impulse %(numbers)s.",
            "%(n)s answers are published: impulses %(numbers)s.",
            len(done),
        )
        return text % {"n": len(done), "numbers": numbers}
    text = ngettext(
        "One answer will be published on %(when)s: impulse %(numbers)s.",
        "%(n)s answers will be published on %(when)s: impulses %(numbers)s.",
        len(done),
    )
    when = date_format(localtime(publish_at), "DATETIME_FORMAT")
    return text % {"n": len(done), "numbers": numbers, "when": when}


def seen_in(request) -> list[tuple[int, int]]:
    """Key and version of each answer that was shown; anything else is left out."""
    sent = [text.partition(":") for text in request.POST.getlist("seen")]
    pairs = [
        (whole_number(key), whole_number(version)) for key, _colon, version in sent
    ]
    return [(key, seen) for key, seen in pairs if key is not None and seen is not None]
