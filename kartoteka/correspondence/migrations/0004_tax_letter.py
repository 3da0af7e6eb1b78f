from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0003_words")]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ACTIVATION", "portal access code"),
                    ("CONFIRMATION", "confirmation of receivable"),
                    ("TAX", "tax information"),
                    ("OTHER", "other letter"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
