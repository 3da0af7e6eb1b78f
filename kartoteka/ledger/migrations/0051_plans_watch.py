from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("ledger", "0050_kinds_and_plans"), ("trail", "0001_initial")]
    operations = [from_file("kartoteka.ledger", "plans_watch")]
