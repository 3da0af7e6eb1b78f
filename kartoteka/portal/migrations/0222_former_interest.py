from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("portal", "0221_prices"), ("ledger", "0221_former_interest_kept")]
    operations = [from_file("kartoteka.ledger", "portal_former_interest")]
