
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0001_mailings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PrintOffset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('right', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='to the right, mm')),
                ('down', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='down, mm')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('owner'), name='insight_printoffset_one', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('down__range', (-30, 30)), ('right__range', (-30, 30))), name='insight_printoffset_on_paper')],
            },
        ),
    ]
