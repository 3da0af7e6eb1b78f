from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="runrow",
            name="what",
            field=models.CharField(blank=True, db_default="", max_length=160),
        ),
    ]
