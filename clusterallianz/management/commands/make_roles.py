"""Creates the groups of accounts with exactly the permissions of the table in code."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction

from clusters.roles import GROUP_PERMISSIONS


@transaction.atomic
def make_roles() -> None:
    """Create or correct the groups; may be repeated."""
    for name, permissions in GROUP_PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([find_permission(path) for path in permissions])


def find_permission(path: str) -> Permission:
    app_label, codename = path.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


class Command(BaseCommand):
    help = "Creates the groups of accounts and their permissions; may be repeated."

    def handle(self, *args, **options):
        make_roles()
        self.stdout.write(f"Groups: {', '.join(GROUP_PERMISSIONS)}.")
