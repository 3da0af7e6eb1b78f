from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_law"), ("trail", "0001_initial")]
    operations = [from_file("kartoteka.ledger", "watch")]
