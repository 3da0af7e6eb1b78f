from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("portal", "0065_interest_notes"), ("ledger", "0044_agreed_rates")]
    operations = [from_file("kartoteka.ledger", "portal_rates")]
