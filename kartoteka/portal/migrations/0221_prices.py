from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("portal", "0220_note_corrections"), ("billing", "0220_discounts")]
    operations = [from_file("kartoteka.billing", "portal_prices")]
