import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0009_takeaway_member_types")]

    operations = [
        migrations.AlterModelOptions(
            name="enquirythread",
            options={
                "ordering": ["pk"],
                "verbose_name": "enquiry to a cluster",
                "verbose_name_plural": "enquiries",
            },
        ),
        migrations.AddField(
            model_name="enquirythread",
            name="waiting_since",
            field=models.DateTimeField(
                default=django.utils.timezone.now, verbose_name="waiting since"
            ),
        ),
    ]
