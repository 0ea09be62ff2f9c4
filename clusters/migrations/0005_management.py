"""The relation of clusters and managers becomes a model, in the table it has."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('clusters', '0004_stricter_checks'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Management',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='managements', to='clusters.cluster', verbose_name='cluster')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='managements', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                    ],
                    options={
                        'verbose_name': 'manager',
                        'verbose_name_plural': 'managers',
                        'db_table': 'clusters_cluster_managers',
                    },
                ),
                migrations.AlterField(
                    model_name='cluster',
                    name='managers',
                    field=models.ManyToManyField(blank=True, related_name='managed_clusters', through='clusters.Management', to=settings.AUTH_USER_MODEL, verbose_name='managers'),
                ),
            ],
        ),
        migrations.AddField(
            model_name='management',
            name='is_deputy',
            field=models.BooleanField(default=False, verbose_name='deputy'),
        ),
        migrations.AddField(
            model_name='management',
            name='since',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='since'),
        ),
        migrations.AlterModelOptions(
            name='management',
            options={'ordering': ['is_deputy', 'since', 'pk'], 'verbose_name': 'manager', 'verbose_name_plural': 'managers'},
        ),
        migrations.AddConstraint(
            model_name='management',
            constraint=models.UniqueConstraint(fields=('cluster', 'user'), name='clusters_management_once', violation_error_message='This account keeps the entry already.'),
        ),
    ]
