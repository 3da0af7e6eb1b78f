import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0040_invoice_sets"),
        ("correspondence", "0040_interest_notes"),
        ("insight", "0003_saved_reports"),
    ]

    operations = [
        migrations.AlterField("mailing", "kind", models.CharField(choices=[("STATEMENT", "statement of account"), ("BALANCE", "confirmation of balance"), ("CALL", "call for payment"), ("NOTE", "interest note")], max_length=9, verbose_name="kind")),
        migrations.AlterField("mailed", "reason", models.CharField(blank=True, choices=[("", ""), ("BLOCKED", "contact is blocked"), ("RESTRICTED", "the processing of the data is restricted"), ("NO_ADDRESS", "no address for letters"), ("NOTHING", "nothing to say: no entries, or not enough is overdue"), ("RATE", "a rate of interest is missing"), ("NO_NOTE", "no interest note to be paid that has not gone out yet"), ("GONE", "merged into another customer, or erased")], db_default="", max_length=10)),
        migrations.CreateModel(
            name="MailedNote",
            fields=[
                ("note", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="billing.interestnote")),
                ("mailed", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="insight.mailed")),
            ],
        ),
    ]
