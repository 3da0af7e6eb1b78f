from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_initial"),
        ("trail", "0001_initial"),
        ("ledger", "0002_guards"),
        ("register", "0001_initial"),
    ]
    operations = [from_file("kartoteka.payments", "guards")]
