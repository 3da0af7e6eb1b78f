from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("ledger", "0220_former_interest")]
    operations = [from_file("kartoteka.ledger", "former_interest")]
