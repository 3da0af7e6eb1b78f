import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0040_twins'),
        ('trail', '0010_evidence'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideFacts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('FILE', 'white list, file of the day'), ('SEARCH', 'white list'), ('CHECK', 'white list, account'), ('VIES', 'VIES'), ('BIR', 'GUS REGON'), ('RPO', 'RPO SR')], max_length=6, verbose_name='from')),
                ('state', models.CharField(db_default='', max_length=11, verbose_name='legal state')),
                ('state_on', models.DateField(null=True, verbose_name='since')),
                ('legal_form', models.CharField(db_default='', max_length=200, verbose_name='legal form')),
                ('activities', models.JSONField(default=list, verbose_name='lines of business')),
                ('as_of', models.DateField(editable=False)),
                ('evidence', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='trail.evidence')),
                ('party', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='outside_facts', to='register.party')),
            ],
            options={
                'verbose_name': 'facts from an outside register',
            },
        ),
        migrations.CreateModel(
            name='OutsideRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('kind', models.CharField(choices=[('VAT', 'check of VAT status'), ('REFRESH', 'comparison with the registers')], max_length=7, verbose_name='kind')),
                ('state', models.CharField(choices=[('WORKING', 'in progress'), ('PAUSED', 'goes on later'), ('DONE', 'done'), ('STOPPED', 'stopped')], db_default='WORKING', max_length=7, verbose_name='state')),
                ('started_on', models.DateField(editable=False)),
                ('started_by', models.BigIntegerField(editable=False, null=True)),
                ('job', models.UUIDField(editable=False)),
                ('planned_on', models.DateField(editable=False, null=True, verbose_name='planned end')),
                ('next_at', models.DateTimeField(editable=False, null=True)),
                ('why', models.CharField(db_default='', editable=False, max_length=12)),
                ('file_tries', models.SmallIntegerField(db_default=0, editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('finished_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'run of outside registers',
                'constraints': [models.UniqueConstraint(models.F('kind'), condition=models.Q(('state__in', ['WORKING', 'PAUSED'])), name='register_outsiderun_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('SUBJECT', 'data of the firm'), ('VAT', 'VAT status'), ('EU_VAT', 'EU VAT number'), ('ACCOUNT', 'bank account')], max_length=7)),
                ('number_kind', models.CharField(db_default='', max_length=6)),
                ('number', models.CharField(max_length=20)),
                ('iban', models.CharField(db_default='', max_length=34)),
                ('way', models.CharField(choices=[('FILE', 'white list, file of the day'), ('SEARCH', 'white list'), ('CHECK', 'white list, account'), ('VIES', 'VIES'), ('BIR', 'GUS REGON'), ('RPO', 'RPO SR')], max_length=6)),
                ('state', models.CharField(choices=[('WAITING', 'waiting'), ('ANSWERED', 'answered'), ('NO_ANSWER', 'no answer')], db_default='WAITING', max_length=9)),
                ('tries', models.SmallIntegerField(db_default=0)),
                ('as_of', models.DateField(null=True)),
                ('status', models.CharField(choices=[('ACTIVE', 'active'), ('EXEMPT', 'exempt'), ('NOT_REGISTERED', 'not registered'), ('VALID', 'valid'), ('INVALID', 'not valid'), ('LISTED', 'on the white list'), ('NOT_LISTED', 'not on the white list')], db_default='', max_length=14)),
                ('was', models.CharField(choices=[('ACTIVE', 'active'), ('EXEMPT', 'exempt'), ('NOT_REGISTERED', 'not registered'), ('VALID', 'valid'), ('INVALID', 'not valid'), ('LISTED', 'on the white list'), ('NOT_LISTED', 'not on the white list')], db_default='', max_length=14)),
                ('why', models.CharField(db_default='', max_length=12)),
                ('found', models.JSONField(null=True)),
                ('changes', models.JSONField(null=True)),
                ('evidence_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], size=None)),
                ('asked_by', models.BigIntegerField(null=True)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('answered_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='register.bankaccount')),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='trail.evidence')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='register.party')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='register.outsiderun')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'WAITING')), fields=['run', 'way', 'tries', 'number'], name='register_enquiry_waiting'), models.Index(condition=models.Q(('run__isnull', False)), fields=['run', 'id'], name='register_enquiry_of_run'), models.Index(condition=models.Q(('party__isnull', False)), fields=['party', '-id'], name='register_enquiry_of_party')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('SUBJECT', 'data of the firm'), ('VAT', 'VAT status'), ('EU_VAT', 'EU VAT number'), ('ACCOUNT', 'bank account')], max_length=7, verbose_name='what')),
                ('number', models.CharField(max_length=20, verbose_name='number')),
                ('iban', models.CharField(db_default='', editable=False, max_length=34)),
                ('status', models.CharField(choices=[('ACTIVE', 'active'), ('EXEMPT', 'exempt'), ('NOT_REGISTERED', 'not registered'), ('VALID', 'valid'), ('INVALID', 'not valid'), ('LISTED', 'on the white list'), ('NOT_LISTED', 'not on the white list')], db_default='', max_length=14, verbose_name='state')),
                ('as_of', models.DateField(editable=False, null=True)),
                ('way', models.CharField(choices=[('FILE', 'white list, file of the day'), ('SEARCH', 'white list'), ('CHECK', 'white list, account'), ('VIES', 'VIES'), ('BIR', 'GUS REGON'), ('RPO', 'RPO SR')], max_length=6, verbose_name='from')),
                ('answered_at', models.DateTimeField(editable=False, null=True)),
                ('failed_at', models.DateTimeField(editable=False, null=True)),
                ('failed_why', models.CharField(db_default='', editable=False, max_length=12)),
                ('account', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, to='register.bankaccount')),
                ('evidence', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='trail.evidence')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standings', to='register.party')),
            ],
            options={
                'verbose_name': 'state in an outside register',
                'constraints': [models.UniqueConstraint(fields=('party', 'about', 'account'), name='register_standing_unique', nulls_distinct=False)],
            },
        ),
        from_file("kartoteka.register", "outside_watch"),
    ]
