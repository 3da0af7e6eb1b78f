from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [
        ("tax", "0001_initial"),
        ("ledger", "0004_watch"),
        ("register", "0002_next_number"),
        ("trail", "0001_initial"),
    ]
    operations = [from_file("kartoteka.tax", "worksheet"), from_file("kartoteka.tax", "guards")]
