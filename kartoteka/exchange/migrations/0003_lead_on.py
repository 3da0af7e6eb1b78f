from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_what")]

    operations = [from_file("kartoteka.exchange", "lead_on")]
