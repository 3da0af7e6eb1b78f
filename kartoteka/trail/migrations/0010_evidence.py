import django.contrib.postgres.functions
import django.db.models.functions.datetime
from django.db import migrations, models

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):

    dependencies = [
        ('trail', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('actor', models.BigIntegerField(null=True)),
                ('real_actor', models.BigIntegerField(null=True)),
                ('address', models.TextField(db_default='')),
                ('party_id', models.BigIntegerField(null=True)),
                ('service', models.CharField(max_length=40)),
                ('operation', models.CharField(max_length=60)),
                ('endpoint', models.TextField()),
                ('request', models.JSONField()),
                ('asked_at', models.DateTimeField()),
                ('took_ms', models.IntegerField()),
                ('status', models.SmallIntegerField(null=True)),
                ('content_type', models.TextField(db_default='')),
                ('body', models.BinaryField()),
                ('body_hash', models.BinaryField(max_length=32)),
                ('provider_id', models.CharField(db_default='', max_length=100)),
                ('provider_time', models.CharField(db_default='', max_length=60)),
                ('verdict', models.CharField(max_length=9)),
                ('why', models.CharField(db_default='', max_length=12)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('party_id__isnull', False)), fields=['party_id', '-id'], name='trail_evidence_party')],
            },
        ),
        from_file("kartoteka.trail", "evidence"),
    ]
