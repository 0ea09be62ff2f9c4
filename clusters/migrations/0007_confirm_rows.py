"""What entries say about their confirmation becomes a confirmation of each section."""

from django.db import migrations

SECTIONS = ["stammdaten", "leistungen", "standorte", "kontakte", "text"]


def confirm_every_section(apps, schema_editor):
    """Until now an entry was confirmed as a whole, in the admin."""
    Cluster = apps.get_model("clusters", "Cluster")
    Confirmation = apps.get_model("clusters", "Confirmation")
    confirmed = Cluster.objects.filter(confirmed_on__isnull=False, confirmations=None)
    for cluster in list(confirmed):
        Confirmation.objects.bulk_create(
            Confirmation(
                cluster=cluster,
                section=section,
                confirmed_on=cluster.confirmed_on,
                confirmed_by=cluster.confirmed_by,
                way="admin",
            )
            for section in SECTIONS
        )
        Cluster.objects.filter(pk=cluster.pk).update(confirmed_sections=len(SECTIONS))


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0006_enquiries_and_freshness"),
    ]
    operations = [
        # the confirmations stay if this is undone: they were true
        migrations.RunPython(confirm_every_section, migrations.RunPython.noop)
    ]
