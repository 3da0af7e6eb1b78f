from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0040_joined_accounts"),
        ("kernel", "0020_blanking"),
        ("register", "0020_erased"),
    ]
    operations = [from_file("kartoteka.ledger", "erase")]
