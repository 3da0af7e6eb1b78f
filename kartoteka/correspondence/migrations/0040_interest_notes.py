from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0005_documents_in_bulk")]

    operations = [
        migrations.AlterField("letter", "kind", models.CharField(choices=[("ACTIVATION", "portal access code"), ("CONFIRMATION", "confirmation of receivable"), ("TAX", "tax information"), ("STATEMENT", "statement of account"), ("BALANCE", "confirmation of balance"), ("CALL", "call for payment"), ("NOTE", "interest note"), ("OTHER", "other letter")], max_length=12, verbose_name="kind")),
    ]
