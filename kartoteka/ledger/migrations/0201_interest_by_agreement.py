from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("ledger", "0200_agreement_rates")]
    operations = [from_file("kartoteka.ledger", "interest_by_agreement")]
