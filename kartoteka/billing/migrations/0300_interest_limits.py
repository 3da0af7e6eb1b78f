from django.db import migrations, models

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("billing", "0220_discounts"), ("ledger", "0221_former_interest_kept")]

    operations = [
        migrations.AddField(
            "Limitation", "own_claim", models.CharField(blank=True, db_default="", max_length=14)
        ),
        migrations.AddField("Limitation", "runs", models.JSONField(db_default=[])),
        from_file("kartoteka.billing", "limitation_interest"),
    ]
