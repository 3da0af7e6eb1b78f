from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("ledger", "0041_schemes")]
    operations = [from_file("kartoteka.ledger", "rate_guards")]
