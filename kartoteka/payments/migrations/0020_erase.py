from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_held_job"), ("ledger", "0020_erase")]
    operations = [from_file("kartoteka.payments", "erase")]
