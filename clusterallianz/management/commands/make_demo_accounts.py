"""Makes the accounts of the demo; their names are roles, not persons."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from clusterallianz.management.commands.make_roles import make_roles
from clusters.models import Cluster
from clusters.roles import COORDINATORS, OFFICE, REVIEWERS

PASSWORD = "clusterallianz-demo"  # noqa: S105 - made only while DEBUG is on


@dataclass(frozen=True)
class DemoAccount:
    username: str
    role: str
    group: str = ""
    cluster: str = ""


ACCOUNTS = [
    DemoAccount("demo-manager", "Clustermanagement", cluster="automotiveland-nrw"),
    # a second one, to hand enquiries over to
    DemoAccount("demo-manager-2", "Clustermanagement", cluster="kunststoffland-nrw"),
    DemoAccount("demo-geschaeftsstelle", "Geschäftsstelle", group=OFFICE),
    DemoAccount("demo-pruefung", "Prüfung", group=REVIEWERS),
    # a second one of each: votes are blind, and nobody publishes an own answer
    DemoAccount("demo-pruefung-2", "Prüfung", group=REVIEWERS),
    DemoAccount("demo-koordination", "Koordination", group=COORDINATORS),
    DemoAccount("demo-koordination-2", "Koordination", group=COORDINATORS),
]


@transaction.atomic
def make_demo_accounts() -> int:
    """Create the accounts that are missing; returns how many. Passwords stay."""
    make_roles()
    return sum(make_account(account) for account in ACCOUNTS)


def make_account(account: DemoAccount) -> bool:
    users = get_user_model().objects
    if users.filter(username=account.username).exists():
        return False
    user = users.create_user(
        account.username,
        email=f"{account.username}@example.org",
        password=PASSWORD,
        is_staff=True,
        last_name=account.role,
    )
    if account.group:
        user.groups.add(Group.objects.get(name=account.group))
    if account.cluster:
        user.managed_clusters.set(Cluster.objects.filter(slug=account.cluster))
    return True


class Command(BaseCommand):
    help = "Makes the accounts of the demo, only while DEBUG is on; may be repeated."

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("Demo accounts are made only while DEBUG is on.")
        self.stdout.write(f"{make_demo_accounts()} demo accounts made.")
