from django.db import migrations, models

KINDS = [
    ("BANK", "bank transfer"),
    ("CASH", "cash desk"),
    ("BAILIFF", "bailiff"),
    ("POST", "post"),
    ("CARD", "card or online payment"),
    ("OFFSET", "offset"),
    ("OTHER", "other"),
]


class Migration(migrations.Migration):
    dependencies = [("payments", "0020_erase")]

    operations = [
        migrations.AddField(
            model_name="line",
            name="kind",
            field=models.CharField(choices=KINDS, db_default="BANK", max_length=7),
        ),
        migrations.AddField(
            model_name="line", name="breakdown", field=models.JSONField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="file",
            name="origin",
            field=models.CharField(
                choices=[("DESK", "handed in"), ("FOLDER", "watched folder")],
                db_default="DESK",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="file",
            name="read_by",
            field=models.CharField(blank=True, db_default="", max_length=100),
        ),
        migrations.AddField(model_name="held", name="mapping", field=models.UUIDField(null=True)),
    ]
