
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0020_uses'),
        ('insight', '0002_print_offsets'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('is_shared', models.BooleanField(db_default=False)),
                ('report', models.CharField(max_length=30)),
                ('query', models.JSONField(default=dict)),
                ('asked', models.JSONField(default=dict)),
                ('ending', models.CharField(choices=[('TODAY', 'the day itself'), ('YESTERDAY', 'the day before'), ('LAST_MONTH', 'the end of last month'), ('FIXED', 'the same day always')], db_default='TODAY', max_length=10)),
                ('beginning', models.CharField(choices=[('MONTH', 'the first of that month'), ('QUARTER', 'the first of that quarter'), ('YEAR', 'the first of that year'), ('FIXED', 'the same day always')], db_default='MONTH', max_length=7)),
                ('every', models.CharField(blank=True, choices=[('', 'only when asked for'), ('DAY', 'every day'), ('WEEK', 'every week, on Monday'), ('MONTH', 'every month, on the first')], db_default='', max_length=5)),
                ('format', models.CharField(choices=[('xlsx', 'workbook (XLSX)'), ('csv', 'CSV file'), ('pdf', 'paper (PDF)')], db_default='xlsx', max_length=4)),
                ('way', models.CharField(choices=[('ATTACHED', 'attached to an e-mail'), ('LINK', 'a link in an e-mail; the file stays here')], db_default='ATTACHED', max_length=8)),
                ('next_on', models.DateField(blank=True, null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recipients', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved report',
            },
        ),
        migrations.CreateModel(
            name='ReportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('made_by', models.BigIntegerField(editable=False, null=True)),
                ('on', models.DateField()),
                ('first', models.DateField(null=True)),
                ('format', models.CharField(max_length=4)),
                ('sent_to', models.PositiveSmallIntegerField(db_default=0)),
                ('sha256', models.CharField(blank=True, db_default='', max_length=64)),
                ('problem', models.CharField(blank=True, db_default='', max_length=300)),
                ('content', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.content')),
                ('saved', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='insight.savedreport')),
            ],
        ),
        migrations.AddIndex(
            model_name='savedreport',
            index=models.Index(models.F('next_on'), condition=models.Q(('next_on__isnull', False)), name='insight_savedreport_next'),
        ),
        migrations.AddConstraint(
            model_name='savedreport',
            constraint=models.UniqueConstraint(models.F('owner'), models.F('name'), name='insight_savedreport_name_unique'),
        ),
        migrations.AddConstraint(
            model_name='savedreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('every', ''), ('next_on__isnull', True)), models.Q(models.Q(('every', ''), _negated=True), ('next_on__isnull', False)), _connector='OR'), name='insight_savedreport_every_has_day'),
        ),
        from_file('kartoteka.insight', 'watch_reports'),
    ]
