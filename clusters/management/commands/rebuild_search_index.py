"""Stores the searched words of all rows anew."""

from importlib import import_module

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    help = "Stores the searched words of all entries anew and says how many changed."

    @transaction.atomic
    def handle(self, *args, **options):
        # an app with searched rows has a search.rebuild_index: clusters, impulses
        for label, name in (("clusters", "Cluster"), ("impulses", "Impulse")):
            rows = apps.get_model(label, name).objects.all()
            changed = import_module(f"{label}.search").rebuild_index(rows)
            title = rows.model._meta.verbose_name_plural
            self.stdout.write(f"{title}: {changed} of {len(rows)} changed.")
