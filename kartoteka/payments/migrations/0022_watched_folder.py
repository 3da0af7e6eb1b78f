import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0021_kind_of_payment")]

    operations = [
        migrations.CreateModel(
            name="Found",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=250, verbose_name="file")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("state", models.CharField(choices=[("TAKEN", "taken in"), ("KNOWN", "known already"), ("REFUSED", "refused")], max_length=7)),
                ("reason", models.TextField(blank=True, db_default="")),
                ("lines", models.IntegerField(db_default=0)),
                ("found_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("moved_at", models.DateTimeField(null=True)),
                ("file", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.file")),
            ],
            options={"indexes": [models.Index(models.F("sha256"), name="payments_found_sha256")]},
        ),
    ]
