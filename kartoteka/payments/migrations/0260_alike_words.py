from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("payments", "0028_masks")]
    operations = [from_file("kartoteka.payments", "alike_words")]
