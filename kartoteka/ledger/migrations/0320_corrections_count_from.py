from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0221_former_interest_kept")]

    operations = [
        migrations.RemoveConstraint("entry", "ledger_entry_paid_before_posted"),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                condition=models.Q(
                    ("paid_on__isnull", True),
                    models.Q(
                        ("kind__in", ["PAYMENT", "TRANSFER", "CORRECTION"]),
                        ("paid_on__lt", models.F("effective_on")),
                        ("side", "CREDIT"),
                    ),
                    _connector="OR",
                ),
                name="ledger_entry_paid_before_posted",
            ),
        ),
    ]
