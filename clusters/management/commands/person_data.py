"""Exports or erases what is stored under a mail address."""

import json

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import validate_email

from clusters.actions.persons import erase_person, export_person


class Command(BaseCommand):
    help = "Writes all rows that hold a mail address as JSON, or erases it everywhere."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["export", "erase"])
        parser.add_argument("address", help="a mail address")

    def handle(self, *args, **options):
        address = options["address"].strip()
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError("That is no mail address.") from error
        if options["what"] == "export":
            found = export_person(address)
            self.stdout.write(
                json.dumps(found, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)
            )
            return
        done = erase_person(address)
        for name, number in sorted(done.items()):
            self.stdout.write(f"{name}: {number}")
        if not done:
            self.stdout.write("Nothing is stored under this address.")
