from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("portal", "0050_blocks"), ("billing", "0003_ksef")]
    operations = [from_file("kartoteka.billing", "portal_ksef")]
