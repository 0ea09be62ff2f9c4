"""For the superuser whose device is lost: the admin needs what is lost."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from clusters.actions.accounts import reset_second_factor


class Command(BaseCommand):
    help = "Takes the second factor and the recovery codes of an account away."

    def add_arguments(self, parser):
        parser.add_argument("name", help="user name of the account")

    def handle(self, *args, name: str, **options):
        users = get_user_model().objects
        if "\x00" in name or not users.filter(username=name).exists():
            raise CommandError(f"There is no account named {name!r}.")
        reset_second_factor(users.get(username=name))
        self.stdout.write(f"{name} signs in with the password alone now.")
