import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0040_invoice_sets")]

    operations = [
        migrations.CreateModel(
            name="NoteCorrection",
            fields=[
                ("note", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="billing.interestnote")),
                ("corrects", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.interestnote")),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("note", models.F("corrects")), _negated=True), name="billing_notecorrection_of_two")]},
        ),
        migrations.RunSQL("SELECT append_only('billing_notecorrection')", migrations.RunSQL.noop),
    ]
