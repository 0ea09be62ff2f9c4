"""The German catalogue: what is collected, kept, compiled and complained about."""

from io import StringIO

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from clusterallianz.management.commands.update_catalogue import (
    Message,
    from_python,
    from_template,
)

PYTHON = """
from django.utils import translation
from django.utils.translation import gettext as _

NAMES = [_("One"), translation.gettext_lazy("Two" " halves"), len("Not this")]
COUNT = ngettext("%(n)s hit", "%(n)s hits", 3)
MONTH = pgettext("month", "May")
BOTH = npgettext("file", "page", "pages", 2)
FREE = _(NAMES)
"""
TEMPLATE = """{% extends "base.html" %}{% load partials %}
{% block title %}{% translate "Title" %}{% endblock %}
{% if a %}{% translate "If" %}{% else %}{% translate 'Else' as b %}{% endif %}
{% for a in b %}{% translate "For" %}{% empty %}{% translate "Empty" %}{% endfor %}
{% with a=b %}{% translate "May" context "month" %}{% endwith %}
{% partialdef part inline %}{% translate "Partial" %}{% endpartialdef %}
{% partialdef other %}
  {% blocktranslate trimmed count n=a %}
    {{ n }} hit
    here{% plural %}{{ n }} hits here{% endblocktranslate %}
{% endpartialdef %}
{{ a|default:_("Constant") }}{% include "x.html" with a=_('Given') only %}
{% translate variable %}{# {% translate "Comment" %} #}"""


def pairs(messages):
    return sorted((m.context, m.msgid, m.plural) for m in messages)


def test_python_messages_are_collected():
    assert pairs(from_python(PYTHON, "x.py")) == [
        ("", "%(n)s hit", "%(n)s hits"),
        ("", "One", ""),
        ("", "Two halves", ""),
        ("file", "page", "pages"),
        ("month", "May", ""),
    ]


def test_template_messages_are_collected():
    assert pairs(from_template(TEMPLATE, "x.html")) == [
        ("", "%(n)s hit here", "%(n)s hits here"),
        ("", "Constant", ""),
        ("", "Else", ""),
        ("", "Empty", ""),
        ("", "For", ""),
        ("", "Given", ""),
        ("", "If", ""),
        ("", "Partial", ""),
        ("", "Title", ""),
        ("month", "May", ""),
    ]


def test_message_key_tells_contexts_apart():
    keys = {Message("May", "x", context=context).key for context in ("", "month")}
    assert len(keys) == 2


@pytest.fixture
def project(settings, tmp_path):
    """A small project of its own: one Python file and one template."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    (tmp_path / "clusters").mkdir()
    (tmp_path / "clusters" / "a.py").write_text('_("Cluster")\n_("Save")\n')
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text(
        '{% translate "Cluster" %}{% blocktranslate count n=a %}'
        "{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    return tmp_path


def folder_of(project):
    return project / "locale" / "de" / "LC_MESSAGES"


def run(*options):
    output = StringIO()
    call_command("update_catalogue", *options, stdout=output)
    return output.getvalue()


def problems():
    with pytest.raises(CommandError) as caught:
        run("--check")
    return str(caught.value).splitlines()


def translate(project):
    """Fill in the two messages of the project and compile them."""
    path = folder_of(project) / "django.po"
    catalogue = polib.pofile(str(path))
    catalogue.find("Cluster").msgstr = "Verbund"
    catalogue.find("%(n)s row").msgstr_plural = {0: "%(n)s Zeile", 1: "%(n)s Zeilen"}
    catalogue.save()
    return run()


def test_update_writes_what_the_project_needs(project):
    assert run() == "2 messages lack a translation.\n"
    catalogue = polib.pofile(str(folder_of(project) / "django.po"))
    # "Save" is Django's own
    assert [entry.msgid for entry in catalogue] == ["%(n)s row", "Cluster"]
    assert catalogue.find("Cluster").occurrences == [
        ("clusters/a.py", ""),
        ("templates/a.html", ""),
    ]
    assert catalogue.find("%(n)s row").flags == ["python-format"]


def test_update_keeps_translations_and_compiles_them(project):
    run()
    assert translate(project) == "0 messages lack a translation.\n"
    compiled = polib.mofile(str(folder_of(project) / "django.mo"))
    assert compiled.find("Cluster").msgstr == "Verbund"
    assert compiled.find("%(n)s row").msgstr_plural[1] == "%(n)s Zeilen"
    assert run("--check") == "2 messages.\n"


def test_update_changes_nothing_the_second_time(project):
    run()
    translate(project)
    files = [folder_of(project) / name for name in ("django.po", "django.mo")]
    before = [file.read_bytes() for file in files]
    run()
    assert [file.read_bytes() for file in files] == before


def test_update_drops_obsolete_messages(project):
    run()
    (project / "templates" / "a.html").write_text("")
    run()
    catalogue = polib.pofile(str(folder_of(project) / "django.po"))
    assert [entry.msgid for entry in catalogue] == ["Cluster"]


def test_check_writes_nothing(project):
    assert problems() == [
        "Not in the catalogue: '%(n)s row'",
        "Not in the catalogue: 'Cluster'",
        "django.mo is older than django.po; run update_catalogue.",
    ]
    assert not folder_of(project).exists()


def test_check_names_untranslated_messages(project):
    run()
    assert problems() == ["Not translated: '%(n)s row'", "Not translated: 'Cluster'"]


def test_check_names_obsolete_messages(project):
    run()
    translate(project)
    (project / "templates" / "a.html").write_text("")
    assert problems() == ["No longer used: '%(n)s row'"]


def test_check_names_an_uncompiled_catalogue(project):
    run()
    translate(project)
    path = folder_of(project) / "django.po"
    path.write_text(path.read_text().replace("Verbund", "Bund"))
    assert problems() == ["django.mo is older than django.po; run update_catalogue."]


def test_check_names_wrong_placeholders(project):
    run()
    translate(project)
    path = folder_of(project) / "django.po"
    path.write_text(path.read_text().replace("%(n)s Zeilen", "%(m)s Zeilen"))
    run()
    assert problems() == ["Translated with other placeholders: '%(n)s row'"]


def test_translations_are_about_as_long_as_their_messages():
    """One letter for a sentence is a slip of the keyboard."""
    folder = settings.LOCALE_PATHS[0] / "de" / "LC_MESSAGES"
    catalogue = polib.pofile(str(folder / "django.po"))
    short = [
        entry.msgid
        for entry in catalogue
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if text and len(text) * 4 < len(entry.msgid)
    ]
    assert short == []
