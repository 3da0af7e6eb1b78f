from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("documents", "0011_watch")]
    operations = [from_file("kartoteka.documents", "uses")]
