import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0031_price_guards")]

    operations = [
        migrations.RenameModel("Held", "InvoiceSet"),
        migrations.AlterModelOptions("InvoiceSet", {"verbose_name": "set of invoices"}),
        migrations.AlterField("InvoiceSet", "name", models.CharField(max_length=250, verbose_name="files")),
        migrations.AddField("InvoiceSet", "sha256", models.CharField(blank=True, db_default="", max_length=64)),
        migrations.AddField("InvoiceSet", "size", models.BigIntegerField(db_default=0)),
        migrations.AddField("InvoiceSet", "files", models.IntegerField(db_default=0)),
        migrations.AddField("InvoiceSet", "origin", models.CharField(choices=[("DESK", "handed in"), ("FOLDER", "watched folder")], db_default="DESK", max_length=6)),
        migrations.AddField("InvoiceSet", "state", models.CharField(choices=[("HELD", "not looked through"), ("LOOKED", "waits for a decision"), ("TAKEN", "taken in"), ("REFUSED", "refused")], db_default="HELD", max_length=7)),
        migrations.AddField("InvoiceSet", "reason", models.TextField(blank=True, db_default="")),
        migrations.AddField("InvoiceSet", "figures", models.JSONField(db_default={})),
        migrations.AddField("InvoiceSet", "job", models.UUIDField(null=True)),
        migrations.AddField("InvoiceSet", "moved_at", models.DateTimeField(null=True)),
        migrations.AddIndex("InvoiceSet", models.Index(models.F("sha256"), name="billing_invoiceset_sha256")),
        migrations.CreateModel(
            name="SetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.IntegerField()),
                ("is_done", models.BooleanField()),
                ("file", models.CharField(max_length=400)),
                ("sha256", models.CharField(max_length=64)),
                ("outcome", models.CharField(choices=[("NEW", "new receivable"), ("JOINED", "gets its KSeF number: the document is here"), ("TIED", "kept with what it corrects"), ("KNOWN", "here already"), ("REFUSED", "refused")], max_length=7)),
                ("code", models.CharField(blank=True, db_default="", max_length=60)),
                ("facts", models.JSONField(db_default={})),
                ("notes", models.JSONField(db_default=[])),
                ("ksef", models.CharField(blank=True, db_default="", max_length=36)),
                ("kind", models.CharField(blank=True, db_default="", max_length=7)),
                ("number", models.CharField(blank=True, db_default="", max_length=250)),
                ("issued_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("currency", models.CharField(blank=True, db_default="", max_length=3)),
                ("buyer", models.BigIntegerField(null=True)),
                ("entry", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry")),
                ("of", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="billing.invoiceset")),
            ],
            options={"constraints": [models.UniqueConstraint(models.F("of"), models.F("place"), name="billing_setline_unique")]},
        ),
    ]
