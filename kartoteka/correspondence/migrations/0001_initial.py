import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('trail', '0001_initial'),
        ('documents', '0001_initial'),
        ('register', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PrintRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.BigIntegerField(null=True)),
                ('printed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Email',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('state', models.CharField(choices=[('WAITING', 'waiting'), ('SENDING', 'being sent'), ('SENT', 'sent'), ('UNCERTAIN', 'perhaps sent'), ('FAILED', 'not sent')], db_default='WAITING', max_length=9)),
                ('attempts', models.PositiveSmallIntegerField(db_default=0)),
                ('problem', models.TextField(db_default='')),
                ('queued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('queued_by', models.BigIntegerField(null=True)),
                ('tried_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='emails', to='register.party')),
            ],
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('ACTIVATION', 'portal access code'), ('CONFIRMATION', 'confirmation of receivable'), ('OTHER', 'other letter')], max_length=12)),
                ('title', models.CharField(max_length=150)),
                ('language', models.CharField(max_length=2)),
                ('recipient', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=150), size=None)),
                ('country', models.CharField(max_length=2)),
                ('postal_code', models.CharField(db_default='', max_length=10)),
                ('pages', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('WAITING', 'waiting'), ('PRINTING', 'at the printer'), ('PRINTED', 'printed'), ('WITHDRAWN', 'withdrawn')], db_default='WAITING', max_length=9)),
                ('queued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('queued_by', models.BigIntegerField(null=True)),
                ('printed_at', models.DateTimeField(null=True)),
                ('times_printed', models.PositiveSmallIntegerField(db_default=0)),
                ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='documents.content')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='register.party')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='correspondence.printrun')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code_hash', models.CharField(max_length=200)),
                ('link_hash', models.CharField(max_length=64, unique=True)),
                ('wrong_codes', models.PositiveSmallIntegerField(db_default=0)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.BigIntegerField(null=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('email', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='correspondence.email')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='register.party')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='correspondence.letter')),
            ],
        ),
        migrations.CreateModel(
            name='Sealed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.BinaryField()),
                ('email', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, to='correspondence.email')),
                ('letter', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, to='correspondence.letter')),
            ],
        ),
        migrations.AddIndex(
            model_name='email',
            index=models.Index(models.F('id'), condition=models.Q(('state__in', ['WAITING', 'SENDING'])), name='correspondence_email_waiting'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(models.F('user'), models.F('party'), condition=models.Q(('ended_at__isnull', True), ('used_at__isnull', True)), name='correspondence_invitation_one_open'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='correspondence_invitation_expires_later'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(models.F('country'), models.F('postal_code'), models.F('id'), condition=models.Q(('state', 'WAITING')), name='correspondence_letter_waiting'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'PRINTING'), _negated=True), ('run__isnull', False), _connector='OR'), name='correspondence_letter_printing_has_run'),
        ),
        migrations.AddConstraint(
            model_name='sealed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('email__isnull', True), ('letter__isnull', False)), models.Q(('email__isnull', False), ('letter__isnull', True)), _connector='OR'), name='correspondence_sealed_of_one'),
        ),
        from_file('kartoteka.correspondence', 'watch'),
    ]
