from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("portal", "0066_agreed_rates"), ("ledger", "0201_interest_by_agreement")]
    operations = [from_file("kartoteka.ledger", "portal_agreement_rates")]
