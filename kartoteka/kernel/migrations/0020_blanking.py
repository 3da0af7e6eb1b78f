from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("kernel", "0010_allowance")]
    operations = [from_file("kartoteka.kernel", "blanking")]
