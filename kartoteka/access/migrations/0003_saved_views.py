import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_sign_in_rights'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('is_shared', models.BooleanField(default=False)),
                ('state', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ViewMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=40)),
                ('is_pinned', models.BooleanField(default=False)),
                ('is_default', models.BooleanField(default=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('view', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.savedview')),
            ],
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(models.F('owner'), models.F('subject'), models.F('name'), name='access_savedview_name_unique'),
        ),
        migrations.AddConstraint(
            model_name='viewmark',
            constraint=models.UniqueConstraint(models.F('user'), models.F('view'), name='access_viewmark_unique'),
        ),
        migrations.AddConstraint(
            model_name='viewmark',
            constraint=models.UniqueConstraint(models.F('user'), models.F('subject'), condition=models.Q(('is_default', True)), name='access_viewmark_one_default'),
        ),
    ]
