from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [from_file("kartoteka.privacy", "purpose_letters")]
