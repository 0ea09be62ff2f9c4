"""Stores the searched words of all entries anew."""

from django.core.management.base import BaseCommand

from clusters.models import Cluster
from clusters.search import rebuild_index


class Command(BaseCommand):
    help = "Stores the searched words of all entries anew and says how many changed."

    def handle(self, *args, **options):
        self.stdout.write(f"{rebuild_index(Cluster.objects.all())} entries changed.")
