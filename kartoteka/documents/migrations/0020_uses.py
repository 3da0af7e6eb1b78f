from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [from_file("kartoteka.documents", "uses")]
