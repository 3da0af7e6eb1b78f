from django.conf import settings
from django.db import migrations, models

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("kernel", "0001_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        from_file("kartoteka.trail", "changes"),
        from_file("kartoteka.trail", "watch_access"),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("actor", models.BigIntegerField(null=True)),
                ("real_actor", models.BigIntegerField(null=True)),
                ("address", models.TextField(blank=True)),
                ("db_role", models.TextField(null=True)),
                ("table", models.TextField(db_column="table_name")),
                ("row", models.BigIntegerField(db_column="row_id", null=True)),
                ("party", models.BigIntegerField(db_column="party_id", null=True)),
                ("op", models.CharField(max_length=1)),
                ("old", models.JSONField(db_column="old_values", null=True)),
                ("new", models.JSONField(db_column="new_values", null=True)),
            ],
            options={"db_table": "trail_change", "managed": False},
        ),
    ]
