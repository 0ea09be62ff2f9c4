"""What is stored under a mail address: exported, or erased wherever it stands.

Rows that exist for a person are deleted; what must stay, such as an account that
confirmed facts, loses the person. Then every text column of every table is searched,
the tables of histories included, so that a column added later is not forgotten.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.functions import Cast

from clusters.actions.audit import record
from clusters.models import (
    AuditEntry,
    Contact,
    Enquiry,
    EnquiryMessage,
    EnquiryThread,
    Invitation,
    Management,
    OutgoingMail,
    renew_edition,
)

ERASED = "–"
# what an export must not hold, though it is stored
SECRET = {"password", "key", "session_data", "secret"}
# packages whose rows about an account say nothing without the person
ACCOUNT_APPS = {"account", "socialaccount", "mfa"}
LOGIN_APP = "axes"
# rows that exist for the person of this column alone
OWNED: list[tuple[type[models.Model], str]] = [
    (Enquiry, "email"),
    (OutgoingMail, "to"),
    (OutgoingMail, "reply_to"),
    (Invitation, "email"),
]


def pattern_of(address: str) -> re.Pattern:
    """Finds an address, but not inside a longer one."""
    return re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)", re.IGNORECASE)


def text_columns(model: type[models.Model]) -> list[models.Field]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    fields = model._meta.concrete_fields
    return [field for field in fields if isinstance(field, kinds)]


def rows_of(model: type[models.Model]) -> models.QuerySet:
    # past managers that hide rows, or refuse to change what is written once: the law
    # stands above both
    return models.QuerySet(model)


def found_in(
    model: type[models.Model], address: str
) -> Iterator[tuple[Any, models.Field, str]]:
    """Primary key, column and text of each value that holds the address."""
    pattern = pattern_of(address)
    for field in text_columns(model):
        rows = rows_of(model).annotate(as_text=Cast(field.attname, models.TextField()))
        found = rows.filter(as_text__icontains=address).order_by()
        for key, text in found.values_list("pk", "as_text"):
            if pattern.search(text):
                yield key, field, text


def all_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]


def export_person(address: str) -> dict[str, list[dict]]:
    """Rows by model: those that hold the address, and what belongs to them."""
    keys: dict[type[models.Model], set] = {}
    for model in all_models():
        found = {key for key, _field, _text in found_in(model, address)}
        if found:
            keys[model] = found
    enquiries = keys.get(Enquiry, set())
    users = keys.get(get_user_model(), set())
    belonging: list[tuple[type[models.Model], dict]] = [
        (EnquiryThread, {"enquiry__in": enquiries}),
        (EnquiryMessage, {"thread__enquiry__in": enquiries}),
        (EnquiryMessage, {"account__in": users}),
        (Management, {"user__in": users}),
        (AuditEntry, {"account__in": users}),
    ]
    for model, lookup in belonging:
        found = set(rows_of(model).filter(**lookup).values_list("pk", flat=True))
        if found:
            keys.setdefault(model, set()).update(found)
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in SECRET}
            for row in rows_of(model).filter(pk__in=found).order_by("pk").values()
        ]
        for model, found in keys.items()
    }


@transaction.atomic
def erase_person(address: str, *, by=None) -> Counter[str]:
    """Erase it everywhere, and note that it was done; how many rows of which model."""
    done: Counter[str] = Counter()
    enquiries = Enquiry.objects.filter(email__iexact=address)
    for number in enquiries.values_list("number", flat=True):
        # what clusters were told of it holds its text, though not the address
        done["clusters.OutgoingMail"] += OutgoingMail.objects.filter(
            subject__contains=number
        ).delete()[0]
    for model, lookup in OWNED:
        rows = rows_of(model).filter(**{f"{lookup}__iexact": address})
        done[model._meta.label] += rows.delete()[1].get(model._meta.label, 0)
    erase_contacts(address, done)
    for user in get_user_model().objects.filter(email__iexact=address):
        erase_account(user, done)
    for model in all_models():
        done[model._meta.label] += erase_texts(model, address)
    done = +done
    if done:
        about = ", ".join(f"{name} {number}" for name, number in sorted(done.items()))
        record(AuditEntry.Action.ERASURE, by=by, about=about)
        renew_edition()
    return done


def erase_contacts(address: str, done: Counter[str]) -> None:
    """The contact, and in its history the person: all versions of that name."""
    history = Contact.history.model  # type: ignore[attr-defined]
    versions = history.objects.filter(email__iexact=address)
    persons = set(versions.values_list("id", "name"))
    contacts = Contact.objects.filter(email__iexact=address)
    persons |= set(contacts.values_list("id", "name"))
    done["clusters.Contact"] += contacts.delete()[1].get("clusters.Contact", 0)
    for key, name in persons:
        same = history.objects.filter(id=key, name=name)
        done[history._meta.label] += same.update(name="", email="", phone="")


def erase_account(user, done: Counter[str]) -> None:
    """What the account did stays, without a person; nobody can sign in with it."""
    names = [user.username, user.email]
    for relation in user._meta.related_objects:
        model = relation.related_model
        if model._meta.app_label in ACCOUNT_APPS:
            rows_of(model).filter(**{relation.field.name: user}).delete()
    for model in apps.get_app_config(LOGIN_APP).get_models():
        if any(field.name == "username" for field in text_columns(model)):
            rows_of(model).filter(username__in=names).delete()
    user.username = f"geloescht-{user.pk}"
    user.first_name = user.last_name = user.email = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.managements.all().delete()
    about = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(user), object_id=str(user.pk)
    )
    about.update(object_repr=user.username)
    done["auth.User"] += 1


def erase_texts(model: type[models.Model], address: str) -> int:
    """Replace the address in every text column; how many values."""
    pattern, number = pattern_of(address), 0
    for key, field, text in list(found_in(model, address)):
        value: Any = pattern.sub(ERASED, text)
        if isinstance(field, models.JSONField):
            value = json.loads(value)
        rows_of(model).filter(pk=key).update(**{field.attname: value})
        number += 1
    return number
