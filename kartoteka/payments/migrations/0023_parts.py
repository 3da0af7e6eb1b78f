from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("payments", "0022_watched_folder"), ("ledger", "0041_schemes")]

    operations = [from_file("kartoteka.payments", "parts")]
