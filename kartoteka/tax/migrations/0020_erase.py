from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("tax", "0002_worksheet"), ("ledger", "0020_erase")]
    operations = [from_file("kartoteka.tax", "erase")]
