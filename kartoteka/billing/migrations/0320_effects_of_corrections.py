from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0301_interest_limits_counted")]

    operations = [
        migrations.AddField(
            "KsefInvoice",
            "effect",
            models.PositiveSmallIntegerField(
                blank=True,
                choices=[
                    (1, "on the day of what it corrects"),
                    (2, "on the day of the correction"),
                    (3, "on other days"),
                ],
                null=True,
                verbose_name="effect of the correction",
            ),
        ),
        migrations.AddConstraint(
            "KsefInvoice",
            models.CheckConstraint(
                condition=models.Q(
                    ("effect__isnull", True),
                    models.Q(
                        ("effect__in", [1, 2, 3]), ("kind__in", ["KOR", "KOR_ZAL", "KOR_ROZ"])
                    ),
                    _connector="OR",
                ),
                name="billing_ksefinvoice_effect",
            ),
        ),
    ]
