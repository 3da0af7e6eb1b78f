from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("billing", "0020_write_offs_and_offsets"), ("trail", "0001_initial")]
    operations = [from_file("kartoteka.billing", "write_offs_watch")]
