from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("portal", "0060_ksef"), ("billing", "0012_interest_guards")]
    operations = [
        from_file("kartoteka.ledger", "portal_periods"),
        from_file("kartoteka.billing", "portal_interest"),
    ]
