from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("ledger", "0202_since")]
    operations = [from_file("kartoteka.ledger", "interest_of_many")]
