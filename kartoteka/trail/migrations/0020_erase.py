from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("trail", "0060_as_of")]
    operations = [from_file("kartoteka.trail", "erase")]
