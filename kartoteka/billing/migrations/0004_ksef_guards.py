from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_ksef"), ("kernel", "0020_blanking")]
    operations = [from_file("kartoteka.billing", "ksef_guards")]
