from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("ledger", "0211_interest_paid_on")]
    operations = [from_file("kartoteka.ledger", "interest_in_halves")]
