from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("billing", "0011_interest_notes"), ("ledger", "0041_schemes")]
    operations = [from_file("kartoteka.billing", "interest_guards")]
