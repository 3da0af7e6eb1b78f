
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('correspondence', '0005_documents_in_bulk'),
        ('register', '0064_search_find'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('STATEMENT', 'statement of account'), ('BALANCE', 'confirmation of balance'), ('CALL', 'call for payment')], max_length=9, verbose_name='kind')),
                ('on', models.DateField(verbose_name='as of')),
                ('first', models.DateField(blank=True, null=True, verbose_name='from')),
                ('pay_by', models.DateField(blank=True, null=True, verbose_name='to be paid by')),
                ('least', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='least amount overdue')),
                ('by_email', models.BooleanField(db_default=True, verbose_name='by e-mail to those who agreed')),
                ('made_by', models.BigIntegerField(editable=False, null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('job', models.UUIDField(editable=False, null=True)),
                ('finished_at', models.DateTimeField(editable=False, null=True)),
                ('creditor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.party', verbose_name='creditor')),
            ],
            options={
                'verbose_name': 'documents in bulk',
            },
        ),
        migrations.CreateModel(
            name='Mailed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.IntegerField(null=True)),
                ('state', models.CharField(choices=[('WAITING', 'waiting'), ('LETTER', 'letter'), ('EMAIL', 'e-mail'), ('LEFT_OUT', 'left out')], db_default='WAITING', max_length=8)),
                ('reason', models.CharField(blank=True, choices=[('', ''), ('BLOCKED', 'contact is blocked'), ('RESTRICTED', 'the processing of the data is restricted'), ('NO_ADDRESS', 'no address for letters'), ('NOTHING', 'nothing to say: no entries, or not enough is overdue'), ('RATE', 'a rate of interest is missing'), ('GONE', 'merged into another customer, or erased')], db_default='', max_length=10)),
                ('email', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='correspondence.email')),
                ('letter', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='correspondence.letter')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.party')),
                ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='insight.mailing')),
            ],
        ),
        migrations.CreateModel(
            name='Volume',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.PositiveIntegerField()),
                ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='volumes', to='insight.mailing')),
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='correspondence.printrun')),
            ],
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.CheckConstraint(condition=models.Q(('first__isnull', True), ('first__lte', models.F('on')), _connector='OR'), name='insight_mailing_period_in_order'),
        ),
        migrations.AddIndex(
            model_name='mailed',
            index=models.Index(models.F('mailing'), models.F('place'), condition=models.Q(('state', 'WAITING')), name='insight_mailed_waiting'),
        ),
        migrations.AddConstraint(
            model_name='mailed',
            constraint=models.UniqueConstraint(models.F('mailing'), models.F('party'), name='insight_mailed_once'),
        ),
        migrations.AddConstraint(
            model_name='mailed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('letter__isnull', False), ('state', 'LETTER')), models.Q(('email__isnull', False), ('state', 'EMAIL')), models.Q(('email__isnull', True), ('letter__isnull', True), ('state__in', ['WAITING', 'LEFT_OUT'])), _connector='OR'), name='insight_mailed_state_fits'),
        ),
        migrations.AddConstraint(
            model_name='volume',
            constraint=models.UniqueConstraint(models.F('mailing'), models.F('ordinal'), name='insight_volume_unique'),
        ),
        from_file('kartoteka.insight', 'watch'),
    ]
