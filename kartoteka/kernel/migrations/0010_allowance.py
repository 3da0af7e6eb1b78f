from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_functions")]
    operations = [from_file("kartoteka.kernel", "allowance")]
