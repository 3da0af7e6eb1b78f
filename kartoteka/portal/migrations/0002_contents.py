from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_row_security"), ("documents", "0011_watch")]
    operations = [from_file("kartoteka.documents", "portal")]
